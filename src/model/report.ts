/** The report is published as schemas/report.schema.json; its types are generated from there. */
export type {
  Report,
  Control as ControlReport,
  DisabledControl,
  Evidence as ReportedEvidence,
  Finding,
  Gap as ReportedGap,
  Gate,
  Limit,
  Source as ReportedSource,
  Summary,
  WaiverNote,
} from './generated/report.ts'
