/** Why IAM or STS did not give what was asked, in our own words: what they say themselves is not shown. */
import type { Lack } from '../../model/inventory.ts'

/** An answer that is none. */
export interface Failure {
  /** The permission that the request needs: iam:ListMFADevices. */
  readonly permission: string
  readonly status: number
  readonly body: string
}

const CREDENTIALS = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidAccessKeyId',
  'InvalidClientTokenId',
  'InvalidIdentityToken',
  'MissingAuthenticationToken',
  'UnrecognizedClientException',
])
const SIGNATURE = new Set([
  'IncompleteSignature',
  'InvalidSignatureException',
  'RequestExpired',
  'RequestInTheFuture',
  'RequestTimeTooSkewed',
  'SignatureDoesNotMatch',
])
const DENIED = new Set(['AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation'])
const THROTTLED = new Set([
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'SlowDown',
  'Throttling',
  'ThrottledException',
  'ThrottlingException',
  'TooManyRequestsException',
])
const NO_REPORT = new Set(['ReportExpired', 'ReportInProgress', 'ReportNotPresent'])

const denied = (permission: string): Lack => ({
  reason: 'permission',
  detail: `the permission ${permission} is missing`,
  advice: `Allow ${permission} to the user or role that Sparekey runs as.`,
})

/** What an error code of the Query protocol means; undefined: nothing that is known here. */
const meaningOf = (code: string, permission: string): Lack | undefined => {
  if (CREDENTIALS.has(code)) {
    return { reason: 'authentication', detail: `AWS does not take the credentials (${code})`, advice: 'Give credentials that are valid and have not expired.' }
  }
  if (SIGNATURE.has(code)) {
    return {
      reason: 'authentication',
      detail: `AWS does not take the signature (${code})`,
      advice: 'Set the clock of this machine, from which each signature has its time, and look whether the secret access key belongs to the access key.',
    }
  }
  if (DENIED.has(code)) return denied(permission)
  if (THROTTLED.has(code)) return { reason: 'rate-limited', detail: `AWS asked for patience, and waiting did not help (${code})` }
  if (NO_REPORT.has(code)) return { reason: 'unavailable', detail: `IAM has no credential report to give (${code})`, advice: 'Run it again in a few minutes.' }
  if (code === 'NoSuchEntity') return { reason: 'absent', detail: 'the user is not there any more' }
  return undefined
}

/** Why there is nothing, by the code or else the status of an answer. */
export const lackOfFailure = ({ permission, status, body }: Failure): Lack => {
  const code = status >= 400 ? /<Code>\s*([A-Za-z]{1,60})\s*<\/Code>/.exec(body)?.[1] : undefined
  const meaning = code === undefined ? undefined : meaningOf(code, permission)
  if (meaning !== undefined) return meaning
  if (status === 401) return { reason: 'authentication', detail: 'AWS does not take the credentials (status 401)' }
  if (status === 403) return denied(permission)
  if (status === 429) return { reason: 'rate-limited', detail: 'AWS asked for patience, and waiting did not help (status 429)' }
  if (status >= 400) return { reason: 'unavailable', detail: `AWS answered with status ${String(status)}` }
  return { reason: 'unreadable', detail: 'the answer is not one of the Query protocol, or not a whole one' }
}
