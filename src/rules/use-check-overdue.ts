import { judgeChore } from '../model/overdue.ts'
import { defineRule } from '../model/rule.ts'
import { DAY } from '../model/time.ts'

export interface Params {
  /** Milliseconds. */
  readonly interval: number
}

const defaults: Params = { interval: 31 * DAY }

export default defineRule({
  id: 'use-check-overdue',
  title: 'Nobody checked for too long whether a code was used',
  about: 'accounts',
  needs: ['codeSets'],
  defaults,

  judge: (subject, { codeSets }, { interval }, { asOf }) =>
    judgeChore(
      subject,
      codeSets,
      {
        field: 'checked',
        what: 'The last check that no code was used',
        remediation: 'Look in the log of the account whether a backup code was used, and count the codes. Register the day under checked.',
      },
      interval,
      asOf,
    ),
})
