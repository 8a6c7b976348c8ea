/** One file of an audit device → what it tells about registered items, and what matters to all: plain data, by line. */
import type { CollectorContext } from '../../model/collector.ts'
import type { VaultSource } from '../../model/configuration.ts'
import { given } from '../../model/given.ts'
import type { Plaintext } from '../../model/inventory.ts'
import { once } from '../../model/once.ts'
import type { Instant } from '../../model/time.ts'
import type { Line } from '../../parsers/lines.ts'
import { parseVaultJson, parseVaultLine, readVaultRecord, type UnreadableVaultLine, type VaultRecord } from '../../parsers/vault-audit.ts'
import { plaintextsIn } from '../../parsers/vault-plaintext.ts'
import type { Beginning, Learner, Learning } from '../escrow-log.ts'
import { type Latest, openLatest, tellsLast } from '../last-record.ts'
import { type Kernel, openKernel } from '../kernel.ts'
import { type LearnedOfLines, learnLines } from '../learn-lines.ts'
import type { Switch } from './device-logs.ts'
import { type Watched, watchDevices } from './devices.ts'
import { gatherRequests, type Request, type Requests, toRequest } from './requests.ts'

/** Where a value stands in clear. */
interface InClear extends Pick<Plaintext, 'item' | 'path' | 'what' | 'time'> {
  readonly line: number
}

export interface LearnedVault extends LearnedOfLines {
  /** Requests about registered items. */
  readonly seen: readonly Request[]
  /** Those that may open what was wrapped. */
  readonly openings: readonly Request[]
  /** Those that read the storage itself. */
  readonly raw: readonly Request[]
  /** Those that moved a mount to another path. */
  readonly moves: readonly Request[]
  /** Records of requests that an audit device be enabled or disabled. */
  readonly switches: readonly Switch[]
  readonly inClear: readonly InClear[]
  /** Records that disabled a device, what followed on them, and the first of the file, which may follow on one in another. */
  readonly watched: readonly (Watched & { readonly line: number })[]
}

const nothing: LearnedVault = { records: 0, unreadable: [], seen: [], openings: [], raw: [], moves: [], switches: [], inClear: [], watched: [], lines: 0 }

const toWatched = ({ time, requestId, refused, system }: VaultRecord, line: number): LearnedVault['watched'][number] => ({
  time,
  requestId,
  refused,
  ...given('system', system),
  line,
})

/** A device that is enabled is written a test record, which looks like a request to enable one called test; it has no answer. */
const toSwitch = ({ type, time, requestId, refused, system, device }: VaultRecord, line: number): Switch | undefined =>
  device === undefined || (system === 'enable' && type === 'request') ? undefined : { time, requestId, refused, device, isOn: system === 'enable', line }

export const placeOf = ({ item, path, what }: Pick<InClear, 'item' | 'path' | 'what'>): string => `${item}\n${path}\n${what}`

