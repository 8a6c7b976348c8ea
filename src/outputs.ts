/** The outputs that a run is asked for, as -o and the configuration write them: FORMAT, FORMAT=PATH, or template=FILE.hbs:PATH. */
import { normalize } from 'node:path'
import { given } from './model/given.ts'
import { reportFormats } from './model/output-formats.ts'
import type { Reporter } from './model/reporter.ts'
import { didYouMean } from './parsers/wording.ts'

export interface Output {
  readonly format: string
  /** Relative to whoever named it; absent: stdout. */
  readonly path?: string
  /** The user's template, named as the path is; only with the format that is called so. */
  readonly template?: string
}

/** The format of which the user brings the template. */
export const TEMPLATE = 'template'

export interface OutputFlaw {
  readonly message: string
  readonly hint?: string
}

const USE_A_TEMPLATE = 'such as template=report.md.hbs:out/report.md'

/** What loads each of the reporters. */
const later: ReadonlyMap<string, () => Promise<{ readonly default: Reporter }>> = new Map([
  ['csv', () => import('./reporters/csv.ts')],
  ['github-annotations', () => import('./reporters/github-annotations.ts')],
  ['github-summary', () => import('./reporters/github-summary.ts')],
  ['html', () => import('./reporters/html.ts')],
  ['json', () => import('./reporters/json.ts')],
  ['junit', () => import('./reporters/junit.ts')],
  ['markdown', () => import('./reporters/markdown.ts')],
  ['ocsf', () => import('./reporters/ocsf.ts')],
  ['oscal', () => import('./reporters/oscal.ts')],
  ['sarif', () => import('./reporters/sarif.ts')],
  ['text', () => import('./reporters/text.ts')],
  ['tracker', () => import('./reporters/tracker.ts')],
])

/** One reporter, by the name that -o takes, loaded only when it is asked for: some are large. undefined: no reporter has that name. */
export const loadReporter = async (format: string): Promise<Reporter | undefined> => (await later.get(format)?.())?.default

/** What a report can be asked for as. */
export const askableFormats: readonly string[] = [...reportFormats, TEMPLATE]

/** How files of a format are usually called, for those who give a file name where a format belongs. */
const EXTENSIONS: Readonly<Record<string, string>> = {
  csv: 'csv',
  html: 'html',
  ics: 'ics',
  json: 'json',
  jsonl: 'ocsf',
  md: 'markdown',
  sarif: 'sarif',
  txt: 'text',
  xml: 'junit',
}

const unknownFormat = (format: string, known: readonly string[]): OutputFlaw => {
  const ending = format.slice(format.lastIndexOf('.') + 1)
  if (ending === 'hbs' && known.includes(TEMPLATE)) return { message: `there is no report format ${format}`, hint: `did you mean template=${format}?` }
  const meant = EXTENSIONS[ending]
  const hint = format.includes('.') && meant !== undefined && known.includes(meant) ? `did you mean ${meant}=${format}?` : didYouMean(format, known)
  return { message: `there is no report format ${format === '' ? 'without a name' : format}`, hint: hint ?? `the formats are ${known.join(', ')}` }
}

/**
 * What follows template=. The template ends in .hbs, and what it makes goes where the colon after that says, so that neither a drive
 * letter nor a colon in a name is taken for it.
 */
const splitTemplate = (text: string): { readonly template: string; readonly path?: string } | OutputFlaw => {
  const [, template, , path] = /^(.+?[.]hbs)(:(.*))?$/s.exec(text) ?? []
  if (template === undefined) {
    return { message: text === '' ? 'template names no file' : `${text} is no template: its name does not end in .hbs`, hint: USE_A_TEMPLATE }
  }
  return { template, ...given('path', path) }
}

/** Where an output goes, checked beside the outputs before it; `-` is stdout, too. */
const toPlace = (output: Output, earlier: readonly Output[], elsewhere: string): { readonly output: Output } | { readonly flaw: OutputFlaw } => {
  const { path, ...onStdout } = output
  if (path === undefined || path === '-') {
    return earlier.some((other) => other.path === undefined)
      ? { flaw: { message: 'only one report can go to stdout', hint: `give this one a file: ${elsewhere}` } }
      : { output: onStdout }
  }
  return earlier.some((other) => other.path !== undefined && normalize(other.path) === normalize(path))
    ? { flaw: { message: `${path} is written twice`, hint: 'give each report a file of its own' } }
    : { output }
}

/**
 * FORMAT, FORMAT=PATH or template=FILE.hbs:PATH, checked beside the outputs before it. The formats are those of a report unless others
 * are given.
 */
export const parseOutput = (
  text: string,
  earlier: readonly Output[],
  formats: readonly string[] = askableFormats,
): { readonly output: Output } | { readonly flaw: OutputFlaw } => {
  const [format = '', ...rest] = text.split('=')
  const value = rest.length === 0 ? undefined : rest.join('=')
  if (!formats.includes(format)) return { flaw: unknownFormat(value === undefined ? text : format, formats) }
  const named = format === TEMPLATE ? splitTemplate(value ?? '') : given('path', value)
  if ('message' in named) return { flaw: named }
  const elsewhere = 'template' in named ? `${format}=${named.template}:PATH` : `${format}=PATH`
  if (named.path === '') {
    return { flaw: { message: `${text} names no file to write`, hint: `write ${elsewhere}, or ${text.slice(0, -1)} alone for stdout` } }
  }
  return toPlace({ format, ...named }, earlier, elsewhere)
}
