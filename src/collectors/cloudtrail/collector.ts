import { createHash } from 'node:crypto'
import { headOf } from '../../model/beside.ts'
import { defineCollector, type CollectorContext } from '../../model/collector.ts'
import type { CloudtrailSource } from '../../model/configuration.ts'
import { given } from '../../model/given.ts'
import { groupBy } from '../../model/group.ts'
import type { EscrowEvent, Gap, GapReason, Integrity } from '../../model/inventory.ts'
import { matchesName } from '../../model/name-pattern.ts'
import { formatInstant, parseMoment } from '../../model/time.ts'
import { type DigestKey, parseDigest, parseDigestKeys, parseDigestSignature } from '../../parsers/cloudtrail-digest.ts'
import { type CloudTrailEvent, mayBeSame, parseCloudTrailRecord, parseSecretName, type SecretName, type TrailChange } from '../../parsers/cloudtrail-events.ts'
import { field, isRecord, parseStrictJson, textField } from '../../parsers/json.ts'
import { type JsonPart, splitJson } from '../../parsers/json-parts.ts'
import { readLogFiles, readWholeLogFiles, toCollected, toDoubt, type Unreadable } from '../escrow-log.ts'
import { openLatest } from '../last-record.ts'
import { type FileRecord, toGap } from '../reading.ts'
import { openBatches } from './batches.ts'
import { type Delivered, type DigestFile, type DigestProblem, toIntegrity, verifyDigests } from './digests.ts'

/** A record about a registered secret, and where it stands. */
interface Seen {
  readonly event: CloudTrailEvent & { readonly action: EscrowEvent['action'] }
  readonly item: string
  readonly origin: EscrowEvent['origin']
}

/** Requests for several secrets have a record for each besides, within this time. */
const SAME_REQUEST = 5000

const LISTS: ReadonlySet<string> = new Set(['Records', 'Events'])

type ReadRecord = { readonly record: unknown } | { readonly rest: unknown } | { readonly unreadable: string }

/** What one part of a file is: a record, or what stands around a list of records. */
const readPart = ({ kind, pointer = '', text, unreadable }: JsonPart): ReadRecord => {
  if (text === undefined) return { unreadable: unreadable ?? 'unreadable' }
  const parsed = parseStrictJson(text)
  if ('unreadable' in parsed) return parsed
  const { value } = parsed
  if (kind === 'document') return Array.isArray(value) || [...LISTS].some((list) => Array.isArray(field(value, list))) ? { rest: value } : { record: value }
  if (!pointer.startsWith('/Events/')) return { record: value }
  const inner = textField(value, 'CloudTrailEvent')
  if (inner === undefined) return { unreadable: 'CloudTrailEvent is missing' }
  const event = parseStrictJson(inner)
  return 'unreadable' in event ? event : { record: event.value }
}

const toEvent = (source: CloudtrailSource, { event, item, origin }: Seen): EscrowEvent => {
  const pattern = source['session-ticket']
  const isTicket = pattern !== undefined && event.session !== undefined && matchesName(pattern, event.session)
  return {
    id: event.id,
    source: source.id,
    sourceType: source.type,
    location: source.location,
    item,
    time: event.time,
    timeBasis: 'server',
    ...given('actor', event.actor),
    actorKind: event.actorKind,
    action: event.action,
    ...given('ticket', isTicket ? event.session : undefined),
    outcome: event.outcome,
    evidence: 'server',
    origin,
  }
}

/** Whether another record tells the same access, and better: that of the caller's account, or that of the one secret out of several. */
const isToldBetter = ({ event, item }: Seen, all: readonly Seen[]): boolean =>
  all.some(
    (other) =>
      other.item === item &&
      ((event.isForeign && !other.event.isForeign && other.event.id === event.id) ||
        (event.isBatch &&
          !other.event.isBatch &&
          other.event.action === 'view' &&
          other.event.actor === event.actor &&
          other.event.outcome === event.outcome &&
          Math.abs(other.event.time - event.time) <= SAME_REQUEST)),
  )

/** Each access once, by the record that tells it best. */
const toEvents = (source: CloudtrailSource, seen: readonly Seen[]): readonly EscrowEvent[] => {
  const byItem = groupBy(seen, ({ item }) => item)
  const told = seen.filter((one) => (!one.event.isForeign && !one.event.isBatch) || !isToldBetter(one, byItem.get(one.item) ?? []))
  const events = told.map((one) => toEvent(source, one))
  return [...groupBy(events, ({ origin: _, ...event }) => JSON.stringify(event)).values()].map(([first]) => first)
}

