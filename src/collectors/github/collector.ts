import { defineCollector } from '../../model/collector.ts'
import type { GithubSource } from '../../model/configuration.ts'
import { given } from '../../model/given.ts'
import type { Gap, ProviderLog } from '../../model/inventory.ts'
import type { Live } from '../../model/live.ts'
import { DAY, formatDay, type Instant, parseDuration } from '../../model/time.ts'
import { collectedAt } from '../collected-at.ts'
import { reachOfKept } from '../log-reach.ts'
import { isKept, type Kept, openReader, type Reader, toGap } from '../reading.ts'
import { enterpriseLog, type LogOf, type LogPage, organizationLog, personalLog, readLog } from './code-events.ts'
import { toCodeLog } from './code-log.ts'
import { type DocumentName, documentOf } from './documents.ts'
import type { GithubAsked, Logs, Unasked } from './live.ts'
import { toAccounts } from './members.ts'
import { pagesOf } from './rolls.ts'

/** How long GitHub keeps an organisation's audit log (GitHub Docs, "Reviewing the audit log") and a person's security log. */
const AUDIT_LOG_KEPT = 180 * DAY
const SECURITY_LOG_KEPT = 90 * DAY

/** What is known, from wherever it comes; a log that was not set out for is absent. */
type Found = Omit<GithubAsked, 'auditLog' | 'requests'> & Partial<Pick<GithubAsked, 'auditLog' | 'requests'>>

type Files = NonNullable<GithubSource['files']>

const readKept = async (files: Files, reader: Reader, auditLog: LogOf, ofEnterprise: LogOf | undefined): Promise<Found> => {
  const read = (name: DocumentName): Promise<Kept<unknown>> => reader.json(files[documentOf(name).key], documentOf(name).what)
  const documents = {
    members: await read('members'),
    graphql: await read('graphql'),
    disabled: await read('disabled'),
    insecure: await read('insecure'),
    organization: await read('organization'),
    outsideDisabled: await read('outsideDisabled'),
    outsideInsecure: await read('outsideInsecure'),
    outside: await read('outside'),
  }
  return {
    documents,
    ...(files['audit-log'] === undefined ? {} : { auditLog: readLog(await read('auditLog'), auditLog) }),
    ...(files['enterprise-audit-log'] === undefined || ofEnterprise === undefined ? {} : { enterpriseLog: readLog(await read('enterpriseLog'), ofEnterprise) }),
  }
}

/** Lists of which a probe sees the first page alone are not whole, and cannot be compared: that says nothing about the credentials. */
const isOfProbe = ({ about, reason, fact }: Gap): boolean =>
  reason === 'incomplete' || (about === 'accounts' && reason === 'contradiction' && fact === 'github members')

const countOf = (kept: Kept<unknown>): number =>
  isKept(kept) && Array.isArray(kept.value) ? pagesOf(kept.value).pages.reduce((sum, page) => sum + page.length, 0) : 0

const isUnasked = (found: Found | Unasked): found is Unasked => 'lack' in found

/** GitHub's client is loaded only when it is needed. */
const askLive = async (source: GithubSource, live: Live, logs: Logs): Promise<GithubAsked | Unasked> =>
  (await import('./live.ts')).askGithub(source, live, logs)

/** A log, what it is read for, and how far back GitHub has it. */
interface LogRead {
  readonly kept: Kept<readonly LogPage[]>
  readonly log: LogOf
  readonly since: Instant
  /** Whether it was asked for just now, with every record from then on; a kept one may begin later. */
  readonly isAsked: boolean
}

/** The members' own exports, which no API gives. */
const readPersonal = async ({ id, files, 'security-logs': beside }: GithubSource, reader: Reader, since: Instant): Promise<LogRead[]> => {
  const read: LogRead[] = []
  for (const [login, path] of Object.entries({ ...files?.['security-logs'], ...beside })) {
    const log = personalLog(id, login)
    read.push({ kept: readLog(await reader.json(path, `the security log of ${login}`), log), log, since, isAsked: false })
  }
  return read
}

/** A log of an enterprise that has no name: whose codes it tells about is not known. */
const namelessLog = ({ id, enterprise, files }: GithubSource): Gap[] =>
  files?.['enterprise-audit-log'] === undefined || enterprise !== undefined
    ? []
    : [
        toGap(id, {
          about: 'codeEvents',
          fact: 'github enterprise audit log',
          reason: 'not-configured',
          detail: 'the source does not name the enterprise whose log it is',
          hides: { scope: 'github-enterprise:*' },
          advice: `Name the enterprise under ${id}.`,
        }),
      ]

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0)

/** The members of one GitHub organisation and what its logs tell: from kept responses, or asked of GitHub itself. */
export default defineCollector<GithubSource>({
  type: 'github',
  async collect(source, context) {
    const { id, type, organization, enterprise, files } = source
    const { live } = context
    const collected = files === undefined ? live.now() : collectedAt(source.collected, context)
    const reader = openReader(context.files)
    const since = collected - Math.min(parseDuration(source['activity-window'] ?? '180d') ?? AUDIT_LOG_KEPT, AUDIT_LOG_KEPT)
    const auditLog = organizationLog(id, organization)
    const ofEnterprise = enterprise === undefined ? undefined : enterpriseLog(id, enterprise)

    const found: Found | Unasked =
      files === undefined
        ? await askLive(source, live, { auditLog, ...given('enterpriseLog', ofEnterprise), since: formatDay(since) })
        : await readKept(files, reader, auditLog, ofEnterprise)
    const { accounts, gaps } = isUnasked(found)
      ? { accounts: [], gaps: [toGap(id, { about: 'accounts', fact: 'github members', hides: { scope: 'github:*' }, ...found.lack })] }
      : toAccounts(id, organization, found.documents)

    const shared: { readonly kept: Kept<readonly LogPage[]> | undefined; readonly log: LogOf | undefined }[] = [
      { kept: isUnasked(found) ? found.lack : found.auditLog, log: auditLog },
      { kept: isUnasked(found) ? found.lack : found.enterpriseLog, log: ofEnterprise },
    ]
    const read: LogRead[] = [
      ...shared.flatMap(({ kept, log }) => (kept === undefined || log === undefined ? [] : [{ kept, log, since, isAsked: files === undefined }])),
      ...(await readPersonal(source, reader, collected - SECURITY_LOG_KEPT)),
    ]
    const logs = read.map((one) => ({ ...one, ...toCodeLog(one.kept, one.log) }))
    const providerLogs: ProviderLog[] = logs
      .filter(({ kept }) => isKept(kept))
      .map(({ log, since: from, isAsked, earliest }) => ({ source: id, scope: log.account, since: isAsked ? from : reachOfKept(from, earliest, collected) }))

    const all = [...gaps, ...logs.flatMap((log) => log.gaps), ...namelessLog(source)]
    return {
      source: {
        id,
        type,
        records: sum([...(isUnasked(found) ? [] : Object.values(found.documents).map(countOf)), ...logs.map(({ records }) => records)]),
        unreadable: sum(logs.map(({ unreadable }) => unreadable)),
        collectedAt: collected,
        files: reader.records(),
        ...given('requests', found.requests),
      },
      facts: { accounts, codeEvents: logs.flatMap((log) => log.events), providerLogs },
      gaps: files === undefined && live.probe ? all.filter((gap) => !isOfProbe(gap)) : all,
    }
  },
})
