/** The credential report and the account summary: their rows, and what keeps them from being whole. */
import { lowerAscii } from '../../model/account.ts'
import { given } from '../../model/given.ts'
import type { Hidden, Lack } from '../../model/inventory.ts'
import { type CredentialRow, parseCredentialReport } from '../../parsers/credential-report.ts'
import type { UnreadableRow } from '../../parsers/csv.ts'
import { field } from '../../parsers/json.ts'
import { isKept, type Kept } from '../reading.ts'

/** Something to tell as a gap of the source. */
export interface Trouble extends Lack {
  readonly fact: string
  readonly hides: Hidden
  readonly file?: string | undefined
  readonly line?: number
}

export interface ReadReport {
  readonly rows: readonly CredentialRow[]
  /** Whether the report could be read at all. */
  readonly isRead: boolean
  readonly records: number
  readonly troubles: readonly Trouble[]
}

/** No IAM user can have this name, while one can be called root. */
export const ROOT = '<root_account>'

export const NOBODY: Hidden = { accounts: [] }
const REPORT = 'aws credential report'

/** Whether a report has rows, and all of them are about another account: so are the credentials it was asked with. */
export const isOfAnother = (rows: readonly (CredentialRow | UnreadableRow)[], account: string): boolean =>
  rows.length > 0 && rows.every((row) => !('unreadable' in row) && row.account !== undefined && row.account !== account)

/** Whom a row is about: ROOT, or the name of a user, which is unique in IAM without regard to case. */
export const userOf = ({ user, isRoot }: CredentialRow): string => (isRoot ? ROOT : lowerAscii(user))

/** The rows about somebody of whom an earlier row is. */
const repeated = (rows: readonly CredentialRow[]): readonly CredentialRow[] => {
  const seen = new Set<string>()
  return rows.filter((row) => {
    const user = userOf(row)
    const isKnown = seen.has(user)
    seen.add(user)
    return isKnown
  })
}

/** The rows of the report. Those of an account that was not asked for are left out where there are no others. */
export const readReport = (report: Kept<Uint8Array>, account: string): ReadReport => {
  const scope: Hidden = { scope: `aws:${account}/*` }
  const { file } = report
  const trouble = (
    reason: Lack['reason'],
    detail: string,
    hides: Hidden,
    more: { readonly line?: number; readonly advice?: string | undefined } = {},
  ): Trouble => ({
    fact: REPORT,
    reason,
    detail,
    hides,
    file,
    ...given('line', more.line),
    ...given('advice', more.advice),
  })
  const none = (troubles: readonly Trouble[], records = 0): ReadReport => ({ rows: [], isRead: false, records, troubles })

  if (!isKept(report)) return none([trouble(report.reason, report.detail, scope, { advice: report.advice })])
  const name = report.file
  const parsed = parseCredentialReport(report.value)
  if ('unreadable' in parsed) return none([trouble('unreadable', `${name} is no credential report: ${parsed.unreadable}`, scope)])
  if (isOfAnother(parsed.rows, account)) {
    const detail = `${name} is about another account than ${account}: so are the credentials that it was asked with`
    return none([trouble('contradiction', detail, scope)], parsed.rows.length)
  }
  const rows = parsed.rows.filter((row): row is CredentialRow => !('unreadable' in row))
  const { short } = report
  const troubles = [
    ...(short === undefined ? [] : [trouble(short.reason, short.detail, scope, { advice: short.advice })]),
    ...parsed.rows.flatMap((row) =>
      'unreadable' in row ? [trouble('unreadable', `line ${String(row.line)} of ${name}: ${row.unreadable}`, scope, { line: row.line })] : [],
    ),
    ...rows
      .filter((row) => row.account !== account)
      .map(({ line }) => trouble('contradiction', `line ${String(line)} of ${name} is not about account ${account}`, NOBODY, { line })),
    // IAM names nobody twice: such a row may stand where the one of somebody else ought to.
    ...repeated(rows).map(({ line, user }) => trouble('contradiction', `line ${String(line)} of ${name} gives ${user} a second time`, scope, { line })),
    ...(rows.some(({ isRoot }) => isRoot) ? [] : [trouble('incomplete', `${name} has no row of the root account`, scope)]),
  ]
  return { rows, isRead: true, records: parsed.rows.length, troubles }
}

/** What keeps the account summary from telling whether the report has all users. */
export const checkSummary = (summary: Kept<unknown>, report: ReadReport, reportFile: string | undefined, account: string): readonly Trouble[] => {
  const scope: Hidden = { scope: `aws:${account}/*` }
  const fact = 'aws account summary'
  const { file } = summary
  if (!isKept(summary)) return [{ fact, reason: summary.reason, detail: summary.detail, ...given('advice', summary.advice), hides: scope, file }]
  const users = field(field(summary.value, 'SummaryMap'), 'Users')
  if (typeof users !== 'number') return [{ fact, reason: 'unreadable', detail: `${summary.file} does not say how many users there are`, hides: scope, file }]
  // A row that is about somebody again, or not about this account, stands for no user of it.
  const listed = new Set(report.rows.filter((row) => !row.isRoot && row.account === account).map(userOf)).size
  if (!report.isRead || users === listed) return []
  const detail = `the account has ${String(users)} users and the report lists ${String(listed)}`
  return [{ fact: REPORT, reason: 'incomplete', detail, hides: scope, file: reportFile }]
}
