/** What happened to the copies of codes: escrow events by location and item. Of those at an item only the numbers of their rows are kept. */
import type { Copy, EscrowEvent } from '../model/inventory.ts'
import { openIndex, type RowIndex, type Rows } from '../model/rows.ts'
import type { CodeSets } from '../model/rule.ts'
import { showsStoring } from '../model/storing.ts'
import type { Instant } from '../model/time.ts'
import { uniteEvents } from './logs.ts'
import { byTime } from './order.ts'

/** What happened at one location. */
interface There {
  /** To one item: a copy whose item is not known has none of them. */
  readonly toItem: RowIndex<string | undefined>
  /** To the whole of it. Few are, and each may be about every account. */
  readonly toAll: { readonly row: number; readonly event: EscrowEvent }[]
}

interface Places {
  readonly byLocation: ReadonlyMap<string, There>
  /** The source of each event that is later than as-of. */
  readonly later: readonly string[]
  add(event: EscrowEvent, row: number): void
}

const openPlaces = (asOf: Instant): Places => {
  const [byLocation, later] = [new Map<string, There>(), [] as string[]]
  return {
    byLocation,
    later,
    add(event, row) {
      const { location, item, time, origin } = event
      if (time > asOf) {
        later.push(origin.source)
        return
      }
      let there = byLocation.get(location)
      if (there === undefined) byLocation.set(location, (there = { toItem: openIndex(), toAll: [] }))
      if (item === undefined) there.toAll.push({ row, event })
      else there.toItem.add(item, row)
    },
  }
}

interface Placed extends Omit<Places, 'add'> {
  readonly at: (row: number) => EscrowEvent
}

/** The same event from two devices is one. Where every record has an id of its own there is nothing to compare. */
const place = (events: Rows<EscrowEvent>, asOf: Instant): Placed => {
  const [ids, repeated] = [new Set<string>(), new Set<string>()]
  const all = openPlaces(asOf)
  let row = 0
  for (const event of events) {
    if (ids.has(event.id)) repeated.add(event.id)
    else ids.add(event.id)
    all.add(event, row)
    row += 1
  }
  if (repeated.size === 0) return { ...all, at: (row) => events.at(row) as EscrowEvent }

  const apart = openPlaces(asOf)
  const alike: EscrowEvent[] = []
  row = 0
  for (const event of events) {
    if (repeated.has(event.id)) alike.push(event)
    else apart.add(event, row)
    row += 1
  }
  const united = uniteEvents(alike)
  united.forEach((event, index) => {
    apart.add(event, events.length + index)
  })
  return { ...apart, at: (known) => events.at(known) ?? (united[known - events.length] as EscrowEvent) }
}

export interface Happened {
  /** At the items of the copies, and to a whole location from when a copy first lay there, by the register or by a record of its item; by time. */
  readonly to: (codeSets: CodeSets) => readonly EscrowEvent[]
  /** The first record that names the item of a copy, of a log that shows whatever is stored. */
  readonly first: (copy: Copy) => EscrowEvent | undefined
  /** The source of each event that is later than as-of, and so has not happened yet. */
  readonly later: readonly string[]
}

const earliest = (times: readonly Instant[]): Instant | undefined => (times.length === 0 ? undefined : times.reduce((a, b) => Math.min(a, b)))

export const happenedBy = (asOf: Instant, events: Rows<EscrowEvent>): Happened => {
  const { byLocation, later, at } = place(events, asOf)
  // Accounts of one owner often lie in one item: what was made for the one before is taken again.
  let before = new Map<number, EscrowEvent>()
  const to = ({ history }: CodeSets): readonly EscrowEvent[] => {
    const found = new Map<number, EscrowEvent>()
    for (const { copies = [], generated } of history) {
      for (const { location, item, stored = generated ?? -Infinity } of copies) {
        const there = byLocation.get(location)
        if (there === undefined) continue
        const rows = there.toItem.rows(item)
        for (const row of rows) found.set(row, found.get(row) ?? before.get(row) ?? at(row))
        if (there.toAll.length === 0) continue
        const shown = earliest(rows.map((row) => (found.get(row) as EscrowEvent).time).filter((time) => time >= (generated ?? -Infinity)))
        const since = Math.min(stored, shown ?? Infinity)
        for (const { row, event } of there.toAll) if (event.time >= since) found.set(row, event)
      }
    }
    before = found
    return [...found.values()].sort(byTime)
  }
  const first = ({ location, item }: Copy): EscrowEvent | undefined =>
    (byLocation.get(location)?.toItem.rows(item) ?? [])
      .map((row) => before.get(row) ?? at(row))
      .filter(showsStoring)
      .sort(byTime)[0]
  return { to, first, later }
}
