/** What people say that they did, compared with the register: the event to log, or why it cannot be meant. */
import { sortCodeSets } from './audit/code-sets.ts'
import { accountKey } from './model/account.ts'
import { given } from './model/given.ts'
import type { CodeSet, Copy } from './model/inventory.ts'
import { maskCodes } from './model/mask.ts'
import { CLOCK_TOLERANCE, formatInstant, type Instant } from './model/time.ts'
import type { Wanted } from './own-log.ts'
import { didYouMean } from './parsers/wording.ts'

export interface Said {
  readonly account: string
  readonly by: string
  readonly ticket?: string | undefined
  /** When it happened, if that was earlier than now. */
  readonly at?: Instant | undefined
}

export interface SaidOfCopy extends Said {
  readonly location?: string | undefined
  /** Which set; absent: the current one. */
  readonly generated?: Instant | undefined
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Codes in pairs of digits, as people read them out. */
const PAIRS = /(?<![\w-])\d{2}(?: \d{2}){3,}(?![\w-])/

/** A text as a program would write it: digits and hyphens of every script as ours, nothing unseen, and blanks for whatever stands between groups of digits. */
const asPlain = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/\p{Nd}/gu, '0')
    .replace(/\p{Pd}/gu, '-')
    .replace(/(?<=\d)[\s,.|:;]+(?=\d)/gu, ' ')

/** Whether a text must not get into the log, as it may be a code, however it is written. */
export const looksLikeCode = (text: string): boolean => {
  if (UUID.test(text)) return false
  const plain = asPlain(text)
  return maskCodes(text) !== text || maskCodes(plain) !== plain || PAIRS.test(plain)
}

type Refusal = { readonly refusal: string }
const refuse = (refusal: string): Refusal => ({ refusal })
const isRefusal = (value: object): value is Refusal => 'refusal' in value

type DatedSet = CodeSet & { readonly generated: Instant }

const setsOf = (sets: readonly CodeSet[], account: string): readonly CodeSet[] => sets.filter((set) => accountKey(set.account) === accountKey(account))

const findSet = (sets: readonly CodeSet[], { account, generated }: Pick<SaidOfCopy, 'account' | 'generated'>, now: Instant): DatedSet | Refusal => {
  const own = setsOf(sets, account)
  if (own.length === 0) {
    const near = didYouMean(
      account,
      sets.map((set) => set.account),
    )
    return refuse(`the register has no codes of ${account}${near === undefined ? '' : `; ${near}`}`)
  }
  const set = generated === undefined ? sortCodeSets(own, now).current : own.find((one) => one.generated === generated)
  if (set === undefined)
    return refuse(
      generated === undefined
        ? `the register leaves open which codes of ${account} are the current ones; say --generated`
        : `the register has no codes of ${account} that were generated at ${formatInstant(generated)}`,
    )
  return set.generated === undefined ? refuse(`the register does not say when the codes of ${account} were generated`) : { ...set, generated: set.generated }
}

type NamedCopy = Copy & { readonly item: string }

const findCopy = ({ account, copies = [] }: CodeSet, location: string | undefined): NamedCopy | Refusal => {
  const found = location === undefined ? copies : copies.filter((copy) => copy.location === location)
  const [copy, other] = found
  const places = copies.length === 0 ? 'it has none' : `they lie at ${copies.map((one) => one.location).join(', ')}`
  if (copy === undefined) return refuse(`the register has no copy of the codes of ${account}${location === undefined ? '' : ` at ${location}`}: ${places}`)
  if (other !== undefined && location === undefined) return refuse(`say with --location which copy it was: ${places}`)
  return copy.item === undefined ? refuse(`the register does not say what the copy of ${account} is called at ${copy.location}`) : { ...copy, item: copy.item }
}

/** A time that has come. */
const happened = (at: Instant | undefined, now: Instant): { readonly at?: string } | Refusal =>
  at !== undefined && at > now + CLOCK_TOLERANCE ? refuse('--at is later than now') : given('at', at === undefined ? undefined : formatInstant(at))

interface Found {
  readonly set: DatedSet
  readonly copy: NamedCopy
  readonly common: {
    readonly account: string
    readonly generated: string
    readonly location: string
    readonly item: string
    readonly actor: string
    readonly ticket?: string
    readonly at?: string
  }
}

