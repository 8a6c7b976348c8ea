import { type AccountId, accountKey } from '../../model/account.ts'
import { checkpointsOf } from '../../model/beside.ts'
import { defineCollector } from '../../model/collector.ts'
import type { OwnLogSource } from '../../model/configuration.ts'
import type { CollectorContext } from '../../model/collector.ts'
import { given } from '../../model/given.ts'
import { groupBy } from '../../model/group.ts'
import type { EscrowEvent, Gap, GapReason, Integrity } from '../../model/inventory.ts'
import { CLOCK_TOLERANCE, type Instant } from '../../model/time.ts'
import { parseKeys, parseTrustedKey, type TrustedKey } from '../../log/keys.ts'
import { type LogFile, type Placed, type ProblemKind, type Verification, verifyLog } from '../../log/verify.ts'
import { decodeUtf8, seenText } from '../../parsers/text.ts'
import { type FileRecord, toGap } from '../reading.ts'
import { readWholeLogFiles, toCollected, toDoubt, type Unreadable } from '../escrow-log.ts'
import { openLatest } from '../last-record.ts'

/** What is so of every log between two checkpoints, or that went on after the audit: it is as old as the last one, and no more is claimed of it. */
const TAIL: ReadonlySet<ProblemKind> = new Set(['unsealed', 'stale', 'torn', 'future'])

const reasons: Partial<Record<ProblemKind, GapReason>> = {
  'no-checkpoint': 'absent',
  'bad-checkpoint': 'unreadable',
  empty: 'unreadable',
  'unknown-key': 'not-configured',
  'key-out-of-time': 'not-configured',
}

const advice: Partial<Record<GapReason, string>> = {
  contradiction:
    'Find out who changed the log and what it was: sparekey log verify lists every place, and a copy of the log from elsewhere shows what stood there.',
  absent: 'Make a checkpoint with sparekey log checkpoint, keep it where the writers of the log cannot change it, and audit again.',
  'not-configured': 'Name the verifier keys under keys of the source, and audit again.',
}

/** A copy as a record names it. */
interface NamedCopy {
  readonly account: AccountId
  readonly location: string
  readonly item: string
}

const copiesOf = ({ event }: Placed['record']): readonly NamedCopy[] =>
  event.kind === 'rotation' ? event.copies.map(({ location, item }) => ({ account: event.account, location, item })) : 'item' in event ? [event] : []

const eventsOf = (source: OwnLogSource, { record, line }: Placed, file: string, items: ReadonlySet<string>): EscrowEvent[] => {
  const { event, origin, seq, time } = record
  const action =
    event.kind === 'access' ? event.action : event.kind === 'rotation' ? 'update' : event.kind === 'use' || event.kind === 'test' ? event.kind : undefined
  if (action === undefined || !('actor' in event)) return []
  return copiesOf(record)
    .filter(({ location, item }) => location === source.location && items.has(item))
    .map(({ item }) => ({
      id: `${origin}|${String(seq)}`,
      source: source.id,
      sourceType: source.type,
      location: source.location,
      item,
      time: Date.parse(event.at ?? time),
      timeBasis: event.at === undefined ? 'client' : 'wall',
      actor: event.actor,
      actorKind: 'human',
      action,
      ...given('ticket', seenText(event.ticket ?? '')),
      outcome: 'success',
      evidence: 'manual',
      origin: { source: source.id, file, line },
    }))
}

/** A record that says of something that it happened later than it was written down. */
const isForetold = ({ record: { event, time } }: Placed): boolean => 'at' in event && Date.parse(event.at) > Date.parse(time) + CLOCK_TOLERANCE

type PlacedCopy = NamedCopy & { readonly file: string; readonly line: number }

/** The first record of each copy that an account of the register has by the log and not by the register, where nobody looks for it. */
const unregistered = (placed: readonly { readonly file: string; readonly one: Placed }[], copies: CollectorContext['copies']): readonly PlacedCopy[] => {
  const named = placed.flatMap(({ file, one: { record, line } }) =>
    copiesOf(record).map(({ account, location, item }): PlacedCopy => ({ account, location, item, file, line })),
  )
  const registered = copies(named.map(({ account }) => account))
  /** Where the register leaves open what a copy is called, that is a gap of its own. */
  const isUnknown = ({ account, location, item }: NamedCopy): boolean =>
    registered.get(accountKey(account))?.every((copy) => copy.location !== location || (copy.item ?? item) !== item) === true
  const byCopy = groupBy(named.filter(isUnknown), ({ account, location, item }) => JSON.stringify([accountKey(account), location, item]))
  return [...byCopy.values()].map(([first]) => first)
}

const contradicts = ({ id, type, location: at }: OwnLogSource, { account, location, item, file, line }: PlacedCopy): Gap =>
  toGap(id, {
    about: 'escrowEvents',
    fact: `${type} log of ${at}`,
    reason: 'contradiction',
    detail: `line ${String(line)} of ${file} is about a copy of ${account} that is called ${item} at ${location}, and the register has none`,
    hides: { accounts: [account] },
    advice: 'Write the copy into the register as the log names it, beside that of now where it was renamed, and audit again.',
    file,
    line,
  })

/** When a log was opened, and the last hash of the one that it continues. */
const openingOf = ({ records: [first] }: Verification): { readonly time: Instant; readonly after: string | undefined } | undefined =>
  first?.record.event.kind === 'open' ? { time: Date.parse(first.record.time), after: first.record.event.after?.hash } : undefined

