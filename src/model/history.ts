/** The lines of a history are published as schemas/history.schema.json; their types are generated from there. */
import type { Run } from './generated/history.ts'

export type { Failure, Run } from './generated/history.ts'

/** A history as it was read, before this audit is remembered in it. */
export interface History {
  readonly file: string
  /** Absent: there is none yet. */
  readonly sha256?: string
  /** Every line, in the order of the file. */
  readonly runs: readonly Run[]
  /** Whether a last line is there that was cut while it was appended; it says nothing. */
  readonly isCut: boolean
}