/** AWS CloudTrail: who read, wrote or deleted the secrets of AWS Secrets Manager at which copies lie. */
export default defineCollector<CloudtrailSource>({
  type: 'cloudtrail',
  async collect(source, context) {
    const registered = [...context.items(source.location)].map((item) => ({ item, secret: parseSecretName(item) }))
    const byName = groupBy(
      registered.flatMap((one) => one.secret.names.map((name) => ({ ...one, name }))),
      ({ name }) => name,
    )
    const named = (secrets: readonly SecretName[]): readonly string[] => {
      const found = secrets.flatMap((secret) => secret.names.flatMap((name) => byName.get(name) ?? []).filter((one) => mayBeSame(one.secret, secret)))
      return [...new Set(found.map(({ item }) => item))]
    }
    const latest = openLatest(source, context)
    const seen: Seen[] = []
    const delivered: Delivered[] = []
    const batches = openBatches()
    const changes: (TrailChange & { readonly origin: EscrowEvent['origin'] })[] = []
    /** The accounts in which a secret of a registered name was seen. */
    const accounts = new Map<string, Set<string>>()
    let records = 0
    /** Records that could be read, and those of them that only read. */
    let told = 0
    let readings = 0

    const readRecord = (record: unknown, origin: EscrowEvent['origin'], tell: (what: string) => void): void => {
      const parsed = parseCloudTrailRecord(record)
      if ('unreadable' in parsed) {
        const isElsewhere = parsed.secrets !== undefined && named(parsed.secrets).length === 0
        if (!isElsewhere) tell(parsed.unreadable)
        return
      }
      latest.see(parsed.time)
      told += 1
      if (parsed.isReading) readings += 1
      const { event, trailChange } = parsed
      if (trailChange !== undefined && (source.trail === undefined || trailChange.trail === undefined || trailChange.trail === source.trail))
        changes.push({ ...trailChange, origin })
      if (event?.action === undefined) return
      batches.see(event, origin)
      for (const item of named(event.secrets)) {
        const lying = event.secrets.flatMap(({ account }) => (account === undefined ? [] : [account]))
        accounts.set(item, new Set([...(accounts.get(item) ?? []), ...lying]))
        seen.push({ event: { ...event, action: event.action }, item, origin })
      }
    }

    const readFile = (path: string, tellOf: (problem: Unreadable) => void) => (part: JsonPart) => {
      const { line, pointer } = part
      // A log file is one line: within it the record says where.
      const place = pointer === undefined ? { file: path, line } : { file: path, record: pointer }
      const origin = { source: source.id, ...place }
      const where = pointer === undefined ? `line ${String(line)}` : `record ${pointer}`
      const tell = (what: string): void => {
        tellOf({ ...place, what: `${where} of ${path}: ${what}` })
      }
      const read = readPart(part)
      if ('rest' in read) {
        if (isRecord(read.rest) && read.rest['NextToken'] !== undefined && read.rest['NextToken'] !== null) tell('a further page was not fetched (NextToken)')
        return
      }
      records += 1
      if ('unreadable' in read) tell(read.unreadable)
      else readRecord(read.record, origin, tell)
    }

    const { files, unreadable } = await readLogFiles(source, context, async (path, { chunks }, tell) => {
      const unpacked = createHash('sha256')
      const splitter = splitJson(LISTS)
      const read = readFile(path, tell)
      for await (const chunk of chunks) {
        unpacked.update(chunk)
        splitter.push(chunk).forEach(read)
      }
      splitter.end().forEach(read)
      delivered.push({ file: path, sha256: unpacked.digest('hex') })
    })

    const from = parseMoment(source.covers?.from ?? '')
    const proof = await readProof(source, context, delivered)
    const gap = (reason: Gap['reason'], detail: string, advice: string, origin?: EscrowEvent['origin']): Gap =>
      toGap(source.id, {
        about: 'escrowEvents',
        fact: `${source.type} log of ${source.location}`,
        reason,
        detail,
        hides: { location: source.location },
        advice,
        ...given('file', origin?.file),
        ...given('line', origin?.line),
        ...given('record', origin?.record),
      })
    const isWithin = (time: number): boolean => time >= (from ?? -Infinity) && time <= context.asOf
    const isProvenAcross = (time: number): boolean => proof.integrity.state === 'verified' && time < (proof.integrity.to ?? -Infinity)
    const doubts = [
      ...proof.doubts,
      ...(records === 0 && files.length > 0 && unreadable.length === 0
        ? [
            gap(
              'incomplete',
              'there is no record at all, and an empty log proves nothing',
              'Name the log files of the trail, or fetch the events of the secrets, and audit again.',
            ),
          ]
        : []),
      ...(told > 0 && readings === 0
        ? [
            gap(
              'incomplete',
              'no record is of a request that only read: the trail, or what was asked of it, may leave them out, and with them every access',
              'Let the trail record management events that read (ReadWriteType All), or ask LookupEvents by EventSource alone, and audit again.',
            ),
          ]
        : []),
      ...batches
        .alone()
        .filter(({ time }) => isWithin(time))
        .map(({ time, origin }) =>
          gap(
            'incomplete',
            `on ${formatInstant(time)} secrets were read by a filter (BatchGetSecretValue), and there is no record of which`,
            'Name the log files that have the records of GetSecretValue beside it, of every region, and audit again.',
            origin,
          ),
        ),
      ...changes
        .filter(({ time, change }) => isWithin(time) && !(change === 'stopped' && isProvenAcross(time)))
        .map(({ time, change, origin }) =>
          gap(
            'incomplete',
            `on ${formatInstant(time)} a trail was ${CHANGED[change]}`,
            'Find out what was not recorded and name other logs of that time; if it was another trail, say which is meant under trail of the source.',
            origin,
          ),
        ),
      ...[...accounts]
        .filter(([item, lying]) => parseSecretName(item).account === undefined && lying.size > 1)
        .map(([item]) =>
          gap(
            'contradiction',
            `secrets called ${item} lie in several accounts`,
            'Write the ARN of the secret as the item of the copy in the register, and audit again.',
          ),
        ),
    ]
    return toCollected(source, 'server', context, {
      events: toEvents(source, seen),
      records,
      lastRecord: latest.latest(),
      // Digests are written also for hours in which nothing happened.
      ...(proof.integrity.state === 'verified' ? {} : { silences: latest.silences }),
      unreadable: [...unreadable, ...proof.unreadable],
      files: [...files, ...proof.files].sort((a, b) => (a.file < b.file ? -1 : 1)),
      integrity: proof.integrity,
      doubts,
    })
  },
})

