/**
 * Whose the records of a log are. GitHub lets names be changed and leaves the number as it is: what has the number of
 * ours is ours, under an earlier name.
 */
import { isSameName, lowerAscii } from '../../model/account.ts'
import { given } from '../../model/given.ts'
import { field, textField } from '../../parsers/json.ts'

/** The fields that say whose a record is, and whose it must be. */
export interface OwnedBy {
  readonly field: string
  readonly number: string
  readonly name: string
}

/** What a record says of whose it is; it may say nothing. */
export interface Owner {
  readonly name?: string
  readonly number?: number
}

export const readOwner = (record: unknown, by: OwnedBy): Owner => {
  const number = field(record, by.number)
  return { ...given('name', textField(record, by.field)), ...(typeof number === 'number' ? { number } : {}) }
}

/** The same for owners who say the same. */
export const ownerKey = ({ name, number }: Owner): string => JSON.stringify([name === undefined ? null : lowerAscii(name), number])

/** How an owner is told. */
export const showOwner = ({ name, number }: Owner, by: OwnedBy): string => name ?? `${by.number} ${String(number)}`

const isNamed = ({ name }: Owner, by: OwnedBy): boolean => name !== undefined && isSameName(name, by.name)

/** The numbers that records of our name have; more than one are of as many owners. */
export const numbersOf = (owners: readonly Owner[], by: OwnedBy): ReadonlySet<number> =>
  new Set(owners.filter((owner) => isNamed(owner, by)).flatMap(({ number }) => number ?? []))

/** Whether a record is ours, where records of our name have these numbers. One that does not say whose it is counts as ours. */
export const isOurs = (owner: Owner, numbers: ReadonlySet<number>, by: OwnedBy): boolean =>
  isNamed(owner, by) ||
  (owner.number !== undefined && numbers.has(owner.number)) ||
  (owner.name === undefined && (owner.number === undefined || numbers.size === 0))
