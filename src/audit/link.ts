/** Every control with its rule, and its parameters with nothing left out. */
import type { Control, Params, Policy } from '../model/policy.ts'
import type { AnyRule } from '../model/rule.ts'

export interface LinkedControl {
  readonly control: Control
  readonly rule: AnyRule
}

/** The schema allows only rules that exist; a control of another one is a fault of ours. */
export const link = ({ controls }: Policy, rules: readonly AnyRule[]): readonly LinkedControl[] => {
  const byId = new Map(rules.map((rule) => [rule.id, rule]))
  return controls.map((control) => {
    const rule = byId.get(control.rule)
    if (rule === undefined) throw new Error(`no rule ${control.rule}`)
    return { control: { ...control, params: { ...(rule.defaults as Params), ...control.params } }, rule }
  })
}
