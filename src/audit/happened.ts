/** What happened to the copies of codes: escrow events by location and item. Of each only the number of its row is kept. */
import type { EscrowEvent } from '../model/inventory.ts'
import { type GrowingIndex, openIndex, type Rows } from '../model/rows.ts'
import type { CodeSets } from '../model/rule.ts'
import type { Instant } from '../model/time.ts'
import { uniteEvents } from './logs.ts'
import { byTime } from './order.ts'

/** What happened at one location. */
interface There {
  /** To one item: a copy whose item is not known has none of them. */
  readonly toItem: GrowingIndex<string | undefined>
  /** To the whole of it. */
  readonly toAll: { readonly row: number; readonly time: Instant }[]
}

interface Found {
  readonly byLocation: ReadonlyMap<string, There>
  /** The source of each event that is later than as-of. */
  readonly later: readonly string[]
  /** Whether each has an id of its own. */
  readonly areApart: boolean
}

const find = (events: Rows<EscrowEvent>, asOf: Instant): Found => {
  const [byLocation, ids, later] = [new Map<string, There>(), new Set<string>(), [] as string[]]
  let row = -1
  for (const { id, location, item, time, origin } of events) {
    row += 1
    ids.add(id)
    if (time > asOf) {
      later.push(origin.source)
      continue
    }
    let there = byLocation.get(location)
    if (there === undefined) byLocation.set(location, (there = { toItem: openIndex(), toAll: [] }))
    if (item === undefined) there.toAll.push({ row, time })
    else there.toItem.add(item, row)
  }
  return { byLocation, later, areApart: ids.size === events.length }
}

export interface Happened {
  /** At the items of the copies, and to a whole location from when a copy first lay there; by time. */
  readonly to: (codeSets: CodeSets) => readonly EscrowEvent[]
  /** The source of each event that is later than as-of, and so has not happened yet. */
  readonly later: readonly string[]
}

/** The same event from two devices is one. Where every record has an id of its own there is nothing to compare. */
export const happenedBy = (asOf: Instant, told: Rows<EscrowEvent>): Happened => {
  const first = find(told, asOf)
  const events = first.areApart ? told : uniteEvents(told)
  const { byLocation, later } = first.areApart ? first : find(events, asOf)
  const to = ({ history }: CodeSets): readonly EscrowEvent[] => {
    const rows = new Set<number>()
    for (const { copies = [], generated } of history) {
      for (const { location, item, stored = generated ?? -Infinity } of copies) {
        const there = byLocation.get(location)
        if (there === undefined) continue
        for (const row of there.toItem.rows(item)) rows.add(row)
        for (const { row, time } of there.toAll) if (time >= stored) rows.add(row)
      }
    }
    return Array.from(rows, (row) => events.at(row) as EscrowEvent).sort(byTime)
  }
  return { to, later }
}
