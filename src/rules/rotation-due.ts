import { isStopped } from '../model/current-set.ts'
import { scheduledGeneration } from '../model/generation.ts'
import { defineRule } from '../model/rule.ts'
import { DAY, formatDay, formatSpan } from '../model/time.ts'
import type { Told } from '../model/verdict.ts'

export interface Params {
  /** Milliseconds, as is `notice`. */
  readonly interval: number
  readonly notice: number
}

const defaults: Params = { interval: 365 * DAY, notice: 30 * DAY }

export default defineRule({
  id: 'rotation-due',
  title: 'Backup codes are due for rotation',
  about: 'accounts',
  needs: ['codeSets'],
  defaults,

  judge(subject, { codeSets }, { interval, notice }, { asOf }) {
    const generation = scheduledGeneration(subject, codeSets, asOf)
    if (isStopped(generation)) return generation.verdict
    const { generated, row } = generation
    const due = generated + interval
    if (asOf > due)
      return {
        outcome: 'not-applicable',
        tell: () => ({ message: `The codes are over age since ${formatDay(due)}, which is more than due.`, evidence: [row()] }),
      }
    const tell = (): Told => ({ message: `Rotation is due on ${formatDay(due)}; notice is given ${formatSpan(notice)} before.`, evidence: [row()] })
    if (asOf < due - notice) return { outcome: 'pass', due, tell }
    return { outcome: 'fail', due, tell: () => ({ ...tell(), remediation: `${subject.service.regenerate} Replace every copy and register the new set.` }) }
  },
})
