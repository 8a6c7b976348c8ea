/** Policy × inventory → one verdict for every control and every subject in its scope. A gap in what a rule needs makes `unknown` of all but a fail. */
import { type EvidenceRow, placeOf } from '../model/evidence.ts'
import type { Gap, GapReason } from '../model/inventory.ts'
import type { Control, Params } from '../model/policy.ts'
import type { AccountFacts, AnyRule, Context, Need } from '../model/rule.ts'
import type { Outcome, Told, Verdict } from '../model/verdict.ts'
import type { Join } from './join.ts'
import type { LinkedControl } from './link.ts'
import { matches, matchesLog, paramsFor } from './select.ts'

/** A rule's verdict after the gaps, with what there is to say of it, and the gaps that made it unknown. */
export interface Judgement extends Omit<Verdict, 'tell'>, Told {
  readonly gaps?: readonly Gap[]
}

/** A verdict placed under its control. */
export interface Placed {
  readonly control: Control
  readonly subject: string
  readonly owner?: string
  readonly verdict: Judgement
}

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

const unknownBecause = (hiding: readonly [Gap, ...Gap[]]): Judgement => {
  const gaps = [...hiding].sort((a, b) => (order(a) < order(b) ? -1 : 1)) as [Gap, ...Gap[]]
  const [first] = gaps
  const more = gaps.length === 1 ? '' : ` (and ${String(gaps.length - 1)} more ${gaps.length === 2 ? 'gap' : 'gaps'})`
  return {
    outcome: 'unknown',
    message: `Not known: ${first.detail}${more}.`,
    evidence: gaps.slice(0, TOLD).map(toEvidence),
    remediation: first.advice ?? mend[first.reason],
    gaps,
  }
}

const isSome = <T>(values: readonly T[]): values is readonly [T, ...T[]] => values.length > 0

const worded = ({ tell, ...decided }: Verdict): Judgement => ({ ...decided, ...tell() })

/** The facts that a rule declares, and no others. */
const pick = (facts: object, needs: readonly string[]): object => Object.fromEntries(needs.map((need) => [need, (facts as Record<string, unknown>)[need]]))

/** A subject with its facts, whichever rules speak about it. */
interface Judged<N extends string> {
  readonly subject: { readonly id: string }
  readonly facts: object
  readonly gapsIn: (need: N) => readonly Gap[]
}

/** The rule's verdict, after the gaps in what it rests on. */
const judge = <N extends string>(rule: AnyRule, { subject, facts, gapsIn }: Judged<N>, params: Params, context: Context): Judgement => {
  const needs = rule.needs as readonly N[]
  const verdict = rule.judge(subject, pick(facts, needs), params, context) as Verdict
  if (verdict.outcome === 'fail') return worded(verdict)
  const rests = (verdict.rests ?? needs) as readonly N[]
  const gaps = [...new Set(rests.flatMap((need) => gapsIn(need)))]
  return isSome(gaps) ? unknownBecause(gaps) : worded(verdict)
}

/** One verdict where it is open which parameters, or whether the control at all, are meant: what does not depend on that stands. */
const settle = (verdicts: readonly Judgement[], isInScope: boolean): Judgement => {
  const [first] = verdicts
  if (first === undefined) throw new Error('a subject has at least one verdict')
  const agreed = verdicts.every(({ outcome }) => outcome === first.outcome)
  const open = (why: string): Judgement => ({ ...first, outcome: 'unknown', message: `Not known: ${why}. ${first.message}` })
  if (!agreed) return open('the register does not say which parameters of the control hold here')
  if (!isInScope && first.outcome === 'fail') return open('the register does not say whether the control speaks about this account')
  return first
}

const nobody = (control: Control): Placed => ({
  control,
  subject: '*',
  verdict: {
    outcome: 'unknown' satisfies Outcome,
    message: 'The control found nothing to judge, and nothing judged is nothing proven.',
    evidence: [],
    remediation: 'Correct the select of the control, add the missing sources, or say allow-empty: true.',
  },
})

const asPlaced = (control: Control, subject: { readonly id: string }, verdict: Judgement, owner?: string): Placed => ({
  control,
  subject: subject.id,
  verdict,
  ...(owner === undefined ? {} : { owner }),
})

/** Whether a rule speaks about accounts that providers report; those that none reports are no subject of it. */
const needsAccounts = (rule: AnyRule): boolean => (rule.needs as readonly Need[]).includes('accounts')

/** Whether a verdict would be the same whatever the facts: the catalogue gives it. */
const restsOnNothing = ({ rests }: Pick<Verdict, 'rests'>): boolean => rests?.length === 0

/** Whether a control has found in this account something to judge, or the proof that there is nothing. */
const isSpokenOf = (rule: AnyRule, verdict: Judgement, facts: AccountFacts): boolean =>
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

/** Every verdict. Subjects are put together one at a time. */
export const evaluate = (controls: readonly LinkedControl[], { keys, joined, unlisted, logs }: Join, context: Context): readonly Placed[] => {
  const placed: Placed[] = []
  const spokenOf = new Set<Control>()
  const ofAccounts = controls.filter(({ rule }) => rule.about === 'accounts')
  const ofLogs = controls.filter(({ rule }) => rule.about === 'logs')

  for (const key of keys) {
    const one = joined(key)
    const { subject, facts } = one
    for (const { control, rule } of ofAccounts) {
      const scope = matches(control.select, subject, facts.codeSets)
      if (scope === 'no') continue
      const verdicts = paramsFor(control, (select) => matches(select, subject, facts.codeSets)).map((params) => judge(rule, one, params, context))
      const settled = settle(verdicts, scope === 'yes')
      placed.push(asPlaced(control, subject, settled, facts.codeSets.current?.owner))
      if (settled.outcome === 'unknown' || (scope === 'yes' && isSpokenOf(rule, settled, facts))) spokenOf.add(control)
    }
  }
  for (const { subject, gaps } of unlisted) {
    for (const { control, rule } of ofAccounts) {
      if (!needsAccounts(rule) || matches(control.select, subject, undefined) === 'no' || !isSome(gaps)) continue
      // Where the catalogue alone answers, it answers for accounts that were not listed, too.
      const verdict = rule.judge(subject, pick(noAccountFacts, rule.needs as readonly Need[]), control.params, context) as Verdict
      placed.push(asPlaced(control, subject, restsOnNothing(verdict) ? worded(verdict) : unknownBecause(gaps)))
      spokenOf.add(control)
    }
  }
  for (const log of logs) {
    for (const { control, rule } of ofLogs) {
      if (matchesLog(control.select, log.subject) === 'no') continue
      const verdicts = paramsFor(control, (select) => matchesLog(select, log.subject)).map((params) => judge(rule, log, params, context))
      const settled = settle(verdicts, true)
      placed.push(asPlaced(control, log.subject, settled))
      if (settled.outcome !== 'not-applicable' || restsOnNothing(settled)) spokenOf.add(control)
    }
  }
  const isEmpty = keys.length === 0 && unlisted.length === 0
  const unproven = controls.filter(({ control }) => !spokenOf.has(control) && (isEmpty || !control.allowEmpty))
  return [...placed, ...unproven.map(({ control }) => nobody(control))]
}
