/** GitHub's own toolkit judges our workflow commands, and GitHub's own Markdown our job summary. */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { HOSTILE } from '../support/a-report.ts'
import { needing } from './parts.ts'
import { type Name, names, tellAll } from './told-formats.ts'

const parts = needing('packages', 'cmark')

describe('@actions/core', () => {
  let documents: Readonly<Record<Name, string>>
  let issue: (level: string, properties: Readonly<Record<string, string>>, message: string) => string
  beforeAll(async () => {
    if (!parts.areThere) return
    documents = await tellAll('github-annotations')
    const { issueCommand } = (await import(pathToFileURL(join(parts.at('packages'), '@actions/core/lib/command.js')).href)) as {
      issueCommand: (level: string, properties: object, message: string) => void
    }
    issue = (level, properties, message) => {
      const written: string[] = []
      const write = process.stdout.write.bind(process.stdout)
      process.stdout.write = (text: string) => written.push(text) > 0
      try {
        issueCommand(level, properties, message)
      } finally {
        process.stdout.write = write
      }
      return written.join('').replace(/\r?\n$/, '')
    }
  })

  /** A command as the runner reads it: to the first `::` are its properties, and each escape is undone, `%25` last. */
  const parse = (line: string) => {
    const [, level = '', properties = '', data = ''] = /^::([a-z]+) (.*?)::(.*)$/.exec(line) ?? []
    const undo = (text: string): string =>
      text.replaceAll('%3A', ':').replaceAll('%2C', ',').replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%')
    const pairs = properties.split(',').map((pair): [string, string] => [pair.slice(0, pair.indexOf('=')), undo(pair.slice(pair.indexOf('=') + 1))])
    return { level, properties: Object.fromEntries(pairs), message: data.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%') }
  }

  test.each(names)('writes the commands of %s as we do', (name) => {
    const lines = documents[name].trimEnd().split('\n')
    for (const line of lines) {
      const { level, properties, message } = parse(line)
      expect(['error', 'warning', 'notice']).toContain(level)
      expect(issue(level, properties, message)).toBe(line)
    }
  })

  test('control: a colon in a title, or a per cent sign in a message, that is not escaped is seen', () => {
    for (const line of ['::error title=a:b::x', '::error title=a::100%']) {
      const { level, properties, message } = parse(line)
      expect(issue(level, properties, message)).not.toBe(line)
    }
  })
})

describe('cmark-gfm', () => {
  const toHtml = (markdown: string): string =>
    execFileSync(parts.at('cmark'), ['--unsafe', ...['table', 'autolink', 'strikethrough', 'tasklist', 'footnotes'].flatMap((name) => ['--extension', name])], {
      input: markdown,
      encoding: 'utf8',
    })
  const foreign = (html: string): string => html.replace(/<\/?(?:h[23]|p|strong|table|thead|tbody|tr|t[hd]|code|wbr|br|ul|li)(?: align="\w+")?(?: \/)?>/g, '')
  let documents: Readonly<Record<Name, string>>
  beforeAll(async () => {
    documents = await tellAll('github-summary')
  })

  test.each(names)('finds no link, picture or tag in %s but those of the page itself', (name) => {
    const html = toHtml(documents[name])
    expect(html).toContain('<h2>')
    expect(foreign(html)).not.toMatch(/<\/?[a-z!]/i)
  })

  test('control: names that are not escaped make some', () => {
    expect(foreign(toHtml(`x ${HOSTILE.markup}`))).toMatch(/<a href|<img/)
    expect(foreign(toHtml(HOSTILE.mentions))).toMatch(/<a href/)
  })
})
