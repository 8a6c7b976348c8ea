/** All verdicts as a list, for tests that look at each. */
import { evaluate, type Placed } from '../../src/audit/evaluate.ts'
import type { Join } from '../../src/audit/join.ts'
import type { LinkedPolicy } from '../../src/audit/link.ts'
import type { Context } from '../../src/model/rule.ts'

export const everyVerdict = (linked: LinkedPolicy, joined: Join, context: Context): readonly Placed[] => {
  const placed: Placed[] = []
  evaluate(linked, joined, context, (control, subject, owner, verdict) => placed.push({ control, subject, owner, verdict }))
  return placed
}
