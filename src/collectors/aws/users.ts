/**
 * IAM credential report → accounts. A second factor is what `mfa_active` says in so many words, where the device lists
 * and the account summary do not contradict it; the summary's count of users tells whether the report is whole.
 */
import { lowerAscii } from '../../model/account.ts'
import { given } from '../../model/given.ts'
import type { Account, Gap, Proof } from '../../model/inventory.ts'
import { type CredentialReport, type CredentialRow, parseCredentialReport } from '../../parsers/credential-report.ts'
import { field, isRecord } from '../../parsers/json.ts'
import { isKept, type Kept, toGap } from '../reading.ts'
import { countDevices } from './device-count.ts'
import { ownDevices, ROOT, virtualHolders } from './devices.ts'

export interface AwsDocuments {
  readonly report: Kept<Uint8Array>
  readonly summary: Kept<unknown>
  readonly virtualDevices: Kept<unknown>
  readonly devices: Kept<unknown>
  /** Whether the source says when the report was made. */
  readonly isDated: boolean
}

interface Enrolment {
  readonly mfa: Account['mfa']
  readonly doubt?: string
}

/** What a cross-check that the source names says; `unread`: it cannot be read, and might contradict. */
type CrossCheck = 'yes' | 'no' | 'silent' | 'unread'

interface NamedCheck {
  readonly by: string
  readonly says: CrossCheck
}

/** What the report says, where no cross-check says otherwise, or might. A failure needs no check that cannot be read. */
const enrolment = ({ mfaActive }: CredentialRow, checks: readonly NamedCheck[]): Enrolment => {
  const doubt = (why: string): Enrolment => ({ mfa: 'unknown', doubt: why })
  if (mfaActive === 'unknown') return doubt('mfa_active is neither true nor false')
  const against = checks.find(({ says }) => says === (mfaActive === 'yes' ? 'no' : 'yes'))
  if (against !== undefined) return doubt(`mfa_active is ${mfaActive === 'yes' ? 'true' : 'false'}, and ${against.by} says otherwise`)
  if (mfaActive === 'no') return { mfa: 'not-enrolled' }
  const unread = checks.find(({ says }) => says === 'unread')
  return unread === undefined ? { mfa: 'enrolled' } : doubt(`mfa_active is true, and ${unread.by} cannot be read to compare it`)
}

const holderOf = ({ isRoot, passwordEnabled }: CredentialRow): Account['holder'] =>
  isRoot || passwordEnabled === 'yes' ? 'person' : passwordEnabled === 'no' ? 'machine' : 'unknown'

