import type { EvidenceRow } from './evidence.ts'
import type { Instant } from './time.ts'

/** What was seen. */
export type Outcome = 'pass' | 'fail' | 'unknown' | 'not-applicable'

/** What a rule says about one subject. */
export interface Verdict<N extends string = string> {
  readonly outcome: Outcome
  /** One or two sentences in our own words, with names and dates of the subject in them. */
  readonly message: string
  readonly evidence: readonly EvidenceRow[]
  /** When what the rule asks for falls, or fell, due. */
  readonly due?: Instant
  /** What to do now, at that service. */
  readonly remediation?: string
  /** The needs that this verdict rests on, when it would be the same whatever the others said; else all of the rule's. */
  readonly rests?: readonly N[]
}

const weight = { fail: 3, unknown: 2, pass: 1, 'not-applicable': 0 } as const satisfies Record<Outcome, number>

/** Several things that must all be so: one fail fails, else one unknown is unknown (Kleene's AND). */
export const all = (outcomes: readonly Outcome[]): Outcome =>
  outcomes.reduce<Outcome>((worst, outcome) => (weight[outcome] > weight[worst] ? outcome : worst), 'not-applicable')