const CHANGED: Readonly<Record<TrailChange['change'], string>> = {
  stopped: 'stopped',
  narrowed: 'told what to record, and not in so many words all reading',
  turned: 'told to record at another place, or of fewer regions or accounts',
}

/** So many problems of the digests are told one by one. */
const TOLD = 20

interface Proof {
  readonly integrity: Integrity
  readonly doubts: readonly Gap[]
  readonly unreadable: readonly Unreadable[]
  readonly files: readonly FileRecord[]
}

const reasonedDoubt = (source: CloudtrailSource, { doubt = 'contradiction', ...problem }: DigestProblem): Gap => toDoubt(source, problem, doubt, advice[doubt])

const advice: Partial<Record<GapReason, string>> = {
  contradiction: 'Find out who changed the log and what it was: a copy of the bucket with its earlier versions shows what stood there.',
  absent: 'Copy the whole folder from the bucket, and for the youngest digest the answer of HeadObject, and audit again.',
  incomplete: 'Copy all digests from the bucket. If CloudTrail wrote none for that time, it recorded nothing then.',
  uncovered: 'Name older digests, or correct covers of the source.',
  'not-configured': 'Keep the answer of ListPublicKeys for the whole time and region, and name it under public-keys.',
}

/** What the digests prove; without digests nothing, which is no doubt about what the log shows. */
const readProof = async (source: CloudtrailSource, context: CollectorContext, delivered: readonly Delivered[]): Promise<Proof> => {
  const { digests } = source
  if (digests === undefined) {
    const [file = ''] = source.files
    const problems = [{ kind: 'no-digest', detail: 'no digest files are named, and nothing else proves that the log is whole', file }]
    return { integrity: { state: 'unproven', problems }, doubts: [], unreadable: [], files: [] }
  }
  const keys: DigestKey[] = []
  const keyFiles = await readWholeLogFiles({ files: digests['public-keys'] }, context, (path, bytes, tell) => {
    const parsed = parseDigestKeys(bytes)
    if ('unreadable' in parsed) tell({ file: path, what: `${path} is ${parsed.unreadable}` })
    else keys.push(...parsed)
  })
  const chain: DigestFile[] = []
  const digestFiles = await readWholeLogFiles(digests, context, (path, bytes, tell) => {
    const digest = parseDigest(bytes)
    if ('unreadable' in digest) tell({ file: path, what: `${path} is no digest: ${digest.unreadable}` })
    else chain.push({ file: path, digest })
  })
  const signatures = new Map<string, string>()
  const beside = (await Promise.all(chain.map(({ file }) => context.files.list(headOf(file))))).flat()
  const signatureFiles = await readWholeLogFiles({ files: beside }, context, (path, bytes, tell) => {
    const parsed = parseDigestSignature(bytes)
    if (typeof parsed === 'string') signatures.set(path, parsed)
    else tell({ file: path, what: `${path} is ${parsed.unreadable}` })
  })
  const signed = chain.map((one) => ({ ...one, ...given('signature', signatures.get(headOf(one.file))) }))
  const verdict = verifyDigests({ digests: signed, keys, delivered, from: parseMoment(source.covers?.from ?? '') })
  const parts = [keyFiles, digestFiles, signatureFiles]
  return {
    integrity: toIntegrity(verdict),
    // Each hides the whole log; the log's integrity has them all.
    doubts: verdict.problems.slice(0, TOLD).map((problem) => reasonedDoubt(source, problem)),
    unreadable: parts.flatMap(({ unreadable }) => unreadable),
    files: parts.flatMap(({ files }) => files),
  }
}
