/** The organisation's own log and its register, written together. */
import { readFileSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, resolve } from 'node:path'
import { toPeople } from './audit/people.ts'
import { loadRegister } from './collectors/register/register.ts'
import { loadRoster } from './collectors/roster/roster.ts'
import { openFolder } from './files.ts'
import { type HeldLog, beginLog, holdLog, UnfitLog } from './log/append.ts'
import { toCatchUp } from './log/catch-up.ts'
import { isInTime, parseKeys, parseTrustedKey, type TrustedKey } from './log/keys.ts'
import { toLines } from './log/lines.ts'
import { LockedLog, lockOf, whileLocked } from './log/lock.ts'
import { growTree } from './log/merkle.ts'
import { formatCheckpoint, formatNote, type Note, parseCheckpoint, parseNotes, publish, type Signer, signNote } from './log/note.ts'
import { changeRegister } from './log/register-text.ts'
import { replaceFile } from './log/replace.ts'
import { type LogFile, type Placed, type Verification, verifyLog } from './log/verify.ts'
import { checkpointsOf } from './model/beside.ts'
import type { Configuration, OwnLogSource } from './model/configuration.ts'
import type { Event, LogRecord } from './model/generated/log.ts'
import { given } from './model/given.ts'
import type { CodeSet } from './model/inventory.ts'
import { type Checked, isMistaken } from './model/mistake.ts'
import type { Instant } from './model/time.ts'
import { didYouMean } from './parsers/wording.ts'
import { loadConfiguration } from './policy/load-configuration.ts'

/** Where the log is, and by what it is judged. */
export interface OwnLog {
  readonly log: string
  readonly register?: string
  readonly roster?: string
  readonly keys: readonly TrustedKey[]
  readonly signers: number
  /** Files of checkpoints that somebody else remembers. */
  readonly checkpoints: readonly string[]
  /** Milliseconds; absent: no checkpoint is too old. */
  readonly maxAge?: number
}

export interface WhereOptions {
  readonly config: string
  readonly log?: string
  readonly register?: string
}

/** What was done, or every mistake in a file that people wrote, or why it was not done, in our own words. */
export type Done<T> = Checked<T> | { readonly refusal: string }

const refuse = (refusal: string): { readonly refusal: string } => ({ refusal })

/** A path of a file that stands in a folder, as one would write it here. */
const within = (folder: string, path: string): string => (isAbsolute(path) ? path : join(folder, path))

const isAbsent = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT'

const readIfThere = (path: string): Uint8Array | undefined => {
  try {
    return readFileSync(path)
  } catch (error) {
    if (isAbsent(error)) return undefined
    throw error
  }
}

/** What the refusals of the room of the log become here; everything else is thrown on. */
const orRefusal = <T>(work: () => Done<T>, log: string): Done<T> => {
  try {
    return work()
  } catch (error) {
    if (error instanceof UnfitLog || error instanceof LockedLog) return refuse(error.message)
    if (isAbsent(error)) return refuse(`${log} is not there, or its folder is not; a log is begun with sparekey log open`)
    throw error
  }
}

const keysOf = (folder: string, { keys }: OwnLogSource): Done<readonly TrustedKey[]> => {
  if (typeof keys === 'string') {
    const bytes = readIfThere(within(folder, keys))
    if (bytes === undefined) return refuse(`${keys}, which is to hold the keys, is not there`)
    const parsed = parseKeys(Buffer.from(bytes).toString('utf8'))
    return 'keys' in parsed ? { value: parsed.keys } : refuse(`line ${String(parsed.wrongLine)} of ${keys} is no verifier key`)
  }
  const parsed = keys.map(parseTrustedKey)
  return parsed.includes(undefined) ? refuse('a key of the source is no verifier key') : { value: parsed.filter((key) => key !== undefined) }
}

