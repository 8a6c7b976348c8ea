/** Reports of whole audits, of facts that a test makes. */
import { audit, type AuditInput } from '../../src/audit/audit.ts'
import { bySeverity } from '../../src/model/finding-order.ts'
import { everyFinding } from '../../src/model/finding-order.ts'
import type { KeptReport, Report } from '../../src/model/report.ts'
import { DAY } from '../../src/model/time.ts'
import { rules } from '../../src/rules/index.ts'
import { aControl, aPolicy, AS_OF } from './builders.ts'
import { anInventory } from './facts.ts'

/** What an audit of nothing is asked, with what a test has of its own. */
export const anInput = (over: Partial<AuditInput> = {}): AuditInput => ({
  policy: aPolicy([aControl({ id: 'BC-04', rule: 'over-age' })]),
  waivers: [],
  inventory: anInventory(),
  rules,
  asOf: AS_OF,
  maxAge: 7 * DAY,
  gate: { failOn: 'medium', allowIncomplete: false, exitZero: false },
  ...over,
})

export const reportOf = (over: Partial<AuditInput> = {}): Report => audit(anInput(over))

/** As -o json writes it without --all, and with it. */
export const kept = ({ quietOf: _quietOf, codeSets: _codeSets, accesses: _accesses, ...report }: Report): KeptReport => report
export const keptWhole = (report: Report): KeptReport => ({
  ...kept(report),
  findings: [...everyFinding(report)].sort(bySeverity),
  codeSets: [...report.codeSets],
  accesses: [...report.accesses],
})

export const asBaseline = (report: KeptReport): NonNullable<AuditInput['baseline']> => ({ file: 'baseline.json', sha256: 'b'.repeat(64), report })