/** Whether another log goes on where this one ended: nothing is written to it any more. */
const isContinued = ({ records }: Verification, all: readonly Verification[]): boolean => {
  const last = records.at(-1)?.record.hash
  return last !== undefined && all.some((one) => openingOf(one)?.after === last)
}

/** Whether the log that this one goes on from is among them. */
const continuesOne = (one: Verification, all: readonly Verification[]): boolean => {
  const after = openingOf(one)?.after
  return after !== undefined && all.some(({ records }) => records.at(-1)?.record.hash === after)
}

/** Since when all of them together were written: no log speaks of the time before it was opened, unless one that it continues does. */
const begunAt = (all: readonly Verification[]): Instant | undefined => {
  const openings = all.filter((one) => !continuesOne(one, all)).flatMap((one) => openingOf(one)?.time ?? [])
  return openings.length === 0 ? undefined : Math.max(...openings)
}

/** What the verifications of all files together say. A log that was not continued must have been sealed itself. */
const toIntegrity = (verifications: readonly Verification[]): Integrity => {
  const problems = verifications.flatMap((one) => one.problems)
  const hasDoubts = verifications.length === 0 || problems.some(({ kind }) => !TAIL.has(kind))
  const state = verifications.some((one) => one.state === 'tampered') ? 'tampered' : hasDoubts ? 'unproven' : 'verified'
  const seals = verifications.filter((one) => !isContinued(one, verifications)).map(({ seal }) => seal?.until)
  const to = seals.length === 0 || seals.includes(undefined) ? undefined : Math.min(...seals.filter((time) => time !== undefined))
  return { state, ...given('to', to), problems }
}

const doubtOf = (source: OwnLogSource, problem: Integrity['problems'][number]): Gap => {
  const reason = reasons[problem.kind as ProblemKind] ?? 'contradiction'
  return toDoubt(source, problem, reason, advice[reason])
}

/** The organisation's own log: an append-only file with a hash chain and signed checkpoints. */
export default defineCollector<OwnLogSource>({
  type: 'log',
  async collect(source, context) {
    const items = context.items(source.location)
    const known: Unreadable[] = []
    const records: FileRecord[] = []
    const read = async (path: string): Promise<LogFile | undefined> => readKept(path, context, known, records)
    const keys = await keysOf(source, read, known)
    const remembered = (await Promise.all((source.checkpoints ?? []).map(read))).filter((file) => file !== undefined)

    const logs: LogFile[] = []
    const { files, unreadable } = await readWholeLogFiles(source, context, (path, bytes) => {
      logs.push({ file: path, bytes })
    })
    const verifications: { readonly file: string; readonly verification: Verification }[] = []
    for (const log of logs) {
      const beside = await context.files.list(checkpointsOf(log.file))
      const own = (await Promise.all(beside.map(read))).filter((file) => file !== undefined)
      const verification = verifyLog({ log, checkpoints: [...own, ...remembered] }, { keys, signers: source.signers ?? 1, asOf: context.asOf })
      verifications.push({ file: log.file, verification })
    }

    const integrity = toIntegrity(verifications.map(({ verification }) => verification))
    const placed = verifications.flatMap(({ file, verification }) => verification.records.map((one) => ({ file, one })))
    const latest = openLatest(source, context)
    for (const { one } of placed) latest.see(Date.parse(one.record.time))
    const foretold = placed.filter(({ one }) => isForetold(one))
    return toCollected(source, 'manual', context, {
      events: placed.flatMap(({ file, one }) => eventsOf(source, one, file, items)),
      records: verifications.reduce((sum, { verification }) => sum + verification.size, 0),
      unreadable: [
        ...unreadable,
        ...known,
        ...foretold.map(({ file, one: { line } }) => ({ file, line, what: `line ${String(line)} of ${file}: it happened later than it was written down` })),
      ],
      files: [...files, ...records].sort((a, b) => (a.file < b.file ? -1 : 1)),
      lastRecord: latest.latest(),
      integrity,
      begun: begunAt(verifications.map(({ verification }) => verification)),
      doubts: [
        ...integrity.problems.filter(({ kind }) => !TAIL.has(kind as ProblemKind)).map((problem) => doubtOf(source, problem)),
        ...unregistered(placed, context.copies).map((copy) => contradicts(source, copy)),
      ],
    })
  },
})

const readKept = async (path: string, { files }: CollectorContext, unreadable: Unreadable[], records: FileRecord[]): Promise<LogFile | undefined> => {
  const file = await files.read(path)
  if ('problem' in file) {
    unreadable.push(file.problem === 'absent' ? { reason: 'absent', file: path, what: file.detail } : { file: path, what: file.detail })
    return undefined
  }
  records.push({ file: path, sha256: file.sha256 })
  return { file: path, bytes: file.bytes }
}

/** The keys that the source names, in itself or in a file; one that is none is told, and the others count. */
const keysOf = async (
  { keys }: OwnLogSource,
  read: (path: string) => Promise<LogFile | undefined>,
  unreadable: Unreadable[],
): Promise<readonly TrustedKey[]> => {
  if (typeof keys !== 'string') {
    const parsed = keys.map(parseTrustedKey)
    if (parsed.includes(undefined)) unreadable.push({ file: 'sparekey.yaml', what: 'a key of the source is no verifier key' })
    return parsed.filter((key) => key !== undefined)
  }
  const file = await read(keys)
  const parsed = file === undefined ? undefined : parseKeys(decodeUtf8(file.bytes) ?? '\ufffd')
  if (parsed === undefined || 'keys' in parsed) return parsed?.keys ?? []
  unreadable.push({ file: keys, line: parsed.wrongLine, what: `line ${String(parsed.wrongLine)} of ${keys} is no verifier key` })
  return []
}
