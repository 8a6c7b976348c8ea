/**
 * The answers of IAM → accounts. A second factor is what `mfa_active` of the credential report says in so many words,
 * where the device lists and the account summary do not contradict it, or a device that was enabled after the report.
 */
import { lowerAscii } from '../../model/account.ts'
import { given } from '../../model/given.ts'
import type { Account, Gap, Lack, Proof } from '../../model/inventory.ts'
import { formatInstant, type Instant } from '../../model/time.ts'
import type { CredentialRow } from '../../parsers/credential-report.ts'
import { field } from '../../parsers/json.ts'
import { isKept, type Kept, toGap } from '../reading.ts'
import { countDevices } from './device-count.ts'
import { checkDevices, checkVirtual, type Devices, ownDevices, virtualHolders } from './devices.ts'
import { type CrossCheck, type Enrolment, enrolment } from './enrolment.ts'
import { checkSummary, NOBODY, readReport, ROOT, type Trouble, userOf } from './report.ts'

/** What IAM was asked, from kept files or just now. */
export interface AwsDocuments {
  readonly report: Kept<Uint8Array>
  /** When the report was made; without it the report says nothing. */
  readonly generated?: Instant
  readonly summary: Kept<unknown>
  readonly virtualDevices: Kept<unknown>
  readonly devices: Kept<unknown>
  /** No device can have been enabled later. */
  readonly now: Instant
}

const isNotConfigured = (kept: Kept<unknown>): boolean => !isKept(kept) && kept.reason === 'not-configured'

const fileOf = (kept: Kept<unknown>): string => (isKept(kept) ? kept.file : '')

/** What the account summary says of root. Virtual devices of root have a date, which is looked at when the summary says yes. */
const rootCheck = ({ summary }: AwsDocuments, virtual: Devices): CrossCheck => {
  const by = 'the account summary'
  if (isNotConfigured(summary)) return { by, says: 'silent' }
  const enabled = isKept(summary) ? field(field(summary.value, 'SummaryMap'), 'AccountMFAEnabled') : undefined
  return { by, says: enabled === 1 ? 'yes' : enabled === 0 ? 'no' : 'unread', devices: virtual.get(ROOT) ?? [] }
}

/** What a user's own list says, which names every device; one that lacks what the list of virtual devices has is not whole. */
const ownCheck = ({ devices }: AwsDocuments, user: string, own: Devices, virtual: Devices): CrossCheck => {
  const by = 'the list of MFA devices'
  if (isNotConfigured(devices)) return { by, says: 'silent' }
  const listed = own.get(user)
  if (listed === undefined || (listed.length === 0 && virtual.has(user))) return { by, says: 'unread' }
  return { by, says: listed.length > 0 ? 'yes' : 'no', devices: listed }
}

const holderOf = ({ isRoot, passwordEnabled }: CredentialRow): Account['holder'] =>
  isRoot || passwordEnabled === 'yes' ? 'person' : passwordEnabled === 'no' ? 'machine' : 'unknown'

/** Why no row of the report says anything; undefined: they do. */
const silenceOf = ({ report, generated }: AwsDocuments): string | undefined =>
  isKept(report) && report.short !== undefined ? report.short.detail : generated === undefined ? 'the credential report has no date' : undefined

