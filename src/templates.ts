/** Templates that users write, read from their files. The compiler of Handlebars is loaded only where there is one. */
import { openFolder } from './files.ts'
import { RefusedFile, type WholeFile } from './model/files.ts'
import { given } from './model/given.ts'
import { maskCodes } from './model/mask.ts'
import type { Checked, Mistake } from './model/mistake.ts'
import type { Reporter } from './model/reporter.ts'
import type { TemplateFlaw } from './model/template.ts'
import { decodeUtf8 } from './parsers/text.ts'
import type { NamedFile } from './policy/named-files.ts'

const LARGEST = 1_048_576
const SHOWN = 160

/** Templates by the path that names them. */
export type Templates = ReadonlyMap<string, Reporter>

/** A flaw as a mistake, with the line around it. */
const toMistake = (file: string, text: string, { line, column, message, hint }: TemplateFlaw): Mistake => {
  const around = maskCodes(text.split(/\r?\n/)[line - 1] ?? '')
  const from = column > SHOWN ? column - SHOWN / 2 : 0
  return { file, line, column, message, ...given('hint', hint), excerpt: { text: around.slice(from, from + SHOWN), caret: column - from } }
}

const compile = async ({ file, bytes }: WholeFile): Promise<Checked<Reporter>> => {
  if (bytes.byteLength > LARGEST) return { mistakes: [{ file, message: `the file is larger than ${String(LARGEST / 1_048_576)} MiB` }] }
  const text = decodeUtf8(bytes)
  if (text === undefined) return { mistakes: [{ file, message: 'the file is not UTF-8 text' }] }
  const { compileTemplate } = await import('./reporters/template/compile.ts')
  const compiled = compileTemplate(file, text)
  return 'flaw' in compiled ? { mistakes: [toMistake(file, text, compiled.flaw)] } : { value: compiled.reporter }
}

/** The reporter that a template makes; or what is wrong with the file, or with its place. */
export const loadTemplate = async (folder: string, { path, named }: NamedFile, allowOutside: boolean): Promise<Checked<Reporter>> => {
  try {
    const file = await openFolder(folder, allowOutside).read(path)
    return 'problem' in file ? { mistakes: [named(file.detail)] } : await compile(file)
  } catch (error) {
    if (error instanceof RefusedFile) return { mistakes: [named(error.message, error.hint)] }
    throw error
  }
}
