/** The evidence of today as it would stand later if nobody did anything: the assumption behind every look ahead, and never evidence. */
import type { EscrowEvent, Inventory, Log } from '../model/inventory.ts'
import { rowsOf } from '../model/rows.ts'
import type { Instant } from '../model/time.ts'
import { type Freshness, freshen } from './freshness.ts'

/** Until when some source covers the log of each location. */
const lastCovered = (logs: readonly Log[]): ReadonlyMap<string, Instant> => {
  const last = new Map<string, Instant>()
  for (const { location, covers } of logs) if (covers !== undefined) last.set(location, Math.max(covers.to, last.get(location) ?? covers.to))
  return last
}

/** Logs go on as they do, and nothing else happens in them. One that ended before another of its location stays ended. */
const goOn = (logs: readonly Log[], later: number): readonly Log[] => {
  const last = lastCovered(logs)
  return logs.map((log) => {
    const { collectedAt, covers, lastRecord } = log
    const moved = { ...log, collectedAt: collectedAt + later }
    if (covers !== undefined && covers.to < (last.get(log.location) ?? covers.to)) return moved
    return {
      ...moved,
      ...(covers === undefined ? {} : { covers: { from: covers.from, to: covers.to + later } }),
      ...(lastRecord === undefined ? {} : { lastRecord: lastRecord + later }),
    }
  })
}

/**
 * The inventory at a later instant: what is stale today stays unknown, nothing else grows stale, and what today has not
 * happened yet has not happened then. It is to be judged without asking how old it is.
 */
export const hold = (inventory: Inventory, today: Freshness, later: Instant): Inventory => {
  const fresh = freshen(inventory, today)
  const { facts } = fresh
  const postpone = <T extends { readonly time: Instant }>(event: T): T =>
    event.time > today.asOf ? { ...event, time: Math.max(event.time, later + 1) } : event
  const { escrowEvents } = facts
  return {
    ...fresh,
    facts: {
      ...facts,
      codeEvents: facts.codeEvents.map(postpone),
      escrowEvents: rowsOf(escrowEvents.length, (row) => postpone(escrowEvents.at(row) as EscrowEvent)),
      plaintexts: facts.plaintexts.map(postpone),
      logs: goOn(facts.logs, later - today.asOf),
    },
  }
}
