/**
 * What GitHub's logs tell about codes: the audit logs of the organisation and of the enterprise about SSO codes, a
 * member's own exported security log about personal ones. Action names: GitHub Docs, "Audit log events for your organization", "Security log events".
 */
import type { AccountId } from '../../model/account.ts'
import { given } from '../../model/given.ts'
import type { CodeEvent, Lack } from '../../model/inventory.ts'
import type { Instant } from '../../model/time.ts'
import { field, textField } from '../../parsers/json.ts'
import { earlier } from '../log-reach.ts'
import { isKept, type Kept } from '../reading.ts'
import { pagesOf } from './rolls.ts'
import { type OwnedBy, type Owner, ownerKey, readOwner } from './whose.ts'

type Kind = CodeEvent['kind']

const ORGANIZATION_ACTIONS: ReadonlyMap<string, Kind> = new Map([
  ['org.recovery_codes_generated', 'generated'],
  ['org.recovery_codes_viewed', 'viewed'],
  ['org.recovery_codes_downloaded', 'viewed'],
  ['org.recovery_codes_printed', 'viewed'],
  ['org.recovery_code_used', 'used'],
])

const PERSONAL_ACTIONS: ReadonlyMap<string, Kind> = new Map([
  ['two_factor_authentication.recovery_codes_regenerated', 'generated'],
  // Codes come with the second factor, and turning it off and on again makes others.
  ['two_factor_authentication.enabled', 'generated'],
  ['user.two_factor_recovery_codes_viewed', 'viewed'],
  ['user.two_factor_recovery_codes_downloaded', 'viewed'],
  ['user.two_factor_recovery_codes_printed', 'viewed'],
  ['user.two_factor_recover', 'used'],
])

const ENTERPRISE_ACTIONS: ReadonlyMap<string, Kind> = new Map([
  ['business.recovery_codes_generated', 'generated'],
  ['business.recovery_codes_viewed', 'viewed'],
  ['business.recovery_codes_downloaded', 'viewed'],
  ['business.recovery_codes_printed', 'viewed'],
  ['business.recovery_code_used', 'used'],
])

/** Whose log it is, and what it is read for. */
export interface LogOf {
  readonly source: string
  readonly account: AccountId
  readonly fact: string
  readonly actions: ReadonlyMap<string, Kind>
  readonly owner: OwnedBy & { /** Whether nobody else's records can be in it. */ readonly isAlone: boolean }
}

/** Those records of a page that say the same of whose they are. */
interface Owned {
  readonly owner: Owner
  readonly records: number
  readonly earliest?: Instant
}

/** What is left of one page of a log: the few records about codes, and of the others whose they are and how many. */
export interface LogPage {
  readonly records: number
  readonly events: readonly { readonly kind: Kind; readonly time: Instant; readonly record: string; readonly owner: Owner; readonly id?: string }[]
  readonly broken: readonly { readonly record: string; readonly lacks: 'action' | 'time' }[]
  readonly owned: readonly Owned[]
}

/** GitHub opened in 2008, and tells milliseconds: what would be earlier was told in seconds by somebody on the way. */
const FIRST_RECORDS = Date.UTC(2008, 0)

const timeOf = (record: unknown): Instant | undefined => {
  const time = field(record, 'created_at') ?? field(record, '@timestamp')
  return typeof time === 'number' && Number.isSafeInteger(time) && time >= FIRST_RECORDS ? time : undefined
}

/** One page, reduced; `at`: where it stands in its document. */
export const readLogPage = (page: readonly unknown[], at: string, { actions, owner: by }: LogOf): LogPage => {
  const events: LogPage['events'][number][] = []
  const broken: LogPage['broken'][number][] = []
  const owned = new Map<string, Owned>()
  page.forEach((one, index) => {
    const record = `${at}/${String(index)}`
    const action = textField(one, 'action')
    const time = timeOf(one)
    const owner = readOwner(one, by)
    const key = ownerKey(owner)
    const before = owned.get(key)
    owned.set(key, { owner, records: (before?.records ?? 0) + 1, ...given('earliest', earlier(before?.earliest, time)) })
    if (action === undefined || time === undefined) broken.push({ record, lacks: action === undefined ? 'action' : 'time' })
    else {
      const kind = actions.get(action)
      if (kind !== undefined) events.push({ kind, time, record, owner, ...given('id', textField(one, '_document_id')) })
    }
  })
  return { records: page.length, events, broken, owned: [...owned.values()] }
}

/** No log of a provider has nothing in it: what was kept is an answer about something that did not happen. */
const EMPTY_LOG = {
  reason: 'incomplete',
  advice: 'Keep the log of a longer time, and of all actions.',
} as const satisfies Partial<Lack>

/** A log as a kept file has it: a list of records, or a list of such lists. */
export const readLog = (kept: Kept<unknown>, log: LogOf): Kept<readonly LogPage[]> => {
  if (!isKept(kept)) return kept
  const { file, value } = kept
  if (!Array.isArray(value)) return { file, reason: 'unreadable', detail: `${file} is no list of log records` }
  const { pages, at } = pagesOf(value)
  const isEmpty = pages.every(({ length }) => length === 0)
  return {
    ...kept,
    value: pages.map((page, index) => readLogPage(page, at(index), log)),
    ...(isEmpty ? { short: { ...EMPTY_LOG, detail: `${file} has no record at all, and an empty log proves nothing` } } : {}),
  }
}

export const organizationLog = (source: string, organization: string): LogOf => ({
  source,
  account: `github-org:${organization}`,
  fact: 'github audit log',
  actions: ORGANIZATION_ACTIONS,
  owner: { field: 'org', number: 'org_id', name: organization, isAlone: false },
})

/** Whose a record is stands in `business`, the slug; `name` is what people call the enterprise. */
export const enterpriseLog = (source: string, enterprise: string): LogOf => ({
  source,
  account: `github-enterprise:${enterprise}`,
  fact: 'github enterprise audit log',
  actions: ENTERPRISE_ACTIONS,
  owner: { field: 'business', number: 'business_id', name: enterprise, isAlone: false },
})

export const personalLog = (source: string, login: string): LogOf => ({
  source,
  account: `github:${login}`,
  fact: `github security log of ${login}`,
  actions: PERSONAL_ACTIONS,
  owner: { field: 'user', number: 'user_id', name: login, isAlone: true },
})
