/**
 * Asks GitHub itself, one request after the other: the filtered lists before the lists of everybody, so that somebody who
 * leaves meanwhile is not mistaken for a member without evidence. What comes has the shape of kept files.
 */
import { lowerAscii } from '../../model/account.ts'
import type { GithubSource } from '../../model/configuration.ts'
import type { Lack, RequestRecord } from '../../model/inventory.ts'
import type { Live, Progress } from '../../model/live.ts'
import { field } from '../../parsers/json.ts'
import { openAsking, type Page, type Wanted } from '../asking.ts'
import { lackIn } from '../http.ts'
import { isKept, type Kept } from '../reading.ts'
import { AUDIT_LOG, ENTERPRISE_LOG, type Leave } from './answers.ts'
import { type LogOf, type LogPage, readLogPage } from './code-events.ts'
import { type DocumentName, documentOf, type GithubDocuments } from './documents.ts'
import { type Client, isClient, openClient } from './octokit.ts'
import { askGraphql, askList, askLog, askOrganization, askSteadyList, type Pages } from './pages.ts'
import { lackedBy, readGraphql, readRest, valueOf } from './rolls.ts'

export interface GithubAsked {
  readonly documents: GithubDocuments
  readonly auditLog: Kept<readonly LogPage[]>
  /** Absent: the source names no enterprise. */
  readonly enterpriseLog?: Kept<readonly LogPage[]>
  readonly requests: readonly RequestRecord[]
}

/** There are no credentials, or the first answer says that there is no use in asking for more. */
export interface Unasked {
  readonly lack: Lack
  readonly requests: readonly RequestRecord[]
}

export interface Logs {
  readonly auditLog: LogOf
  readonly enterpriseLog?: LogOf
  /** The first day that the logs are asked for, as YYYY-MM-DD. */
  readonly since: string
}

/** GitHub Enterprise Cloud; "githubCloudOnly" in GitHub's own description of the API. */
const PLAN_WITH_LOG = 'enterprise'
const PLAN: Lack = {
  reason: 'plan',
  detail: 'only GitHub Enterprise Cloud has an audit log that can be asked for',
  advice: 'Without it nothing shows what happens to the SSO codes of the organisation; where it has no single sign-on there are none.',
}

const isServer = ({ 'base-url': base = '' }: GithubSource): boolean => /\/api\/v3\/?$/.test(base)

/** Whether both lists of the members are whole and name the same logins. */
const agree = (members: Kept<unknown>, graphql: Kept<unknown>): boolean => {
  const rest = valueOf(readRest(members, '', true))
  const graph = valueOf(readGraphql(graphql, ''))
  if (rest === undefined || graph === undefined) return false
  return (
    rest.flaw === undefined &&
    graph.flaw === undefined &&
    rest.entries.size === graph.entries.size &&
    [...rest.entries.keys()].every((key) => graph.entries.has(key))
  )
}

/** Whether the list of those without a second factor lacks somebody of whom GraphQL says so. */
const isContradicted = (disabled: Kept<unknown>, graphql: Kept<unknown>): boolean => {
  const [roll, graph] = [valueOf(readRest(disabled, '', false)), valueOf(readGraphql(graphql, ''))]
  return roll !== undefined && graph !== undefined && lackedBy(roll, graph).length > 0
}

const isWhole = (kept: Kept<unknown>): boolean => isKept(kept) && kept.short === undefined

