/**
 * Opens KeePass databases (KDBX 3.1 and 4). Nothing but what kdbx-entries.ts takes leaves this file: neither the key nor
 * a value of an entry, nor a message of a library, which may quote either. The libraries are loaded when the first
 * database is opened.
 */
import type { Lack } from '../../model/inventory.ts'
import { type KdbxRecord, readKdbxEntries } from '../../parsers/kdbx-entries.ts'

export interface Key {
  readonly password?: string
  readonly keyFile?: Uint8Array
}

const MEBIBYTE = 1_048_576
/** What a database may ask for, so that a forged header does not take the machine. KeePassXC proposes 64 MiB. */
const MOST_MEMORY = 1024 * MEBIBYTE
/** Memory times passes: a minute or so of one core. */
const MOST_WORK = 64 * 1024 * MEBIBYTE
const MOST_LANES = 64
const MOST_ROUNDS = 100_000_000
/** The one version of Argon2 that hash-wasm has; KeePassXC writes no other. */
const ARGON2_VERSION = 0x13

/** Too little memory, or numbers that do not go together. */
class NotDerived extends Error {
  readonly code = 'NotDerived'
}

type Libraries = Awaited<ReturnType<typeof load>>

const load = async () => {
  const [{ default: kdbxweb }, { argon2d, argon2id }] = await Promise.all([import('kdbxweb'), import('hash-wasm')])
  kdbxweb.CryptoEngine.setArgon2Impl(async (password, salt, memory, iterations, length, parallelism, type) => {
    const derive = type === kdbxweb.CryptoEngine.Argon2TypeArgon2d ? argon2d : argon2id
    const asked = { password: new Uint8Array(password), salt: new Uint8Array(salt), memorySize: memory, iterations, hashLength: length, parallelism }
    try {
      return Uint8Array.from(await derive({ ...asked, outputType: 'binary' })).buffer
    } catch {
      throw new NotDerived()
    }
  })
  return kdbxweb
}

const unreadable = (detail: string): Lack => ({ reason: 'unreadable', detail })

type Header = InstanceType<Libraries['KdbxHeader']>

const numberOf = (value: unknown): number => (typeof value === 'number' ? value : Number((value as { readonly value?: unknown } | undefined)?.value ?? NaN))

/** Why the key is not derived: the header says so before anybody needs a key; undefined: it is. */
const refusalOf = ({ Consts, ByteUtils }: Libraries, { versionMajor, keyEncryptionRounds = 0, kdfParameters }: Header): Lack | undefined => {
  const tooManyRounds = (rounds: number): Lack | undefined =>
    rounds <= MOST_ROUNDS ? undefined : unreadable(`its key takes more than ${String(MOST_ROUNDS / 1_000_000)} million rounds, which is not tried`)
  if (versionMajor < 4) return tooManyRounds(keyEncryptionRounds)
  const id = kdfParameters?.get('$UUID')
  const kdf = id instanceof ArrayBuffer ? ByteUtils.bytesToBase64(id) : ''
  if (kdf === Consts.KdfId.Aes) return tooManyRounds(numberOf(kdfParameters?.get('R')))
  if (kdf !== Consts.KdfId.Argon2d && kdf !== Consts.KdfId.Argon2id) return unreadable('its key is derived in a way that is not known here')
  const [memory, passes, lanes] = ['M', 'I', 'P'].map((name) => numberOf(kdfParameters?.get(name))) as [number, number, number]
  if (kdfParameters?.get('V') !== ARGON2_VERSION) return unreadable('its key is derived by a version of Argon2 that is not known here')
  if (!(memory <= MOST_MEMORY))
    return unreadable(`its key takes ${String(Math.ceil(memory / MEBIBYTE))} MiB of memory, and at most ${String(MOST_MEMORY / MEBIBYTE)} MiB are given`)
  if (!(memory * passes <= MOST_WORK && lanes <= MOST_LANES)) return unreadable('its key takes more passes over memory than are tried')
  return undefined
}

/** Times of a version-3 database are texts; one without a zone would be read by the zone of this machine. */
const hasTimeWithoutZone = (xml: unknown): boolean => {
  const { getElementsByTagName } = xml as { getElementsByTagName: (name: string) => ArrayLike<{ readonly textContent: string | null }> }
  const texts = ['CreationTime', 'LastModificationTime', 'LastAccessTime', 'LocationChanged', 'DeletionTime'].flatMap((name) =>
    Array.from(getElementsByTagName.call(xml, name), ({ textContent }) => textContent ?? ''),
  )
  return texts.some((text) => text.includes(':') && !/(?:Z|[+-]\d{2}:\d{2})$/.test(text))
}

const why: Readonly<Record<string, Lack>> = {
  BadSignature: unreadable('it is no KeePass database'),
  InvalidVersion: unreadable('it is a KeePass database of a version that is not read'),
  InvalidKey: { reason: 'authentication', detail: 'it does not open with the key that is given, or it is cut' },
  NotDerived: unreadable('its key cannot be derived as it asks: there is too little memory, or its numbers do not go together'),
  Unsupported: unreadable('it is encrypted in a way that is not known here'),
}

const lackOf = (error: unknown): Lack => why[String((error as { code?: unknown } | null)?.code)] ?? unreadable('it is cut or broken')

/** The entries of a database; or why it does not open, in our own words. */
export const openDatabase = async (bytes: Uint8Array, { password, keyFile }: Key): Promise<readonly KdbxRecord[] | Lack> => {
  const kdbxweb = await load()
  const { Kdbx, KdbxHeader, BinaryStream, Credentials, ProtectedValue } = kdbxweb
  // The libraries overwrite what they are given.
  const data = Uint8Array.from(bytes).buffer
  const ownKeyFile = keyFile === undefined ? null : Uint8Array.from(keyFile)
  try {
    // The outer header holds no binaries, which alone the context would be for.
    const refusal = refusalOf(kdbxweb, KdbxHeader.read(new BinaryStream(data.slice(0)), undefined as never))
    if (refusal !== undefined) return refusal
    const credentials = new Credentials(password === undefined ? null : ProtectedValue.fromString(password), ownKeyFile)
    const database = await Kdbx.load(data, credentials, { preserveXml: true })
    if (hasTimeWithoutZone(database.xml)) return unreadable('it has times without a zone')
    return readKdbxEntries(database)
  } catch (error) {
    return lackOf(error)
  } finally {
    ownKeyFile?.fill(0)
  }
}
