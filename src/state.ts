/**
 * What runs learned of log files that only grow, as one file: `--state`. It is a note of the auditor to himself, and no
 * evidence: a state that is not whole, or of another version, is refused, and what a file does not bear out is not taken.
 */
import { createHash, hash } from 'node:crypto'
import { basename, dirname, resolve } from 'node:path'
import { openFolder } from './files.ts'
import type { Mark } from './model/files.ts'
import { given } from './model/given.ts'
import type { Kept, Memory } from './model/memory.ts'
import { field, isRecord, parseJson, textField } from './parsers/json.ts'

const SCHEMA = 'sparekey-state/1'

export interface State {
  readonly memory: Memory
  /** Why the state that is there is not taken; undefined: it is, or there is none. */
  readonly refused: string | undefined
  /** Whether the file is something else, which is not to be written over. */
  readonly isForeign: boolean
  /** What this run learned, in pieces. */
  readonly write: () => Iterable<string>
}

interface Entry extends Kept {
  readonly key: string
}

/** What the last line of a state begins with; of all lines before it, it has the SHA-256. */
const LAST_LINE = '  "sha256": '

function* writeEntries(entries: readonly Entry[], version: string): Generator<string> {
  const hash = createHash('sha256')
  const hashed = (piece: string): string => {
    hash.update(piece)
    return piece
  }
  yield hashed(`{\n  "schema": ${JSON.stringify(SCHEMA)},\n  "version": ${JSON.stringify(version)},\n  "files": [`)
  for (const [index, entry] of entries.entries()) yield hashed(`${index === 0 ? '' : ','}\n    ${JSON.stringify(entry)}`)
  yield hashed(`${entries.length === 0 ? '' : '\n  '}],\n`)
  yield `${LAST_LINE}${JSON.stringify(hash.digest('hex'))}\n}\n`
}

/** SHA-256 of all lines before the last. */
const digestOf = (bytes: Uint8Array): string =>
  hash('sha256', bytes.subarray(0, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).lastIndexOf(LAST_LINE)))

const isMark = (mark: unknown): mark is Mark =>
  Number.isSafeInteger(field(mark, 'bytes')) &&
  ['head', 'tail'].every((key) => textField(mark, key) !== undefined) &&
  (field(mark, 'digest') === undefined || textField(mark, 'digest') !== undefined)

const isEntry = (entry: unknown): entry is Entry => textField(entry, 'key') !== undefined && isMark(field(entry, 'mark')) && isRecord(field(entry, 'learned'))

/** A state that was cut or changed begins as one all the same. */
const looksLikeState = (bytes: Uint8Array): boolean => /^\{\s*"schema": ?"sparekey-state\//.test(Buffer.from(bytes.subarray(0, 64)).toString('latin1'))

const readEntries = (bytes: Uint8Array, version: string): readonly Entry[] | { readonly refused: string } => {
  const parsed = parseJson(bytes)
  if ('unreadable' in parsed) return { refused: `it is ${parsed.unreadable}` }
  const files = field(parsed.value, 'files')
  if (textField(parsed.value, 'schema') !== SCHEMA || !Array.isArray(files)) return { refused: `it is no ${SCHEMA}` }
  if (textField(parsed.value, 'version') !== version) return { refused: 'another version of sparekey wrote it' }
  const entries = files as unknown[]
  if (textField(parsed.value, 'sha256') !== digestOf(bytes) || !entries.every(isEntry)) return { refused: 'it was changed since it was written' }
  return entries
}

/** The state at a path, as a memory for a run of a version of Sparekey. Where there is none, nothing is known yet. */
export const readState = async (path: string, version: string): Promise<State> => {
  const at = resolve(path)
  const file = await openFolder(dirname(at), true).read(basename(at))
  const read = 'problem' in file ? (file.problem === 'absent' ? [] : { refused: 'it cannot be read' }) : readEntries(file.bytes, version)
  const known = 'refused' in read ? [] : read
  const kept: Entry[] = []
  return {
    memory: {
      recall: (wanted) => known.filter(({ key }) => key === wanted),
      keep: (key, { mark, told, learned }) => kept.push({ key, mark, ...given('told', told), learned }),
    },
    refused: 'refused' in read ? read.refused : undefined,
    isForeign: !('problem' in file) && file.bytes.length > 0 && !looksLikeState(file.bytes),
    write: () =>
      writeEntries(
        [...kept].sort((a, b) => (`${a.key}${a.mark.head}` < `${b.key}${b.mark.head}` ? -1 : 1)),
        version,
      ),
  }
}
