/** The licences of what is bundled: what each asks to be handed on with the code. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Those that may be bundled into a program under the Apache License 2.0. */
const ALLOWED = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0', 'ISC', 'MIT', 'MIT-0']

const HEADING = `Sparekey holds code of the packages below, in dist/. Each is listed with its licence; texts that are the
same stand here once.
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

/** What must be handed on with the code of one package. Throws where its licence is not one of those, or its text is nowhere. */
const noticeOf = (folder, apache) => {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  if (!ALLOWED.includes(license)) throw new Error(`${name} ${version} is under ${license}, which is none of ${ALLOWED.join(', ')}`)
  const files = readdirSync(folder).sort()
  const texts = files.filter((file) => /^(?:licen[cs]e|copying|notice)\b/i.test(file)).map((file) => normal(readFileSync(join(folder, file), 'utf8')))
  const text = texts.length > 0 ? texts.join('\n\n') : (inReadme(folder, files) ?? (license === 'Apache-2.0' ? apache : undefined))
  if (text === undefined) throw new Error(`${name} ${version} has no text of its licence`)
  return { title: `${name} ${version} (${license})`, text }
}

/** The notices of the packages in these folders; `apache` is the text of that licence for those that only name it. */
export const noticesOf = (folders, apache) => {
  const byText = new Map()
  for (const { title, text } of folders.map((folder) => noticeOf(folder, normal(apache)))) byText.set(text, [...(byText.get(text) ?? []), title])
  return [HEADING, ...[...byText].map(([text, titles]) => `${'-'.repeat(80)}\n${titles.join('\n')}\n\n${text}\n`)].join('\n')
}
