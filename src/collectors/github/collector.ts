import { defineCollector } from '../../model/collector.ts'
import type { GithubSource } from '../../model/configuration.ts'
import { DAY } from '../../model/time.ts'
import { liveGaps } from '../live.ts'
import { isKept, openReader } from '../reading.ts'
import { collectedAt } from '../collected-at.ts'
import { organizationCodeLog, personalCodeLog } from './code-events.ts'
import { toAccounts } from './members.ts'

/** How long GitHub keeps an organisation's audit log (GitHub Docs, "Reviewing the audit log") and a person's security log. */
const AUDIT_LOG_KEPT = 180 * DAY
const SECURITY_LOG_KEPT = 90 * DAY

/** Kept responses of one GitHub organisation. */
export default defineCollector<GithubSource>({
  type: 'github',
  async collect(source, context) {
    const { id, type, organization, files } = source
    const collected = collectedAt(source.collected, context)
    const scope = 'github:*'
    if (files === undefined) {
      return {
        source: { id, type, records: 0, unreadable: 0, collectedAt: collected, files: [] },
        facts: {},
        gaps: liveGaps(id, [
          { about: 'accounts', fact: 'github members', scope },
          { about: 'codeEvents', fact: 'github audit log', scope: `github-org:${organization}` },
        ]),
      }
    }

    const reader = openReader(context.files)
    const documents = {
      members: await reader.json(files.members, 'the member list'),
      graphql: await reader.json(files['members-graphql'], 'the members of GraphQL'),
      disabled: await reader.json(files['members-2fa-disabled'], 'the list of members without a second factor'),
      insecure: await reader.json(files['members-2fa-insecure'], 'the list of members with an insecure second factor'),
      organization: await reader.json(files.organization, 'the organisation object'),
    }
    const { accounts, gaps } = toAccounts(id, organization, documents)

    const logs = []
    const providerLogs = []
    if (files['audit-log'] !== undefined) {
      logs.push(organizationCodeLog(id, organization, await reader.json(files['audit-log'], 'the audit log')))
      providerLogs.push({ source: id, scope: `github-org:${organization}`, since: collected - AUDIT_LOG_KEPT })
    }
    for (const [login, path] of Object.entries(files['security-logs'] ?? {})) {
      logs.push(personalCodeLog(id, login, await reader.json(path, `the security log of ${login}`)))
      providerLogs.push({ source: id, scope: `github:${login}`, since: collected - SECURITY_LOG_KEPT })
    }

    const listed = Object.values(documents).reduce((sum, kept) => sum + (isKept(kept) && Array.isArray(kept.value) ? kept.value.length : 0), 0)
    return {
      source: {
        id,
        type,
        records: logs.reduce((sum, log) => sum + log.records, listed),
        unreadable: logs.reduce((sum, log) => sum + log.unreadable, 0),
        collectedAt: collected,
        files: reader.records(),
      },
      facts: { accounts, codeEvents: logs.flatMap((log) => log.events), providerLogs },
      gaps: [...gaps, ...logs.flatMap((log) => log.gaps)],
    }
  },
})
