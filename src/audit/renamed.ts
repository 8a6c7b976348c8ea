/** Which controls of one policy stand in another under a new id, as far as that is certain. */
import type { Control, Policy } from '../model/policy.ts'

/** Everything that decides its verdicts. Titles, severities and references may change with the name. */
const essence = ({ rule, params, select, overrides, allowEmpty }: Control): string => {
  // No two keys are alike, so that their values do not matter for the order.
  const inOrder = (_: string, value: unknown): unknown =>
    typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).sort()) : value
  return JSON.stringify([rule, params, select, overrides, allowEmpty], inOrder)
}

/** Old id → new id: one control is gone and one has come that asks the same, and no other asks it. */
export const renamedControls = (before: Policy, after: Policy): ReadonlyMap<string, string> => {
  const without = (policy: Policy, other: Policy): readonly Control[] =>
    policy.controls.filter(({ id }) => !other.controls.some((control) => control.id === id))
  const [gone, come] = [without(before, after), without(after, before)]
  const alike = (some: readonly Control[], control: Control): readonly Control[] => some.filter((other) => essence(other) === essence(control))
  return new Map(
    gone.flatMap((control): [string, string][] => {
      const [now, another] = alike(come, control)
      const isCertain = another === undefined && alike(gone, control).length === 1
      return now !== undefined && isCertain ? [[control.id, now.id]] : []
    }),
  )
}
