/** What register, roster and policy know that a playbook needs, indexed once. */
import { sortCodeSets } from '../audit/code-sets.ts'
import type { AccountControl } from '../audit/link.ts'
import { reachOf } from '../audit/reach.ts'
import { type AccountId, type AccountKey, accountKey, isAccount, lowerAscii, nameOf, serviceOf } from '../model/account.ts'
import { groupBy } from '../model/group.ts'
import type { CodeSet, DeclaredService, Incident, Location, Person } from '../model/inventory.ts'
import type { Role } from '../model/policy.ts'
import type { CodeSets, Reach } from '../model/rule.ts'
import { type Service, services as catalogue, servicesWith } from '../model/services.ts'
import type { Instant } from '../model/time.ts'

/** What people wrote, and the instant at which it is looked at. */
export interface PlaybookInput {
  readonly codeSets: readonly CodeSet[]
  readonly locations: readonly Location[]
  readonly services: readonly DeclaredService[]
  readonly people: readonly Person[]
  readonly incidents: readonly Incident[]
  readonly roles: ReadonlyMap<string, Role>
  readonly controls: readonly AccountControl[]
  /** Accounts that the configuration names: the root of each AWS account. */
  readonly configured: readonly AccountId[]
  /** Whether the organisation keeps a log of its own, for the commands that record. */
  readonly hasOwnLog: boolean
  readonly asOf: Instant
}

export interface Known extends PlaybookInput {
  readonly codeSetsOf: (account: AccountId) => CodeSets
  readonly serviceOf: (account: AccountId) => Service
  readonly reachOf: (location: string) => Reach
  /** Every account that register, roster or configuration name, by how it is compared; spelled as the register has it. */
  readonly accounts: ReadonlyMap<AccountKey, AccountId>
  readonly personOf: (id: string) => Person | undefined
}

const NO_SETS: CodeSets = { history: [] }

export const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const accountsIn = ({ codeSets, locations, people, incidents, configured }: PlaybookInput, isService: (id: string) => boolean): readonly AccountId[] => [
  ...codeSets.map(({ account }) => account),
  ...locations.flatMap(({ unlockedBy = [] }) => unlockedBy),
  ...people.flatMap(({ identities }) => Object.entries(identities).flatMap(([kind, names]) => (isService(kind) ? names.map((name) => `${kind}:${name}`) : []))),
  ...incidents.flatMap(({ accounts }) => accounts),
  ...configured,
]

/** Names that a service has and that are no logins: the roster tells whom a log of Bitwarden means by an id. */
const ID_ALONE = /^bitwarden:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i

export const know = (input: PlaybookInput): Known => {
  const find = servicesWith(input.services)
  const isService = (id: string): boolean => catalogue.has(id) || input.services.some((service) => service.id === id)
  const sets = new Map([...groupBy(input.codeSets, ({ account }) => accountKey(account))].map(([key, own]) => [key, sortCodeSets(own, input.asOf)]))
  const codeSetsOf: Known['codeSetsOf'] = (account) => sets.get(accountKey(account)) ?? NO_SETS
  const reach = reachOf(input.locations, codeSetsOf, input.asOf)
  const named = accountsIn(input, isService).filter((account) => isAccount(account) && !ID_ALONE.test(account))
  const accounts = new Map<AccountKey, AccountId>()
  for (const account of named) if (!accounts.has(accountKey(account))) accounts.set(accountKey(account), account)
  const people = new Map(input.people.map((person) => [lowerAscii(person.id), person]))
  return {
    ...input,
    codeSetsOf,
    serviceOf: (account) => find(serviceOf(account), nameOf(account)),
    reachOf: (location) => reach.get(location) ?? 'unknown',
    accounts,
    personOf: (id) => people.get(lowerAscii(id)),
  }
}
