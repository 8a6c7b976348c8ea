import { defineCollector } from '../../model/collector.ts'
import type { AwsSource } from '../../model/configuration.ts'
import { collectedAt } from '../collected-at.ts'
import { liveGaps } from '../live.ts'
import { openReader } from '../reading.ts'
import { toAccounts } from './users.ts'

/** Kept answers of IAM in one AWS account. */
export default defineCollector<AwsSource>({
  type: 'aws',
  async collect(source, context) {
    const { id, type, account, files } = source
    const collected = collectedAt(source.collected, context)
    if (files === undefined) {
      return {
        source: { id, type, records: 0, unreadable: 0, collectedAt: collected, files: [] },
        facts: {},
        gaps: liveGaps(id, [{ about: 'accounts', fact: 'aws users', scope: `aws:${account}/*` }]),
      }
    }
    const reader = openReader(context.files)
    const generated = files['credential-report-generated']
    const { accounts, gaps, records, unreadable } = toAccounts(id, account, {
      report: await reader.bytes(files['credential-report'], 'the credential report'),
      summary: await reader.json(files['account-summary'], 'the account summary'),
      virtualDevices: await reader.json(files['virtual-mfa-devices'], 'the list of virtual MFA devices'),
      devices: await reader.json(files['mfa-devices'], 'the MFA devices of the users'),
      isDated: generated !== undefined,
    })
    return {
      source: { id, type, records, unreadable, collectedAt: collectedAt(generated ?? source.collected, context), files: reader.records() },
      facts: { accounts },
      gaps,
    }
  },
})
