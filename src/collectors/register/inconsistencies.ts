/** What the schema of a register cannot say: names that lead nowhere, states that contradict themselves. */
import { isAccount, serviceOf } from '../../model/account.ts'
import type { CodeSet, Service } from '../../model/generated/register.ts'
import type { Mistake } from '../../model/mistake.ts'
import { type Service as CataloguedService, services as catalogue } from '../../model/services.ts'
import type { Places } from '../../parsers/document.ts'
import { type Entry, repeatedIds } from '../../parsers/entries.ts'
import type { Known } from '../../parsers/known.ts'
import { didYouMean } from '../../parsers/wording.ts'
import type { KnownEntries } from './known-entries.ts'

export const idsOf = (entries: readonly Entry<{ readonly id?: string | undefined }>[] | undefined): ReadonlySet<string> | undefined =>
  entries === undefined ? undefined : new Set(entries.flatMap(({ value: { id } }) => (id === undefined ? [] : [id])))

/** Positions of used codes that the set does not have. */
const beyondIssued = ({ value: { issued, used = [] }, mistakeAt }: Entry<Known<CodeSet>>): Mistake[] =>
  used.flatMap((use, index) =>
    issued !== undefined && use?.code !== undefined && use.code > issued
      ? [mistakeAt(`/used/${String(index)}/code`, `there is no code ${String(use.code)}: ${String(issued)} were issued`)]
      : [],
  )

export const contradictions = (entry: Entry<Known<CodeSet>>): Mistake[] => {
  const { value, mistakeAt } = entry
  const { status, since, issued, remaining } = value
  return [
    ...(since !== undefined && status !== undefined && !['lost', 'compromised'].includes(status)
      ? [mistakeAt('/since', 'since stands only with status lost or compromised')]
      : []),
    ...(remaining !== undefined && issued !== undefined && remaining > issued
      ? [mistakeAt('/remaining', `more codes remain than were issued (${String(issued)})`)]
      : []),
    ...beyondIssued(entry),
  ]
}

/** What may be declared of a service beside its names, with what the catalogue says of it, as it would be written. */
const statementsOf = ({ rotation, issues, singleUse, expiresAfter, newSetAt }: CataloguedService) =>
  ({
    rotation: rotation === 'unknown' ? undefined : rotation,
    issues,
    'single-use': singleUse,
    'expires-after': expiresAfter,
    regenerate: newSetAt,
  }) satisfies Partial<Record<keyof Service, unknown>>

/** A service of the catalogue may be declared only to say what the catalogue leaves open. */
const againstCatalogue = ({ value, mistakeAt }: Entry<Known<Service>>): Mistake[] => {
  const { id } = value
  const known = id === undefined ? undefined : catalogue.get(id)
  if (id === undefined || known === undefined) return []
  const said = Object.entries(statementsOf(known)).filter(([key]) => value[key as keyof Service] !== undefined)
  if (!known.hasCodes || said.every(([, statement]) => statement !== undefined))
    return [mistakeAt('/id', `the service ${id} is in the catalogue already`, 'remove it here')]
  return said.flatMap(([key, statement]) =>
    statement === undefined || statement === value[key as keyof Service]
      ? []
      : [mistakeAt(`/${key}`, `the catalogue has a source that says ${String(statement)}`, `write ${key}: ${String(statement)}`)],
  )
}

export const inconsistencies = ({ codeSets, locations, services }: KnownEntries): Mistake[] => {
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
    ...(services ?? []).flatMap(againstCatalogue),
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
