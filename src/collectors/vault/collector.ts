import { defineCollector } from '../../model/collector.ts'
import { once } from '../../model/once.ts'
import type { VaultSource } from '../../model/configuration.ts'
import type { EscrowEvent, Gap, Plaintext } from '../../model/inventory.ts'
import { formatInstant } from '../../model/time.ts'
import { type Line, splitLines } from '../../parsers/lines.ts'
import { parseVaultJson, readVaultRecord, type UnreadableVaultLine, type VaultRecord } from '../../parsers/vault-audit.ts'
import { plaintextsIn } from '../../parsers/vault-plaintext.ts'
import { openLatest, readLogFiles, toCollected, type Unreadable } from '../escrow-log.ts'
import { toGap } from '../reading.ts'
import { type Disabling, watchDevices } from './devices.ts'
import { gatherRequests, type Request } from './requests.ts'
import { openingsOf } from './wrapping.ts'

/** Only an answer without error proves an access, and one that was wrapped showed nothing yet. */
const outcomeOf = ({ granted, refused, wrapped }: Request): EscrowEvent['outcome'] => {
  if (refused) return granted ? 'unknown' : 'denied'
  return granted && !wrapped ? 'success' : 'unknown'
}

const toEvent = (source: VaultSource, request: Request): EscrowEvent[] => {
  const { requestId, item, time, actor, actorKind, action, ticket, file, line } = request
  if (action === undefined) return []
  return [
    {
      id: requestId,
      source: source.id,
      sourceType: source.type,
      location: source.location,
      ...(item === undefined ? {} : { item }),
      time,
      timeBasis: 'server',
      ...(actor === undefined ? {} : { actor }),
      actorKind,
      action,
      ...(ticket === undefined ? {} : { ticket }),
      outcome: outcomeOf(request),
      evidence: 'server',
      origin: { source: source.id, file, line },
    },
  ]
}

/** What was wrapped is seen by whoever opens it, under the ticket of either; until somebody does, it is not known whether anybody saw it. */
const toEvents = (source: VaultSource, request: Request, openings: readonly Request[]): readonly EscrowEvent[] => {
  const opened = request.wrapped ? openingsOf(request, openings) : []
  if (opened.length === 0) return toEvent(source, request)
  const { item, action, ticket } = request
  return opened.flatMap((opening) => toEvent(source, { ...opening, item, action, ticket: opening.ticket ?? ticket }))
}

/** The storage itself was read: every secret may have been seen. */
const toRawEvents = (source: VaultSource, request: Request): readonly EscrowEvent[] =>
  toEvent(source, request).map((event) => ({ ...event, outcome: event.outcome === 'success' ? 'unknown' : event.outcome }))

/** The items and what is left of each when its first segments are taken away, as a log does that leaves out the namespace. */
const endings = (items: ReadonlySet<string>): ReadonlySet<string> =>
  new Set([...items].flatMap((item) => [item, ...[...item.matchAll(/\//g)].map(({ index }) => item.slice(index + 1))]))

/** A HashiCorp Vault or OpenBao audit device, JSON lines. Only records about registered items are kept. */
export default defineCollector<VaultSource>({
  type: 'vault',
  async collect(source, context) {
    const items = context.items(source.location)
    const requests = gatherRequests()
    const openings = gatherRequests()
    const raw = gatherRequests()
    const devices = watchDevices()
    const plaintexts = new Map<string, Plaintext>()
    const latest = openLatest(source, context)
    let records = 0

    const ends = once(() => endings(items))
    const readLine = (file: string, { number, text, unreadable }: Line, told: (problem: Unreadable) => void): void => {
      records += 1
      const tell = (what: string): void => {
        told({ file, line: number, what: `line ${String(number)} of ${file}: ${what}` })
      }
      const json = text === undefined ? { unreadable: unreadable ?? 'unreadable' } : parseVaultJson(text)
      const parsed: VaultRecord | UnreadableVaultLine = 'unreadable' in json ? json : readVaultRecord(json.value)
      const mayBeElsewhere = parsed.hasNamespace === true || parsed.items?.some((name) => ends().has(name)) !== true
      if ('unreadable' in parsed) {
        const isElsewhere = parsed.items !== undefined && !parsed.items.some((name) => items.has(name)) && mayBeElsewhere
        if (!isElsewhere) tell(parsed.unreadable)
        return
      }
      latest.see(parsed.time)
      devices.see(parsed, file, number)
      if (parsed.opens !== undefined) openings.add(parsed, undefined, parsed.action, file, number)
      if (parsed.system === 'raw') raw.add(parsed, undefined, 'export', file, number)
      // The register may know one secret under several of its names.
      const named = parsed.items.filter((name) => items.has(name))
      if (named.length === 0 && !mayBeElsewhere) tell('request.namespace is missing, and in some namespace the item is registered')
      const inClear = named.length === 0 || 'unreadable' in json ? [] : plaintextsIn(json.value)
      for (const item of named) {
        for (const { path, what } of inClear) {
          const place = `${item}\n${path}\n${what}`
          // One of each place is enough: a log that shows a code shows it at each reading.
          if (plaintexts.has(place)) continue
          const origin = { source: source.id, file, line: number }
          plaintexts.set(place, { source: source.id, location: source.location, item, path, what, time: parsed.time, origin })
        }
        requests.add(parsed, item, item === parsed.plain.item ? parsed.plain.action : parsed.action, file, number)
      }
    }

    const { files, unreadable } = await readLogFiles(source, context, async (path, { chunks }, told) => {
      const before = records
      const splitter = splitLines()
      for await (const chunk of chunks) for (const line of splitter.push(chunk)) readLine(path, line, told)
      for (const line of splitter.end()) readLine(path, line, told)
      if (records === before) told({ file: path, what: `${path} has no record, and a file without records is no empty log` })
    })
    const opened = [...openings.take()]
    const events = [...raw.take()].flatMap((request) => toRawEvents(source, request))
    for (const request of requests.take()) for (const event of toEvents(source, request, opened)) events.push(event)
    return toCollected(source, 'server', context, {
      events,
      records,
      lastRecord: latest.latest(),
      plaintexts: [...plaintexts.values()],
      unreadable,
      files,
      doubts: devices.dark().map((place) => isDark(source, place)),
    })
  },
})

const isDark = ({ id, type, location }: VaultSource, { file, line, time }: Disabling): Gap =>
  toGap(id, {
    about: 'escrowEvents',
    fact: `${type} log of ${location}`,
    reason: 'incomplete',
    detail: `on ${formatInstant(time)} an audit device was disabled, and no record shows that another went on`,
    hides: { location },
    advice: 'Name the files of all devices. If there was none, correct covers of the source: of that time nothing is known.',
    file,
    line,
  })
