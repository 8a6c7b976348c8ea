/** The licences of what is bundled: what each asks to be handed on with the code. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Those that may be bundled into a program under the Apache License 2.0. */
const ALLOWED = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0', 'ISC', 'MIT', 'MIT-0']

const heading = (where) => `Sparekey holds code of the packages below, in ${where}. Each is listed with its licence; texts that are
the same stand here once.
`

const normal = (text) =>
  text
    .replaceAll('\r\n', '\n')
    .replaceAll(/[ \t]+$/gm, '')
    .trim()

/** Some packages have their licence in the README alone. */
const inReadme = (folder, files) => {
  const readme = files.find((file) => /^readme\b/i.test(file))
  const text = readme === undefined ? '' : normal(readFileSync(join(folder, readme), 'utf8'))
  return /(?:^#+ *licen[cs]e\s*\n|^licen[cs]e\n-+\n)(.*?permission is hereby granted.*)/ims.exec(text)?.[1]?.trim()
}

const packageOf = (folder) => {
  const { name, version, license, author } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  if (!ALLOWED.includes(license)) throw new Error(`${name} ${version} is under ${license}, which is none of ${ALLOWED.join(', ')}`)
  const files = readdirSync(folder).sort()
  const texts = files.filter((file) => /^(?:licen[cs]e|copying|notice)\b/i.test(file)).map((file) => normal(readFileSync(join(folder, file), 'utf8')))
  return {
    title: `${name} ${version} (${license})`,
    license,
    author: (author?.name ?? author)?.replace(/ *[<(].*/, ''),
    text: texts.length > 0 ? texts.join('\n\n') : inReadme(folder, files),
  }
}

/** The text of a licence that a package names and does not bring, as others under it have it. */
const borrowed = ({ title, license, author }, apache, packages) => {
  if (license === 'Apache-2.0') return apache
  const terms = packages.flatMap((other) => (other.license === 'MIT' ? (/^Permission is hereby granted.*/ms.exec(other.text ?? '') ?? []) : []))[0]
  if (license === 'MIT' && terms !== undefined && author !== undefined) return `Copyright (c) ${author}\n\n${terms}`
  throw new Error(`${title} has no text of its licence`)
}

/**
 * What must be handed on with the code of the packages in these folders; `where` it is, `apache` is the text of that licence. Throws where a
 * licence is none of those that may be bundled, or its text is nowhere.
 */
export const noticesOf = (where, folders, apache) => {
  const packages = folders.map(packageOf)
  const byText = new Map()
  for (const one of packages) {
    const text = one.text ?? borrowed(one, normal(apache), packages)
    byText.set(text, [...(byText.get(text) ?? []), one.title])
  }
  return [heading(where), ...[...byText].map(([text, titles]) => `${'-'.repeat(80)}\n${titles.join('\n')}\n\n${text}\n`)].join('\n')
}
