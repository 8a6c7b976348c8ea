import type { Finding, Report } from './generated/report.ts'

/** The report is published as schemas/report.schema.json; its types are generated from there. */
export type {
  Report,
  Control as ControlReport,
  Baseline as ReportedBaseline,
  Evidence as ReportedEvidence,
  Finding,
  Gap as ReportedGap,
  Gate,
  Limit,
  Source as ReportedSource,
  Summary,
  WaiverNote,
} from './generated/report.ts'

/** Every verdict of a report that was just made: what passed and what does not apply, too. */
export const everyFinding = ({ findings }: Report): readonly Finding[] => findings
