/** The chain of digests: whether the log files are those that CloudTrail delivered, and all of them. */
import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import { given } from '../../model/given.ts'
import { groupBy } from '../../model/group.ts'
import type { GapReason, Integrity } from '../../model/inventory.ts'
import { formatInstant, HOUR, type Instant } from '../../model/time.ts'
import { type Digest, type DigestKey, fileName } from '../../parsers/cloudtrail-digest.ts'

export interface DigestFile {
  readonly file: string
  readonly digest: Digest
  /** As S3 keeps it beside the file; a later digest repeats it. */
  readonly signature?: string
}

export interface Delivered {
  readonly file: string
  /** Of the unpacked file, in hex. */
  readonly sha256: string
}

/** A problem, and why it leaves the log unproven; none: somebody changed the log. */
export interface DigestProblem {
  readonly kind: string
  readonly detail: string
  readonly file: string
  readonly doubt?: GapReason
}

export interface Vouched {
  readonly digests: readonly DigestFile[]
  readonly keys: readonly DigestKey[]
  readonly delivered: readonly Delivered[]
  /** From when on the log is to be proven. */
  readonly from: Instant | undefined
}

export interface DigestVerdict {
  readonly problems: readonly DigestProblem[]
  /** Until when all chains are proven without a break. */
  readonly to?: Instant
}

const BACKFILL = /_backfill\.json$/
const END = /_\d{8}T\d{6}Z(?=(?:_backfill)?\.json$)/
const DELIVERED_AT = /_(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})Z_[A-Za-z0-9]+\.json$/

/** One chain for each account, region and trail; what CloudTrail delivered late has digests apart. */
const chainOf = ({ digest }: DigestFile): string => digest.place.slice(0, digest.place.indexOf('/')) + fileName(digest.place).replace(END, '')

const isBackfill = ({ digest }: DigestFile): boolean => BACKFILL.test(fileName(digest.place))

const keyOf = ({ value }: DigestKey): KeyObject | undefined => {
  try {
    return createPublicKey({ key: Buffer.from(value, 'base64'), format: 'der', type: 'pkcs1' })
  } catch {
    return undefined
  }
}

const isInTime = ({ from, to }: DigestKey, time: Instant): boolean => (from === undefined || from <= time) && (to === undefined || time <= to)

type Check = 'proven' | DigestProblem

/** Whether every signature of a digest that is known is its own, by a key that was valid then. */
const checkSignatures = ({ file, digest }: DigestFile, signatures: readonly string[], keys: readonly DigestKey[]): Check => {
  if (signatures.length === 0) return { kind: 'no-signature', detail: 'no signature of the digest is there', file, doubt: 'absent' }
  const named = keys.filter(({ fingerprint }) => fingerprint === digest.fingerprint)
  if (named.length === 0) return { kind: 'unknown-key', detail: 'none of the public keys is the one that signed the digest', file, doubt: 'not-configured' }
  const valid = named.filter((key) => isInTime(key, digest.end)).map(keyOf)
  if (valid.length === 0) return { kind: 'key-out-of-time', detail: 'the key of the digest was not valid at its time', file, doubt: 'not-configured' }
  const isSigned = signatures.every((signature) =>
    valid.some((key) => key !== undefined && verify('sha256', Buffer.from(digest.signed), key, Buffer.from(signature, 'hex'))),
  )
  return isSigned ? 'proven' : { kind: 'bad-signature', detail: 'its signature is not that of the digest', file }
}

const missing = (file: string, from: Instant, to: Instant): DigestProblem => ({
  kind: 'missing-digest',
  detail: `no digest speaks of the time from ${formatInstant(from)} to ${formatInstant(to)}`,
  file,
  doubt: 'incomplete',
})

/** What is wrong between a digest and the one before it. */
const checkLink = (before: DigestFile, { file, digest }: DigestFile): readonly DigestProblem[] => {
  const { previous, start } = digest
  if (previous === undefined)
    return [{ kind: 'restarted', detail: `the chain of digests begins anew at ${formatInstant(start)}: the log was stopped, or digests were turned off`, file }]
  if (previous.place !== before.digest.place || start !== before.digest.end) return [missing(file, before.digest.end, start)]
  if (previous.sha256 !== before.digest.sha256)
    return [{ kind: 'changed-digest', detail: `${fileName(before.file)} is not the digest that the next one names`, file: before.file }]
  return []
}

interface Chain {
  readonly problems: readonly DigestProblem[]
  readonly proven: readonly DigestFile[]
  readonly to?: Instant
}

