/**
 * IAM credential report → accounts. A second factor is what `mfa_active` says in so many words, where the device lists
 * and the account summary do not contradict it; the summary's count of users tells whether the report is whole.
 */
import { lowerAscii } from '../../model/account.ts'
import type { Account, Gap, Proof } from '../../model/inventory.ts'
import { type CredentialReport, type CredentialRow, parseCredentialReport } from '../../parsers/credential-report.ts'
import { field, isRecord, textField } from '../../parsers/json.ts'
import { isKept, type Kept, toGap } from '../reading.ts'

export interface AwsDocuments {
  readonly report: Kept<Uint8Array>
  readonly summary: Kept<unknown>
  readonly virtualDevices: Kept<unknown>
  readonly devices: Kept<unknown>
  /** Whether the source says when the report was made. */
  readonly isDated: boolean
}

/** MFA devices by user name (lower case), root as `root`. */
type Devices = ReadonlyMap<string, ReadonlySet<string>>

const add = (devices: Map<string, Set<string>>, user: string, serial: string): void => {
  const key = lowerAscii(user)
  devices.set(key, (devices.get(key) ?? new Set()).add(serial))
}

/** Serial numbers only: the type also carries seeds. */
const readDevices = (virtualDevices: Kept<unknown>, devices: Kept<unknown>, account: string): Devices => {
  const found = new Map<string, Set<string>>()
  const listed = isKept(virtualDevices) ? field(virtualDevices.value, 'VirtualMFADevices') : undefined
  for (const device of Array.isArray(listed) ? (listed as unknown[]) : []) {
    const serial = textField(device, 'SerialNumber')
    const user = field(device, 'User')
    const name = textField(user, 'Arn') === `arn:aws:iam::${account}:root` ? 'root' : textField(user, 'UserName')
    if (serial !== undefined && name !== undefined) add(found, name, serial)
  }
  const byUser = isKept(devices) && isRecord(devices.value) ? Object.entries(devices.value) : []
  for (const [user, list] of byUser) {
    found.set(lowerAscii(user), found.get(lowerAscii(user)) ?? new Set())
    for (const device of Array.isArray(list) ? (list as unknown[]) : []) {
      const serial = textField(device, 'SerialNumber')
      if (serial !== undefined) add(found, user, serial)
    }
  }
  return found
}

const enrolment = (row: CredentialRow, deviceCount: number | undefined, rootHasMfa: unknown): Account['mfa'] => {
  if (row.isRoot && rootHasMfa !== undefined && (rootHasMfa === 1) !== (row.mfaActive === 'yes')) return 'unknown'
  if (row.mfaActive === 'yes') return deviceCount === 0 ? 'unknown' : 'enrolled'
  if (row.mfaActive === 'no') return (deviceCount ?? 0) > 0 ? 'unknown' : 'not-enrolled'
  return 'unknown'
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
  if (!isKept(documents.devices)) tell('aws MFA devices', documents.devices.reason, documents.devices.detail, nobody, documents.devices.file)

  const devices = readDevices(documents.virtualDevices, documents.devices, account)
  const devicesKept = isKept(documents.devices) && isRecord(documents.devices.value) ? documents.devices.value : undefined
  const listedUsers = new Set(Object.keys(devicesKept ?? {}).map(lowerAscii))

  const toAccount = (row: CredentialRow): Account => {
    const key = lowerAscii(row.user)
    // Hardware devices of root are on no list, and a user's are only on that user's own: absence proves something only there.
    const count = devices.get(key)?.size ?? (listedUsers.has(key) && !row.isRoot ? 0 : undefined)
    const speaks = documents.isDated && row.account === account
    const origin = { source, file: file ?? '', line: row.line }
    const proof = (fact: string, value: string): Proof => ({ origin, fact, value })
    return {
      id: `aws:${account}/${row.user}`,
      holder: speaks ? holderOf(row) : 'unknown',
      mfa: speaks ? enrolment(row, count, row.isRoot ? field(summary, 'AccountMFAEnabled') : undefined) : 'unknown',
      method: 'not-reported',
      proofs: [proof('mfa_active', row.mfaActive), ...(row.isRoot ? [] : [proof('password_enabled', row.passwordEnabled)])],
    }
  }
  const reported = rows.map(toAccount)

  const known = new Set(reported.map(({ id }) => lowerAscii(id)))
  const unlisted = [...new Set(['root', ...devices.keys()])].filter((user) => !known.has(`aws:${account}/${user}`)).sort()
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
