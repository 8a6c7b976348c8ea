import type { Report } from './report.ts'

export interface ReporterOptions {
  /** Also what passed and what does not apply, where the format leaves it out. */
  readonly all: boolean
  /** Terminal colours. */
  readonly colour: boolean
  /** The folder of the configuration, seen from the folder in which the run was started: for formats that name files from there. Absent: it is that one. */
  readonly folder?: string
  /** The version of the tool, for formats that name it. */
  readonly version?: string
}

/** Report → text, in pieces that together are the whole. It neither prints nor decides. */
export type Reporter = (report: Report, options: ReporterOptions) => Iterable<string>