const fromConfiguration = async (path: string, configuration: Configuration, wanted: WhereOptions): Promise<Done<OwnLog>> => {
  const folder = dirname(path)
  const sources = configuration.sources.filter((source) => source.type === 'log')
  const files = await Promise.all(
    sources.map(async ({ files: patterns }) => (await Promise.all(patterns.map((pattern) => openFolder(folder, true).list(pattern)))).flat()),
  )
  const found = sources.map((source, index) => ({ source, file: within(folder, files[index]?.at(-1) ?? source.files[0] ?? '') }))
  const { log } = wanted
  const logs = [...new Set(found.map(({ file }) => file))]
  if (log === undefined && logs.length !== 1) {
    return refuse(logs.length === 0 ? `${path} has no source of type log; say which log with --log` : 'there are several logs; say which with --log')
  }
  const own = found.find(({ file }) => resolve(file) === resolve(log ?? logs[0] ?? ''))
  const register = wanted.register ?? within(folder, configuration.register)
  const roster = within(folder, configuration.roster)
  if (own === undefined) return { value: { log: log ?? '', register, roster, keys: [], signers: 1, checkpoints: [], maxAge: configuration.maxEvidenceAge } }
  const keys = keysOf(folder, own.source)
  if (!('value' in keys)) return keys
  return {
    value: {
      log: own.file,
      register,
      roster,
      keys: keys.value,
      signers: own.source.signers ?? 1,
      checkpoints: (own.source.checkpoints ?? []).map((file) => within(folder, file)),
      maxAge: configuration.maxEvidenceAge,
    },
  }
}

/** A log of which nothing else is known: what it says can be read, and who may seal it is open. */
export const logAlone = (log: string): OwnLog => ({ log, keys: [], signers: 1, checkpoints: [] })

/** The log that the configuration names, or the one that is given; then no configuration is needed. */
export const findOwnLog = async (wanted: WhereOptions): Promise<Done<OwnLog>> => {
  const bytes = readIfThere(wanted.config)
  if (bytes === undefined) {
    if (wanted.log === undefined) return refuse(`${wanted.config} is not there; say which log with --log`)
    return { value: { ...logAlone(wanted.log), ...given('register', wanted.register) } }
  }
  const { mistakes, configuration } = loadConfiguration({ file: basename(wanted.config), sha256: '', bytes })
  return configuration === undefined ? { mistakes } : fromConfiguration(wanted.config, configuration, wanted)
}

/** The register as it is being changed. */
interface RegisterText {
  readonly file: string
  readonly text: string
  readonly sets: readonly CodeSet[]
  readonly locations: ReadonlySet<string>
}

const toRegister = (file: string, text: string): Checked<RegisterText> => {
  const loaded = loadRegister({ file: basename(file), sha256: '', bytes: Buffer.from(text) })
  return isMistaken(loaded)
    ? loaded
    : { value: { file, text, sets: [...loaded.value.codeSets], locations: new Set(loaded.value.locations.map(({ id }) => id)) } }
}

const readRegister = (path: string): Done<RegisterText> => {
  const bytes = readIfThere(path)
  return bytes === undefined ? refuse(`the register ${path} is not there`) : toRegister(path, Buffer.from(bytes).toString('utf8'))
}

/** The register with what a record says; undefined: it says nothing new. A change of ours that makes a mistake is our fault. */
const withRecord = (register: RegisterText, record: LogRecord): RegisterText | undefined => {
  const catchUp = toCatchUp(record, register.sets)
  if (catchUp === undefined || catchUp === 'no-set') return undefined
  const changed = toRegister(register.file, changeRegister(register.file, register.text, catchUp.place, catchUp.change))
  if (isMistaken(changed)) throw new Error('a changed register has mistakes')
  return changed.value
}

interface CaughtUp {
  readonly register: RegisterText
  readonly late: readonly LogRecord[]
}

/** What the register does not have yet of what the log says. */
const catchUp = (register: RegisterText, records: readonly Placed[]): CaughtUp =>
  records.reduce<CaughtUp>(
    (before, { record }) => {
      const changed = withRecord(before.register, record)
      return changed === undefined ? before : { register: changed, late: [...before.late, record] }
    },
    { register, late: [] },
  )

const evidenceOf = (own: OwnLog, bytes: Uint8Array): Parameters<typeof verifyLog>[0] => {
  const kept = [checkpointsOf(own.log), ...own.checkpoints].flatMap((file): LogFile[] => {
    const notes = readIfThere(file)
    return notes === undefined ? [] : [{ file, bytes: notes }]
  })
  return { log: { file: own.log, bytes }, checkpoints: kept }
}

const verify = (own: OwnLog, bytes: Uint8Array, asOf: Instant, keys = own.keys): Verification =>
  verifyLog(evidenceOf(own, bytes), { keys, signers: own.signers, asOf, ...(own.maxAge === undefined ? {} : { maxAge: own.maxAge }) })

const tampered = ({ problems }: Verification): string =>
  `the log was tampered with, and nothing is written to it: ${problems[0]?.detail ?? ''}; see what sparekey log verify says`

