import { defineCollector } from '../../model/collector.ts'
import type { BitwardenSource } from '../../model/configuration.ts'
import type { EscrowEvent } from '../../model/inventory.ts'
import { type BitwardenEvent, parseBitwardenEvent, parseBitwardenPages } from '../../parsers/bitwarden-events.ts'
import { parseJson } from '../../parsers/json.ts'
import { readWholeLogFiles, toCollected } from '../escrow-log.ts'

const toEvent = (
  source: BitwardenSource,
  event: BitwardenEvent & { action: NonNullable<BitwardenEvent['action']> },
  file: string,
  record: string,
): EscrowEvent => ({
  id: event.key,
  source: source.id,
  sourceType: source.type,
  location: source.location,
  ...(event.item === undefined ? {} : { item: event.item }),
  time: event.time,
  timeBasis: event.evidence,
  ...(event.actor === undefined ? {} : { actor: event.actor }),
  actorKind: event.actor === undefined ? 'unknown' : 'human',
  action: event.action,
  outcome: 'success',
  evidence: event.evidence,
  origin: { source: source.id, file, record },
})

/** Events of a Bitwarden organisation: views and copies are what clients chose to tell. */
export default defineCollector<BitwardenSource>({
  type: 'bitwarden',
  async collect(source, context) {
    const items = context.items(source.location)
    const events = new Map<string, EscrowEvent>()
    let records = 0
    const { files, unreadable } = await readWholeLogFiles(source, context, (path, bytes, told) => {
      const parsed = parseJson(bytes)
      const pages = 'unreadable' in parsed ? parsed : parseBitwardenPages(parsed.value)
      if ('unreadable' in pages) {
        told({ file: path, what: `${path} is ${pages.unreadable}` })
        return
      }
      if (pages.cut !== undefined) told({ file: path, what: `${path}: ${pages.cut}` })
      for (const { record, value } of pages.events) {
        records += 1
        const event = parseBitwardenEvent(value)
        if ('unreadable' in event) {
          const elsewhere = event.item !== undefined && !items.has(event.item)
          if (!elsewhere) told({ file: path, record, what: `record ${record} of ${path}: ${event.unreadable}` })
          continue
        }
        const { action } = event
        const concerns = event.item === undefined ? action === 'export' : items.has(event.item)
        if (concerns && action !== undefined) events.set(event.key, toEvent(source, { ...event, action }, path, record))
      }
    })
    return toCollected(source, 'client', context, { events: [...events.values()], records, unreadable, files })
  },
})
