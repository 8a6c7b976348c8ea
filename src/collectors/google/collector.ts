import { defineCollector } from '../../model/collector.ts'
import type { GoogleSource } from '../../model/configuration.ts'
import { collectedAt } from '../collected-at.ts'
import { DAY } from '../../model/time.ts'
import { liveGaps } from '../live.ts'
import { openReader } from '../reading.ts'
import { toActivity } from './activity.ts'
import { toAccounts } from './users.ts'

const SCOPE = 'google:*'
/** How far back the Reports API goes: the most recent 180 days. */
const ACTIVITY_KEPT = 180 * DAY

/** Kept answers of the Directory and Reports APIs of one Google Workspace customer. */
export default defineCollector<GoogleSource>({
  type: 'google',
  async collect(source, context) {
    const { id, type, files } = source
    const collected = collectedAt(source.collected, context)
    if (files === undefined) {
      return {
        source: { id, type, records: 0, unreadable: 0, collectedAt: collected, files: [] },
        facts: {},
        gaps: liveGaps(id, [
          { about: 'accounts', fact: 'google users', scope: SCOPE },
          { about: 'codeCounts', fact: 'google backup code counts', scope: SCOPE },
          { about: 'codeEvents', fact: 'google login activity', scope: SCOPE },
        ]),
      }
    }
    const reader = openReader(context.files)
    const countsAsked = files['code-counts'] !== undefined
    const users = toAccounts(
      id,
      await reader.json(files.users, 'the user list'),
      countsAsked ? await reader.json(files['code-counts'], 'the code counts') : undefined,
    )
    const activities = []
    if (files['login-activity'] !== undefined) activities.push(toActivity(id, 'login', await reader.json(files['login-activity'], 'the login activity')))
    if (files['admin-activity'] !== undefined) activities.push(toActivity(id, 'admin', await reader.json(files['admin-activity'], 'the admin activity')))
    return {
      source: {
        id,
        type,
        records: activities.reduce((sum, { records }) => sum + records, users.records + users.counts.length),
        unreadable: activities.reduce((sum, { unreadable }) => sum + unreadable, 0),
        collectedAt: collected,
        files: reader.records(),
      },
      facts: {
        accounts: users.accounts,
        codeCounts: users.counts,
        codeEvents: activities.flatMap(({ events }) => events),
        providerLogs: files['login-activity'] === undefined ? [] : [{ source: id, scope: SCOPE, since: collected - ACTIVITY_KEPT }],
      },
      gaps: [...users.gaps, ...activities.flatMap((activity) => activity.gaps)],
    }
  },
})
