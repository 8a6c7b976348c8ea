import { defineCollector } from '../../model/collector.ts'
import type { GoogleSource } from '../../model/configuration.ts'
import type { Files } from '../../model/files.ts'
import type { SourceRecord } from '../../model/inventory.ts'
import { DAY, type Instant, parseDuration } from '../../model/time.ts'
import { collectedAt } from '../collected-at.ts'
import { reachOfKept } from '../log-reach.ts'
import type { askGoogle } from './live.ts'
import { openReader } from '../reading.ts'
import { customersIn, earliestOf, readKeptActivity, toActivity, type Whose } from './activity.ts'
import type { GoogleDocuments } from './documents.ts'
import { toAccounts } from './users.ts'

const SCOPE = 'google:*'
/** How far back the Reports API goes, whatever is asked for: the most recent 180 days. */
const ACTIVITY_KEPT = 180 * DAY

/** From when on the activities are known. */
const activitySince = (source: GoogleSource, collected: Instant): Instant =>
  collected - Math.min(parseDuration(source['activity-window'] ?? '') ?? ACTIVITY_KEPT, ACTIVITY_KEPT)

const readKept = async (named: NonNullable<GoogleSource['files']>, files: Files): Promise<{ documents: GoogleDocuments; read: SourceRecord['files'] }> => {
  const reader = openReader(files)
  const { users, 'code-counts': counts, 'login-activity': login, 'admin-activity': admin } = named
  const documents = {
    users: await reader.json(users, 'the user list'),
    ...(counts === undefined ? {} : { counts: { kept: await reader.json(counts, 'the code counts') } }),
    ...(login === undefined ? {} : { login: readKeptActivity('login', await reader.json(login, 'the login activity')) }),
    ...(admin === undefined ? {} : { admin: readKeptActivity('admin', await reader.json(admin, 'the admin activity')) }),
  }
  return { documents, read: reader.records() }
}

/** Loaded only when it is needed: who audits kept files loads no SDK. */
const askLive = async (...asked: Parameters<typeof askGoogle>): ReturnType<typeof askGoogle> => (await import('./live.ts')).askGoogle(...asked)

/** The Directory and Reports APIs of one Google Workspace customer: their kept answers, or asked now. */
export default defineCollector<GoogleSource>({
  type: 'google',
  async collect(source, context) {
    const { id, type, files } = source
    const origin = async (): Promise<{ documents: GoogleDocuments; record: Pick<SourceRecord, 'collectedAt' | 'files' | 'requests'> }> => {
      if (files !== undefined) {
        const { documents, read } = await readKept(files, context.files)
        return { documents, record: { collectedAt: collectedAt(source.collected, context), files: read } }
      }
      const now = context.live.now()
      const { documents, requests } = await askLive(source, context.live, activitySince(source, now))
      return { documents, record: { collectedAt: now, files: [], requests } }
    }
    const { documents, record } = await origin()
    const { login, admin } = documents
    const users = toAccounts(id, documents.users, documents.counts)
    const logs = [
      ...(login === undefined ? [] : [{ application: 'login' as const, kept: login }]),
      ...(admin === undefined ? [] : [{ application: 'admin' as const, kept: admin }]),
    ]
    const whose: Whose = { customer: source.customer, named: new Set(logs.flatMap(({ kept }) => customersIn(kept))) }
    const activities = logs.map(({ application, kept }) => toActivity(id, application, kept, whose))
    const asked = activitySince(source, record.collectedAt)
    const since = login === undefined || files === undefined ? asked : reachOfKept(asked, earliestOf(login), record.collectedAt)
    return {
      source: {
        id,
        type,
        records: activities.reduce((sum, { records }) => sum + records, users.records + users.counts.length),
        unreadable: activities.reduce((sum, { unreadable }) => sum + unreadable, 0),
        ...record,
      },
      facts: {
        accounts: users.accounts,
        codeCounts: users.counts,
        codeEvents: activities.flatMap(({ events }) => events),
        providerLogs: login === undefined ? [] : [{ source: id, scope: SCOPE, since }],
      },
      gaps: [...users.gaps, ...activities.flatMap((activity) => activity.gaps)],
    }
  },
})
