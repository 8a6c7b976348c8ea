/** Every control with its rule, made ready to be asked of millions of subjects: parameters with nothing left out, selects as functions. */
import type { Some } from '../model/group.ts'
import type { Control, Params, Policy } from '../model/policy.ts'
import type { AnyRule, CodeSets, LogSubject, Subject } from '../model/rule.ts'
import { type Matched, toLogMatches, toMatches, toParams } from './select.ts'

interface Linked<S extends unknown[]> {
  readonly control: Control
  readonly rule: AnyRule
  /** Whether the control speaks about a subject. */
  readonly scopeOf: (...subject: S) => Matched
  /** The parameters that may be meant for it. */
  readonly paramsFor: (...subject: S) => Readonly<Some<Params>>
}

export type AccountControl = Linked<[subject: Subject, codeSets: CodeSets | undefined]>
export type LogControl = Linked<[log: LogSubject]>

/** The controls by what they speak about, each in the order of the policy. */
export interface LinkedPolicy {
  readonly controls: readonly Control[]
  readonly ofAccounts: readonly AccountControl[]
  readonly ofLogs: readonly LogControl[]
}

/** The schema allows only rules that exist; a control of another one is a fault of ours. */
export const link = ({ controls }: Pick<Policy, 'controls'>, rules: readonly AnyRule[]): LinkedPolicy => {
  const byId = new Map(rules.map((rule) => [rule.id, rule]))
  const linked = controls.map((written) => {
    const rule = byId.get(written.rule)
    if (rule === undefined) throw new Error(`no rule ${written.rule}`)
    const control = { ...written, params: { ...(rule.defaults as Params), ...written.params } }
    return { control, rule }
  })
  const about = (what: AnyRule['about']): typeof linked => linked.filter(({ rule }) => rule.about === what)
  return {
    controls: linked.map(({ control }) => control),
    ofAccounts: about('accounts').map((one) => ({ ...one, scopeOf: toMatches(one.control.select), paramsFor: toParams(one.control, toMatches) })),
    ofLogs: about('logs').map((one) => ({ ...one, scopeOf: toLogMatches(one.control.select), paramsFor: toParams(one.control, toLogMatches) })),
  }
}

/** The policy as if it had one of its controls alone. */
export const only = ({ controls, ofAccounts, ofLogs }: LinkedPolicy, control: string): LinkedPolicy => ({
  controls: controls.filter(({ id }) => id === control),
  ofAccounts: ofAccounts.filter((one) => one.control.id === control),
  ofLogs: ofLogs.filter((one) => one.control.id === control),
})