export interface Recorded {
  readonly record: LogRecord
  /** Records that the register did not have, though the log did, and has now. */
  readonly caughtUp: readonly LogRecord[]
}

/** What shall be logged, seen against the register; or why it cannot be meant. */
export type Wanted = (register: Pick<RegisterText, 'sets' | 'locations'>, now: Instant) => { readonly event: Event } | { readonly refusal: string }

/**
 * Logs one event and brings the register up to date with the log. The log comes first: when something comes between the two,
 * the log knows more than the register, and the next of these commands puts that right.
 */
export const recordEvent = (own: OwnLog, now: Instant, wanted: Wanted): Done<Recorded> =>
  orRefusal(
    () =>
      holdLog(
        own.log,
        () => now,
        (held): Done<Recorded> => {
          const { register: path } = own
          if (path === undefined) return refuse('no register is known; say which with --register')
          const verification = verify(own, held.read(), now)
          if (verification.state === 'tampered') return refuse(tampered(verification))
          const read = readRegister(path)
          if (!('value' in read)) return read

          const { register, late } = catchUp(read.value, verification.records)
          if (late.length > 0) replaceFile(path, register.text)
          const chosen = wanted(register, now)
          if ('refusal' in chosen) return chosen
          const changed = withRecord(register, { ...held.last(), event: chosen.event, time: new Date(now).toISOString() })
          const record = held.append(chosen.event)
          if (changed !== undefined) replaceFile(path, changed.text)
          return { value: { record, caughtUp: late } }
        },
      ),
    own.log,
  )

/** Who did something that is logged, where the roster does not know that person: then no role can be theirs. */
export interface NotInRoster {
  readonly roster: string
  readonly hint?: string
}

/** Whether the roster knows somebody as the log calls people; undefined: it does, or there is none that can be read. */
export const missingInRoster = ({ roster: path }: OwnLog, actor: string): NotInRoster | undefined => {
  const bytes = path === undefined ? undefined : readIfThere(path)
  const loaded = path === undefined || bytes === undefined ? undefined : loadRoster({ file: basename(path), sha256: '', bytes })
  if (path === undefined || loaded === undefined || isMistaken(loaded)) return undefined
  const { people } = loaded.value
  if (toPeople(people).whoIs('log', actor) !== undefined) return undefined
  const names = people.flatMap(({ id, identities }) => [id, ...(identities['log'] ?? [])])
  return { roster: path, ...given('hint', didYouMean(actor, names)) }
}

export interface VerifiedLog {
  readonly verification: Verification
  /** Records that the register does not have. */
  readonly late: readonly LogRecord[]
  /** Files of checkpoints that somebody else remembers, and that are not there. */
  readonly forgotten: readonly string[]
}

/** Whether the log is what was written to it, whether all was there to compare it with, and whether the register has all that it says. */
export const verifyOwnLog = (own: OwnLog, asOf: Instant): Done<VerifiedLog> =>
  orRefusal(() => {
    const verification = verify(own, readFileSync(own.log), asOf)
    const register = own.register === undefined ? undefined : readRegister(own.register)
    const late = register !== undefined && 'value' in register ? catchUp(register.value, verification.records).late : []
    const forgotten = own.checkpoints.filter((file) => readIfThere(file) === undefined)
    return { value: { verification, late, forgotten } }
  }, own.log)

export interface Opening {
  readonly origin: string
  readonly signer: Signer
  /** Keys of others who will sign. */
  readonly keys: readonly string[]
  readonly policy?: string
  /** The path of the log that this one continues. */
  readonly after?: string
}

/** The checkpoint of a whole log, signed. */
const sealOf = (bytes: Uint8Array, origin: string, signer: Signer): Note => {
  const tree = growTree()
  for (const line of toLines(bytes).whole) tree.add(line)
  const text = formatCheckpoint({ origin, size: tree.size(), root: Buffer.from(tree.root()).toString('base64') })
  return signNote({ text, signatures: [] }, signer)
}

/** Adds a note to a file of notes. */
const remember = (path: string, note: Note): void => {
  const before = readIfThere(path)
  replaceFile(path, `${before === undefined || before.byteLength === 0 ? '' : `${Buffer.from(before).toString('utf8')}\n`}${formatNote(note)}`)
}

/** Whether a file is there and holds something else than notes. */
const isForeign = (path: string): boolean => parseNotes(readIfThere(path) ?? new Uint8Array()).includes(undefined)

