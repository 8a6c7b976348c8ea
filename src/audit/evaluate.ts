/** Policy × inventory → one verdict for every control and every subject in its scope. A gap in what a rule needs makes `unknown` of all but a fail. */
import { type EvidenceRow, placeOf } from '../model/evidence.ts'
import type { Gap, GapReason } from '../model/inventory.ts'
import type { Control, Params } from '../model/policy.ts'
import type { AccountFacts, AnyRule, Context, Need } from '../model/rule.ts'
import type { Told, Verdict } from '../model/verdict.ts'
import type { Join } from './join.ts'
import type { LinkedPolicy } from './link.ts'

/** A rule's verdict after the gaps: those that made it unknown. */
export interface Judgement extends Verdict {
  readonly gaps?: readonly Gap[]
}

/** A verdict placed under its control. */
export interface Placed {
  readonly control: Control
  readonly subject: string
  /** Of the current code set, where there is one. */
  readonly owner: string | undefined
  readonly verdict: Judgement
}

/** Whether a verdict is one of those that ask nothing of anybody. */
export const isQuiet = ({ outcome }: Verdict): boolean => outcome === 'pass' || outcome === 'not-applicable'

const mend: Readonly<Record<GapReason, string>> = {
  absent: 'Provide what is missing and audit again.',
  'not-configured': 'Name it under the files of its source in sparekey.yaml and audit again.',
  authentication: 'Provide credentials that the provider takes and audit again.',
  permission: 'Collect with an account that may see it and audit again.',
  plan: 'Take the control out of scope there, or provide the evidence in another way.',
  'rate-limited': 'Audit again when the limit of the provider has been lifted.',
  unavailable: 'Audit again when the provider answers.',
  unreadable: 'Get the file anew from its source and audit again.',
  incomplete: 'Collect the whole of it and audit again.',
  contradiction: 'Collect both anew, at one time, and audit again.',
  stale: 'Collect anew and audit again.',
  future: 'Correct the clock or the date and audit again.',
  uncovered: 'Provide the log of that time, or complete the register, and audit again.',
}

const toEvidence = ({ source, file, line, record, fact, reason }: Gap): EvidenceRow => ({
  source,
  ...(file === undefined ? {} : { file }),
  ...(line === undefined ? {} : { line }),
  ...(record === undefined ? {} : { record }),
  fact: `gap: ${fact}`,
  value: reason,
})

/** At most this many gaps are told with one verdict; the report lists all. */
const TOLD = 5

const order = (gap: Gap): string => [placeOf(gap), gap.fact, gap.reason, gap.detail].join('\n')

const tellGaps = (hiding: readonly [Gap, ...Gap[]]): Told => {
  const gaps = [...hiding].sort((a, b) => (order(a) < order(b) ? -1 : 1)) as [Gap, ...Gap[]]
  const [first] = gaps
  const more = gaps.length === 1 ? '' : ` (and ${String(gaps.length - 1)} more ${gaps.length === 2 ? 'gap' : 'gaps'})`
  return {
    message: `Not known: ${first.detail}${more}.`,
    evidence: gaps.slice(0, TOLD).map(toEvidence),
    remediation: first.advice ?? mend[first.reason],
  }
}

const unknownBecause = (gaps: readonly [Gap, ...Gap[]]): Judgement => ({ outcome: 'unknown', tell: () => tellGaps(gaps), gaps })

const isSome = <T>(values: readonly T[]): values is readonly [T, ...T[]] => values.length > 0

/** A subject with its facts, whichever rules speak about it. */
interface Judged<N extends string> {
  readonly subject: { readonly id: string }
  readonly facts: object
  readonly gaps: Readonly<Record<N, readonly Gap[]>>
}

/** The rule's verdict, after the gaps in what it rests on. The rule's own type says which facts it may look at. */
const judge = <N extends string>(rule: AnyRule, { subject, facts, gaps }: Judged<N>, params: Params, context: Context): Judgement => {
  const verdict = rule.judge(subject, facts, params, context) as Verdict<N>
  if (verdict.outcome === 'fail') return verdict
  let hiding: Set<Gap> | undefined
  for (const need of verdict.rests ?? (rule.needs as readonly N[])) {
    if (gaps[need].length > 0) for (const gap of gaps[need]) (hiding ??= new Set()).add(gap)
  }
  return hiding === undefined ? verdict : unknownBecause([...hiding] as [Gap, ...Gap[]])
}

