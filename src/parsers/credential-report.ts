/**
 * The IAM credential report as downloaded. Columns are found by name (the guide lists 22 or 23), and what a cell
 * may say is a closed table; anything else is "unknown", never false.
 */
import { type CsvRow, parseCsv, type UnreadableRow } from './csv.ts'

export interface CredentialRow {
  readonly line: number
  /** `root` for `<root_account>`. */
  readonly user: string
  readonly isRoot: boolean
  /** The account of the row's ARN, when it can be read. */
  readonly account?: string
  readonly passwordEnabled: 'yes' | 'no' | 'not-supported' | 'unknown'
  readonly mfaActive: 'yes' | 'no' | 'unknown'
}

export type CredentialReport = { readonly rows: readonly (CredentialRow | UnreadableRow)[] } | { readonly unreadable: string }

const COLUMNS = ['user', 'arn', 'password_enabled', 'mfa_active']
const ROOT = '<root_account>'
const ARN = /^arn:aws[a-z-]*:iam::(\d{12}):(?:root|user\/.+)$/
const PASSWORD: ReadonlyMap<string, CredentialRow['passwordEnabled']> = new Map([
  ['true', 'yes'],
  ['false', 'no'],
  ['not_supported', 'not-supported'],
])
const MFA: ReadonlyMap<string, CredentialRow['mfaActive']> = new Map([
  ['true', 'yes'],
  ['false', 'no'],
])

const toRow = ({ line, cell }: CsvRow): CredentialRow | UnreadableRow => {
  const user = cell('user')
  if (user === undefined) return { line, unreadable: 'user is blank' }
  const account = ARN.exec(cell('arn') ?? '')?.[1]
  return {
    line,
    user: user === ROOT ? 'root' : user,
    isRoot: user === ROOT,
    ...(account === undefined ? {} : { account }),
    passwordEnabled: PASSWORD.get(cell('password_enabled')?.toLowerCase() ?? '') ?? 'unknown',
    mfaActive: MFA.get(cell('mfa_active')?.toLowerCase() ?? '') ?? 'unknown',
  }
}

export const parseCredentialReport = (bytes: Uint8Array): CredentialReport => {
  const table = parseCsv(bytes, COLUMNS)
  if ('unreadable' in table) return table
  return { rows: table.rows.map((row) => ('unreadable' in row ? row : toRow(row))) }
}
