/** The facts of a case as its file has them: those of the file and then its own, each with its place; and what no schema can say of them. */
import { inconsistencies as registerMistakes } from '../collectors/register/inconsistencies.ts'
import { rosterMistakes } from '../collectors/roster/roster.ts'
import { isAccount, serviceOf } from '../model/account.ts'
import type { Given } from '../model/generated/cases.ts'
import type { Mistake } from '../model/mistake.ts'
import { services as catalogue } from '../model/services.ts'
import type { Places } from '../parsers/document.ts'
import { entriesOf, type Entry } from '../parsers/entries.ts'
import type { Known } from '../parsers/known.ts'
import { didYouMean } from '../parsers/wording.ts'

const KINDS = [
  'services',
  'locations',
  'code-sets',
  'people',
  'incidents',
  'accounts',
  'code-events',
  'provider-logs',
  'escrow-events',
  'logs',
  'plaintexts',
  'gaps',
] as const satisfies readonly (keyof Given)[]
type Kind = (typeof KINDS)[number]

/** Every fact of a kind, with its place. */
export type GivenEntries = { readonly [K in Kind]: readonly Entry<NonNullable<Given[K]>[number]>[] }

/** The same whatever mistakes the file has. */
export type KnownGiven = { readonly [K in Kind]: readonly Entry<Known<NonNullable<Given[K]>[number]>>[] } & {
  /** false: a list may stand under a key that is misspelt, so that what it would declare is not missed. */
  readonly isWhole: boolean
}

/** Where facts stand in their file. */
export interface Stated {
  readonly places: Places
  readonly pointer: string
  readonly given: Known<Given> | undefined
}

/** The facts of several places, as of one case. */
export const gather = (stated: readonly Stated[]): KnownGiven => ({
  ...(Object.fromEntries(
    KINDS.map((kind) => [kind, stated.flatMap(({ places, pointer, given }) => entriesOf<unknown>(places, `${pointer}/${kind}`, given?.[kind]))]),
  ) as unknown as Omit<KnownGiven, 'isWhole'>),
  isWhole: stated.every(({ given = {} }) => Object.keys(given).every((key) => (KINDS as readonly string[]).includes(key))),
})

/** The end of the name of a list of accounts: `github:*`, `aws:111122223333/*`. */
const EVERY = /[:/]\*$/

/** Whether a text names an account, or all accounts of a service or of a part of it. */
const isScope = (text: string): boolean => EVERY.test(text) || isAccount(text)

const unknownServices = (given: KnownGiven): Mistake[] => {
  const known = new Set([...catalogue.keys(), ...given.services.flatMap(({ value: { id } }) => (id === undefined ? [] : [id]))])
  const check = ({ mistakeAt }: Places, pointer: string, account: string | undefined): Mistake[] => {
    if (account === undefined || !account.includes(':') || known.has(serviceOf(account))) return []
    const service = serviceOf(account)
    return [mistakeAt(pointer, `the service ${service} is not known`, didYouMean(service, known) ?? 'declare it under services')]
  }
  return [
    ...given.accounts.flatMap((entry) => check(entry, '/account', entry.value.account)),
    ...given['code-events'].flatMap((entry) => check(entry, '/account', entry.value.account)),
    ...given['provider-logs'].flatMap((entry) => check(entry, '/of', entry.value.of)),
    ...given.gaps.flatMap((entry) => check(entry, '/of', entry.value.of)),
  ]
}

const locationsOf = (entries: readonly Entry<{ readonly location?: string | undefined }>[]): string[] =>
  entries.flatMap(({ value: { location } }) => (location === undefined ? [] : [location]))

/** Logs, events and gaps of places that are not there: no audit could have found them. */
const unknownPlaces = (given: KnownGiven): Mistake[] => {
  const declared = given.locations.flatMap(({ value: { id } }) => (id === undefined ? [] : [id]))
  const logged = locationsOf(given.logs)
  const undeclared = ({ value: { location }, mistakeAt }: Entry<{ readonly location?: string | undefined }>): Mistake[] =>
    location === undefined || declared.includes(location)
      ? []
      : [mistakeAt('/location', `the location ${location} is not declared`, didYouMean(location, declared) ?? 'declare it under locations')]
  const unlogged = (entry: Entry<{ readonly location?: string | undefined }>): Mistake[] => {
    const { location } = entry.value
    return location === undefined || logged.includes(location) || !declared.includes(location)
      ? undeclared(entry)
      : [entry.mistakeAt('/location', `no log of ${location} is given, and an event is read from a log`, 'name the log under logs, with its type')]
  }
  return [...given.logs.flatMap(undeclared), ...given['escrow-events'].flatMap(unlogged), ...given.plaintexts.flatMap(unlogged)]
}

/** Events at items that no copy has: a reader of logs passes them over, and so would the case. */
const unknownItems = (given: KnownGiven): Mistake[] => {
  const copies = given['code-sets'].flatMap(({ value }) => value.copies ?? [])
  const itemsAt = (location: string): string[] => copies.flatMap((copy) => (copy?.location === location && copy.item !== undefined ? [copy.item] : []))
  return [...given['escrow-events'], ...given.plaintexts].flatMap(({ value: { location, item }, mistakeAt }) => {
    if (location === undefined || item === undefined) return []
    const items = itemsAt(location)
    return items.includes(item)
      ? []
      : [mistakeAt('/item', `no copy at ${location} is called ${item}`, didYouMean(item, items) ?? 'give the copy under code-sets, with its item')]
  })
}

const wrongGaps = (given: KnownGiven): Mistake[] => {
  const declared = given.locations.flatMap(({ value: { id } }) => (id === undefined ? [] : [id]))
  return given.gaps.flatMap(({ value: { about, of }, mistakeAt }) => {
    if (about === undefined || of === undefined || isScope(of)) return []
    if (about !== 'escrow-events') return [mistakeAt('/of', 'an account or all of a service is expected, such as github:ada or github:*')]
    return declared.includes(of) ? [] : [mistakeAt('/of', `the location ${of} is not declared`, didYouMean(of, declared) ?? 'declare it under locations')]
  })
}

/** What no schema can say of the facts of one case. */
export const givenMistakes = (given: KnownGiven): readonly Mistake[] => [
  ...registerMistakes({
    codeSets: given['code-sets'],
    ...(given.isWhole ? { locations: given.locations, services: given.services } : {}),
  }),
  ...rosterMistakes({ ...(given.isWhole ? { people: given.people } : {}), incidents: given.incidents }),
  ...(given.isWhole ? [...unknownServices(given), ...unknownPlaces(given), ...unknownItems(given), ...wrongGaps(given)] : []),
]