const toAccount = (source: string, account: string, documents: AwsDocuments, own: Devices, virtual: Devices): ((row: CredentialRow) => Account) => {
  const silence = silenceOf(documents)
  return (row) => {
    const user = userOf(row)
    const doubt = silence ?? (row.account === account ? undefined : `the row is not about account ${account}`)
    const first = row.isRoot ? rootCheck(documents, virtual) : ownCheck(documents, user, own, virtual)
    const checks: readonly CrossCheck[] = [first, { by: 'the list of virtual MFA devices', says: virtual.has(user) ? 'yes' : 'silent' }]
    const found: Enrolment =
      doubt === undefined && documents.generated !== undefined
        ? enrolment(row, checks, { generated: documents.generated, now: documents.now })
        : { mfa: 'unknown', ...given('doubt', doubt) }
    const holder = doubt === undefined ? holderOf(row) : 'unknown'
    const proof = (fact: string, value: string): Proof => ({ origin: { source, file: fileOf(documents.report), line: row.line }, fact, value })
    const listFile = fileOf(row.isRoot ? documents.virtualDevices : documents.devices)
    const inList = (fact: string, value: string): Proof => ({ origin: { source, file: listFile }, fact, value })
    const isConfirmed = found.mfa === 'not-enrolled' && holder !== 'machine' && !row.isRoot && first.says === 'no'
    return {
      id: `aws:${account}/${row.user}`,
      holder,
      mfa: found.mfa,
      method: 'not-reported',
      ...(found.mfa === 'enrolled' ? { devices: countDevices(documents, source, account, { name: row.user, isRoot: row.isRoot }) } : {}),
      ...given('doubt', found.doubt),
      proofs: [
        proof('mfa_active', row.mfaActive),
        ...(row.isRoot ? [] : [proof('password_enabled', row.passwordEnabled)]),
        ...(found.since ?? []).map((date) => inList('EnableDate of an MFA device, later than the report', formatInstant(date))),
        ...(isConfirmed ? [inList('MFA devices', 'none')] : []),
      ],
    }
  }
}

/** Accounts that the device lists name and the report does not, and root, who is always there: unknown. */
const withoutRow = (source: string, account: string, documents: AwsDocuments, reported: readonly Account[], named: readonly string[]): readonly Account[] => {
  const known = new Set(reported.map(({ id }) => lowerAscii(id)))
  const { report, devices } = documents
  return [...new Set(['root', ...named].filter((user) => user !== ROOT))]
    .filter((user) => !known.has(`aws:${account}/${user}`))
    .sort()
    .map((user) => ({
      id: `aws:${account}/${user}`,
      holder: user === 'root' ? 'person' : 'unknown',
      mfa: 'unknown',
      method: 'not-reported',
      proofs: [{ origin: { source, file: report.file ?? fileOf(devices) }, fact: 'not in the credential report' }],
    }))
}

/** Every account of the documents, and every gap in them. */
export const toAccounts = (
  source: string,
  account: string,
  documents: AwsDocuments,
): { accounts: readonly Account[]; gaps: readonly Gap[]; records: number; unreadable: number } => {
  const { report, generated, summary, virtualDevices, devices } = documents
  const scope = { scope: `aws:${account}/*` } as const
  const fact = 'aws credential report'
  const read = readReport(report, account)
  const virtual = virtualHolders(virtualDevices, account)
  const own = ownDevices(devices, account)
  const reported = read.rows.map(toAccount(source, account, documents, own, virtual))
  const unlisted = withoutRow(source, account, documents, reported, [...virtual.keys(), ...own.keys()])
  const strangers = unlisted.filter(({ id }) => id !== `aws:${account}/root`).length

  const undated: Lack = {
    reason: 'stale',
    detail: 'the source does not say when the credential report was made (credential-report-generated), and IAM may serve one for hours',
  }
  const lacking: Lack = { reason: 'contradiction', detail: `the report lacks users whom the device lists name: ${String(strangers)}` }
  const isUndated = isKept(report) && report.short === undefined && generated === undefined
  const troubles: readonly Trouble[] = [
    ...(isUndated ? [{ fact, ...undated, hides: NOBODY, file: report.file }] : []),
    ...read.troubles,
    ...checkSummary(summary, read, report.file, account),
    ...checkVirtual(virtualDevices),
    ...checkDevices(devices),
    ...(strangers > 0 && isKept(report) ? [{ fact, ...lacking, hides: scope, file: report.file }] : []),
  ]
  return {
    accounts: [...reported, ...unlisted],
    gaps: troubles.map(({ advice, line, file, ...trouble }) => toGap(source, { about: 'accounts', ...trouble, advice, line, file })),
    records: read.records,
    unreadable: read.isRead ? read.records - read.rows.length : 0,
  }
}
