/**
 * GitHub members → accounts. Enrolled is only whom GraphQL names with `hasTwoFactorEnabled: true` and the list of
 * disabled members does not contradict; the lists prove something only to a reader who may see them, which the
 * organisation object tells (`two_factor_requirement_enabled` is null for others).
 */
import { lowerAscii } from '../../model/account.ts'
import { given } from '../../model/given.ts'
import type { Account, Gap, Proof } from '../../model/inventory.ts'
import { field, textField } from '../../parsers/json.ts'
import { isKept, type Kept, toGap } from '../reading.ts'

export interface MemberDocuments {
  readonly members: Kept<unknown>
  readonly graphql: Kept<unknown>
  readonly disabled: Kept<unknown>
  readonly insecure: Kept<unknown>
  readonly organization: Kept<unknown>
}

interface Entry {
  readonly login: string
  readonly record: string
  readonly holder: Account['holder']
  readonly enrolled?: boolean
}

/** A list of logins as one file gives it. */
interface Roll {
  readonly file: string
  readonly entries: ReadonlyMap<string, Entry>
  /** What keeps it from being the whole list. */
  readonly incomplete?: string
}

type Read<T> = Kept<T>

const failed = (kept: { readonly file: string }, what: string): Kept<never> => ({
  file: kept.file,
  reason: 'unreadable',
  detail: `${what}: ${kept.file} is no such list`,
})

const holderOf = (type: string | undefined): Account['holder'] => (type === 'User' ? 'person' : type === 'Bot' ? 'machine' : 'unknown')

/** What several lists say about one login; where they differ it is not known. */
const agreed = (holders: readonly Account['holder'][]): Account['holder'] => {
  const [first = 'unknown', ...others] = new Set(holders)
  return others.length === 0 ? first : 'unknown'
}

/** How many entries a first page has when more follow; a list of just as many may be one, and nothing in it says so. */
const FIRST_PAGES: ReadonlySet<number> = new Set([30, 100])
const FIRST_PAGE = 'it has as many entries as a first page, and may be no more than that: fetch all pages'

/** A REST list of simple users; `isCounted`: another answer says how many there are. */
const readRest = (kept: Kept<unknown>, what: string, isCounted: boolean): Read<Roll> => {
  if (!isKept(kept)) return kept
  if (!Array.isArray(kept.value)) return failed(kept, what)
  const entries = new Map<string, Entry>()
  let broken = 0
  kept.value.forEach((user: unknown, index) => {
    const login = textField(user, 'login')
    if (login === undefined) broken += 1
    else {
      const holder = holderOf(textField(user, 'type'))
      const before = entries.get(lowerAscii(login))
      entries.set(lowerAscii(login), { login, record: `/${String(index)}`, holder: before === undefined ? holder : agreed([before.holder, holder]) })
    }
  })
  const incomplete = broken > 0 ? `${String(broken)} of its records have no login` : !isCounted && FIRST_PAGES.has(kept.value.length) ? FIRST_PAGE : undefined
  return { file: kept.file, value: { file: kept.file, entries, ...given('incomplete', incomplete) } }
}

