/** Directory users → accounts: enrolled is whose `isEnrolledIn2Sv` is there and true. */
import { lowerAscii } from '../../model/account.ts'
import { groupBy } from '../../model/group.ts'
import type { Account, CodeCount, Gap, Lack, Proof } from '../../model/inventory.ts'
import { field, isRecord, textField } from '../../parsers/json.ts'
import { isKept, type Kept, lackOf, toGap } from '../reading.ts'

const EVERYONE = { scope: 'google:*' } as const
const USERS = 'google users'
const COUNTS = 'google backup code counts'

interface Users {
  readonly accounts: readonly Account[]
  readonly gaps: readonly Gap[]
  readonly records: number
}

/** The counts, and why those of single accounts are not among them. */
export interface Counts {
  readonly kept: Kept<unknown>
  /** By e-mail address in lower case. */
  readonly lacks?: ReadonlyMap<string, Lack>
}

/** One user as one list has it. */
interface Sighting {
  readonly email: string
  readonly enrolled: unknown
  readonly record: string
}
type List = readonly Sighting[]

const enrolment = (value: unknown): Account['mfa'] => (value === true ? 'enrolled' : value === false ? 'not-enrolled' : 'unknown')

const keysOf = (list: List): ReadonlySet<string> => new Set(list.map(({ email }) => lowerAscii(email)))

/**
 * Lists that have a user in common are the same list, asked for several times; others are parts of one, such as one for
 * each domain. No total is given with them, so only two sweeps that agree show that nobody was lost on the way.
 */
const intoSweeps = (lists: readonly List[]): readonly (readonly List[])[] => {
  let groups: { readonly keys: ReadonlySet<string>; readonly lists: readonly List[] }[] = []
  for (const list of lists) {
    const keys = keysOf(list)
    const isSame = (group: { readonly keys: ReadonlySet<string> }): boolean => [...keys].some((key) => group.keys.has(key))
    const same = groups.filter(isSame)
    groups = [
      ...groups.filter((group) => !isSame(group)),
      { keys: new Set([...keys, ...same.flatMap((group) => [...group.keys])]), lists: [...same.flatMap((group) => group.lists), list] },
    ]
  }
  return groups.map((group) => group.lists)
}

/** The users of one answer, or of the pages of a list, which may be there several times. */
const toUsers = (source: string, kept: Kept<unknown>): Users => {
  const gap = (reason: Gap['reason'], detail: string, record?: string, advice?: string): Gap =>
    toGap(source, { about: 'accounts', fact: USERS, reason, detail, hides: EVERYONE, advice, file: kept.file, record })
  const lack = lackOf(kept)
  const gaps: Gap[] = lack === undefined ? [] : [gap(lack.reason, lack.detail, undefined, lack.advice)]
  if (!isKept(kept)) return { accounts: [], gaps, records: 0 }
  const pages = Array.isArray(kept.value) ? (kept.value as unknown[]) : [kept.value]

  const lists: Sighting[][] = []
  let isNew = true
  pages.forEach((page, pageIndex) => {
    if (isNew) lists.push([])
    const users = field(page, 'users')
    isNew = field(page, 'nextPageToken') === undefined
    if (field(page, 'kind') !== 'admin#directory#users' || !Array.isArray(users)) {
      gaps.push(gap('unreadable', `${kept.file} is no list of users`))
      return
    }
    users.forEach((user: unknown, index) => {
      const record = `${Array.isArray(kept.value) ? `/${String(pageIndex)}` : ''}/users/${String(index)}`
      const email = textField(user, 'primaryEmail')
      if (email === undefined) gaps.push(gap('unreadable', `record ${record} of ${kept.file} has no primaryEmail`, record))
      else lists.at(-1)?.push({ email, enrolled: field(user, 'isEnrolledIn2Sv'), record })
    })
  })

  const proof = ({ enrolled, record }: Sighting): Proof => ({
    origin: { source, file: kept.file, record },
    fact: 'isEnrolledIn2Sv',
    value: typeof enrolled === 'boolean' ? String(enrolled) : 'absent',
  })
  const account = (email: string, sightings: readonly Sighting[], mfa: Account['mfa'], doubt?: string): Account => ({
    id: `google:${email}`,
    holder: 'person',
    mfa,
    method: 'not-reported',
    ...(doubt === undefined ? {} : { doubt }),
    proofs: sightings.map(proof),
  })
  const ofOne = (sighting: Sighting): Account =>
    account(
      sighting.email,
      [sighting],
      enrolment(sighting.enrolled),
      typeof sighting.enrolled === 'boolean' ? undefined : 'isEnrolledIn2Sv is absent or neither true nor false',
    )
  const byUser = (list: List): ReadonlyMap<string, Sighting[]> => groupBy(list, ({ email }) => lowerAscii(email))

  /** What came of a list before something went wrong: it may show that somebody is not enrolled, and nothing better. */
  const ofShort = (list: List): Account[] =>
    [...byUser(list).values()].map((sightings) => {
      const [{ email }] = sightings as [Sighting]
      return sightings.every(({ enrolled }) => enrolled === false)
        ? account(email, sightings, 'not-enrolled')
        : account(email, sightings, 'unknown', 'the list came only in part, or was not confirmed')
    })

  /** The last two sweeps of one list. Who is not the same in both is not known, nor is who was there in an earlier one only. */
  const ofSweeps = (sweeps: readonly List[]): Account[] => {
    const [before, after] = sweeps.slice(-2).map(byUser)
    if (before === undefined || after === undefined) return sweeps.flat().map(ofOne)
    let differing = 0
    const accounts = [...byUser(sweeps.flat())].map(([key, sightings]) => {
      const [earlier = [], later = []] = [before.get(key), after.get(key)]
      const [seen] = earlier
      if (seen !== undefined && later.length > 0 && [...earlier, ...later].every(({ enrolled }) => enrolled === seen.enrolled)) return ofOne(seen)
      differing += 1
      const [{ email }] = sightings as [Sighting]
      return account(email, sightings, 'unknown', 'sweeps of the user list do not agree')
    })
    if (differing > 0) gaps.push(gap('contradiction', `sweeps of the user list do not agree about ${String(differing)} users, and others may be missing`))
    return accounts
  }

  const accounts = kept.short === undefined ? intoSweeps(lists).flatMap(ofSweeps) : ofShort(lists.flat())
  if (kept.short === undefined && field(pages.at(-1), 'nextPageToken') !== undefined)
    gaps.push(gap('incomplete', `${kept.file}: a further page was not fetched (nextPageToken)`))
  if (accounts.length === 0 && gaps.length === 0) gaps.push(gap('incomplete', `${kept.file} lists no user, and a domain has at least one`))
  return { accounts, gaps, records: accounts.length }
}

