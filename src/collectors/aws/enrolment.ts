/** Whether somebody has a second factor: what the credential report says, and what the other answers say to that. */
import type { Account } from '../../model/inventory.ts'
import { CLOCK_TOLERANCE, type Instant } from '../../model/time.ts'
import type { CredentialRow } from '../../parsers/credential-report.ts'
import type { Device } from './devices.ts'

/**
 * What another answer of IAM says of the same account; `silent`: nothing, or it was not set out for; `unread`: it was set
 * out for and cannot be read, and might say otherwise.
 */
export interface CrossCheck {
  readonly by: string
  readonly says: 'yes' | 'no' | 'silent' | 'unread'
  /** The devices behind its yes. */
  readonly devices?: readonly Device[]
}

export interface Enrolment {
  readonly mfa: Account['mfa']
  readonly doubt?: string
  /** The devices that came after the report, where they are what proves it. */
  readonly since?: readonly Instant[]
}

/** When the devices were enabled, where there are some and each of them came after the report: then both are right. */
const enabledAfter = (devices: readonly Device[], generated: Instant, now: Instant): readonly Instant[] | undefined => {
  const dates = devices.map(({ enabled }) => enabled).filter((date) => date !== undefined && date > generated && date <= now + CLOCK_TOLERANCE)
  return dates.length > 0 && dates.length === devices.length ? (dates as Instant[]) : undefined
}

/**
 * The report is as old as four hours, and the first check is asked now. So a "no" of the report is a "no" only where that
 * check says the same, and a "yes" where the check names devices that were all enabled after the report. A "yes" of the
 * report is one where the checks agree. Whatever else contradicts is unknown, and so is what a check that cannot be
 * read leaves open, except that somebody without a password has no second factor.
 */
export const enrolment = (
  { mfaActive, isRoot, passwordEnabled }: CredentialRow,
  checks: readonly CrossCheck[],
  { generated, now }: { readonly generated: Instant; readonly now: Instant },
): Enrolment => {
  const doubt = (why: string): Enrolment => ({ mfa: 'unknown', doubt: why })
  if (mfaActive === 'unknown') return doubt('mfa_active is neither true nor false')
  const said = `mfa_active is ${mfaActive === 'yes' ? 'true' : 'false'}`
  const [first] = checks
  if (mfaActive === 'no' && first?.says === 'yes') {
    const since = enabledAfter(first.devices ?? [], generated, now)
    if (since !== undefined) return { mfa: 'enrolled', since }
  }
  const against = checks.find(({ says }) => says === (mfaActive === 'yes' ? 'no' : 'yes'))
  if (against !== undefined) return doubt(`${said}, and ${against.by} says otherwise`)
  const unread = checks.find(({ says }) => says === 'unread')
  const isMachine = !isRoot && passwordEnabled === 'no'
  if (unread !== undefined && !(mfaActive === 'no' && isMachine)) return doubt(`${said}, and ${unread.by} cannot be read to compare it`)
  return { mfa: mfaActive === 'yes' ? 'enrolled' : 'not-enrolled' }
}
