/** The report is published as schemas/report.schema.json; its types are generated from there. */
import type { Access as ReportedAccess, CodeSet as ReportedCodeSet, Finding, Report as Told } from './generated/report.ts'
import type { Run } from './history.ts'

export type { ReportedAccess, ReportedCodeSet }
export type {
  Control as ControlReport,
  Baseline as ReportedBaseline,
  DisabledControl,
  Evidence as ReportedEvidence,
  Finding,
  Gap as ReportedGap,
  Gate,
  Limit,
  Mapping,
  Source as ReportedSource,
  Summary,
  Trend,
  WaiverNote,
} from './generated/report.ts'

/** A report as -o json writes it; with --all what was quiet stands among its findings. */
export type KeptReport = Told

/** What is told of an audit, with `findings` that failed or are not known; and, for who asks, what was quiet. */
export interface Report extends Omit<Told, 'codeSets' | 'accesses'> {
  /** What the register says of each code set; put together anew each time. */
  readonly codeSets: Iterable<ReportedCodeSet>
  /** Every access to a copy that a log shows, by time; put together anew each time. */
  readonly accesses: Iterable<ReportedAccess>
  /** What passed under a control and what it does not apply to, in order of subject; judged anew each time, as a large organisation has millions. */
  readonly quietOf: (control: string) => readonly Finding[]
  /** What the history is to remember of this audit; absent: no history was given. */
  readonly run?: () => Run
}
