/** register.yaml or register.jsonl → code sets, locations and declared services; or every mistake in it. */
import { isAccount, serviceOf } from '../../model/account.ts'
import type { WholeFile } from '../../model/files.ts'
import { given } from '../../model/given.ts'
import type { CodeSet as CodeSetDocument, Location as LocationDocument, RegisterDocument, Service as ServiceDocument } from '../../model/generated/register.ts'
import type { CodeSet, Copy, DeclaredService, Location } from '../../model/inventory.ts'
import { type Checked, inOrder, type Mistake } from '../../model/mistake.ts'
import { services as catalogue } from '../../model/services.ts'
import { parseMoment } from '../../model/time.ts'
import { type Places, readDocument } from '../../parsers/document.ts'
import { type Entry, entriesOf, repeatedIds } from '../../parsers/entries.ts'
import { register as validate } from '../../parsers/generated/validators.ts'
import type { Known } from '../../parsers/known.ts'
import { didYouMean } from '../../parsers/wording.ts'
import type { KnownEntries, ReadRegister } from './known-entries.ts'
import { readRegisterLines } from './register-lines.ts'

const LIMITS = { bytes: 32 * 1_048_576 }
export const SOURCE = 'register'

export interface Register {
  readonly codeSets: readonly CodeSet[]
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

const idsOf = (entries: readonly Entry<{ readonly id?: string | undefined }>[] | undefined): ReadonlySet<string> | undefined =>
  entries === undefined ? undefined : new Set(entries.flatMap(({ value: { id } }) => (id === undefined ? [] : [id])))

const contradictions = ({ value: { status, since, issued, remaining }, mistakeAt }: Entry<Known<CodeSetDocument>>): Mistake[] => [
  ...(since !== undefined && status !== undefined && !['lost', 'compromised'].includes(status)
    ? [mistakeAt('/since', 'since stands only with status lost or compromised')]
    : []),
  ...(remaining !== undefined && issued !== undefined && remaining > issued
    ? [mistakeAt('/remaining', `more codes remain than were issued (${String(issued)})`)]
    : []),
]

/** What the schema cannot say: names that lead nowhere, states that contradict themselves. */
export const registerMistakes = ({ codeSets, locations, services }: KnownEntries): Mistake[] => {
  const locationIds = idsOf(locations)
  const declared = idsOf(services)
  const serviceIds = declared === undefined ? undefined : new Set([...catalogue.keys(), ...declared])
  const unknownService = ({ mistakeAt }: Places, pointer: string, account: string | undefined): Mistake[] => {
    if (account === undefined || serviceIds === undefined || !isAccount(account) || serviceIds.has(serviceOf(account))) return []
    const service = serviceOf(account)
    return [mistakeAt(pointer, `the service ${service} is not known`, didYouMean(service, serviceIds) ?? 'declare it under services')]
  }
  const unknownLocation = ({ mistakeAt }: Places, pointer: string, location: string | undefined): Mistake[] =>
    location === undefined || locationIds === undefined || locationIds.has(location)
      ? []
      : [mistakeAt(pointer, `the location ${location} is not declared`, didYouMean(location, locationIds) ?? 'declare it under locations')]

  return [
    ...repeatedIds(locations ?? [], 'location'),
    ...repeatedIds(services ?? [], 'service'),
    ...(services ?? []).flatMap(({ value: { id }, mistakeAt }) =>
      id !== undefined && catalogue.has(id) ? [mistakeAt('/id', `the service ${id} is in the catalogue already`, 'remove it here')] : [],
    ),
    ...(locations ?? []).flatMap((entry) =>
      (entry.value['unlocked-by'] ?? []).flatMap((account, index) => unknownService(entry, `/unlocked-by/${String(index)}`, account)),
    ),
    ...codeSets.flatMap((entry) => [
      ...unknownService(entry, '/account', entry.value.account),
      ...(entry.value.copies ?? []).flatMap((copy, index) => unknownLocation(entry, `/copies/${String(index)}/location`, copy?.location)),
      ...contradictions(entry),
    ]),
  ]
}

/** A time that the schema has accepted. */
const moment = <K extends string>(key: K, text: string | undefined): { readonly [P in K]?: number } =>
  given(key, text === undefined ? undefined : parseMoment(text))

const FIELDS = ['generated', 'status', 'owner', 'remaining', 'issued', 'tested', 'expires', 'reviewed', 'checked', 'since', 'name', 'copies'] as const

const toCodeSet = (file: string, { value, lineOf }: Entry<CodeSetDocument>): CodeSet => {
  const copies = value.copies?.map((copy, index): Copy => ({
    location: copy.location,
    origin: { source: SOURCE, file, line: lineOf(`/copies/${String(index)}`) },
    ...given('item', copy.item),
    ...moment('stored', copy.stored),
  }))
  return {
    account: value.account,
    origin: { source: SOURCE, file, line: lineOf('') },
    lines: Object.fromEntries(FIELDS.filter((field) => field in value).map((field) => [field, lineOf(`/${field}`)])),
    status: value.status,
    ...given('name', value.name),
    ...given('owner', value.owner),
    ...given('tier', value.tier),
    ...moment('generated', value.generated),
    ...given('issued', value.issued),
    ...given('remaining', value.remaining),
    ...given(
      'used',
      value.used?.map(({ at, code }) => ({ at: parseMoment(at) ?? 0, ...given('code', code) })),
    ),
    ...moment('tested', value.tested),
    ...moment('since', value.since),
    ...moment('expires', value.expires),
    ...moment('reviewed', value.reviewed),
    ...moment('checked', value.checked),
    ...given('plan', value.plan),
    ...given('copies', copies),
  }
}

const toLocation = (file: string, { value, lineOf }: Entry<LocationDocument>): Location => ({
  id: value.id,
  origin: { source: SOURCE, file, line: lineOf('') },
  kind: value.kind,
  ...given('product', value.product),
  ...given('encrypted', value.encrypted),
  ...given('site', value.site),
  ...given('administrators', value.administrators),
  ...given('unlockedBy', value['unlocked-by']),
})

/** What entries without a mistake say. */
export const toRegister = (file: string, { codeSets, locations, services }: RegisterEntries): Register => ({
  codeSets: codeSets.map((entry) => toCodeSet(file, entry)),
  locations: locations.map((entry) => toLocation(file, entry)),
  services: services.map(({ value }) => ({ id: value.id, name: value.name, rotation: value.rotation, ...given('issues', value.issues) })),
})

/** A register whose name tells its form: `.jsonl` has one code set, location or service a line. */
const readRegister = (file: WholeFile): ReadRegister => (file.file.endsWith('.jsonl') ? readRegisterLines(file) : readYaml(file))

/** The locations that a register declares whatever its mistakes; undefined when it cannot be known. */
export const declaredLocations = (file: WholeFile): readonly string[] | undefined => {
  const ids = idsOf(readRegister(file).known.locations)
  return ids === undefined ? undefined : [...ids]
}

export const loadRegister = (file: WholeFile): Checked<Register> => {
  const { mistakes, known } = readRegister(file)
  const all = [...mistakes, ...registerMistakes(known)]
  if (all.length > 0) return { mistakes: inOrder(all) }
  // Of a register without mistakes all is known.
  return { value: toRegister(file.file, known as RegisterEntries) }
}