/** The verifier key of a signer, trusted at any time. */
const keyOf = (signer: Signer): TrustedKey => {
  const key = parseTrustedKey(publish(signer))
  if (key === undefined) throw new Error('a key was published that is none')
  return key
}

/** Begins a log and makes its first checkpoint. */
export const openOwnLog = (path: string, { origin, signer, keys, policy, after }: Opening, now: Instant): Done<LogRecord> =>
  orRefusal(() => {
    const last =
      after === undefined
        ? undefined
        : holdLog(
            after,
            () => now,
            (held) => held.last(),
          )
    const event: Event = {
      kind: 'open',
      keys: [publish(signer), ...keys],
      ...(policy === undefined ? {} : { policy }),
      ...(last === undefined ? {} : { after: { origin: last.origin, hash: last.hash } }),
    }
    const record = beginLog(path, origin, event, now)
    remember(checkpointsOf(path), sealOf(readFileSync(path), origin, signer))
    return { value: record }
  }, after ?? path)

/** The keys that seal a log: those that are trusted, else those that its first record names. */
const sealingKeys = ({ keys }: OwnLog, { records }: Verification): readonly TrustedKey[] => {
  const opening = records[0]?.record.event
  return keys.length > 0 || opening?.kind !== 'open' ? keys : opening.keys.flatMap((key) => parseTrustedKey(key) ?? [])
}

/** Why no audit would count what a key signs now; undefined: it would. */
const untrusted = (key: TrustedKey, keys: readonly TrustedKey[], now: Instant): string | undefined => {
  const same = keys.filter((one) => one.name === key.name && one.key.equals(key.key))
  if (same.length === 0) return 'it is none of those that seal this log'
  return same.some((one) => isInTime(one, now)) ? undefined : 'it seals this log at another time than now'
}

/** Appends a heartbeat and signs a checkpoint of everything. A log that was tampered with is not signed, and nothing is signed that no audit would count. */
export const sealOwnLog = (own: OwnLog, signerOf: (origin: string) => Signer, now: Instant): Done<string> =>
  orRefusal(
    () =>
      holdLog(
        own.log,
        () => now,
        (held: HeldLog): Done<string> => {
          const { origin } = held.last()
          const signer = signerOf(origin)
          const key = keyOf(signer)
          const verification = verify(own, held.read(), now, [...own.keys, key])
          if (verification.state === 'tampered') return refuse(tampered(verification))
          const why = untrusted(key, sealingKeys(own, verification), now)
          if (why !== undefined) return refuse(`nothing is signed with the key ${publish(signer)}: ${why}; trust it under keys of the source, or with --key`)
          held.append({ kind: 'heartbeat' })
          const note = sealOf(held.read(), origin, signer)
          remember(checkpointsOf(own.log), note)
          return { value: formatNote(note) }
        },
      ),
    own.log,
  )

/** Puts a second signature under the newest checkpoint, when the log agrees with it and with all that the signer remembers. */
export const cosignOwnLog = (own: OwnLog, signer: Signer, memory: string | undefined, now: Instant): Done<string> =>
  orRefusal(
    () =>
      whileLocked(lockOf(own.log), (): Done<string> => {
        const bytes = readFileSync(own.log)
        const path = checkpointsOf(own.log)
        const text = Buffer.from(readIfThere(path) ?? '').toString('utf8')
        const note = parseNotes(Buffer.from(text)).at(-1)
        const checkpoint = note === undefined ? undefined : parseCheckpoint(note)
        if (note === undefined || checkpoint === undefined || !text.endsWith(formatNote(note))) return refuse(`${path} has no checkpoint to sign`)
        if (memory !== undefined && isForeign(memory))
          return refuse(`${memory} is no file of checkpoints, and one would be added to it: give --remember another file`)
        const terms = { ...own, signers: 1, checkpoints: [...own.checkpoints, ...(memory === undefined ? [] : [memory])] }
        const byOthers = verify(terms, bytes, now)
        const all = verify(terms, bytes, now, [...own.keys, keyOf(signer)])
        const wrong = [byOthers, all].find(({ state }) => state === 'tampered')
        if (wrong !== undefined) return refuse(tampered(wrong))
        if (byOthers.seal?.size !== checkpoint.size)
          return refuse('the newest checkpoint is signed by no key that is trusted; name the key of the log with --key or in the configuration')
        const signed = signNote(note, signer)
        replaceFile(path, text.slice(0, -formatNote(note).length) + formatNote(signed))
        if (memory !== undefined) remember(memory, signed)
        return { value: formatNote(signed) }
      }),
    own.log,
  )