/** `membersWithRole` of GraphQL, as one answer or as a list of pages. */
const readGraphql = (kept: Kept<unknown>, what: string): Read<Roll> => {
  if (!isKept(kept)) return kept
  const pages = Array.isArray(kept.value) ? (kept.value as unknown[]) : [kept.value]
  const entries = new Map<string, Entry>()
  const flaws: string[] = []
  const totals = new Set<unknown>()
  for (const [page, answer] of pages.entries()) {
    const connection = field(field(field(answer, 'data'), 'organization'), 'membersWithRole')
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
  return { file: kept.file, value: { file: kept.file, entries, ...(flaws.length === 0 ? {} : { incomplete: flaws.join('; ') }) } }
}

/** Whether the reader may see who has which second factor. */
const readVisibility = (kept: Kept<unknown>, organization: string): Read<boolean> => {
  if (!isKept(kept)) return kept
  const login = textField(kept.value, 'login')
  if (login === undefined || lowerAscii(login) !== lowerAscii(organization)) {
    return { file: kept.file, reason: 'contradiction', detail: `the organisation object is not that of ${organization}` }
  }
  const required = field(kept.value, 'two_factor_requirement_enabled')
  return typeof required === 'boolean'
    ? { file: kept.file, value: required }
    : {
        file: kept.file,
        reason: 'permission',
        detail:
          'two_factor_requirement_enabled is null: the reader is no owner of the organisation, and its lists of members without a second factor prove nothing',
      }
}

const value = <T>(read: Read<T>): T | undefined => (isKept(read) ? read.value : undefined)

export const toAccounts = (source: string, organization: string, documents: MemberDocuments): { accounts: readonly Account[]; gaps: readonly Gap[] } => {
  const members = readRest(documents.members, 'the member list', true)
  const graphql = readGraphql(documents.graphql, 'the members of GraphQL')
  const disabled = readRest(documents.disabled, 'the list of members without a second factor', false)
  const insecure = readRest(documents.insecure, 'the list of members with an insecure second factor', false)
  const visible = readVisibility(documents.organization, organization)

  const rest = value(members)
  const graph = value(graphql)
  const listsProve = isKept(visible)
  const disabledRoll = listsProve ? value(disabled) : undefined
  const insecureRoll = listsProve ? value(insecure) : undefined
  const everyRoll = [rest, graph, disabledRoll, insecureRoll].filter((roll) => roll !== undefined)
  const keys = [...new Set(everyRoll.flatMap((roll) => [...roll.entries.keys()]))].sort()

  const toAccount = (key: string): Account => {
    const listed = rest?.entries.get(key)
    const edge = graph?.entries.get(key)
    const isDisabled = disabledRoll?.entries.get(key)
    const isInsecure = insecureRoll?.entries.get(key)
    const entry = listed ?? edge ?? isDisabled ?? isInsecure
    const proof = (roll: Roll | undefined, found: Entry | undefined, fact: string, text?: string): Proof[] =>
      roll === undefined || found === undefined
        ? []
        : [{ origin: { source, file: roll.file, record: found.record }, fact, ...(text === undefined ? {} : { value: text }) }]

    const doubt = (): string | undefined => {
      if (edge === undefined)
        return graph === undefined ? 'GraphQL, which alone says who has a second factor, could not be read' : 'GraphQL does not name the member'
      if (edge.enrolled === undefined) return 'hasTwoFactorEnabled is null, as for a reader who may not see it'
      if (listed === undefined && (isKept(members) || members.reason !== 'not-configured'))
        return 'the member list does not name the member, or could not be read'
      if (!listsProve) return visible.detail
      if (isDisabled !== undefined) return 'hasTwoFactorEnabled is true, and the list of members without a second factor names the member'
      if (disabledRoll === undefined || disabledRoll.incomplete !== undefined)
        return 'the list of members without a second factor, which would contradict, could not be read'
      if (insecureRoll === undefined || insecureRoll.incomplete !== undefined) return 'the list of members with an insecure second factor could not be read'
      return undefined
    }
    const why = doubt()
    const isCompared = listed !== undefined || (!isKept(members) && members.reason === 'not-configured')
    const enrolled = edge?.enrolled === true && isCompared && disabledRoll !== undefined && disabledRoll.incomplete === undefined && isDisabled === undefined
    const notEnrolled = edge?.enrolled === false || (isDisabled !== undefined && edge?.enrolled === undefined && (listed !== undefined || edge !== undefined))
    const method =
      isInsecure !== undefined ? 'insecure' : enrolled && insecureRoll !== undefined && insecureRoll.incomplete === undefined ? 'secure' : 'unknown'
    return {
      id: `github:${entry?.login ?? key}`,
      holder: agreed([listed, edge, isDisabled].filter((found) => found !== undefined).map(({ holder }) => holder)),
      mfa: enrolled ? 'enrolled' : notEnrolled ? 'not-enrolled' : 'unknown',
      method,
      ...given('doubt', why),
      proofs: [
        ...proof(graph, edge, 'hasTwoFactorEnabled', edge?.enrolled === undefined ? 'null' : String(edge.enrolled)),
        ...proof(disabledRoll, isDisabled, 'on the list of members without a second factor'),
        ...proof(insecureRoll, isInsecure, 'on the list of members with an insecure second factor'),
        ...proof(rest, listed, 'member'),
      ],
    }
  }

  const everyone = { scope: 'github:*' } as const
  const nobody = { accounts: [] } as const
  const told = (read: Read<unknown>, fact: string, hides: Gap['hides']): Gap[] =>
    isKept(read) ? [] : [toGap(source, { about: 'accounts', fact, reason: read.reason, detail: read.detail, hides, file: read.file })]
  const flawed = (read: Read<Roll>, fact: string, hides: Gap['hides']): Gap[] => {
    const roll = value(read)
    return roll?.incomplete === undefined
      ? []
      : [toGap(source, { about: 'accounts', fact, reason: 'incomplete', detail: `${roll.file}: ${roll.incomplete}`, hides, file: roll.file })]
  }
  const disagreeing = rest === undefined || graph === undefined ? [] : keys.filter((key) => rest.entries.has(key) !== graph.entries.has(key))
  const membersMatter = isKept(members) || members.reason !== 'not-configured' || !isKept(graphql)

  return {
    accounts: keys.map(toAccount),
    gaps: [
      ...(membersMatter ? told(members, 'github members', everyone) : []),
      ...told(graphql, 'github members with their second factor', everyone),
      ...told(disabled, 'github members without a second factor', nobody),
      ...told(insecure, 'github members with an insecure second factor', nobody),
      ...told(visible, 'github organisation', nobody),
      ...flawed(members, 'github members', everyone),
      ...flawed(graphql, 'github members with their second factor', everyone),
      ...flawed(disabled, 'github members without a second factor', nobody),
      ...flawed(insecure, 'github members with an insecure second factor', nobody),
      ...(disagreeing.length === 0
        ? []
        : [
            toGap(source, {
              about: 'accounts',
              fact: 'github members',
              reason: 'contradiction',
              detail: `the member list and GraphQL disagree about ${String(disagreeing.length)} members`,
              hides: everyone,
              file: rest?.file,
            }),
          ]),
      ...(isKept(members) && isKept(graphql) && keys.length === 0
        ? [
            toGap(source, {
              about: 'accounts',
              fact: 'github members',
              reason: 'incomplete',
              detail: 'no member is listed, and an organisation has at least one',
              hides: everyone,
            }),
          ]
        : []),
    ],
  }
}
