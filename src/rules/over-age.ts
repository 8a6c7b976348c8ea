import { isStopped } from '../model/current-set.ts'
import { scheduledGeneration } from '../model/generation.ts'
import { defineRule } from '../model/rule.ts'
import { DAY, formatSpan } from '../model/time.ts'
import type { Told } from '../model/verdict.ts'

export interface Params {
  /** Milliseconds. */
  readonly interval: number
}

const defaults: Params = { interval: 365 * DAY }

export default defineRule({
  id: 'over-age',
  title: 'Backup codes are over age',
  about: 'accounts',
  needs: ['codeSets'],
  defaults,

  judge(subject, { codeSets }, { interval }, { asOf }) {
    const generation = scheduledGeneration(subject, codeSets, asOf)
    if (isStopped(generation)) return generation.verdict
    const { generated, row } = generation
    const age = asOf - generated
    const due = generated + interval
    const tell = (): Told => ({
      message: `Backup codes are ${formatSpan(Math.max(0, age))} old; the limit is ${formatSpan(interval)}.`,
      evidence: [row()],
    })
    if (age <= interval) return { outcome: 'pass', due, tell }
    return { outcome: 'fail', due, tell: () => ({ ...tell(), remediation: `${subject.service.regenerate} Replace every copy and register the new set.` }) }
  },
})
