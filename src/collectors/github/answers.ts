/** What GitHub's answers say when they are not what was asked for: in our own words, never in those of the answer. */
import type { Lack } from '../../model/inventory.ts'
import { field, parseJson } from '../../parsers/json.ts'
import { type Answer, lackIn, Refused } from '../http.ts'

/** What a reader must be allowed to see something. */
export interface Leave {
  readonly permission: string
  readonly advice: string
}

/** GitHub Docs, "Permissions required for GitHub Apps"; the filters "are only available for organization owners". */
export const MEMBERS: Leave = {
  permission: 'the organisation permission "Members: read", with the rights of an owner',
  advice: 'Give the GitHub App, or the fine-grained token of an owner, the organisation permission "Members: read".',
}
export const ORGANIZATION: Leave = {
  permission: 'the right to see the organisation as an owner does',
  advice: 'Check the name of the organisation, install the GitHub App in it, or take the token of an owner.',
}
export const AUDIT_LOG: Leave = {
  permission: 'the organisation permission "Administration: read"',
  advice: 'Give the GitHub App, or the fine-grained token of an owner, the organisation permission "Administration: read".',
}
export const ENTERPRISE_LOG: Leave = {
  permission: 'the scope "read:audit_log" in the token of an administrator of the enterprise',
  advice: 'Ask for it in a source of its own with a classic token that has "read:audit_log"; a GitHub App and a fine-grained token cannot see it.',
}
export const INSTALLATION: Leave = {
  permission: 'an installation of the GitHub App in the organisation, with "Members: read"',
  advice: 'Install the GitHub App in the organisation, and accept its permissions "Members: read" and "Administration: read".',
}

/** The header with which GitHub names the permissions that an endpoint takes: "members=read". */
const ACCEPTED = /^[a-z_]{1,40}=(?:read|write|admin)(?:[,;] ?[a-z_]{1,40}=(?:read|write|admin)){0,5}$/

/** A limit of GitHub, by status and header; the wording counts only where GitHub gives nothing else (GitHub Docs, "Rate limits for the REST API"). */
export const isLimit = (status: number, headers: Readonly<Record<string, unknown>>, text: string): boolean =>
  status === 429 || (status === 403 && (headers['x-ratelimit-remaining'] === '0' || headers['retry-after'] !== undefined || /\bsecondary rate\b/i.test(text)))

const RATE_LIMITED = 'GitHub limits the number of requests, and waiting did not help or would have taken too long'

const advised = (reason: Lack['reason'], detail: string, { advice }: Leave): Lack => ({ reason, detail, advice })

/** Why an answer with this status is none. */
export const lackOfStatus = ({ status, headers, bytes }: Answer, leave: Leave): Lack => {
  if (isLimit(status, Object.fromEntries(headers), Buffer.from(bytes).toString('latin1'))) return { reason: 'rate-limited', detail: RATE_LIMITED }
  const says = `status ${String(status)}`
  if (status === 401) {
    return { reason: 'authentication', detail: `GitHub does not take the credentials (${says})`, advice: 'Give a token that is valid, and has not expired.' }
  }
  if (![403, 404, 422].includes(status)) return { reason: 'unavailable', detail: `GitHub answers with ${says}` }
  if (headers.get('x-github-sso')?.startsWith('required') === true) {
    return { reason: 'permission', detail: `the token is not authorised for single sign-on (${says})`, advice: 'Authorise the token for the organisation.' }
  }
  const accepted = headers.get('x-accepted-github-permissions') ?? ''
  return advised('permission', `${says}: what is missing is ${leave.permission}${ACCEPTED.test(accepted) ? ` (GitHub names ${accepted})` : ''}`, leave)
}

/** Why GraphQL gives errors: by their types, never by their messages (GitHub Docs, "Rate limits and query limits for the GraphQL API"). */
export const lackOfErrors = (errors: unknown, leave: Leave): Lack => {
  const types = new Set((Array.isArray(errors) ? errors : []).map((error: unknown) => field(error, 'type')))
  if (types.has('RATE_LIMITED') || types.has('RATE_LIMIT')) return { reason: 'rate-limited', detail: RATE_LIMITED }
  return ['FORBIDDEN', 'INSUFFICIENT_SCOPES', 'NOT_FOUND'].some((type) => types.has(type))
    ? advised('permission', `GraphQL refuses: what is missing is ${leave.permission}`, leave)
    : { reason: 'unavailable', detail: 'GraphQL answers with errors' }
}

/** What was thrown as something that says why: the answer itself is believed before the SDK. */
export const refusal = (error: unknown, answer: Answer | undefined, leave: Leave): Refused =>
  new Refused(lackIn(error) ?? (answer === undefined ? { reason: 'unavailable', detail: 'no answer' } : lackOfStatus(answer, leave)))

export const refuse = (reason: Lack['reason'], detail: string): never => {
  throw new Refused({ reason, detail })
}

/** The JSON of an answer; a web page or half a text is none. */
export const jsonOf = ({ bytes }: Answer): unknown => {
  const parsed = parseJson(bytes)
  return 'unreadable' in parsed ? refuse('unreadable', `the answer is ${parsed.unreadable}`) : parsed.value
}
