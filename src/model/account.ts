/**
 * Accounts are written `service:name` (design: "Subjects"). Logins, e-mail addresses and user names compare
 * case-insensitively over ASCII at the services of the catalogue; names at other services compare exactly.
 */
import { services } from './services.ts'

/** An account as people write it: `github:Ada`. */
export type AccountId = string

/** What two spellings of one account have in common; only ever compared, never shown. */
export type AccountKey = string

const ACCOUNT = /^([a-z][a-z0-9-]*):(\S(?:.*\S)?)$/u
const AWS_NAME = /^\d{12}\/[\w+=,.@-]{1,64}$/

export const serviceOf = (id: AccountId): string => id.slice(0, id.indexOf(':'))
export const nameOf = (id: AccountId): string => id.slice(id.indexOf(':') + 1)

/** Whether the text is an account; AWS names are ACCOUNT_ID/root or ACCOUNT_ID/USER. */
export const isAccount = (text: string): boolean => {
  const [, service, name] = ACCOUNT.exec(text) ?? []
  return name !== undefined && (service !== 'aws' || AWS_NAME.test(name))
}

const CAPITAL = /[A-Z]/

export const lowerAscii = (text: string): string => (CAPITAL.test(text) ? text.replace(/[A-Z]/g, (letter) => letter.toLowerCase()) : text)

export const accountKey = (id: AccountId): AccountKey => (services.has(serviceOf(id)) ? lowerAscii(id) : id)
