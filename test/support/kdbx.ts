/** KeePass databases as tests need them, made by kdbxweb: small, quickly opened, with every time as it is told. */
import { createHash } from 'node:crypto'
import { argon2d, argon2id } from 'hash-wasm'
import kdbxweb from 'kdbxweb'

const { BinaryStream, Consts, Credentials, CryptoEngine, Int64, Kdbx, KdbxHeader, KdbxUuid, ProtectedValue, VarDictionary } = kdbxweb

export const PASSWORD = 'a password of nobody'

export type Database = InstanceType<typeof Kdbx>
export type Group = ReturnType<Database['getDefaultGroup']>
export type Entry = ReturnType<Database['createEntry']>

/** Version of the format, derivation of the key, and cipher. */
export const formats = ['3.1', '4 Argon2d', '4 Argon2id', '4 Argon2id ChaCha20', '4 AES'] as const
export type Format = (typeof formats)[number]

export const credentials = (password: string | null = PASSWORD, keyFile?: Uint8Array): InstanceType<typeof Credentials> =>
  new Credentials(password === null ? null : ProtectedValue.fromString(password), keyFile === undefined ? null : Uint8Array.from(keyFile))

const setParameter = (database: Database, name: string, value: number): void => {
  const type = name === 'V' || name === 'P' ? VarDictionary.ValueType.UInt32 : VarDictionary.ValueType.UInt64
  database.header.kdfParameters!.set(name, type, type === VarDictionary.ValueType.UInt64 ? Int64.from(value) : value)
}

export const aDatabase = (format: Format = '4 Argon2id', key = credentials()): Database => {
  CryptoEngine.setArgon2Impl(async (password, salt, memory, iterations, length, parallelism, type) => {
    const derive = type === CryptoEngine.Argon2TypeArgon2d ? argon2d : argon2id
    const asked = { password: new Uint8Array(password), salt: new Uint8Array(salt), memorySize: memory, iterations, hashLength: length, parallelism }
    return Uint8Array.from(await derive({ ...asked, outputType: 'binary' })).buffer
  })
  const database = Kdbx.create(key, 'escrow')
  if (format === '3.1') {
    database.setVersion(3)
    database.header.keyEncryptionRounds = 1000
    return database
  }
  database.setVersion(4)
  database.setKdf(Consts.KdfId[format === '4 AES' ? 'Aes' : format === '4 Argon2d' ? 'Argon2d' : 'Argon2id'])
  if (format === '4 AES') setParameter(database, 'R', 1000)
  else setParameter(database, 'M', 65_536)
  if (format.endsWith('ChaCha20')) database.header.dataCipherUuid = new KdbxUuid(Consts.CipherId.ChaCha20)
  return database
}

export const secret = (text: string): InstanceType<typeof ProtectedValue> => ProtectedValue.fromString(text)

const setTimes = ({ times }: Entry, created: string, changed: string): void => {
  times.creationTime = new Date(created)
  times.lastModTime = times.lastAccessTime = new Date(changed)
  times.locationChanged = new Date(created)
}

/** An entry that was made and then changed at these times; each change is in its history but the last. */
export const anEntry = (database: Database, title: string, [created, ...changes]: readonly [string, ...string[]], group?: Group): Entry => {
  const entry = database.createEntry(group ?? database.getDefaultGroup())
  entry.fields.set('Title', title)
  entry.fields.set('Password', secret('not to be told'))
  setTimes(entry, created, created)
  for (const changed of changes) {
    entry.pushHistory()
    setTimes(entry, created, changed)
  }
  return entry
}

/** The UUID as KeePassXC shows it. */
export const uuidOf = ({ uuid }: { readonly uuid: { readonly bytes: ArrayBuffer } }): string =>
  Buffer.from(uuid.bytes)
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '{$1-$2-$3-$4-$5}')

export const toFile = async (database: Database): Promise<Uint8Array> => new Uint8Array(await database.save())

/** The header of a database of version 4 has its digest behind it: whoever changes one changes the other. */
export const resealHeader = (bytes: Buffer): void => {
  const { endPos = 0 } = KdbxHeader.read(new BinaryStream(Uint8Array.from(bytes).buffer), undefined as never)
  createHash('sha256').update(bytes.subarray(0, endPos)).digest().copy(bytes, endPos)
}
