/** The report is published as schemas/report.schema.json; its types are generated from there. */
export type {
  Report,
  Control as ControlReport,
  Evidence as ReportedEvidence,
  Finding,
  Gap as ReportedGap,
  Gate,
  Limit,
  Mapping,
  Source as ReportedSource,
  Summary,
  WaiverNote,
} from './generated/report.ts'
