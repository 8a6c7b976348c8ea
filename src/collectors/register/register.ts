/** register.yaml or register.jsonl → code sets, locations and declared services; or every mistake in it. */
import type { WholeFile } from '../../model/files.ts'
import type { CodeSet as CodeSetDocument, Location as LocationDocument, RegisterDocument, Service as ServiceDocument } from '../../model/generated/register.ts'
import type { CodeSet, DeclaredService, Location } from '../../model/inventory.ts'
import { type Checked, inOrder } from '../../model/mistake.ts'
import type { Rows } from '../../model/rows.ts'
import { readDocument } from '../../parsers/document.ts'
import { type Entry, entriesOf } from '../../parsers/entries.ts'
import { register as validate } from '../../parsers/generated/validators/register.ts'
import { idsOf, inconsistencies } from './inconsistencies.ts'
import type { ReadRegister } from './known-entries.ts'
import { readRegisterLines } from './register-lines.ts'
import { toCodeSetOnLines, toLocation, toService } from './to-facts.ts'

const LIMITS = { bytes: 32 * 1_048_576 }

export interface Register {
  readonly codeSets: Rows<CodeSet>
  readonly locations: readonly Location[]
  readonly services: readonly DeclaredService[]
}

export interface RegisterEntries {
  readonly codeSets: readonly Entry<CodeSetDocument>[]
  readonly locations: readonly Entry<LocationDocument>[]
  readonly services: readonly Entry<ServiceDocument>[]
}

const TOP_KEYS: readonly string[] = ['version', 'services', 'locations', 'code-sets']

const readYaml = (file: WholeFile): ReadRegister => {
  const { mistakes, known } = readDocument<RegisterDocument>(file.file, file.bytes, validate, LIMITS)
  if (known === undefined) return { mistakes, known: { codeSets: [] } }
  const { locations, services, 'code-sets': codeSets } = known.value
  // A list without its name may be under a key that is misspelt.
  const isWhole = Object.keys(known.value).every((key) => TOP_KEYS.includes(key))
  const hasServices = services !== undefined || (isWhole && !('services' in known.value))
  return {
    mistakes,
    known: {
      codeSets: entriesOf(known, '/code-sets', codeSets),
      ...(locations === undefined ? {} : { locations: entriesOf(known, '/locations', locations) }),
      ...(hasServices ? { services: entriesOf(known, '/services', services) } : {}),
    },
  }
}

/** What entries without a mistake say. */
export const toRegister = (file: string, { codeSets, locations, services }: RegisterEntries): Register => ({
  codeSets: codeSets.map((entry) => toCodeSetOnLines(file, entry)),
  locations: locations.map((entry) => toLocation(file, entry)),
  services: services.map(toService),
})

/** A register whose name tells its form: `.jsonl` has one code set, location or service a line. */
const readRegister = (file: WholeFile): ReadRegister => (file.file.endsWith('.jsonl') ? readRegisterLines(file) : readYaml(file))

/** A register as it was read. */
export interface CheckedRegister {
  readonly checked: Checked<Register>
  /** The locations that it declares whatever its mistakes; undefined when they cannot be known. */
  readonly locations: readonly string[] | undefined
}

export const checkRegister = (file: WholeFile): CheckedRegister => {
  const { mistakes, known } = readRegister(file)
  const all = [...mistakes, ...inconsistencies(known)]
  const ids = idsOf(known.locations)
  return {
    // Of a register without mistakes all is known.
    checked: all.length > 0 ? { mistakes: inOrder(all) } : { value: toRegister(file.file, known as RegisterEntries) },
    locations: ids === undefined ? undefined : [...ids],
  }
}

export const loadRegister = (file: WholeFile): Checked<Register> => checkRegister(file).checked
