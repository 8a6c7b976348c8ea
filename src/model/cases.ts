/** What came of the cases of policies. */
import type { Mistake } from './mistake.ts'
import type { Outcome } from './verdict.ts'

/** One case; it holds when it has no problem. */
export interface TestedCase {
  readonly name: string
  readonly line: number
  /** What was expected and did not come, and what came and was not expected, at its place. */
  readonly problems: readonly Mistake[]
}

export interface TestedFile {
  readonly file: string
  /** The file of the policy that it tests. */
  readonly policy: string
  readonly cases: readonly TestedCase[]
}

/** Which outcomes of a control some case shows, of those that hold. */
export interface ControlCoverage {
  readonly control: string
  readonly title: string
  readonly shown: readonly Outcome[]
}

export interface PolicyCoverage {
  readonly policy: string
  readonly file: string
  readonly controls: readonly ControlCoverage[]
}

/** Of all cases of a run. */
export interface CasesReport {
  readonly files: readonly TestedFile[]
  readonly coverage: readonly PolicyCoverage[]
}

/** The outcomes that a control can be shown to have; that it does not apply is none of its work. */
export const SHOWABLE = ['fail', 'pass', 'unknown'] as const satisfies readonly Outcome[]

/** Whether a control is shown to fail and to pass: one that only ever does one of them decides nothing. */
export const isShownBothWays = ({ shown }: ControlCoverage): boolean => shown.includes('fail') && shown.includes('pass')

/** text → what prints on the way; the shape of every reporter of cases. */
export type CasesReporter = (report: CasesReport, options: { readonly colour: boolean }) => Iterable<string>
