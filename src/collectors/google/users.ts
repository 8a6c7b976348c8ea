/** Directory users → accounts: enrolled is whose `isEnrolledIn2Sv` is there and true. */
import { lowerAscii } from '../../model/account.ts'
import type { Account, CodeCount, Gap } from '../../model/inventory.ts'
import { field, isRecord, textField } from '../../parsers/json.ts'
import { isKept, type Kept, toGap } from '../reading.ts'

const EVERYONE = { scope: 'google:*' } as const
const USERS = 'google users'
const COUNTS = 'google backup code counts'

interface Users {
  readonly accounts: readonly Account[]
  readonly gaps: readonly Gap[]
  readonly records: number
}

const enrolment = (value: unknown): Account['mfa'] => (value === true ? 'enrolled' : value === false ? 'not-enrolled' : 'unknown')

/** The users of one answer, or of a list of pages. */
const toUsers = (source: string, kept: Kept<unknown>): Users => {
  const gap = (reason: Gap['reason'], detail: string, record?: string): Gap =>
    toGap(source, { about: 'accounts', fact: USERS, reason, detail, hides: EVERYONE, file: kept.file, record })
  if (!isKept(kept)) return { accounts: [], gaps: [gap(kept.reason, kept.detail)], records: 0 }
  const pages = Array.isArray(kept.value) ? (kept.value as unknown[]) : [kept.value]
  const accounts: Account[] = []
  const gaps: Gap[] = []
  pages.forEach((page, pageIndex) => {
    const users = field(page, 'users')
    if (field(page, 'kind') !== 'admin#directory#users' || !Array.isArray(users)) {
      gaps.push(gap('unreadable', `${kept.file} is no list of users`))
      return
    }
    users.forEach((user: unknown, index) => {
      const record = `${Array.isArray(kept.value) ? `/${String(pageIndex)}` : ''}/users/${String(index)}`
      const email = textField(user, 'primaryEmail')
      if (email === undefined) {
        gaps.push(gap('unreadable', `record ${record} of ${kept.file} has no primaryEmail`, record))
        return
      }
      const enrolled = field(user, 'isEnrolledIn2Sv')
      accounts.push({
        id: `google:${email}`,
        holder: 'person',
        mfa: enrolment(enrolled),
        method: 'not-reported',
        ...(typeof enrolled === 'boolean' ? {} : { doubt: 'isEnrolledIn2Sv is absent or neither true nor false' }),
        proofs: [{ origin: { source, file: kept.file, record }, fact: 'isEnrolledIn2Sv', value: typeof enrolled === 'boolean' ? String(enrolled) : 'absent' }],
      })
    })
  })
  if (field(pages.at(-1), 'nextPageToken') !== undefined) gaps.push(gap('incomplete', `${kept.file}: a further page was not fetched (nextPageToken)`))
  if (accounts.length === 0 && gaps.length === 0) gaps.push(gap('incomplete', `${kept.file} lists no user, and a domain has at least one`))
  return { accounts, gaps, records: accounts.length }
}

/** `{ EMAIL: remaining }`; a configured count that is absent for an account is not known. */
const toCounts = (source: string, kept: Kept<unknown>, accounts: readonly Account[]): { counts: readonly CodeCount[]; gaps: readonly Gap[] } => {
  const gap = (reason: Gap['reason'], detail: string, hides: Gap['hides'], record?: string): Gap =>
    toGap(source, { about: 'codeCounts', fact: COUNTS, reason, detail, hides, file: kept.file, record })
  if (!isKept(kept)) return { counts: [], gaps: [gap(kept.reason, kept.detail, EVERYONE)] }
  if (!isRecord(kept.value)) return { counts: [], gaps: [gap('unreadable', `${kept.file} is no mapping of accounts to counts`, EVERYONE)] }
  const counts: CodeCount[] = []
  for (const [email, remaining] of Object.entries(kept.value)) {
    if (typeof remaining === 'number' && Number.isSafeInteger(remaining) && remaining >= 0) {
      counts.push({ account: `google:${email}`, remaining, origin: { source, file: kept.file, record: `/${email}` } })
    }
  }
  const counted = new Set(counts.map(({ account }) => lowerAscii(account)))
  const uncounted = accounts.map(({ id }) => id).filter((id) => !counted.has(lowerAscii(id)))
  return {
    counts,
    gaps: uncounted.map((id) => gap('absent', `${kept.file} has no count of ${id.slice('google:'.length)}`, { accounts: [id] })),
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
export const toAccounts = (source: string, users: Kept<unknown>, counts: Kept<unknown> | undefined): Users & { readonly counts: readonly CodeCount[] } => {
  const listed = toUsers(source, users)
  const counted = counts === undefined ? { counts: [], gaps: [] } : toCounts(source, counts, listed.accounts)
  const extra = unlisted(source, listed.accounts, counts)
  return {
    accounts: [...listed.accounts, ...extra.accounts],
    counts: counted.counts,
    gaps: [...listed.gaps, ...counted.gaps, ...extra.gaps],
    records: listed.records,
  }
}
