/** Escrow events in columns: logs of a large organisation have millions, and each says little that others do not say as well. */
import { numbers, values, type Whole, words } from '../model/columns.ts'
import type { EscrowEvent } from '../model/inventory.ts'
import { type Rows, rowsOf } from '../model/rows.ts'

/** What many events say alike. */
type Alike = Pick<EscrowEvent, 'source' | 'sourceType' | 'location' | 'timeBasis' | 'actor' | 'actorKind' | 'action' | 'outcome' | 'evidence'> & {
  readonly from: Pick<EscrowEvent['origin'], 'source' | 'file'>
}

const alikeOf = ({ source, sourceType, location, timeBasis, actor, actorKind, action, outcome, evidence, origin }: EscrowEvent): Alike => ({
  source,
  sourceType,
  location,
  timeBasis,
  actor,
  actorKind,
  action,
  outcome,
  evidence,
  from: { source: origin.source, file: origin.file },
})

const isAlike = (a: Alike, b: EscrowEvent): boolean =>
  a.source === b.source &&
  a.sourceType === b.sourceType &&
  a.location === b.location &&
  a.timeBasis === b.timeBasis &&
  a.actor === b.actor &&
  a.actorKind === b.actorKind &&
  a.action === b.action &&
  a.outcome === b.outcome &&
  a.evidence === b.evidence &&
  a.from.source === b.origin.source &&
  a.from.file === b.origin.file

/** How many different ones are known at once. */
const KEPT = 4096

/** What each says, and what was said alike before is kept once. Most say what the one before says. */
const openAlike = (): ((event: EscrowEvent) => Alike) => {
  const known = new Map<string, Alike>()
  let last: Alike | undefined
  return (event) => {
    if (last !== undefined && isAlike(last, event)) return last
    const alike = alikeOf(event)
    const key = JSON.stringify(alike)
    last = known.get(key)
    if (last !== undefined) return last
    if (known.size >= KEPT) known.clear()
    known.set(key, alike)
    return (last = alike)
  }
}

/** The events of all sources, one after another, each equal to what was given. */
export const eventRows = (sources: readonly Iterable<EscrowEvent>[]): Rows<EscrowEvent> => {
  const [alike, id, item, time, ticket, line, record] = [
    values<Alike>(),
    values<string>(),
    values<string | undefined>(),
    numbers(),
    words(),
    numbers(),
    values<string | undefined>(),
  ]
  const sameAs = openAlike()
  let length = 0
  for (const events of sources) {
    for (const event of events) {
      alike.add(sameAs(event))
      id.add(event.id)
      item.add(event.item)
      time.add(event.time)
      ticket.add(event.ticket)
      line.add(event.origin.line)
      record.add(event.origin.record)
      length += 1
    }
  }
  const make = (row: number): Whole<EscrowEvent> => {
    const { source, sourceType, location, timeBasis, actor, actorKind, action, outcome, evidence, from } = alike.at(row)
    const [at, part] = [line.at(row), record.at(row)]
    return {
      id: id.at(row),
      source,
      sourceType,
      location,
      item: item.at(row),
      time: time.at(row) as EscrowEvent['time'],
      timeBasis,
      actor,
      actorKind,
      action,
      ticket: ticket.at(row),
      outcome,
      evidence,
      origin: { ...from, ...(at === undefined ? undefined : { line: at }), ...(part === undefined ? undefined : { record: part }) },
    }
  }
  return rowsOf(length, make)
}