/** One verdict where it is open which parameters, or whether the control at all, are meant: what does not depend on that stands. */
const settle = (verdicts: readonly Judgement[], isInScope: boolean): Judgement => {
  const [first] = verdicts
  if (first === undefined) throw new Error('a subject has at least one verdict')
  const agreed = verdicts.every(({ outcome }) => outcome === first.outcome)
  const open = (why: string): Judgement => ({
    ...first,
    outcome: 'unknown',
    tell: () => {
      const told = first.tell()
      return { ...told, message: `Not known: ${why}. ${told.message}` }
    },
  })
  if (!agreed) return open('the register does not say which parameters of the control hold here')
  if (!isInScope && first.outcome === 'fail') return open('the register does not say whether the control speaks about this account')
  return first
}

/** The verdict on one subject, whichever of the parameters are meant. */
const judgeAll = <N extends string>(rule: AnyRule, one: Judged<N>, possible: readonly Params[], isInScope: boolean, context: Context): Judgement => {
  const [params] = possible
  return possible.length === 1 && params !== undefined && isInScope
    ? judge(rule, one, params, context)
    : settle(
        possible.map((each) => judge(rule, one, each, context)),
        isInScope,
      )
}

/** Of a control that found nobody to judge. */
const nothingJudged: Judgement = {
  outcome: 'unknown',
  tell: () => ({
    message: 'The control found nothing to judge, and nothing judged is nothing proven.',
    evidence: [],
    remediation: 'Correct the select of the control, add the missing sources, or say allow-empty: true.',
  }),
}

/** Whether a rule speaks about accounts that providers report; those that none reports are no subject of it. */
const needsAccounts = (rule: AnyRule): boolean => (rule.needs as readonly Need[]).includes('accounts')

/** Whether a verdict would be the same whatever the facts: the catalogue gives it. */
const restsOnNothing = ({ rests }: Verdict): boolean => rests?.length === 0

/** Whether a control has found in this account something to judge, or the proof that there is nothing. */
const isSpokenOf = (rule: AnyRule, verdict: Verdict, facts: AccountFacts): boolean =>
  verdict.outcome !== 'not-applicable' || restsOnNothing(verdict) || (needsAccounts(rule) && facts.accounts !== undefined)

const noAccountFacts: AccountFacts = {
  accounts: undefined,
  listing: { state: 'uncovered', sources: [] },
  codeSets: { history: [], ambiguous: false },
  locations: [],
  codeCounts: undefined,
  codeEvents: [],
  providerLogs: [],
  escrowEvents: [],
  logs: new Map(),
  people: { byId: new Map(), whoIs: () => undefined },
  incidents: [],
}

/** Takes each verdict as it is given. */
export type See = (control: Control, subject: string, owner: string | undefined, verdict: Judgement) => void

/** Hands on every verdict, one subject after the other: they are put together one at a time, and nothing is worded until somebody asks. */
export const evaluate = ({ controls, ofAccounts, ofLogs }: LinkedPolicy, { keys, joined, unlisted, logs }: Join, context: Context, see: See): void => {
  const spokenOf = new Set<Control>()

  for (const key of keys) {
    const one = joined(key)
    const { subject, facts } = one
    const owner = facts.codeSets.current?.owner
    for (const { control, rule, scopeOf, paramsFor } of ofAccounts) {
      const scope = scopeOf(subject, facts.codeSets)
      if (scope === 'no') continue
      const verdict = judgeAll(rule, one, paramsFor(subject, facts.codeSets), scope === 'yes', context)
      if (verdict.outcome === 'unknown' || (scope === 'yes' && isSpokenOf(rule, verdict, facts))) spokenOf.add(control)
      see(control, subject.id, owner, verdict)
    }
  }
  for (const { subject, gaps } of unlisted) {
    for (const { control, rule, scopeOf } of ofAccounts) {
      if (!needsAccounts(rule) || scopeOf(subject, undefined) === 'no' || !isSome(gaps)) continue
      // Where the catalogue alone answers, it answers for accounts that were not listed, too.
      const verdict = rule.judge(subject, noAccountFacts, control.params, context) as Verdict
      spokenOf.add(control)
      see(control, subject.id, undefined, restsOnNothing(verdict) ? verdict : unknownBecause(gaps))
    }
  }
  for (const log of logs) {
    for (const { control, rule, scopeOf, paramsFor } of ofLogs) {
      if (scopeOf(log.subject) === 'no') continue
      const verdict = judgeAll(rule, log, paramsFor(log.subject), true, context)
      if (verdict.outcome !== 'not-applicable' || restsOnNothing(verdict)) spokenOf.add(control)
      see(control, log.subject.id, undefined, verdict)
    }
  }
  const isEmpty = keys.length === 0 && unlisted.length === 0
  for (const control of controls) if (!spokenOf.has(control) && (isEmpty || !control.allowEmpty)) see(control, '*', undefined, nothingJudged)
}
