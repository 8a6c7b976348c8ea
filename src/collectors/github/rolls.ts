/** Lists of logins, as REST and GraphQL give them, and what keeps them from being whole. */
import { lowerAscii } from '../../model/account.ts'
import { given } from '../../model/given.ts'
import type { Account, Gap, Lack, Proof } from '../../model/inventory.ts'
import { field, textField } from '../../parsers/json.ts'
import { isKept, type Kept, toGap } from '../reading.ts'

export interface Entry {
  readonly login: string
  readonly record: string
  readonly holder: Account['holder']
  readonly enrolled?: boolean
}

/** A list of logins as one document gives it. */
export interface Roll {
  readonly file: string
  readonly entries: ReadonlyMap<string, Entry>
  /** What keeps it from being the whole list. */
  readonly flaw?: Lack
  /** Whether only a part of it came: what is there proves no pass. */
  readonly isShort: boolean
}

const failed = (kept: { readonly file: string }, what: string): Kept<never> => ({
  file: kept.file,
  reason: 'unreadable',
  detail: `${what}: ${kept.file} is no such list`,
})

const incomplete = (file: string, detail: string): Lack => ({ reason: 'incomplete', detail: `${file}: ${detail}` })

const holderOf = (type: string | undefined): Account['holder'] => (type === 'User' ? 'person' : type === 'Bot' ? 'machine' : 'unknown')

/** What several lists say about one login; where they differ it is not known. */
export const agreed = (holders: readonly Account['holder'][]): Account['holder'] => {
  const [first = 'unknown', ...others] = new Set(holders)
  return others.length === 0 ? first : 'unknown'
}

/** How many entries a first page has when more follow; a list of just as many may be one, and nothing in it says so. */
const FIRST_PAGES: ReadonlySet<number> = new Set([30, 100])
const FIRST_PAGE = 'it has as many entries as a first page, and may be no more than that: fetch all pages'

/** Whether more may follow pages of these sizes: the last is as full as the first. */
export const mayGoOn = (sizes: readonly number[]): boolean => sizes.length > 0 && sizes.at(-1) === sizes[0] && FIRST_PAGES.has(sizes[0] ?? 0)

/** A list as an array of its pages; the array of an only page is one itself. */
export const pagesOf = (value: readonly unknown[]): { readonly pages: readonly (readonly unknown[])[]; readonly at: (page: number) => string } =>
  value.length > 0 && value.every(Array.isArray)
    ? { pages: value as readonly (readonly unknown[])[], at: (page) => `/${String(page)}` }
    : { pages: [value], at: () => '' }

/** A REST list of simple users; `isCounted`: another answer says how many there are. */
export const readRest = (kept: Kept<unknown>, what: string, isCounted: boolean): Kept<Roll> => {
  if (!isKept(kept)) return kept
  if (!Array.isArray(kept.value)) return failed(kept, what)
  const { pages, at } = pagesOf(kept.value)
  const entries = new Map<string, Entry>()
  let broken = 0
  for (const [page, users] of pages.entries()) {
    users.forEach((user, index) => {
      const login = textField(user, 'login')
      if (login === undefined) broken += 1
      else {
        const holder = holderOf(textField(user, 'type'))
        const before = entries.get(lowerAscii(login))
        const record = `${at(page)}/${String(index)}`
        entries.set(lowerAscii(login), { login, record, holder: before === undefined ? holder : agreed([before.holder, holder]) })
      }
    })
  }
  const flaw = broken > 0 ? `${String(broken)} of its records have no login` : !isCounted && mayGoOn(pages.map(({ length }) => length)) ? FIRST_PAGE : undefined
  const { file, short } = kept
  return { file, value: { file, entries, isShort: short !== undefined, ...given('flaw', short ?? (flaw === undefined ? undefined : incomplete(file, flaw))) } }
}

/** The members in one answer of GraphQL. */
export const connectionOf = (answer: unknown): unknown => field(field(field(answer, 'data'), 'organization'), 'membersWithRole')

/** `membersWithRole` of GraphQL, as one answer or as a list of pages. */
export const readGraphql = (kept: Kept<unknown>, what: string): Kept<Roll> => {
  if (!isKept(kept)) return kept
  const pages = Array.isArray(kept.value) ? (kept.value as unknown[]) : [kept.value]
  const entries = new Map<string, Entry>()
  const flaws: string[] = []
  const totals = new Set<unknown>()
  for (const [page, answer] of pages.entries()) {
    const connection = connectionOf(answer)
    const edges = field(connection, 'edges')
    if (!Array.isArray(edges)) return failed(kept, what)
    if (field(answer, 'errors') !== undefined) flaws.push('the answer names errors')
    totals.add(field(connection, 'totalCount'))
    edges.forEach((edge: unknown, index) => {
      const login = textField(field(edge, 'node'), 'login')
      const enrolled = field(edge, 'hasTwoFactorEnabled')
      const at = `/data/organization/membersWithRole/edges/${String(index)}`
      if (login === undefined) {
        flaws.push('an edge has no login')
        return
      }
      const entry: Entry = {
        login,
        record: Array.isArray(kept.value) ? `/${String(page)}${at}` : at,
        holder: 'person',
        ...(typeof enrolled === 'boolean' ? { enrolled } : {}),
      }
      const before = entries.get(lowerAscii(login))
      const contradicts = before !== undefined && before.enrolled !== entry.enrolled
      if (contradicts) flaws.push(`two edges of ${login} disagree`)
      entries.set(lowerAscii(login), contradicts ? { login, record: entry.record, holder: entry.holder } : entry)
    })
    const more = field(field(connection, 'pageInfo'), 'hasNextPage')
    const isLast = page === pages.length - 1
    if (isLast && more !== false) flaws.push(more === true ? 'a further page was not fetched' : 'the answer does not say whether a page follows')
  }
  const [total] = totals
  if (totals.size !== 1 || typeof total !== 'number') flaws.push('totalCount is missing or changed between pages')
  else if (total !== entries.size) flaws.push(`totalCount is ${String(total)} and ${String(entries.size)} members are listed`)
  const { file, short } = kept
  const flaw = short ?? (flaws.length === 0 ? undefined : incomplete(file, flaws.join('; ')))
  return { file, value: { file, entries, isShort: short !== undefined, ...given('flaw', flaw) } }
}

export const valueOf = <T>(kept: Kept<T>): T | undefined => (isKept(kept) ? kept.value : undefined)

/** That a list names somebody; nothing where it does not. */
export const proof = (source: string, roll: Roll | undefined, found: Entry | undefined, fact: string, value?: string): Proof[] =>
  roll === undefined || found === undefined ? [] : [{ origin: { source, file: roll.file, record: found.record }, fact, ...given('value', value) }]

/** What keeps a list that was had from being whole. */
export const flawOf = (source: string, kept: Kept<Roll>, fact: string, hides: Gap['hides']): Gap[] => {
  const roll = valueOf(kept)
  return roll?.flaw === undefined ? [] : [toGap(source, { about: 'accounts', fact, hides, file: roll.file, ...roll.flaw })]
}

/** The members of whom GraphQL says that they have no second factor and whom a list of all such members does not name. */
export const lackedBy = (disabled: Roll, graph: Roll): readonly string[] =>
  [...graph.entries].filter(([key, { enrolled }]) => enrolled === false && !disabled.entries.has(key)).map(([, { login }]) => login)
