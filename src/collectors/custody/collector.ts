import { defineCollector } from '../../model/collector.ts'
import type { CustodySource } from '../../model/configuration.ts'
import type { EscrowEvent } from '../../model/inventory.ts'
import { type CustodyRow, parseCustodyForm } from '../../parsers/custody-form.ts'
import { readWholeLogFiles, toCollected } from '../escrow-log.ts'

const toEvent = (source: CustodySource, row: CustodyRow & { action: NonNullable<CustodyRow['action']> }, file: string): EscrowEvent => ({
  id: row.key,
  source: source.id,
  sourceType: source.type,
  location: source.location,
  item: row.item,
  time: row.time,
  timeBasis: 'wall',
  ...(row.actor === undefined ? {} : { actor: row.actor }),
  actorKind: row.actor === undefined ? 'unknown' : 'human',
  action: row.action,
  ...(row.ticket === undefined ? {} : { ticket: row.ticket }),
  outcome: 'success',
  evidence: 'manual',
  origin: { source: source.id, file, line: row.line },
})

/** A safe's custody form: people wrote down who opened what. */
export default defineCollector<CustodySource>({
  type: 'custody',
  async collect(source, context) {
    const items = context.items(source.location)
    const events: EscrowEvent[] = []
    const rowKeys = new Map<string, string>()
    let records = 0
    const { files, unreadable } = await readWholeLogFiles(source, context, (path, bytes, told) => {
      const form = parseCustodyForm(bytes)
      if ('unreadable' in form) {
        told({ file: path, what: `${path} is no custody form: ${form.unreadable}` })
        return
      }
      for (const row of form.rows) {
        records += 1
        const elsewhere = row.item !== undefined && !items.has(row.item)
        if ('unreadable' in row) {
          if (!elsewhere) told({ file: path, line: row.line, what: `line ${String(row.line)} of ${path}: ${row.unreadable}` })
          continue
        }
        const said = [row.item, row.time, row.action, row.actor, row.ticket].join('|')
        const before = rowKeys.get(row.key)
        rowKeys.set(row.key, said)
        if (before !== undefined && before !== said)
          told({ file: path, line: row.line, what: `line ${String(row.line)} of ${path} has the number of another row and says something else` })
        if (before === said || elsewhere || row.action === undefined) continue
        events.push(toEvent(source, { ...row, action: row.action }, path))
      }
    })
    return toCollected(source, 'manual', context, { events, records, unreadable, files })
  },
})
