/** How many verdicts there are of each outcome, for each control and for all. */
import type { Finding, Summary } from '../model/report.ts'
import type { Outcome } from '../model/verdict.ts'

/** How many verdicts there are of each outcome. */
export type Count = Record<Outcome, number>

export const counting = (): Count => ({ pass: 0, fail: 0, unknown: 0, 'not-applicable': 0 })

/** What the verdicts of each control, and all of them, come to. A control of which nothing was judged has a summary of zeros. */
export const summarise = (
  counts: ReadonlyMap<string, Count>,
  findings: readonly Finding[],
): { readonly whole: Summary; readonly of: (control: string) => Summary } => {
  const waived = new Map<string, number>()
  for (const { control, standing } of findings) if (standing === 'waived') waived.set(control, (waived.get(control) ?? 0) + 1)
  const of = (control: string): Summary => {
    const { pass, fail, unknown, 'not-applicable': notApplicable } = counts.get(control) ?? counting()
    return { pass, fail, unknown, notApplicable, waived: waived.get(control) ?? 0 }
  }
  const whole = [...counts.keys()].map(of).reduce(
    (sum, one) => ({
      pass: sum.pass + one.pass,
      fail: sum.fail + one.fail,
      unknown: sum.unknown + one.unknown,
      notApplicable: sum.notApplicable + one.notApplicable,
      waived: sum.waived + one.waived,
    }),
    { pass: 0, fail: 0, unknown: 0, notApplicable: 0, waived: 0 },
  )
  return { whole, of }
}