export const askGithub = async (source: GithubSource, live: Live, logs: Logs): Promise<GithubAsked | Unasked> => {
  const { id, organization, enterprise } = source
  const asking = openAsking(id, live)
  let now: Progress = { source: id, what: 'the credentials', pages: 0, records: 0 }
  const client = await openClient({ source, live, progress: () => now })
  if (!isClient(client)) return { lack: client, requests: [] }

  /** Why nothing more is asked. */
  let over: Lack | undefined
  let silences = 0
  const file = (name: DocumentName): string => `${id}/${documentOf(name).name}`
  const notAsked = (name: DocumentName, lack: Lack): Kept<never> => ({ file: file(name), ...lack, detail: `${documentOf(name).what}: ${lack.detail}` })

  /** One document; the name is part of every gap. `explain`: what an answer without a document means here. */
  const ask = async (name: DocumentName, pages: (to: Client) => Pages, explain: (lack: Lack) => Lack = (lack) => lack): Promise<Kept<readonly unknown[]>> => {
    const { key, what, name: fileName } = documentOf(name)
    if (over !== undefined) return notAsked(name, over)
    now = { source: id, what, pages: 0, records: 0 }
    const wanted: Wanted = {
      what,
      key,
      name: fileName,
      shape: name === 'organization' ? 'one' : 'pages',
      lackOf: (error) => {
        const lack = lackIn(error) ?? { reason: 'unavailable', detail: 'no answer that can be used' }
        // The first question is the smallest: who is silent then is not asked for lists.
        if (lack.reason === 'unavailable' && client.isSilent()) silences += name === 'organization' ? 2 : 1
        if (lack.reason === 'authentication' || lack.reason === 'rate-limited' || silences > 1) {
          over = { ...lack, detail: `not asked, since GitHub did not answer about ${what}: ${lack.detail}` }
        }
        return explain(lack)
      },
    }
    return asking.pages(wanted, noting(pages(client)))
  }
  const noting = async function* (pages: Pages): AsyncGenerator<Page> {
    for await (const page of pages) {
      now = { ...now, pages: now.pages + 1, records: now.records + page.records }
      yield page
    }
  }

  const organizationPages = await ask('organization', (to) => askOrganization(to, organization))
  if (!isKept(organizationPages) && over !== undefined) return { lack: organizationPages, requests: asking.requests() }
  const about = isKept(organizationPages) ? organizationPages.value[0] : undefined
  const list = (
    name: DocumentName,
    where: 'members' | 'outside_collaborators',
    filter: string,
    explain?: (lack: Lack) => Lack,
    pagesOf = askList,
  ): Promise<Kept<readonly unknown[]>> => ask(name, (to) => pagesOf(to, { organization, where, filter, isCounted: name === 'members' }), explain)
  /** A server that lets the reader see who has no second factor, and refuses this filter, does not know the filter. */
  const unknownFilter =
    (others: Kept<unknown>) =>
    (lack: Lack): Lack =>
      isServer(source) && isWhole(others) && lack.detail.startsWith('status 422')
        ? { reason: 'unavailable', detail: 'this GitHub Enterprise Server does not know the filter 2fa_insecure (status 422)' }
        : lack

  let disabled = await list('disabled', 'members', '2fa_disabled')
  const insecure = await list('insecure', 'members', '2fa_insecure', unknownFilter(disabled), askSteadyList)
  const sweep = async (): Promise<{ members: Kept<readonly unknown[]>; graphql: Kept<readonly unknown[]> }> => ({
    members: await list('members', 'members', 'all'),
    graphql: await ask('graphql', (to) => askGraphql(to, organization)),
  })
  let everybody = await sweep()
  if (!live.probe && isWhole(everybody.members) && isWhole(everybody.graphql) && !agree(everybody.members, everybody.graphql)) {
    // Somebody came or went meanwhile, or a page was lost: once more, and then it is a gap.
    const again = await sweep()
    if (isWhole(again.members) && isWhole(again.graphql)) everybody = again
  }
  if (!live.probe && isContradicted(disabled, everybody.graphql)) {
    // Somebody's second factor went meanwhile, or the list is not whole: once more, and then it is a gap.
    const again = await list('disabled', 'members', '2fa_disabled')
    if (isWhole(again)) disabled = again
  }
  const outsideDisabled = await list('outsideDisabled', 'outside_collaborators', '2fa_disabled')
  const outsideInsecure = await list('outsideInsecure', 'outside_collaborators', '2fa_insecure', unknownFilter(outsideDisabled))
  const outside = await list('outside', 'outside_collaborators', 'all')

  const plan = field(field(about, 'plan'), 'name')
  const hasNoLog = !isServer(source) && typeof plan === 'string' && lowerAscii(plan) !== PLAN_WITH_LOG
  const reading = (name: 'auditLog' | 'enterpriseLog', path: string, phrase: string, log: LogOf, leave: Leave): Promise<Kept<readonly unknown[]>> =>
    ask(
      name,
      (to) =>
        askLog(to, { path, phrase: `${phrase} created:>=${logs.since}`, leave, reduce: (records, page) => readLogPage(records, `/${String(page)}`, log) }),
      (lack) => (!isServer(source) && typeof plan !== 'string' && lack.detail.startsWith('status 404') ? PLAN : lack),
    )
  const auditLog = hasNoLog ? notAsked('auditLog', PLAN) : await reading('auditLog', `/orgs/${organization}/audit-log`, 'action:org', logs.auditLog, AUDIT_LOG)
  const { enterpriseLog: ofEnterprise } = logs
  const enterpriseLog =
    enterprise === undefined || ofEnterprise === undefined
      ? undefined
      : source.app !== undefined
        ? notAsked('enterpriseLog', {
            reason: 'permission',
            detail: `a GitHub App cannot see it: what is missing is ${ENTERPRISE_LOG.permission}`,
            advice: ENTERPRISE_LOG.advice,
          })
        : await reading('enterpriseLog', `/enterprises/${enterprise}/audit-log`, 'action:business', ofEnterprise, ENTERPRISE_LOG)

  return {
    documents: {
      organization: isKept(organizationPages) ? { file: organizationPages.file, value: about } : organizationPages,
      disabled,
      insecure,
      ...everybody,
      outsideDisabled,
      outsideInsecure,
      outside,
    },
    auditLog: auditLog as Kept<readonly LogPage[]>,
    ...(enterpriseLog === undefined ? {} : { enterpriseLog: enterpriseLog as Kept<readonly LogPage[]> }),
    requests: asking.requests(),
  }
}
