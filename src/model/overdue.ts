/** Whether something that is to be done again and again was done lately: what the rules about reviews and checks ask. */
import { COMPLETE_THE_REGISTER, currentSet, isStopped } from './current-set.ts'
import { isTimed, registerTime } from './register-time.ts'
import type { CodeSets, Subject } from './rule.ts'
import { formatDay, formatSpan, type Instant } from './time.ts'
import type { Told, Verdict } from './verdict.ts'

/** One thing to be done: the field that says when it last was, what it is called, and what to do. */
export interface Chore {
  readonly field: 'reviewed' | 'checked'
  /** Such as "The last review". */
  readonly what: string
  readonly remediation: string
}

/** Passes up to the interval since the last time, exactly the interval included. */
export const judgeChore = (subject: Subject, codeSets: CodeSets, { field, what, remediation }: Chore, interval: number, asOf: Instant): Verdict<never> => {
  const found = currentSet(subject, codeSets)
  if (isStopped(found)) return found.verdict
  const last = registerTime(found.set, field, asOf)
  if (!isTimed(last)) return { outcome: 'unknown', tell: () => ({ message: last.doubt, evidence: [last.row()], remediation: COMPLETE_THE_REGISTER }) }
  const age = asOf - last.time
  const due = last.time + interval
  const tell = (): Told => ({
    message: `${what} was on ${formatDay(last.time)}, ${formatSpan(Math.max(0, age))} ago; the limit is ${formatSpan(interval)}.`,
    evidence: [last.row()],
  })
  return age <= interval ? { outcome: 'pass', due, tell } : { outcome: 'fail', due, tell: () => ({ ...tell(), remediation }) }
}
