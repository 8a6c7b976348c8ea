import { defineCollector } from '../../model/collector.ts'
import type { CustodySource } from '../../model/configuration.ts'
import type { EscrowEvent, Gap } from '../../model/inventory.ts'
import { parseMoment } from '../../model/time.ts'
import { asTyped, isMereCheck, parseCustodyForm, type RowNumber } from '../../parsers/custody-form.ts'
import { readWholeLogFiles, spelledAlike, toCollected } from '../escrow-log.ts'
import { openLatest } from '../last-record.ts'
import { mayMean } from '../may-mean.ts'
import { toGap } from '../reading.ts'
import { likeOneOf } from './nearly.ts'
import { unloggedRemovals } from './returns.ts'
import { type MissingRows, missingRows } from './row-numbers.ts'
import { reusedSeals, type TimedRow, unloggedOpenings } from './seals.ts'

type Dated = TimedRow & { readonly file: string }

const toEvent = (source: CustodySource, row: Dated, action: EscrowEvent['action']): EscrowEvent => ({
  id: row.key,
  source: source.id,
  sourceType: source.type,
  location: source.location,
  item: row.item,
  time: row.time,
  timeBasis: 'wall',
  ...(row.actor === undefined ? {} : { actor: row.actor }),
  actorKind: row.actor === undefined ? 'unknown' : 'human',
  action,
  ...(row.ticket === undefined ? {} : { ticket: row.ticket }),
  outcome: 'success',
  evidence: 'manual',
  origin: { source: source.id, file: row.file, line: row.line },
})

/** Somebody opened the bag, or took it out, before this row, and who and when nobody wrote down; or the row was written wrongly. */
const toUnlogged = (source: CustodySource, row: Dated): EscrowEvent => {
  const { actor: _actor, ticket: _ticket, ...event } = toEvent(source, row, 'view')
  return { ...event, id: `${row.key}|seal`, actorKind: 'unknown', outcome: 'unknown' }
}

/** Why an item that nobody registered may be a registered one all the same; none: it is another. */
const openMistakable = (items: ReadonlySet<string>): ((item: string) => string | undefined) => {
  const isNearlyOne = likeOneOf(items)
  const isMeant = mayMean(items, asTyped)
  return (item) => {
    if (isNearlyOne(item)) return 'item_id is no registered item, and nearly one'
    return isMeant(item) ? 'item_id is no registered item, and may mean one beside others: give each item a row of its own' : undefined
  }
}

/** A safe's custody form: people wrote down who opened what. */
export default defineCollector<CustodySource>({
  type: 'custody',
  async collect(source, context) {
    const items = context.items(source.location)
    const namesOf = spelledAlike(items, asTyped)
    const mistakable = openMistakable(items)
    const events: EscrowEvent[] = []
    /** Rows of registered items, and rows of all. */
    const dated: Dated[] = []
    const seen: Dated[] = []
    const numbers: RowNumber[] = []
    const rowKeys = new Map<string, string>()
    const latest = openLatest(source, context)
    let records = 0
    const { files, unreadable } = await readWholeLogFiles(source, context, (path, bytes, told) => {
      const form = parseCustodyForm(bytes)
      if ('unreadable' in form) {
        told({ file: path, what: `${path} is no custody form: ${form.unreadable}` })
        return
      }
      for (const row of form.rows) {
        records += 1
        if (row.rowNumber !== undefined) numbers.push(row.rowNumber)
        const tell = (what: string): void => {
          told({ file: path, line: row.line, what: `line ${String(row.line)} of ${path}: ${what}` })
        }
        const named = row.item === undefined ? undefined : namesOf(row.item)
        const other = row.item === undefined || named?.length !== 0 ? undefined : mistakable(row.item)
        const isElsewhere = named?.length === 0 && other === undefined
        if ('unreadable' in row) {
          if (!isElsewhere) tell(row.unreadable)
          continue
        }
        if (!isElsewhere) row.doubts.forEach(tell)
        const said = JSON.stringify([row.item, row.time, row.action, row.actor, row.ticket, row.seal])
        const before = rowKeys.get(row.key)
        rowKeys.set(row.key, said)
        if (before !== undefined && before !== said) tell('it has the number of another row, and says something else')
        const { action, time } = row
        latest.see(time)
        if (before === said || time === undefined) continue
        for (const item of named ?? []) dated.push({ ...row, time, item, file: path })
        seen.push(...(named?.length ? named : [asTyped(row.item)]).map((item) => ({ ...row, time, item, file: path })))
        if (other !== undefined && !isMereCheck(row)) tell(other)
        if (action === undefined) continue
        for (const item of named ?? []) events.push(toEvent(source, { ...row, time, item, file: path }, action))
      }
    })
    const coversFrom = parseMoment(source.covers?.from ?? '') ?? -Infinity
    const doubtful = new Map(
      [...unloggedOpenings(dated), ...unloggedRemovals(dated, coversFrom), ...reusedSeals(seen).filter(({ item }) => items.has(item))].map((row) => [
        `${row.key}|${row.item}`,
        row,
      ]),
    )
    events.push(...[...doubtful.values()].map((row) => toUnlogged(source, row)))
    const missing = source.numbered === false ? [] : missingRows(numbers)
    return toCollected(source, 'manual', context, {
      events,
      records,
      lastRecord: latest.latest(),
      silences: latest.silences,
      unreadable,
      files,
      doubts: missing.slice(0, SHOWN).map((rows) => areMissing(source, rows)),
    })
  },
})

/** One gap is enough to make the form say nothing by its silence. */
const SHOWN = 10

const areMissing = ({ id, type, location }: CustodySource, { container, from, to }: MissingRows): Gap =>
  toGap(id, {
    about: 'escrowEvents',
    fact: `${type} log of ${location}`,
    reason: 'incomplete',
    detail: from === to ? `the row ${String(from)} of ${container} is missing` : `the rows ${String(from)} to ${String(to)} of ${container} are missing`,
    hides: { location },
    advice: 'Type the whole form, without leaving rows out. If its rows are not numbered one after another, say numbered: false in the source.',
  })
