/**
 * A history: a file of JSON lines, schemas/history.schema.json, one for each audit. It is read strictly, as what stands in it is
 * told in reports, and only appended to.
 */
import { closeSync, constants, fstatSync, fsyncSync, ftruncateSync, mkdirSync, openSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { syncFolder } from './disk/whole.ts'
import { ALLOW_OUTSIDE, liesOutside, openFolder } from './files.ts'
import { type Canonical, canonicalise } from './log/canonical.ts'
import { appendLine, readAt, toLines } from './log/lines.ts'
import { LockedLog, lockOf, whileLocked } from './log/lock.ts'
import { RefusedFile, type WholeFile } from './model/files.ts'
import type { History, Run } from './model/history.ts'
import { type Checked, isMistaken, type Mistake } from './model/mistake.ts'
import { mistakeOnLine } from './parsers/document.ts'
import { history as validate } from './parsers/generated/validators/history.ts'
import { field, parseJsonText } from './parsers/json.ts'
import { decodeUtf8 } from './parsers/text.ts'
import type { NamedFile } from './policy/named-files.ts'

const SCHEMA = 'sparekey-history/1'
const WRITE_ONE = 'a history is written by: sparekey audit --history FILE'
/** How each line begins, in canonical form. */
const BEGINNING = '{"asOf":"'

/** The line of a run, without its newline. */
export const toLine = (run: Run): string => canonicalise(run as unknown as Canonical)

/** A line as a run; or why it is none, and what to do. A line that was changed by hand says something that no audit found. */
const readLine = (text: string): { readonly run: Run } | { readonly message: string; readonly hint: string } => {
  const parsed = parseJsonText(text)
  if ('unreadable' in parsed)
    return { message: `this line is no run of a history: ${parsed.unreadable}`, hint: 'take the line away, or put back the file as it was' }
  if (field(parsed.value, 'schema') !== SCHEMA) return { message: 'this line is no run of a history', hint: WRITE_ONE }
  if (!validate(parsed.value)) return { message: 'this line is no run of a history of this version', hint: WRITE_ONE }
  const run = parsed.value as Run
  return toLine(run) === text ? { run } : { message: 'this line was changed after it was appended', hint: 'put back the file as it was' }
}

/** The end of a file after its last newline: a run that lacks nothing else, the beginning of one that was cut, or something else. */
const readEnd = (text: string): { readonly run: Run } | 'none' | 'cut' | 'foreign' => {
  if (text === '') return 'none'
  const read = readLine(text)
  if ('run' in read) return read
  return text.startsWith(BEGINNING) || BEGINNING.startsWith(text) ? 'cut' : 'foreign'
}

/** The runs in a file, and whether its last line was cut while it was appended; or every line that is none. */
export const readHistory = ({ file, sha256, bytes }: WholeFile): Checked<History> => {
  const { whole, torn } = toLines(bytes)
  const texts = whole.map(decodeUtf8)
  // A cut may go through a character.
  const rest = Buffer.from(torn).toString('utf8')
  const end = readEnd(rest)
  const runs: Run[] = []
  const mistakes: Mistake[] = []
  for (const [index, text] of texts.entries()) {
    const read = text === undefined ? { message: 'this line is not UTF-8 text', hint: WRITE_ONE } : readLine(text)
    if ('run' in read) runs.push(read.run)
    else mistakes.push(mistakeOnLine(file, index + 1, text ?? '', read.message, read.hint))
  }
  const isForeign = end === 'foreign'
  const isHistory = Buffer.from(bytes).includes('"schema":"sparekey-history/')
  if (!isHistory && (mistakes.length > 0 || isForeign)) return { mistakes: [{ file, message: 'it is no history', hint: WRITE_ONE }] }
  if (isForeign) mistakes.push(mistakeOnLine(file, whole.length + 1, rest, 'this line is no run of a history', WRITE_ONE))
  if (mistakes.length > 0) return { mistakes }
  return { value: { file, sha256, runs: typeof end === 'object' ? [...runs, end.run] : runs, isCut: end === 'cut' } }
}

/** A history as an audit uses it: with the place where it is appended to. */
export interface LoadedHistory extends History {
  readonly path: string
}

/** The history that a file names, relative to a folder. One that is not there yet is empty. */
export const loadHistory = async (folder: string, { path, named }: NamedFile, allowOutside: boolean): Promise<Checked<LoadedHistory>> => {
  const refuse = (message: string, hint?: string): Checked<never> => ({ mistakes: [named(message, hint)] })
  const place = resolve(folder, path)
  if (path.endsWith('.gz')) return refuse(`${path} is packed, and nothing can be appended to it`, 'give it another name')
  if (!allowOutside && (await liesOutside(folder, path))) return refuse(`${path} lies outside the folder of the configuration`, ALLOW_OUTSIDE)
  try {
    const file = await openFolder(folder, allowOutside).read(path)
    if ('problem' in file) return file.problem === 'absent' ? { value: { file: path, runs: [], isCut: false, path: place } } : refuse(file.detail)
    const read = readHistory(file)
    return isMistaken(read) ? read : { value: { ...read.value, path: place } }
  } catch (error) {
    if (error instanceof RefusedFile) return refuse(error.message, error.hint)
    throw error
  }
}

/** What the user should know of a history before. */
export const notesOn = ({ file, isCut }: LoadedHistory): readonly string[] =>
  isCut ? [`the last line of ${file} was cut while it was appended: it is left out, and the next run takes its place`] : []

/** Whether a run stands in a history as the last of its policy and instant: then nothing new is learned by appending it. */
const isThere = (runs: readonly Run[], run: Run): boolean => {
  const last = runs.findLast(({ asOf, policy }) => asOf === run.asOf && policy.id === run.policy.id)
  return last !== undefined && toLine(last) === toLine(run)
}

/** Completes a last line that lacks nothing but its newline, and takes away one that was never acknowledged. */
const mendEnd = (fd: number, bytes: Uint8Array, isCut: boolean): void => {
  const { torn } = toLines(bytes)
  if (torn.byteLength === 0) return
  if (isCut) {
    ftruncateSync(fd, bytes.byteLength - torn.byteLength)
    fsyncSync(fd)
  } else appendLine(fd, '')
}

/**
 * Appends a run, unless it is there already; undefined: it is in the history, on the disk. Else why not, in our own words. Nothing
 * else of the file is changed. What the system refuses is thrown.
 */
export const rememberRun = ({ path, file }: Pick<LoadedHistory, 'path' | 'file'>, run: Run): string | undefined => {
  const folder = dirname(path)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  try {
    return whileLocked(lockOf(path), () => {
      const fd = openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_APPEND, 0o600)
      try {
        // Somebody else may have appended in the meantime.
        const bytes = readAt(fd, 0, fstatSync(fd).size)
        const now = readHistory({ file, sha256: '', bytes })
        if (isMistaken(now)) return 'it was changed while the audit ran, and is no history any more'
        mendEnd(fd, bytes, now.value.isCut)
        if (!isThere(now.value.runs, run)) appendLine(fd, toLine(run))
        syncFolder(folder)
        return undefined
      } finally {
        closeSync(fd)
      }
    })
  } catch (error) {
    if (error instanceof LockedLog) return error.message
    throw error
  }
}
