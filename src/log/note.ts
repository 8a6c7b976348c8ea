/** Signed notes and checkpoints as C2SP defines them (signed-note, tlog-checkpoint), with Ed25519. */
import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import { decodeUtf8 } from '../parsers/text.ts'

const ED25519 = Uint8Array.of(1)
/** What stands before the 32 bytes of an Ed25519 key in its usual wrapping (SubjectPublicKeyInfo). */
const WRAPPING = Buffer.from('302a300506032b6570032100', 'hex')
const MOST_SIGNATURES = 100

/** Who may sign: the name and the public key. */
export interface Verifier {
  readonly name: string
  /** The first four bytes of SHA-256(name, newline, 1, key), in hex. */
  readonly id: string
  readonly key: KeyObject
}

export interface Signer {
  readonly name: string
  readonly privateKey: KeyObject
}

export interface Signature {
  readonly name: string
  readonly id: string
  readonly bytes: Uint8Array
}

export interface Note {
  /** What is signed, with its last newline. */
  readonly text: string
  readonly signatures: readonly Signature[]
}

export interface Checkpoint {
  readonly origin: string
  readonly size: number
  /** In base64. */
  readonly root: string
}

const rawKeyOf = (key: KeyObject): Uint8Array => key.export({ format: 'der', type: 'spki' }).subarray(WRAPPING.length)

const idOf = (name: string, raw: Uint8Array): string => createHash('sha256').update(`${name}\n`).update(ED25519).update(raw).digest('hex').slice(0, 8)

const verifierOf = (name: string, raw: Uint8Array): Verifier => ({
  name,
  id: idOf(name, raw),
  key: createPublicKey({ key: Buffer.concat([WRAPPING, raw]), format: 'der', type: 'spki' }),
})

/** The verifier key of a signer, as text that may be published: name+id+key. */
export const publish = ({ name, privateKey }: Signer): string => {
  const raw = rawKeyOf(createPublicKey(privateKey))
  return `${name}+${idOf(name, raw)}+${Buffer.concat([ED25519, raw]).toString('base64')}`
}

/** A verifier key, or undefined when the text is none, or when its id is not that of its key. */
export const parseVerifier = (text: string): Verifier | undefined => {
  const [, name = '', id, encoded = ''] = /^([^\s+]{1,200})\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})$/u.exec(text) ?? []
  const bytes = Buffer.from(encoded, 'base64')
  if (bytes.length !== 33 || bytes[0] !== ED25519[0]) return undefined
  const verifier = verifierOf(name, bytes.subarray(1))
  return verifier.id === id ? verifier : undefined
}

const lineOf = ({ name, id, bytes }: Signature): string => `— ${name} ${Buffer.concat([Buffer.from(id, 'hex'), bytes]).toString('base64')}\n`

/** A note as it is published. */
export const formatNote = ({ text, signatures }: Note): string => `${text}\n${signatures.map(lineOf).join('')}`

/** The note with one signature more; what the signer signed before is replaced. */
export const signNote = ({ text, signatures }: Note, signer: Signer): Note => {
  const raw = rawKeyOf(createPublicKey(signer.privateKey))
  const signature = { name: signer.name, id: idOf(signer.name, raw), bytes: sign(null, Buffer.from(text), signer.privateKey) }
  return { text, signatures: [...signatures.filter(({ name, id }) => name !== signature.name || id !== signature.id), signature] }
}

/** Whether a signature is by a key and fits the text. */
export const isSignedBy = ({ text, signatures }: Note, { name, id, key }: Verifier): 'no' | 'yes' | 'wrongly' => {
  const own = signatures.filter((signature) => signature.name === name && signature.id === id)
  if (own.length === 0) return 'no'
  return own.every(({ bytes }) => verify(null, Buffer.from(text), key, bytes)) ? 'yes' : 'wrongly'
}

const parseSignature = (line: string): Signature | undefined => {
  const [, name = '', encoded = ''] = /^— ([^\s+]{1,200}) ([A-Za-z0-9+/]+={0,2})$/u.exec(line) ?? []
  const bytes = Buffer.from(encoded, 'base64')
  if (bytes.length < 5 || bytes.toString('base64') !== encoded) return undefined
  return { name, id: bytes.subarray(0, 4).toString('hex'), bytes: bytes.subarray(4) }
}

const parseNote = (lines: readonly string[]): Note | undefined => {
  const end = lines.lastIndexOf('')
  const signatures = lines.slice(end + 1).map(parseSignature)
  const known = signatures.filter((signature) => signature !== undefined)
  if (end < 1 || known.length === 0 || known.length !== signatures.length || known.length > MOST_SIGNATURES) return undefined
  return { text: `${lines.slice(0, end).join('\n')}\n`, signatures: known }
}

/** The notes of a file, one after another with an empty line between them; undefined stands for one that is none. */
export const parseNotes = (bytes: Uint8Array): readonly (Note | undefined)[] => {
  const text = decodeUtf8(bytes)
  if (text === undefined) return [undefined]
  const notes: (Note | undefined)[] = []
  let lines: string[] = []
  let isSigned = false
  const finish = (): void => {
    if (lines.length > 0) notes.push(parseNote(lines))
    lines = []
    isSigned = false
  }
  for (const line of text.split('\n')) {
    const isSignature = line.startsWith('— ')
    if (isSigned && !isSignature) finish()
    if (lines.length === 0 && line === '') continue
    isSigned = isSignature && lines.includes('')
    lines.push(line)
  }
  finish()
  return notes
}

export const formatNotes = (notes: readonly Note[]): string => notes.map(formatNote).join('\n')

/** The text of a checkpoint. */
export const formatCheckpoint = ({ origin, size, root }: Checkpoint): string => `${origin}\n${String(size)}\n${root}\n`

/** What a note says as a checkpoint; lines after the third are for extensions, and are signed but not read. */
export const parseCheckpoint = ({ text }: Note): Checkpoint | undefined => {
  const [origin = '', size = '', root = ''] = text.split('\n')
  if (origin === '' || !/^(0|[1-9]\d{0,15})$/.test(size) || !Number.isSafeInteger(Number(size))) return undefined
  return Buffer.from(root, 'base64').length === 32 && Buffer.from(root, 'base64').toString('base64') === root ? { origin, size: Number(size), root } : undefined
}
