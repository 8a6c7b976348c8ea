/**
 * Services as the rules see them. What the catalogue states is catalogue/services.yaml, with a source for each statement;
 * what it does not state is unknown here. A register declares services that the catalogue does not have.
 */
import type { Service as Entry } from './generated/catalogue.ts'
import { catalogue } from './generated/services.ts'
import { given } from './given.ts'
import type { DeclaredService } from './inventory.ts'
import { maskCodes } from './mask.ts'
import { matchesPattern } from './pattern.ts'

/** unknown: no source says. */
export type Rotation = 'scheduled' | 'on-use' | 'none' | 'unknown'
export type Generations = 'logged' | 'by-administrators' | 'not-logged' | 'unknown'

export interface Service {
  readonly id: string
  readonly name: string
  /** false: the service has no backup codes at all. */
  readonly hasCodes: boolean
  /** true: it has no codes, and a further device is what one falls back on. */
  readonly hasDevicesForCodes?: boolean
  /** How many codes one set has; absent where no source says it. */
  readonly issues?: number
  /** Whether a log of the provider shows when codes were generated: each time; only where an administrator did it; never. */
  readonly generations: Generations
  /** scheduled: regenerated at will; on-use: changes only when a code is used; none: never. */
  readonly rotation: Rotation
  /** Whether a code works once; absent where no source says it. */
  readonly singleUse?: boolean
  /** How long after they were generated codes end by themselves, in milliseconds; absent where no source says it. */
  readonly expiresAfter?: number | 'never'
  /** Where a new set is had, as a source says it; absent where none does. */
  readonly newSetAt?: string
  /** What a person does there to get a new set. */
  readonly regenerate: string
  /** What a person does there to get a second factor. */
  readonly enrol: string
}

const enrolSomewhere = (name: string): string => `${name}: turn on a second factor in the account's security settings.`

/** How to get a new set, or what there is instead of codes, or that no source says. */
const regenerateAt = ({ name, instead, regenerate }: Entry): string => {
  if (instead !== undefined) return `${name} has no backup codes: one falls back on ${instead.value}.`
  return regenerate === undefined
    ? `${name}: look for new codes in the account's security settings; the catalogue knows no page that says how to get them.`
    : `${name}: ${regenerate.value}.`
}

const toService = (entry: Entry): Service => {
  const { id, name, issues, rotation, generations, enrol } = entry
  const hasCodes = entry['has-codes'].value
  return {
    id,
    name,
    hasCodes,
    ...(entry['devices-instead'] === undefined ? {} : { hasDevicesForCodes: entry['devices-instead'].value }),
    ...(hasCodes ? (issues === undefined ? {} : { issues: issues.value }) : { issues: 0 }),
    generations: hasCodes ? (generations?.value ?? 'unknown') : 'not-logged',
    rotation: hasCodes ? (rotation?.value ?? 'unknown') : 'none',
    ...given('singleUse', entry['single-use']?.value),
    ...(entry.expires?.value === false ? { expiresAfter: 'never' as const } : {}),
    ...given('newSetAt', entry.regenerate?.value),
    regenerate: regenerateAt(entry),
    enrol: enrol === undefined ? enrolSomewhere(name) : `${name}: ${enrol.value}.`,
  }
}

/** The catalogue by service id: what it says about accounts that no entry names. */
export const services: ReadonlyMap<string, Service> = new Map(
  catalogue.services.filter(({ accounts }) => accounts === undefined).map((entry) => [entry.id, toService(entry)]),
)

/** Entries about certain accounts of a service, such as the root user. */
const particular = catalogue.services.flatMap((entry) => (entry.accounts === undefined ? [] : [{ pattern: entry.accounts, service: toService(entry) }]))

/** What the catalogue says about one account, by the id of its service and its name there; undefined: the service is not in it. */
export const cataloguedService = (id: string, name: string): Service | undefined =>
  particular.find(({ pattern, service }) => service.id === id && matchesPattern(pattern, name))?.service ?? services.get(id)

/** A sentence of what people wrote, which may end as one or not. */
const asSentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`)

/** A service that a register declares. Free text is shown as such: what looks like a code is covered. */
export const declaredService = ({ id, name, rotation, issues, singleUse, expiresAfter, regenerate }: DeclaredService): Service => ({
  id,
  name,
  hasCodes: issues !== 0,
  ...given('issues', issues),
  generations: 'not-logged',
  rotation,
  ...given('singleUse', singleUse),
  ...given('expiresAfter', expiresAfter),
  ...given('newSetAt', regenerate),
  regenerate:
    regenerate === undefined ? `${name}: generate new backup codes in the account's security settings.` : `${name}: ${asSentence(maskCodes(regenerate))}`,
  enrol: enrolSomewhere(name),
})

/** What the catalogue says, and where it does not know, what a register declares. */
export const completed = (known: Service, declared: Service | undefined): Service =>
  declared === undefined
    ? known
    : {
        ...known,
        ...given('issues', known.issues ?? declared.issues),
        rotation: known.rotation === 'unknown' ? declared.rotation : known.rotation,
        ...given('singleUse', known.singleUse ?? declared.singleUse),
        ...given('expiresAfter', known.expiresAfter ?? declared.expiresAfter),
        ...(known.newSetAt === undefined && known.hasCodes && declared.newSetAt !== undefined
          ? { newSetAt: declared.newSetAt, regenerate: declared.regenerate }
          : {}),
      }

/** A service that neither the catalogue nor the register knows; the loader of the register refuses it, an inventory may name it. */
const unheardOf = (id: string): Service => ({
  id,
  name: id,
  hasCodes: true,
  generations: 'not-logged',
  rotation: 'scheduled',
  regenerate: `${id}: generate new backup codes.`,
  enrol: `${id}: turn on a second factor.`,
})

/** Finds the service of an account, by the id of the service and what the account is called there: what the catalogue says, completed by what a register declares. */
export const servicesWith = (declared: readonly DeclaredService[]): ((id: string, name: string) => Service) => {
  const said = new Map(declared.map((service) => [service.id, declaredService(service)]))
  return (id, name) => {
    const known = cataloguedService(id, name)
    return known === undefined ? (said.get(id) ?? unheardOf(id)) : completed(known, said.get(id))
  }
}
