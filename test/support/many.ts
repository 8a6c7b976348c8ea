/** A report of many findings, such as a large organisation has. */
import type { Finding, Report } from '../../src/model/report.ts'
import { aReport, controls } from './a-report.ts'

const failures = controls.slice(0, 4)

/** So many failures of so many accounts, each with evidence and a fingerprint that no other has. */
export const manyFindings = (count: number): Finding[] =>
  Array.from({ length: count }, (_, index): Finding => {
    const { id, rule, severity } = failures[index % failures.length]!
    const account = `github:person-${String(index)}`
    return {
      control: id,
      rule,
      severity,
      subject: account,
      owner: `person-${String(index)}@acme.test`,
      outcome: 'fail',
      standing: 'open',
      message: `Backup codes of ${account} are ${String(366 + (index % 300))} days old; the limit is 365 days.`,
      due: '2026-10-20T09:00:00.000Z',
      evidence: [{ source: 'register', file: 'escrow/register.jsonl', line: index + 1, fact: 'generated', value: '2025-10-20T09:00:00.000Z' }],
      remediation: 'GitHub: Settings → Password and authentication → Recovery codes → Generate new recovery codes.',
      fingerprint: (BigInt(index + 1) * 0x9e3779b97f4a7c15f39cc0605cedc8341082276bf3a27251f86c6a11d0c18e95n).toString(16).padStart(64, '0').slice(-64),
    }
  })

export const manyOf = (count: number): Report => aReport({ findings: manyFindings(count) })
