/** The outputs that a run is asked for, as -o and the configuration write them. */
import { normalize } from 'node:path'
import { reportFormats } from './model/output-formats.ts'
import { didYouMean } from './parsers/wording.ts'

export interface Output {
  readonly format: string
  /** Relative to whoever named it; absent: stdout. */
  readonly path?: string
}

export interface OutputFlaw {
  readonly message: string
  readonly hint?: string
}

/** How files of a format are usually called, for those who give a file name where a format belongs. */
const EXTENSIONS: Readonly<Record<string, string>> = {
  csv: 'csv',
  html: 'tracker',
  ics: 'ics',
  json: 'json',
  jsonl: 'ocsf',
  md: 'markdown',
  sarif: 'sarif',
  txt: 'text',
  xml: 'junit',
}

const unknownFormat = (format: string, known: readonly string[]): OutputFlaw => {
  const meant = EXTENSIONS[format.slice(format.lastIndexOf('.') + 1)]
  const hint = format.includes('.') && meant !== undefined && known.includes(meant) ? `did you mean ${meant}=${format}?` : didYouMean(format, known)
  return { message: `there is no report format ${format === '' ? 'without a name' : format}`, hint: hint ?? `the formats are ${known.join(', ')}` }
}

/** FORMAT or FORMAT=PATH (`-` is stdout, too), checked beside the outputs before it. The formats are those of a report unless others are given. */
export const parseOutput = (
  text: string,
  earlier: readonly Output[],
  formats: readonly string[] = reportFormats,
): { readonly output: Output } | { readonly flaw: OutputFlaw } => {
  const [format = '', ...rest] = text.split('=')
  const path = rest.join('=')
  if (!formats.includes(format)) return { flaw: unknownFormat(rest.length === 0 ? text : format, formats) }
  if (rest.length > 0 && path === '') return { flaw: { message: `${format}= names no file`, hint: `write ${format}=PATH, or ${format} alone for stdout` } }
  if (rest.length === 0 || path === '-') {
    return earlier.some((other) => other.path === undefined)
      ? { flaw: { message: 'only one report can go to stdout', hint: `give this one a file: ${format}=PATH` } }
      : { output: { format } }
  }
  return earlier.some((other) => other.path !== undefined && normalize(other.path) === normalize(path))
    ? { flaw: { message: `${path} is written twice`, hint: 'give each report a file of its own' } }
    : { output: { format, path } }
}