export const toAccounts = (
  source: string,
  account: string,
  documents: AwsDocuments,
): { accounts: readonly Account[]; gaps: readonly Gap[]; records: number; unreadable: number } => {
  const scope = { scope: `aws:${account}/*` } as const
  const nobody = { accounts: [] } as const
  const gaps: Gap[] = []
  const tell = (fact: string, reason: Gap['reason'], detail: string, hides: Gap['hides'], file?: string, line?: number): void => {
    gaps.push(toGap(source, { about: 'accounts', fact, reason, detail, hides, file, line }))
  }
  const REPORT = 'aws credential report'

  const report: CredentialReport | undefined = isKept(documents.report) ? parseCredentialReport(documents.report.value) : undefined
  const file = documents.report.file
  if (!isKept(documents.report)) tell(REPORT, documents.report.reason, documents.report.detail, scope, file)
  if (report !== undefined && 'unreadable' in report) tell(REPORT, 'unreadable', `${file ?? ''} is no credential report: ${report.unreadable}`, scope, file)
  if (isKept(documents.report) && !documents.isDated) {
    tell(
      REPORT,
      'stale',
      'the source does not say when the credential report was made (credential-report-generated), and IAM may serve one for hours',
      nobody,
      file,
    )
  }

  const everyRow = report !== undefined && 'rows' in report ? report.rows : []
  const rows = everyRow.filter((row): row is CredentialRow => !('unreadable' in row))
  for (const row of everyRow)
    if ('unreadable' in row) tell(REPORT, 'unreadable', `line ${String(row.line)} of ${file ?? ''}: ${row.unreadable}`, scope, file, row.line)
  for (const row of rows) {
    if (row.account !== account)
      tell(REPORT, 'contradiction', `line ${String(row.line)} of ${file ?? ''} is not about account ${account}`, nobody, file, row.line)
  }
  if (report !== undefined && 'rows' in report && !rows.some(({ isRoot }) => isRoot))
    tell(REPORT, 'incomplete', `${file ?? ''} has no row of the root account`, scope, file)

  const summary = isKept(documents.summary) ? field(documents.summary.value, 'SummaryMap') : undefined
  const users = field(summary, 'Users')
  if (!isKept(documents.summary)) tell('aws account summary', documents.summary.reason, documents.summary.detail, scope, documents.summary.file)
  else if (typeof users !== 'number')
    tell('aws account summary', 'unreadable', `${documents.summary.file} does not say how many users there are`, scope, documents.summary.file)
  else if (report !== undefined && 'rows' in report && users !== rows.filter(({ isRoot }) => !isRoot).length) {
    tell(
      REPORT,
      'incomplete',
      `the account has ${String(users)} users and the report lists ${String(rows.filter(({ isRoot }) => !isRoot).length)}`,
      scope,
      file,
    )
  }
  const truncated = isKept(documents.virtualDevices) && field(documents.virtualDevices.value, 'IsTruncated') !== false
  if (!isKept(documents.virtualDevices))
    tell('aws virtual MFA devices', documents.virtualDevices.reason, documents.virtualDevices.detail, nobody, documents.virtualDevices.file)
  else if (truncated)
    tell('aws virtual MFA devices', 'incomplete', `${documents.virtualDevices.file} does not end the list (IsTruncated)`, nobody, documents.virtualDevices.file)
  else if (!Array.isArray(field(documents.virtualDevices.value, 'VirtualMFADevices'))) {
    tell('aws virtual MFA devices', 'unreadable', `${documents.virtualDevices.file} is no list of devices`, nobody, documents.virtualDevices.file)
  }
  if (!isKept(documents.devices)) tell('aws MFA devices', documents.devices.reason, documents.devices.detail, nobody, documents.devices.file)
  else if (!isRecord(documents.devices.value))
    tell('aws MFA devices', 'unreadable', `${documents.devices.file} is no mapping of users to devices`, nobody, documents.devices.file)

  const virtual = virtualHolders(documents.virtualDevices, account)
  const own = ownDevices(documents.devices)

  const rootCheck = (): CrossCheck => {
    if (!isKept(documents.summary) && documents.summary.reason === 'not-configured') return 'silent'
    const enabled = field(summary, 'AccountMFAEnabled')
    return enabled === 1 ? 'yes' : enabled === 0 ? 'no' : 'unread'
  }
  /** A user's own list names every device; one that lacks what the list of virtual devices has is not whole. */
  const ownCheck = (user: string): CrossCheck => {
    if (!isKept(documents.devices) && documents.devices.reason === 'not-configured') return 'silent'
    const has = own.get(user)
    if (has === undefined || (!has && virtual.has(user))) return 'unread'
    return has ? 'yes' : 'no'
  }

  const toAccount = (row: CredentialRow): Account => {
    const key = lowerAscii(row.user)
    const speaks = documents.isDated && row.account === account
    const checks: readonly NamedCheck[] = [
      row.isRoot ? { by: 'the account summary', says: rootCheck() } : { by: 'the list of MFA devices', says: ownCheck(key) },
      { by: 'the list of virtual MFA devices', says: virtual.has(row.isRoot ? ROOT : key) ? 'yes' : 'silent' },
    ]
    const { mfa, doubt } = speaks
      ? enrolment(row, checks)
      : { mfa: 'unknown' as const, doubt: documents.isDated ? `the row is not about account ${account}` : 'the credential report has no date' }
    const origin = { source, file: file ?? '', line: row.line }
    const proof = (fact: string, value: string): Proof => ({ origin, fact, value })
    return {
      id: `aws:${account}/${row.user}`,
      holder: speaks ? holderOf(row) : 'unknown',
      mfa,
      method: 'not-reported',
      devices: countDevices(documents, source, account, { name: row.user, isRoot: row.isRoot }),
      ...given('doubt', doubt),
      proofs: [proof('mfa_active', row.mfaActive), ...(row.isRoot ? [] : [proof('password_enabled', row.passwordEnabled)])],
    }
  }
  const reported = rows.map(toAccount)

  const known = new Set(reported.map(({ id }) => lowerAscii(id)))
  const unlisted = [...new Set(['root', ...virtual, ...own.keys()].filter((user) => user !== ROOT))]
    .filter((user) => !known.has(`aws:${account}/${user}`))
    .sort()
  const devicesFile = isKept(documents.devices) ? documents.devices.file : ''
  const withoutRow = unlisted.map((user): Account => ({
    id: `aws:${account}/${user}`,
    holder: user === 'root' ? 'person' : 'unknown',
    mfa: 'unknown',
    method: 'not-reported',
    proofs: [{ origin: { source, file: file ?? devicesFile }, fact: 'not in the credential report' }],
  }))
  if (unlisted.some((user) => user !== 'root') && isKept(documents.report))
    tell(REPORT, 'contradiction', `the report lacks users whom the device lists name: ${String(unlisted.length)}`, scope, file)
  return { accounts: [...reported, ...withoutRow], gaps, records: everyRow.length, unreadable: everyRow.length - rows.length }
}