const verifyChain = (chain: readonly DigestFile[], { keys, from }: Vouched): Chain => {
  const sorted = [...chain].sort((a, b) => a.digest.end - b.digest.end)
  const [first] = sorted
  if (first === undefined) return { problems: [], proven: [] }
  const isLate = !isBackfill(first) && from !== undefined && first.digest.start > from
  const late: DigestProblem = {
    kind: 'late-start',
    detail: `the digests begin at ${formatInstant(first.digest.start)}, and the log is to cover the time before`,
    file: first.file,
    doubt: 'uncovered',
  }
  const links = isBackfill(first) ? [] : sorted.slice(1).flatMap((one, index) => checkLink(sorted[index] as DigestFile, one))
  const checks = sorted.map((one) => {
    const repeated = sorted.flatMap(({ digest: { previous } }) => (previous?.place === one.digest.place ? [previous.signature] : []))
    return { one, check: checkSignatures(one, [...repeated, ...(one.signature === undefined ? [] : [one.signature])], keys) }
  })
  const proven = checks.filter(({ check }) => check === 'proven').map(({ one }) => one)
  // The youngest digest has its signature only beside it: without that it says nothing yet.
  const isUnsealed = ({ one, check }: (typeof checks)[number]): boolean => one === sorted.at(-1) && check !== 'proven' && check.kind === 'no-signature'
  const unsealed = checks.filter((one) => isUnsealed(one) && proven.length > 0)
  const failed = checks.filter((one) => !unsealed.includes(one)).flatMap(({ check }) => (check === 'proven' ? [] : [check]))
  return { problems: [...(isLate ? [late] : []), ...links, ...failed], proven, ...given('to', proven.at(-1)?.digest.end) }
}

/** Whether each log file of the proven digests is there and unchanged. */
const checkFiles = (proven: readonly DigestFile[], delivered: ReadonlyMap<string, readonly Delivered[]>, from: Instant | undefined): readonly DigestProblem[] =>
  proven.flatMap(({ file: named, digest }) =>
    digest.files.flatMap(({ name, sha256, newest }) => {
      const copies = delivered.get(name) ?? []
      if (copies.length === 0) {
        const isOlder = from !== undefined && newest !== undefined && newest < from
        return isOlder ? [] : [{ kind: 'missing-file', detail: `${name}, which was delivered, is not there`, file: named, doubt: 'absent' as const }]
      }
      return copies
        .filter((copy) => copy.sha256 !== sha256)
        .map(({ file }) => ({ kind: 'changed-file', detail: `${fileName(file)} is not the file that was delivered`, file }))
    }),
  )

const deliveredAt = (file: string): Instant | undefined => {
  const [, year, month, day, hour, minute] = DELIVERED_AT.exec(fileName(file)) ?? []
  return year === undefined ? undefined : Date.parse(`${year}-${month ?? ''}-${day ?? ''}T${hour ?? ''}:${minute ?? ''}:00Z`)
}

/** Files that no digest names, though a digest speaks of the time of their delivery. */
const unlisted = ({ delivered, digests }: Vouched, to: Instant): readonly DigestProblem[] => {
  const listed = new Set(digests.flatMap(({ digest }) => digest.files.map(({ name }) => name)))
  return delivered
    .filter(({ file }) => !listed.has(fileName(file)) && !((deliveredAt(file) ?? 0) > to - HOUR))
    .map(({ file }) => ({ kind: 'unlisted-file', detail: `no digest names ${fileName(file)}`, file, doubt: 'contradiction' }))
}

/** One digest under each place; of a place with two that differ, both are told. */
const unite = (digests: readonly DigestFile[]): { readonly once: readonly DigestFile[]; readonly problems: readonly DigestProblem[] } => {
  const groups = [...groupBy(digests, ({ digest }) => digest.place).values()]
  return {
    once: groups.map((same) => {
      const [first] = same
      return { ...first, ...given('signature', same.find(({ signature }) => signature !== undefined)?.signature) }
    }),
    problems: groups.flatMap(([first, ...others]) =>
      others
        .filter(({ digest }) => digest.sha256 !== first.digest.sha256)
        .map(({ file }) => ({ kind: 'changed-digest', detail: `${file} says something else than ${first.file} of the same hour`, file })),
    ),
  }
}

/** Every problem of the chains and of the files that they vouch for; first what somebody changed. */
export const verifyDigests = (vouched: Vouched): DigestVerdict => {
  const { once, problems } = unite(vouched.digests)
  const chains = [...groupBy(once, chainOf).values()].map((chain) => ({ chain, ...verifyChain(chain, vouched) }))
  const ends = chains.filter(({ chain: [first] }) => !isBackfill(first)).map(({ to }) => to)
  const to = ends.length === 0 || ends.includes(undefined) ? undefined : Math.min(...ends.filter((end) => end !== undefined))
  const delivered = groupBy(vouched.delivered, ({ file }) => fileName(file))
  const all = [
    ...problems,
    ...chains.flatMap((chain) => chain.problems),
    ...chains.flatMap(({ proven }) => checkFiles(proven, delivered, vouched.from)),
    ...(to === undefined ? [] : unlisted(vouched, to)),
  ]
  const isDoubt = ({ doubt }: DigestProblem): boolean => doubt !== undefined
  return { problems: [...all.filter((one) => !isDoubt(one)), ...all.filter(isDoubt)], ...given('to', to) }
}

export const toIntegrity = ({ problems, to }: DigestVerdict): Integrity => ({
  state: problems.some(({ doubt }) => doubt === undefined) ? 'tampered' : problems.length > 0 || to === undefined ? 'unproven' : 'verified',
  ...given('to', to),
  problems: problems.map(({ kind, detail, file }) => ({ kind, detail, file })),
})
