/** Policy × inventory → one verdict for every control and every subject in its scope. A gap in what a rule needs makes `unknown` of all but a fail. */
import type { Some } from '../model/group.ts'
import type { Gap } from '../model/inventory.ts'
import type { Control, Params } from '../model/policy.ts'
import type { AccountFacts, AnyRule, Context, Need } from '../model/rule.ts'
import type { Verdict } from '../model/verdict.ts'
import { hiddenBy, type Judgement } from './hidden.ts'
import type { Join } from './join.ts'
import type { LinkedPolicy } from './link.ts'
import { isIn, ownerOf } from './people.ts'

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
    for (const gap of gaps[need]) (hiding ??= new Set()).add(gap)
  }
  return hiding === undefined ? verdict : hiddenBy([...hiding] as Some<Gap>)
}

const open = (verdict: Judgement, why: string): Judgement => ({
  ...verdict,
  outcome: 'unknown',
  tell: () => {
    const told = verdict.tell()
    return { ...told, message: `Not known: ${why}. ${told.message}` }
  },
})

/** One verdict also where it is open which parameters, or whether the control at all, are meant: what does not depend on that stands. */
const judgeAll = <N extends string>(
  rule: AnyRule,
  one: Judged<N>,
  possible: readonly [Params, ...Params[]],
  isInScope: boolean,
  context: Context,
): Judgement => {
  const [params] = possible
  const verdict = judge(rule, one, params, context)
  const isOpen = possible.some((other) => other !== params && judge(rule, one, other, context).outcome !== verdict.outcome)
  if (isOpen) return open(verdict, 'the register does not say which parameters of the control hold here')
  if (!isInScope && verdict.outcome === 'fail') return open(verdict, 'the register does not say whether the control speaks about this account')
  return verdict
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

/** Takes each verdict as it is given. */
export type See = (control: Control, subject: string, owner: string | undefined, verdict: Judgement) => void

/** Hands on every verdict, one subject after the other: they are put together one at a time, and nothing is worded until somebody asks. */
export const evaluate = ({ controls, ofAccounts, ofLogs }: LinkedPolicy, { keys, joined, found, unlisted, logs }: Join, context: Context, see: See): void => {
  const unspoken = new Set(controls)

  for (const key of keys) {
    const one = joined(key)
    const { subject, facts } = one
    const { current } = facts.codeSets
    const owner = current === undefined ? undefined : ownerOf(current, isIn(facts.people))
    for (const { control, rule, scopeOf, paramsFor } of ofAccounts) {
      const scope = scopeOf(subject, facts.codeSets)
      if (scope === 'no') continue
      const verdict = judgeAll(rule, one, paramsFor(subject, facts.codeSets), scope === 'yes', context)
      if (unspoken.has(control) && (verdict.outcome === 'unknown' || (scope === 'yes' && isSpokenOf(rule, verdict, facts)))) unspoken.delete(control)
      see(control, subject.id, owner, verdict)
    }
  }
  for (const { subject, gaps } of unlisted) {
    for (const { control, rule, scopeOf } of ofAccounts) {
      if (!needsAccounts(rule) || scopeOf(subject, undefined) === 'no') continue
      // Where the catalogue alone answers, it answers for accounts that were not listed, too.
      const verdict = rule.judge(subject, found(subject.key).facts, control.params, context) as Verdict
      unspoken.delete(control)
      see(control, subject.id, undefined, restsOnNothing(verdict) ? verdict : hiddenBy(gaps))
    }
  }
  for (const log of logs) {
    for (const { control, rule, scopeOf, paramsFor } of ofLogs) {
      if (scopeOf(log.subject) === 'no') continue
      const verdict = judgeAll(rule, log, paramsFor(log.subject), true, context)
      if (verdict.outcome !== 'not-applicable' || restsOnNothing(verdict)) unspoken.delete(control)
      see(control, log.subject.id, undefined, verdict)
    }
  }
  const isEmpty = keys.length === 0 && unlisted.length === 0
  for (const control of unspoken) if (isEmpty || !control.allowEmpty) see(control, '*', undefined, nothingJudged)
}