const find = (said: SaidOfCopy, sets: readonly CodeSet[], now: Instant): Found | Refusal => {
  const set = findSet(sets, said, now)
  if (isRefusal(set)) return set
  const copy = findCopy(set, said.location)
  if (isRefusal(copy)) return copy
  const at = happened(said.at, now)
  if (isRefusal(at)) return at
  const { location, item } = copy
  return {
    set,
    copy,
    common: { account: set.account, generated: formatInstant(set.generated), location, item, actor: said.by, ...given('ticket', said.ticket), ...at },
  }
}

export const wantAccess =
  (said: SaidOfCopy & { readonly action: 'view' | 'copy' | 'export' }): Wanted =>
  ({ sets }, now) => {
    const found = find(said, sets, now)
    return isRefusal(found) ? found : { event: { kind: 'access', action: said.action, ...found.common } }
  }

export const wantUse =
  (said: SaidOfCopy & { readonly position: number }): Wanted =>
  ({ sets }, now) => {
    const found = find(said, sets, now)
    if (isRefusal(found)) return found
    const { used = [], issued } = found.set
    if (used.some(({ code }) => code === said.position)) return refuse(`code ${String(said.position)} of ${found.set.account} is marked as used already`)
    if (issued !== undefined && said.position > issued) return refuse(`there is no code ${String(said.position)}: ${String(issued)} were issued`)
    return { event: { kind: 'use', code: said.position, ...found.common } }
  }

export const wantTest =
  (said: SaidOfCopy): Wanted =>
  ({ sets }, now) => {
    const found = find(said, sets, now)
    return isRefusal(found) ? found : { event: { kind: 'test', ...found.common } }
  }

export const wantReview =
  (said: Said & { readonly generated?: Instant | undefined; readonly of: 'unused-codes' | 'use' }): Wanted =>
  ({ sets }, now) => {
    const set = findSet(sets, said, now)
    if (isRefusal(set)) return set
    const at = happened(said.at, now)
    if (isRefusal(at)) return at
    const { account, generated } = set
    return { event: { kind: 'review', account, generated: formatInstant(generated), of: said.of, actor: said.by, ...given('ticket', said.ticket), ...at } }
  }

export interface SaidOfRotation extends Said {
  /** When the new set was generated; absent: now. */
  readonly generated?: Instant | undefined
  /** LOCATION, or LOCATION=ITEM; absent: where the old ones lay. */
  readonly copies?: readonly string[] | undefined
  readonly issued?: number | undefined
}

interface NewPlace {
  readonly location: string
  readonly item: string
}

const newCopies = (old: CodeSet, copies: readonly string[] | undefined): readonly NewPlace[] | Refusal => {
  const asked = copies ?? (old.copies ?? []).map(({ location }) => location)
  const found = asked.map((text) => {
    const [location = '', ...item] = text.split('=')
    if (item.length > 0 && item.join('=') !== '') return { location, item: item.join('=') }
    const before = (old.copies ?? []).find((copy) => copy.location === location)?.item
    return before === undefined ? refuse(`say what the copy is called at ${location}: --copy ${location}=ITEM`) : { location, item: before }
  })
  return found.find(isRefusal) ?? found.filter((copy): copy is NewPlace => !isRefusal(copy))
}

export const wantRotation =
  (said: SaidOfRotation): Wanted =>
  ({ sets, locations }, now) => {
    const generated = said.generated ?? now
    if (generated > now + CLOCK_TOLERANCE) return refuse('--generated is later than now')
    const own = setsOf(sets, said.account)
    if (own.some((set) => set.generated === generated))
      return refuse(`the register has codes of ${said.account} that were generated at ${formatInstant(generated)} already`)
    const old = findSet(sets, { account: said.account }, now)
    if (isRefusal(old)) return old
    if (old.generated > generated) return refuse(`the current codes of ${old.account} are newer: they were generated at ${formatInstant(old.generated)}`)
    const copies = newCopies(old, said.copies)
    if (isRefusal(copies)) return copies
    const unknown = copies.find(({ location }) => !locations.has(location))
    if (unknown !== undefined)
      return refuse(`the register has no location ${unknown.location}; ${didYouMean(unknown.location, locations) ?? 'declare it there first'}`)
    const at = happened(said.at, now)
    if (isRefusal(at)) return at
    return {
      event: {
        kind: 'rotation',
        account: old.account,
        generated: formatInstant(generated),
        replaces: formatInstant(old.generated),
        ...given('issued', said.issued),
        copies: [...copies],
        actor: said.by,
        ...given('ticket', said.ticket),
        ...at,
      },
    }
  }
