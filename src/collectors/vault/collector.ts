import { defineCollector } from '../../model/collector.ts'
import type { VaultSource } from '../../model/configuration.ts'
import type { EscrowEvent } from '../../model/inventory.ts'
import { type Line, splitLines } from '../../parsers/lines.ts'
import { parseVaultLine, type VaultRecord } from '../../parsers/vault-audit.ts'
import { readLogFiles, toCollected, type Unreadable } from '../escrow-log.ts'

type Seen = VaultRecord & { readonly item: string; readonly file: string; readonly line: number }

/** Request and response are one access, which only an answer without error proves. */
const outcomeOf = (records: readonly Seen[]): EscrowEvent['outcome'] => {
  const answers = records.filter(({ type }) => type === 'response')
  const granted = answers.some(({ refused }) => !refused)
  if (records.some(({ refused }) => refused)) return granted ? 'unknown' : 'denied'
  return granted && answers.every(({ wrapped }) => !wrapped) ? 'success' : 'unknown'
}

const toEvent = (source: VaultSource, records: readonly [Seen, ...Seen[]]): EscrowEvent | undefined => {
  const told = records.find(({ type }) => type === 'response') ?? records[0]
  if (told.action === undefined) return undefined
  const actor = told.actor ?? records.find((record) => record.actor !== undefined)?.actor
  const ticket = records.find((record) => record.ticket !== undefined)?.ticket
  return {
    id: told.requestId,
    source: source.id,
    sourceType: source.type,
    location: source.location,
    item: told.item,
    time: told.time,
    timeBasis: 'server',
    ...(actor === undefined ? {} : { actor }),
    actorKind: told.actorKind,
    action: told.action,
    ...(ticket === undefined ? {} : { ticket }),
    outcome: outcomeOf(records),
    evidence: 'server',
    origin: { source: source.id, file: told.file, line: told.line },
  }
}

/** A HashiCorp Vault or OpenBao audit device, JSON lines. Only records about registered items are kept. */
export default defineCollector<VaultSource>({
  type: 'vault',
  async collect(source, context) {
    const items = context.items(source.location)
    const requests = new Map<string, [Seen, ...Seen[]]>()
    let records = 0

    const readLine = (file: string, { number, text, unreadable }: Line, told: (problem: Unreadable) => void): void => {
      records += 1
      const parsed = text === undefined ? { unreadable: unreadable ?? 'unreadable' } : parseVaultLine(text)
      if ('unreadable' in parsed) {
        const elsewhere = parsed.items !== undefined && !parsed.items.some((item) => items.has(item))
        if (!elsewhere) told({ file, line: number, what: `line ${String(number)} of ${file}: ${parsed.unreadable}` })
        return
      }
      // The register may know one secret under several of its names.
      for (const item of parsed.items.filter((name) => items.has(name))) {
        const key = `${parsed.requestId}\n${item}`
        const seen = { ...parsed, item, file, line: number }
        const others = requests.get(key)
        if (others === undefined) requests.set(key, [seen])
        else others.push(seen)
      }
    }

    const { files, unreadable } = await readLogFiles(source, context, async (path, { chunks }, told) => {
      const splitter = splitLines()
      for await (const chunk of chunks) for (const line of splitter.push(chunk)) readLine(path, line, told)
      for (const line of splitter.end()) readLine(path, line, told)
    })
    const events = [...requests.values()].map((seen) => toEvent(source, seen)).filter((event) => event !== undefined)
    return toCollected(source, 'server', context, { events, records, unreadable, files })
  },
})
