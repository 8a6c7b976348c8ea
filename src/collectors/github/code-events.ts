/**
 * What GitHub's logs tell about codes: the audit logs of the organisation and of the enterprise about SSO codes, a
 * member's own exported security log about personal ones. Action names: GitHub Docs, "Audit log events for your organization", "Security log events".
 */
import { type AccountId, lowerAscii } from '../../model/account.ts'
import { given } from '../../model/given.ts'
import type { CodeEvent, Gap } from '../../model/inventory.ts'
import { field, textField } from '../../parsers/json.ts'
import { isKept, type Kept, lackOf, toGap } from '../reading.ts'
import { pagesOf } from './rolls.ts'

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
  /** The field that says whose the record is, and whose it must be. */
  readonly owner: { readonly field: string; readonly name: string; /** Whether nobody else's records can be in it. */ readonly isAlone: boolean }
}

/** What is left of one page of a log: the few records about codes, and how many others there were. */
export interface LogPage {
  readonly records: number
  readonly events: readonly { readonly kind: Kind; readonly time: number; readonly record: string; readonly id?: string }[]
  readonly broken: readonly { readonly record: string; readonly lacks: 'action' | 'time' }[]
  /** Records that say whose they are, and those of them that are somebody else's. */
  readonly owned: number
  readonly strangers: number
}

export interface CodeLog {
  readonly events: readonly CodeEvent[]
  readonly gaps: readonly Gap[]
  readonly records: number
  readonly unreadable: number
}

const timeOf = (record: unknown): number | undefined => {
  const time = field(record, 'created_at') ?? field(record, '@timestamp')
  return typeof time === 'number' && Number.isSafeInteger(time) && time > 0 ? time : undefined
}

/** One page, reduced; `at`: where it stands in its document. */
export const readLogPage = (page: readonly unknown[], at: string, { actions, owner }: LogOf): LogPage => {
  const events: LogPage['events'][number][] = []
  const broken: LogPage['broken'][number][] = []
  let owned = 0
  let strangers = 0
  page.forEach((one, index) => {
    const record = `${at}/${String(index)}`
    const action = textField(one, 'action')
    const time = timeOf(one)
    const whose = textField(one, owner.field)
    const isStrange = whose !== undefined && lowerAscii(whose) !== lowerAscii(owner.name)
    if (whose !== undefined) owned += 1
    if (isStrange) strangers += 1
    if (action === undefined || time === undefined) broken.push({ record, lacks: action === undefined ? 'action' : 'time' })
    else {
      const kind = actions.get(action)
      if (kind !== undefined && !isStrange) events.push({ kind, time, record, ...given('id', textField(one, '_document_id')) })
    }
  })
  return { records: page.length, events, broken, owned, strangers }
}

/** A log as a kept file has it: a list of records, or a list of such lists. */
export const readLog = (kept: Kept<unknown>, log: LogOf): Kept<readonly LogPage[]> => {
  if (!isKept(kept)) return kept
  if (!Array.isArray(kept.value)) return { file: kept.file, reason: 'unreadable', detail: `${kept.file} is no list of log records` }
  const { pages, at } = pagesOf(kept.value)
  return { ...kept, value: pages.map((page, index) => readLogPage(page, at(index), log)) }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0)

export const toCodeLog = (kept: Kept<readonly LogPage[]>, { source, account, fact, owner }: LogOf): CodeLog => {
  const gap = (reason: Gap['reason'], detail: string, over: { readonly record?: string; readonly advice?: string | undefined } = {}): Gap =>
    toGap(source, { about: 'codeEvents', fact, reason, detail, hides: { accounts: [account] }, file: kept.file, ...over })
  const lack = lackOf(kept)
  const lacking = lack === undefined ? [] : [gap(lack.reason, lack.detail, { advice: lack.advice })]
  if (!isKept(kept)) return { events: [], gaps: lacking, records: 0, unreadable: 0 }

  const { file, value: pages } = kept
  const broken = pages.flatMap((page) => page.broken)
  const strangers = sum(pages.map((page) => page.strangers))
  // Pages that shift while they are read give a record twice.
  const seen = new Set<string>()
  const isFirst = ({ id, kind, time }: LogPage['events'][number]): boolean => {
    const key = JSON.stringify([id, kind, time])
    return id === undefined || (!seen.has(key) && seen.add(key).size > 0)
  }
  return {
    events: pages
      .flatMap((page) => page.events)
      .filter(isFirst)
      .map(({ kind, time, record }) => ({ account, kind, outcome: 'success', time, origin: { source, file, record } })),
    gaps: [
      ...lacking,
      ...broken.map(({ record, lacks }) => gap('unreadable', `record ${record} of ${file} has no ${lacks}`, { record })),
      ...(strangers > 0 && (owner.isAlone || strangers === sum(pages.map((page) => page.owned)))
        ? [gap('contradiction', `${file} is not the log of ${owner.name}: ${String(strangers)} of its records are about others`)]
        : []),
    ],
    records: sum(pages.map((page) => page.records)),
    unreadable: broken.length,
  }
}

export const organizationLog = (source: string, organization: string): LogOf => ({
  source,
  account: `github-org:${organization}`,
  fact: 'github audit log',
  actions: ORGANIZATION_ACTIONS,
  owner: { field: 'org', name: organization, isAlone: false },
})

/** Whose a record is stands in `business`, the slug; `name` is what people call the enterprise. */
export const enterpriseLog = (source: string, enterprise: string): LogOf => ({
  source,
  account: `github-enterprise:${enterprise}`,
  fact: 'github enterprise audit log',
  actions: ENTERPRISE_ACTIONS,
  owner: { field: 'business', name: enterprise, isAlone: false },
})

export const personalLog = (source: string, login: string): LogOf => ({
  source,
  account: `github:${login}`,
  fact: `github security log of ${login}`,
  actions: PERSONAL_ACTIONS,
  owner: { field: 'user', name: login, isAlone: true },
})