/** `{ EMAIL: remaining }`; a configured count that is absent for an account is not known. */
const toCounts = (
  source: string,
  { kept, lacks = new Map() }: Counts,
  accounts: readonly Account[],
): { counts: readonly CodeCount[]; gaps: readonly Gap[] } => {
  const gap = ({ reason, detail, advice }: Lack, hides: Gap['hides']): Gap =>
    toGap(source, { about: 'codeCounts', fact: COUNTS, reason, detail, hides, advice, file: kept.file })
  if (!isKept(kept)) return { counts: [], gaps: [gap(kept, EVERYONE)] }
  if (!isRecord(kept.value)) return { counts: [], gaps: [gap({ reason: 'unreadable', detail: `${kept.file} is no mapping of accounts to counts` }, EVERYONE)] }
  const counts: CodeCount[] = []
  for (const [email, remaining] of Object.entries(kept.value)) {
    if (typeof remaining === 'number' && Number.isSafeInteger(remaining) && remaining >= 0) {
      counts.push({ account: `google:${email}`, remaining, origin: { source, file: kept.file, record: `/${email}` } })
    }
  }
  const counted = new Set(counts.map(({ account }) => lowerAscii(account)))
  const uncounted = [...new Set(accounts.map(({ id }) => id).filter((id) => !counted.has(lowerAscii(id))))]
  if (kept.short !== undefined) return { counts, gaps: [gap(kept.short, { accounts: uncounted })] }
  return {
    counts,
    gaps: uncounted.map((id) => {
      const email = id.slice('google:'.length)
      const lack = lacks.get(lowerAscii(email)) ?? { reason: 'absent', detail: `${kept.file} has no count of ${email}` }
      return gap(lack, { accounts: [id] })
    }),
  }
}

/** Accounts that are named among the counts, readable or not, and that the user list does not have: then the list is not whole. */
const unlisted = (source: string, accounts: readonly Account[], kept: Kept<unknown> | undefined): { accounts: readonly Account[]; gaps: readonly Gap[] } => {
  const listed = new Set(accounts.map(({ id }) => lowerAscii(id)))
  const counted = kept !== undefined && isKept(kept) && isRecord(kept.value) ? Object.keys(kept.value) : []
  const file = kept?.file ?? ''
  const missing = counted.filter((email) => !listed.has(lowerAscii(`google:${email}`)))
  return {
    accounts: missing.map((email) => ({
      id: `google:${email}`,
      holder: 'person',
      mfa: 'unknown',
      method: 'not-reported',
      proofs: [{ origin: { source, file, record: `/${email}` }, fact: 'counted, and not among the users' }],
    })),
    gaps:
      missing.length === 0
        ? []
        : [
            toGap(source, {
              about: 'accounts',
              fact: USERS,
              reason: 'contradiction',
              detail: `codes were counted of ${String(missing.length)} accounts that the user list does not have`,
              hides: EVERYONE,
            }),
          ],
  }
}

/** The accounts and counts; `counts` undefined: counting was not asked for. */
export const toAccounts = (source: string, users: Kept<unknown>, counts: Counts | undefined): Users & { readonly counts: readonly CodeCount[] } => {
  const listed = toUsers(source, users)
  const counted = counts === undefined ? { counts: [], gaps: [] } : toCounts(source, counts, listed.accounts)
  const extra = unlisted(source, listed.accounts, counts?.kept)
  return {
    accounts: [...listed.accounts, ...extra.accounts],
    counts: counted.counts,
    gaps: [...listed.gaps, ...counted.gaps, ...extra.gaps],
    records: listed.records,
  }
}
