/**
 * What GitHub's logs tell about codes: the organisation's audit log about SSO codes, a member's own exported security
 * log about personal ones. Action names: GitHub Docs, "Audit log events for your organization", "Security log events".
 */
import { type AccountId, lowerAscii } from '../../model/account.ts'
import type { CodeEvent, Gap } from '../../model/inventory.ts'
import { field, textField } from '../../parsers/json.ts'
import { isKept, type Kept, toGap } from '../reading.ts'

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

export interface CodeLog {
  readonly events: readonly CodeEvent[]
  readonly gaps: readonly Gap[]
  readonly records: number
  readonly unreadable: number
}

interface LogOf {
  readonly source: string
  readonly account: AccountId
  readonly fact: string
  readonly actions: ReadonlyMap<string, Kind>
  /** The field that says whose the record is, and whose it must be. */
  readonly owner: { readonly field: string; readonly name: string; /** Whether nobody else's records can be in it. */ readonly isAlone: boolean }
}

const timeOf = (record: unknown): number | undefined => {
  const time = field(record, 'created_at') ?? field(record, '@timestamp')
  return typeof time === 'number' && Number.isSafeInteger(time) && time > 0 ? time : undefined
}

const toCodeLog = (kept: Kept<unknown>, { source, account, fact, actions, owner }: LogOf): CodeLog => {
  const gap = (reason: Gap['reason'], detail: string, record?: string): Gap =>
    toGap(source, { about: 'codeEvents', fact, reason, detail, hides: { accounts: [account] }, file: kept.file, record })
  if (!isKept(kept)) return { events: [], gaps: [gap(kept.reason, kept.detail)], records: 0, unreadable: 0 }
  if (!Array.isArray(kept.value)) return { events: [], gaps: [gap('unreadable', `${kept.file} is no list of log records`)], records: 0, unreadable: 0 }

  const events: CodeEvent[] = []
  const gaps: Gap[] = []
  let unreadable = 0
  kept.value.forEach((record: unknown, index) => {
    const at = `/${String(index)}`
    const action = textField(record, 'action')
    const time = timeOf(record)
    const whose = textField(record, owner.field)
    if (action === undefined || time === undefined) {
      unreadable += 1
      gaps.push(gap('unreadable', `record ${at} of ${kept.file} has no ${action === undefined ? 'action' : 'time'}`, at))
      return
    }
    const kind = actions.get(action)
    if (kind === undefined || (whose !== undefined && lowerAscii(whose) !== lowerAscii(owner.name))) return
    events.push({ account, kind, outcome: 'success', time, origin: { source, file: kept.file, record: at } })
  })
  const owners = kept.value.map((record: unknown) => textField(record, owner.field)).filter((name) => name !== undefined)
  const strangers = owners.filter((name) => lowerAscii(name) !== lowerAscii(owner.name))
  if (strangers.length > 0 && (owner.isAlone || strangers.length === owners.length)) {
    gaps.push(gap('contradiction', `${kept.file} is not the log of ${owner.name}: ${String(strangers.length)} of its records are about others`))
  }
  return { events, gaps, records: kept.value.length, unreadable }
}

export const organizationCodeLog = (source: string, organization: string, kept: Kept<unknown>): CodeLog =>
  toCodeLog(kept, {
    source,
    account: `github-org:${organization}`,
    fact: 'github audit log',
    actions: ORGANIZATION_ACTIONS,
    owner: { field: 'org', name: organization, isAlone: false },
  })

export const personalCodeLog = (source: string, login: string, kept: Kept<unknown>): CodeLog =>
  toCodeLog(kept, {
    source,
    account: `github:${login}`,
    fact: `github security log of ${login}`,
    actions: PERSONAL_ACTIONS,
    owner: { field: 'user', name: login, isAlone: true },
  })
