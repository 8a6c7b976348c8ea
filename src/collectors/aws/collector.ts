import { defineCollector } from '../../model/collector.ts'
import type { AwsSource } from '../../model/configuration.ts'
import { given } from '../../model/given.ts'
import { parseInstant } from '../../model/time.ts'
import { collectedAt as timeOf } from '../collected-at.ts'
import type { askIam } from './live.ts'
import { openReader } from '../reading.ts'
import { toAccounts } from './users.ts'

/** Loaded only when it is needed, so that an audit of kept files does not load the SDK. */
const askLive = async (...asked: Parameters<typeof askIam>): ReturnType<typeof askIam> => (await import('./live.ts')).askIam(...asked)

/** Answers of IAM in one AWS account: kept ones, or else IAM itself is asked. */
export default defineCollector<AwsSource>({
  type: 'aws',
  async collect(source, context) {
    const { id, type, account, files } = source
    if (files === undefined) {
      const collected = context.live.now()
      const { documents, requests } = await askLive(source, context.live)
      const { accounts, gaps, records, unreadable } = toAccounts(id, account, documents)
      // What is told is as old as the report, which IAM may serve for hours.
      const collectedAt = documents.generated ?? collected
      return { source: { id, type, records, unreadable, collectedAt, files: [], requests }, facts: { accounts }, gaps }
    }
    const reader = openReader(context.files)
    const generated = files['credential-report-generated']
    const { accounts, gaps, records, unreadable } = toAccounts(id, account, {
      report: await reader.bytes(files['credential-report'], 'the credential report'),
      ...given('generated', generated === undefined ? undefined : parseInstant(generated)),
      summary: await reader.json(files['account-summary'], 'the account summary'),
      virtualDevices: await reader.json(files['virtual-mfa-devices'], 'the list of virtual MFA devices'),
      devices: await reader.json(files['mfa-devices'], 'the MFA devices of the users'),
      now: context.asOf,
    })
    return {
      source: { id, type, records, unreadable, collectedAt: timeOf(generated ?? source.collected, context), files: reader.records() },
      facts: { accounts },
      gaps,
    }
  },
})
