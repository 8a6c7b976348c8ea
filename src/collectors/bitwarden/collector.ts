import { lowerAscii } from '../../model/account.ts'
import { defineCollector } from '../../model/collector.ts'
import type { BitwardenSource } from '../../model/configuration.ts'
import { given } from '../../model/given.ts'
import type { EscrowEvent } from '../../model/inventory.ts'
import { type BitwardenEvent, parseBitwardenEvent, parseBitwardenPages } from '../../parsers/bitwarden-events.ts'
import { parseJson } from '../../parsers/json.ts'
import { openLatest, readWholeLogFiles, spelledAlike, toCollected } from '../escrow-log.ts'

const toEvent = (
  source: BitwardenSource,
  event: BitwardenEvent & { action: NonNullable<BitwardenEvent['action']> },
  item: string | undefined,
  file: string,
  record: string,
): EscrowEvent => ({
  id: event.key,
  source: source.id,
  sourceType: source.type,
  location: source.location,
  ...given('item', item),
  time: event.time,
  timeBasis: event.evidence,
  ...(event.actor === undefined ? {} : { actor: event.actor }),
  actorKind: event.actor === undefined ? 'unknown' : 'human',
  action: event.action,
  outcome: event.outcome,
  evidence: event.evidence,
  origin: { source: source.id, file, record },
})

/** Events of a Bitwarden organisation: views and copies are what clients chose to tell. */
export default defineCollector<BitwardenSource>({
  type: 'bitwarden',
  async collect(source, context) {
    const namesOf = spelledAlike(context.items(source.location), lowerAscii)
    const events = new Map<string, EscrowEvent>()
    const latest = openLatest(source, context)
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
        const named = event.item === undefined ? undefined : namesOf(event.item)
        if ('unreadable' in event) {
          const isElsewhere = named?.length === 0
          if (!isElsewhere) told({ file: path, record, what: `record ${record} of ${path}: ${event.unreadable}` })
          continue
        }
        latest.see(event.time)
        const { action } = event
        if (action === undefined || (named === undefined && action !== 'export')) continue
        for (const item of named ?? [undefined]) events.set(`${event.key} ${item ?? ''}`, toEvent(source, { ...event, action }, item, path, record))
      }
    })
    return toCollected(source, 'client', context, { events: [...events.values()], records, lastRecord: latest.latest(), unreadable, files })
  },
})
