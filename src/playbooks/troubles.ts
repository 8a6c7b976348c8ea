/** What is wrong with codes already, by register and roster, whatever happens now. */
import { isHere } from '../model/access.ts'
import { expiryOf } from '../model/expiry.ts'
import { groupBy } from '../model/group.ts'
import type { CodeSet } from '../model/inventory.ts'
import { coverName } from '../model/mask.ts'
import { isTimed } from '../model/register-time.ts'
import { remainingOf } from '../model/remaining.ts'
import { formatDay } from '../model/time.ts'
import type { Known } from './known.ts'
import { names } from './places.ts'

/** What may be wrong with a set, in the order in which it is told. With the first five the codes are not to be relied on. */
const kinds = ['lost', 'compromised', 'used-up', 'expired', 'perhaps-expired', 'owner-left', 'ownerless'] as const
type Kind = (typeof kinds)[number]

export interface Trouble {
  readonly kind: Kind
  /** A sentence about the one account. */
  readonly told: string
}

const spoiled = (set: CodeSet, known: Known): readonly Trouble[] => {
  const { account, status, since } = set
  const service = known.serviceOf(account)
  const sinceThen = since === undefined ? '' : ` since ${formatDay(since)}`
  const expiry = expiryOf(set, service, known.asOf)
  return [
    ...(status === 'lost' ? [{ kind: status, told: `The register calls the codes of ${account} lost${sinceThen}: the copies below may not be there.` }] : []),
    ...(status === 'compromised'
      ? [{ kind: status, told: `The register calls the codes of ${account} compromised${sinceThen}: generate new ones before anything else.` }]
      : []),
    ...(remainingOf(set, service) === 0 ? [{ kind: 'used-up' as const, told: `By the register no code of ${account} is left.` }] : []),
    ...(expiry !== undefined && !isTimed(expiry)
      ? [{ kind: 'perhaps-expired' as const, told: `Perhaps the codes of ${account} have expired. ${expiry.doubt}` }]
      : []),
    ...(expiry !== undefined && isTimed(expiry) && expiry.time < known.asOf
      ? [{ kind: 'expired' as const, told: `The codes of ${account} expired on ${formatDay(expiry.time)}.` }]
      : []),
  ]
}

const ofOwner = ({ account, owner }: CodeSet, known: Known): readonly Trouble[] => {
  if (owner === undefined) return [{ kind: 'ownerless', told: `The register does not say who owns the codes of ${account}.` }]
  const person = known.personOf(owner)
  if (person === undefined) return [{ kind: 'ownerless', told: `The owner of the codes of ${account}, ${coverName(owner)}, is nobody in the roster.` }]
  if (isHere(person, known.asOf)) return []
  const left = `${person.id}, left on ${formatDay(person.left ?? known.asOf)}`
  return [{ kind: 'owner-left', told: `The owner of the codes of ${account}, ${left}: the account needs another owner, and new codes.` }]
}

/** Everything that is wrong with a set. */
export const troublesOf = (set: CodeSet, known: Known): readonly Trouble[] => [...spoiled(set, known), ...ofOwner(set, known)]

/** Whether no code of a set with these troubles opens anything, if the register is right. */
export const areUseless = (troubles: readonly Trouble[]): boolean => troubles.some(({ kind }) => kind === 'used-up' || kind === 'expired')

/** Whether it is open that a code of a set with these troubles opens the account. */
export const areDoubtful = (troubles: readonly Trouble[]): boolean => troubles.some(({ kind }) => kind !== 'owner-left' && kind !== 'ownerless')

/** Whether codes with these troubles have to be replaced, also where none of them is used. */
export const askForNew = (troubles: readonly Trouble[]): boolean => troubles.some(({ kind }) => kind !== 'ownerless')

/** How a trouble is told of many accounts; what is not here is told of each. */
const toldOfMany: Readonly<Partial<Record<Kind, (accounts: string) => string>>> = {
  lost: (accounts) => `The register calls codes lost, whose copies may not be there: ${accounts}.`,
  compromised: (accounts) => `The register calls codes compromised, of which new ones come before anything else: ${accounts}.`,
  'used-up': (accounts) => `By the register no code is left of these accounts: ${accounts}.`,
  expired: (accounts) => `By the register the codes of these accounts have expired: ${accounts}.`,
  'perhaps-expired': (accounts) => `Perhaps the codes of these accounts have expired, for the register does not say when they were generated: ${accounts}.`,
}

/** The troubles of many sets: those of the codes together, those of the owners one by one. */
export const tellAll = (sets: readonly CodeSet[], known: Known): readonly string[] => {
  const all = groupBy(
    sets.flatMap((set) => troublesOf(set, known).map((trouble) => ({ ...trouble, account: set.account }))),
    ({ kind }) => kind,
  )
  return kinds.flatMap((kind) => {
    const some = all.get(kind) ?? []
    const tell = toldOfMany[kind]
    if (tell === undefined) return some.map(({ told }) => told)
    return some.length === 0 ? [] : [tell(names([...new Set(some.map(({ account }) => account))].sort()))]
  })
}