/** The items and what is left of each when its first segments are taken away, as a log does that leaves out the namespace. */
const endings = (items: ReadonlySet<string>): ReadonlySet<string> =>
  new Set([...items].flatMap((item) => [item, ...[...item.matchAll(/\//g)].map(({ index }) => item.slice(index + 1))]))

/** What a line alone tells of its time. */
const timeOf = (line: string): Instant | undefined => {
  const parsed = parseVaultLine(line)
  return 'unreadable' in parsed ? undefined : parsed.time
}

const openLearner = (
  items: ReadonlySet<string>,
  kernel: Kernel,
  latest: Latest,
  ends: () => ReadonlySet<string>,
  before: LearnedVault,
  beginning: Beginning,
): Learner<LearnedVault> =>
  learnLines(latest, before, beginning, ({ see, tells, tellsUnseen }) => {
    const [seen, openings, raw, moves] = [before.seen, before.openings, before.raw, before.moves].map(gatherRequests) as [
      Requests,
      Requests,
      Requests,
      Requests,
    ]
    const [inClear, unreadable, watched, switches] = [[...before.inClear], [...before.unreadable], [...before.watched], [...before.switches]]
    const places = new Set(inClear.map(placeOf))
    const devices = watchDevices()
    for (const record of watched) devices.see(record, '', record.line)
    const mustRead = (): boolean => watched.length === 0 || devices.isWaiting()
    const watch = (record: VaultRecord, line: number): boolean => {
      const isWatched = mustRead() || record.system === 'disable'
      if (isWatched) watched.push(toWatched(record, line))
      devices.see(record, '', line)
      return isWatched
    }

    const read = (whole: Line): void => {
      const { number: line, text, unreadable: why } = whole
      const tell = (what: string): void => {
        unreadable.push({ line, what })
        tellsUnseen(whole)
      }
      const json = text === undefined ? { unreadable: why ?? 'unreadable' } : parseVaultJson(text)
      const parsed: VaultRecord | UnreadableVaultLine = 'unreadable' in json ? json : readVaultRecord(json.value)
      const mayBeElsewhere = parsed.hasNamespace === true || parsed.items?.some((name) => ends().has(name)) !== true
      if ('unreadable' in parsed) {
        const isElsewhere = parsed.items !== undefined && !parsed.items.some((name) => items.has(name)) && mayBeElsewhere
        if (!isElsewhere) tell(parsed.unreadable)
        return
      }
      see(parsed.time)
      const isWatched = watch(parsed, line)
      if (parsed.opens !== undefined) openings.add(toRequest(parsed, undefined, parsed.action, line))
      if (parsed.system === 'raw') raw.add(toRequest(parsed, undefined, 'export', line))
      if (parsed.system === 'move') moves.add(toRequest(parsed, undefined, undefined, line))
      const change = toSwitch(parsed, line)
      if (change !== undefined) switches.push(change)
      // The register may know one secret under several of its names.
      const named = parsed.items.filter((name) => items.has(name))
      if (named.length === 0 && !mayBeElsewhere) {
        tell('request.namespace is missing, and in some namespace the item is registered')
        return
      }
      const found = named.length === 0 || 'unreadable' in json ? [] : plaintextsIn(json.value)
      if (found.length > 0) tellsUnseen(whole)
      else if (isWatched || parsed.opens !== undefined || parsed.system !== undefined || named.length > 0) tells(whole)
      for (const item of named) {
        for (const { path, what } of found) {
          const place = placeOf({ item, path, what })
          if (!places.has(place)) inClear.push({ item, path, what, time: parsed.time, line })
          places.add(place)
        }
        seen.add(toRequest(parsed, item, item === parsed.plain.item ? parsed.plain.action : parsed.action, line))
      }
    }

    const told = (): Omit<LearnedVault, keyof Omit<LearnedOfLines, 'unreadable'>> => ({
      unreadable,
      seen: seen.all(),
      openings: openings.all(),
      raw: raw.all(),
      moves: moves.all(),
      switches,
      inClear,
      watched,
    })
    return { kernel, mustRead, timeOf, read, told }
  })

/** How the files of an audit device are learned of. */
export const learningOf = (source: VaultSource, context: CollectorContext): Learning<LearnedVault> => {
  const items = context.items(source.location)
  const ends = once(() => endings(items))
  // What follows the last slash is the same under every name of an item, in every namespace and under every mount.
  const kernel = once(() => openKernel({ next: 'nextOfVault', names: [...items].map((item) => item.slice(item.lastIndexOf('/') + 1)), isFolded: false }))
  return {
    shape: [source['max-silence'], source.digest, ...[...items].sort()],
    open: (learned = nothing, beginning) => openLearner(items, kernel(), openLatest(source, context), ends, learned, beginning),
    memoryOf: (bytes) => kernel().memoryOf(bytes),
    holds: (learned) => tellsLast(learned, openLatest(source, context)),
  }
}
