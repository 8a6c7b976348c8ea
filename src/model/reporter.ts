import type { Report } from './report.ts'

export interface ReporterOptions {
  /** Also what passed and what does not apply, where the format leaves it out. */
  readonly all: boolean
  /** Terminal colours. */
  readonly colour: boolean
  /** The framework by whose requirements the controls are told, too, where the format can: an id of model/frameworks.ts. */
  readonly groupBy?: string
  /** The folder of the configuration, seen from the folder in which the run was started: for formats that name files from there. Absent: it is that one. */
  readonly folder?: string
  /** The version of the tool, for formats that name it. */
  readonly version?: string
  /** How many bytes the text may have, for formats that are cut to size. Absent: what takes them usually. */
  readonly most?: number
}

/** Report → text, in pieces that together are the whole. It neither prints nor decides. */
export type Reporter = (report: Report, options: ReporterOptions) => Iterable<string>

/** Something that is no report → text, in pieces that together are the whole. */
export type Teller<T> = (told: T, options: Pick<ReporterOptions, 'colour'>) => Iterable<string>
