/** register.yaml or register.jsonl → code sets, locations and declared services; or every mistake in it. */
import { isAccount, serviceOf } from '../../model/account.ts'
import type { WholeFile } from '../../model/files.ts'
import type { CodeSet as CodeSetDocument, Location as LocationDocument, RegisterDocument, Service as ServiceDocument } from '../../model/generated/register.ts'
import type { CodeSet, Copy, DeclaredService, Location } from '../../model/inventory.ts'
import { type Checked, inOrder, type Mistake } from '../../model/mistake.ts'
import { services as catalogue } from '../../model/services.ts'
import { parseMoment } from '../../model/time.ts'
import { parseDocumentStrictly } from '../../parsers/document.ts'
import { register as validate } from '../../parsers/generated/validators.ts'
import { didYouMean } from '../../parsers/wording.ts'
import { parseRegisterLines } from './register-lines.ts'

const LIMITS = { bytes: 32 * 1_048_576 }
export const SOURCE = 'register'

export interface Register {
  readonly codeSets: readonly CodeSet[]
  readonly locations: readonly Location[]
  readonly services: readonly DeclaredService[]
}

/** One entry of the register with where it stands. */
export interface Entry<T> {
  readonly value: T
  readonly line: number
  /** The line of a field of the entry. */
  readonly lineOf: (pointer: string) => number
  readonly mistakeAt: (pointer: string, message: string, hint?: string) => Mistake
}

export interface RegisterEntries {
  readonly codeSets: readonly Entry<CodeSetDocument>[]
  readonly locations: readonly Entry<LocationDocument>[]
  readonly services: readonly Entry<ServiceDocument>[]
}

const parseYaml = (file: WholeFile): Checked<RegisterEntries> => {
  const parsed = parseDocumentStrictly<RegisterDocument>(file.file, file.bytes, validate, LIMITS)
  if ('mistakes' in parsed) return parsed
  const { value, lineOf, mistakeAt } = parsed.value
  const entries = <T>(key: string, values: readonly T[]): Entry<T>[] =>
    values.map((entry, index) => {
      const at = `/${key}/${String(index)}`
      const line = (pointer: string): number => lineOf(at + pointer) ?? 1
      return { value: entry, line: line(''), lineOf: line, mistakeAt: (pointer, message, hint) => mistakeAt(at + pointer, message, hint) }
    })
  return {
    value: {
      codeSets: entries('code-sets', value['code-sets']),
      locations: entries('locations', value.locations),
      services: entries('services', value.services ?? []),
    },
  }
}

const twice = <T>(entries: readonly Entry<T>[], idOf: (value: T) => string, what: string): Mistake[] => {
  const first = new Map<string, number>()
  return entries.flatMap((entry) => {
    const id = idOf(entry.value)
    const line = first.get(id)
    if (line === undefined) {
      first.set(id, entry.line)
      return []
    }
    return [entry.mistakeAt('/id', `the ${what} ${id} is given twice`, `the first is on line ${String(line)}`)]
  })
}

/** What the schema cannot say: names that lead nowhere, states that contradict themselves. */
const inconsistencies = ({ codeSets, locations, services }: RegisterEntries): Mistake[] => {
  const locationIds = new Set(locations.map(({ value }) => value.id))
  const serviceIds = new Set([...catalogue.keys(), ...services.map(({ value }) => value.id)])
  const unknownService = (account: string): string | undefined => (isAccount(account) && !serviceIds.has(serviceOf(account)) ? serviceOf(account) : undefined)
  const serviceMistake = <T>(entry: Entry<T>, pointer: string, account: string): Mistake[] => {
    const service = unknownService(account)
    return service === undefined
      ? []
      : [entry.mistakeAt(pointer, `the service ${service} is not known`, didYouMean(service, serviceIds) ?? 'declare it under services')]
  }

  return [
    ...twice(locations, ({ id }) => id, 'location'),
    ...twice(services, ({ id }) => id, 'service'),
    ...services
      .filter(({ value }) => catalogue.has(value.id))
      .map((entry) => entry.mistakeAt('/id', `the service ${entry.value.id} is in the catalogue already`, 'remove it here')),
    ...locations.flatMap((entry) =>
      (entry.value['unlocked-by'] ?? []).flatMap((account, index) => serviceMistake(entry, `/unlocked-by/${String(index)}`, account)),
    ),
    ...codeSets.flatMap((entry) => [
      ...serviceMistake(entry, '/account', entry.value.account),
      ...(entry.value.copies ?? []).flatMap(({ location }, index) =>
        locationIds.has(location)
          ? []
          : [
              entry.mistakeAt(
                `/copies/${String(index)}/location`,
                `the location ${location} is not declared`,
                didYouMean(location, locationIds) ?? 'declare it under locations',
              ),
            ],
      ),
      ...(entry.value.since !== undefined && !['lost', 'compromised'].includes(entry.value.status)
        ? [entry.mistakeAt('/since', 'since stands only with status lost or compromised')]
        : []),
      ...(entry.value.remaining !== undefined && entry.value.issued !== undefined && entry.value.remaining > entry.value.issued
        ? [entry.mistakeAt('/remaining', `more codes remain than were issued (${String(entry.value.issued)})`)]
        : []),
    ]),
  ]
}

/** A time that the schema has accepted. */
const moment = <K extends string>(key: K, text: string | undefined): { readonly [P in K]?: number } => {
  const instant = text === undefined ? undefined : parseMoment(text)
  return (instant === undefined ? {} : { [key]: instant }) as { readonly [P in K]?: number }
}

const given = <K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } =>
  (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: V }

const FIELDS = ['generated', 'status', 'owner', 'remaining', 'issued', 'tested', 'expires', 'reviewed', 'checked', 'since', 'name', 'copies'] as const

const toCodeSet = (file: string, { value, line, lineOf }: Entry<CodeSetDocument>): CodeSet => {
  const copies = value.copies?.map((copy, index): Copy => ({
    location: copy.location,
    origin: { source: SOURCE, file, line: lineOf(`/copies/${String(index)}`) },
    ...given('item', copy.item),
    ...moment('stored', copy.stored),
  }))
  return {
    account: value.account,
    origin: { source: SOURCE, file, line },
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

const toLocation = (file: string, { value, line }: Entry<LocationDocument>): Location => ({
  id: value.id,
  origin: { source: SOURCE, file, line },
  kind: value.kind,
  ...given('product', value.product),
  ...given('encrypted', value.encrypted),
  ...given('site', value.site),
  ...given('administrators', value.administrators),
  ...given('unlockedBy', value['unlocked-by']),
})

/** The register of a file whose name tells its form: `.jsonl` has one code set, location or service a line. */
export const loadRegister = (file: WholeFile): Checked<Register> => {
  const parsed = file.file.endsWith('.jsonl') ? parseRegisterLines(file) : parseYaml(file)
  if ('mistakes' in parsed) return parsed
  const entries = parsed.value
  const mistakes = inconsistencies(entries)
  if (mistakes.length > 0) return { mistakes: inOrder(mistakes) }
  return {
    value: {
      codeSets: entries.codeSets.map((entry) => toCodeSet(file.file, entry)),
      locations: entries.locations.map((entry) => toLocation(file.file, entry)),
      services: entries.services.map(({ value }) => ({ id: value.id, name: value.name, rotation: value.rotation, ...given('issues', value.issues) })),
    },
  }
}
