/**
 * register.jsonl as its bytes come: each line becomes a fact and is let go, so that a million accounts fit. A register that is
 * not plainly right is left to the strict reader (register-lines.ts), which says what is wrong and where.
 */
import { serviceOf } from '../../model/account.ts'
import type { CodeSet as CodeSetDocument, Location as LocationDocument, Service as ServiceDocument } from '../../model/generated/register.ts'
import { services as catalogue } from '../../model/services.ts'
import type { Entry } from '../../parsers/entries.ts'
import { isRecord, parseJsonText } from '../../parsers/json.ts'
import { type Line, splitLines } from '../../parsers/lines.ts'
import { type CodeSetRows, openCodeSetRows } from './code-set-rows.ts'
import { contradictions, idsOf, inconsistencies } from './inconsistencies.ts'
import type { Register } from './register.ts'
import { kindOf, mayRepeatKeys } from './register-lines.ts'
import { toCodeSetOnLine, toLocation, toService } from './to-facts.ts'

interface Gathered {
  readonly codeSets: CodeSetRows
  readonly locations: Entry<LocationDocument>[]
  readonly services: Entry<ServiceDocument>[]
  /** Names that code sets use; whether they lead anywhere shows at the end. */
  readonly usedServices: Set<string>
  readonly usedLocations: Set<string>
}

/** An entry of which nothing has to be told but its line. */
const onLine = <T>(number: number, value: unknown): Entry<T> => ({
  value: value as T,
  lineOf: () => number,
  mistakeAt: (_pointer, message) => ({ file: '', message }),
})

/** false: the line is not plainly right. */
const gather = (file: string, { number, text }: Line, { codeSets, locations, services, usedServices, usedLocations }: Gathered): boolean => {
  if (text === undefined) return false
  const parsed = parseJsonText(text)
  if ('unreadable' in parsed || !isRecord(parsed.value)) return false
  const { value } = parsed
  const { kind, validate } = kindOf(value)
  if (!validate(value) || mayRepeatKeys(text, value)) return false
  if (kind === 'locations') locations.push(onLine(number, value))
  else if (kind === 'services') services.push(onLine(number, value))
  else {
    const entry = onLine<CodeSetDocument>(number, value)
    if (contradictions(entry).length > 0) return false
    usedServices.add(serviceOf(entry.value.account))
    for (const { location } of entry.value.copies ?? []) usedLocations.add(location)
    codeSets.add(toCodeSetOnLine(file, number, entry.value))
  }
  return true
}

const toRegister = (file: string, { codeSets: gathered, locations, services, usedServices, usedLocations }: Gathered): Register | undefined => {
  const codeSets = gathered.rows()
  const knownServices = new Set([...catalogue.keys(), ...(idsOf(services) ?? [])])
  const knownLocations = idsOf(locations) ?? new Set()
  const isSound =
    codeSets.length + locations.length + services.length > 0 &&
    inconsistencies({ codeSets: [], locations, services }).length === 0 &&
    [...usedServices].every((id) => knownServices.has(id)) &&
    [...usedLocations].every((id) => knownLocations.has(id))
  return isSound ? { codeSets, locations: locations.map((entry) => toLocation(file, entry)), services: services.map(toService) } : undefined
}

/** The register of a file in which nothing is wrong; undefined: something is, or may be. */
export const readSoundLines = async (file: string, chunks: AsyncIterable<Uint8Array>): Promise<Register | undefined> => {
  const gathered: Gathered = { codeSets: openCodeSetRows(file), locations: [], services: [], usedServices: new Set(), usedLocations: new Set() }
  const splitter = splitLines()
  for await (const chunk of chunks) for (const line of splitter.push(chunk)) if (!gather(file, line, gathered)) return undefined
  return splitter.end().every((line) => gather(file, line, gathered)) ? toRegister(file, gathered) : undefined
}
