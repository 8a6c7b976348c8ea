/**
 * Accounts are written `service:name` (design: "Subjects"). Logins, e-mail addresses and user names compare
 * case-insensitively over ASCII at the services of the catalogue; names at other services compare exactly.
 */
import { matchesPattern } from './pattern.ts'
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

/** Whether two names are one: of people, roles and sites capitals do not count. */
export const isSameName = (a: string, b: string): boolean => lowerAscii(a) === lowerAscii(b)

/** Whether upper and lower case do not matter in the names of a service. */
const folds = (id: AccountId): boolean => services.has(serviceOf(id))

export const accountKey = (id: AccountId): AccountKey => (folds(id) ? lowerAscii(id) : id)

/** Tells of an account whether one of some patterns such as `github:acme-*` names it, as the names of its service compare. */
export const accountMatcher = (patterns: readonly string[]): ((id: AccountId) => boolean) => {
  const lowered = patterns.map(lowerAscii)
  return (id) => {
    const [among, text] = folds(id) ? [lowered, lowerAscii(id)] : [patterns, id]
    return among.some((pattern) => matchesPattern(pattern, text))
  }
}
