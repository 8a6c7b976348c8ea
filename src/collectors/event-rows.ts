/** Escrow events in columns: logs of a large organisation have millions, and each says little that others do not say as well. */
import { numbers, rare, values, words } from '../model/columns.ts'
import { given } from '../model/given.ts'
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
  ...given('actor', actor),
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

/** Where more than this is said, what was said first is said again. */
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
    rare<string>(),
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
  return rowsOf(length, (row): EscrowEvent => {
    const { source, sourceType, location, timeBasis, actor, actorKind, action, outcome, evidence, from } = alike.at(row)
    const [named, known, at, part] = [item.at(row), ticket.at(row), line.at(row), record.at(row)]
    return {
      id: id.at(row),
      source,
      sourceType,
      location,
      ...(named === undefined ? undefined : { item: named }),
      time: time.at(row) as EscrowEvent['time'],
      timeBasis,
      ...(actor === undefined ? undefined : { actor }),
      actorKind,
      action,
      ...(known === undefined ? undefined : { ticket: known }),
      outcome,
      evidence,
      origin: { ...from, ...(at === undefined ? undefined : { line: at }), ...(part === undefined ? undefined : { record: part }) },
    }
  })
}
