import type { EvidenceRow } from './evidence.ts'
import type { Instant } from './time.ts'

/** What was seen. */
export type Outcome = 'pass' | 'fail' | 'unknown' | 'not-applicable'

/** What there is to say of a verdict. */
export interface Told {
  /** One or two sentences in our own words, with names and dates of the subject in them. */
  readonly message: string
  readonly evidence: readonly EvidenceRow[]
  /** What to do now, at that service. */
  readonly remediation?: string
}

/** What a rule decides about one subject. */
export interface Verdict<N extends string = string> {
  readonly outcome: Outcome
  /** When what the rule asks for falls, or fell, due. */
  readonly due?: Instant
  /** The needs that this verdict rests on, when it would be the same whatever the others said; else all of the rule's. */
  readonly rests?: readonly N[]
  /** What to say of it. It is worded only for those who read it: most verdicts are passes that nobody does. */
  readonly tell: () => Told
}

const weight = { fail: 3, unknown: 2, pass: 1, 'not-applicable': 0 } as const satisfies Record<Outcome, number>

/** Several things that must all be so: one fail fails, else one unknown is unknown (Kleene's AND). */
export const all = (outcomes: readonly Outcome[]): Outcome =>
  // Stryker disable next-line EqualityOperator: no two outcomes weigh the same
  outcomes.reduce<Outcome>((worst, outcome) => (weight[outcome] > weight[worst] ? outcome : worst), 'not-applicable')
