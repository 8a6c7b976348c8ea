/** How text from outside is made harmless in a template: by what the template makes, which its name says. */
import { stringify } from 'csv-stringify/sync'
import { jsonText } from '../../model/json-text.ts'
import { markdownCode, markdownText, plainText, xmlText } from '../escape.ts'

type Escape = (text: string) => string

/** One cell, quoted where a reader needs it; what a spreadsheet would calculate begins with an apostrophe. */
const csvCell: Escape = (text) => stringify([[plainText(text)]], { escape_formulas: true, eof: false })

/** What stands between the quotes of a text of JSON. */
const withinQuotes: Escape = (text) => jsonText(text).slice(1, -1)

/** The escapes that a template can ask for by name. What XML takes as text, HTML does, too. */
export const escapes = { csv: csvCell, html: xmlText, markdown: markdownText, markdownCode, plain: plainText, xml: xmlText } as const

const byEnding: Readonly<Record<string, Escape>> = {
  csv: csvCell,
  htm: xmlText,
  html: xmlText,
  json: withinQuotes,
  markdown: markdownText,
  md: markdownText,
  xml: xmlText,
}

/** What a template makes: html for report.html.hbs. */
export const endingOf = (file: string): string =>
  file
    .replace(/[.]hbs$/, '')
    .split('.')
    .at(-1)
    ?.toLowerCase() ?? ''

/** The escape of {{value}} in a template of this name. A language that is not known gets text on one line, in which every character is to be seen. */
export const escapeFor = (file: string): Escape => byEnding[endingOf(file)] ?? plainText
