/** The report is published as schemas/report.schema.json; its types are generated from there. */
import type { CodeSet as ReportedCodeSet, Report as WrittenReport } from './generated/report.ts'

/** As it is written, but that the code sets are put together when somebody asks for them, and anew each time. */
export interface Report extends Omit<WrittenReport, 'codeSets'> {
  codeSets: Iterable<ReportedCodeSet>
}

export type { ReportedCodeSet }
export type {
  Control as ControlReport,
  Evidence as ReportedEvidence,
  Finding,
  Gap as ReportedGap,
  Gate,
  Limit,
  Source as ReportedSource,
  Summary,
  WaiverNote,
} from './generated/report.ts'
