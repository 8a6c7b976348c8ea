import { judgeChore } from '../model/overdue.ts'
import { defineRule } from '../model/rule.ts'
import { DAY } from '../model/time.ts'

export interface Params {
  /** Milliseconds. */
  readonly interval: number
}

const defaults: Params = { interval: 90 * DAY }

export default defineRule({
  id: 'review-overdue',
  title: 'The unused codes were not reviewed for too long',
  about: 'accounts',
  needs: ['codeSets'],
  defaults,

  judge: (subject, { codeSets }, { interval }, { asOf }) =>
    judgeChore(
      subject,
      codeSets,
      {
        field: 'reviewed',
        what: 'The last review of unused codes',
        remediation: 'Review the set: is it still needed, are the copies there and sealed, is the owner right? Register the day under reviewed.',
      },
      interval,
      asOf,
    ),
})
