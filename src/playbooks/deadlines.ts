/** Until when the policy wants new codes. */
import { matches, paramsFor } from '../audit/select.ts'
import { type AccountId, accountKey } from '../model/account.ts'
import { formatSpan, type Instant } from '../model/time.ts'
import type { Step } from '../model/playbook.ts'
import type { Known } from './known.ts'

/** The least grace that the controls of a rule give an account; without one, any account. */
const leastGrace = (
  rule: string,
  account: AccountId | undefined,
  { controls, codeSetsOf, serviceOf }: Known,
): { readonly grace: number; readonly control: string } | undefined => {
  const subject = account === undefined ? undefined : { id: account, key: accountKey(account), service: serviceOf(account) }
  const graces = controls
    .filter(({ control }) => control.rule === rule)
    .flatMap(({ control }) => {
      const isMeant = (select: typeof control.select): ReturnType<typeof matches> =>
        subject === undefined ? 'unknown' : matches(select, subject, codeSetsOf(subject.id))
      if (isMeant(control.select) === 'no') return []
      return paramsFor(control, isMeant).map(({ grace }) => ({ grace: grace as number, control: control.id }))
    })
  return graces.reduce<(typeof graces)[number] | undefined>((least, one) => (least === undefined || one.grace < least.grace ? one : least), undefined)
}

/** When new codes are due after something happened, by the controls of a rule; undefined: the policy does not ask. */
export const dueAfter = (
  rule: 'used-not-rotated' | 'lost-not-regenerated',
  happened: Instant,
  what: string,
  account: AccountId | undefined,
  known: Known,
): Step['due'] => {
  const least = leastGrace(rule, account, known)
  return least === undefined ? undefined : { at: happened + least.grace, why: `${formatSpan(least.grace)} after ${what} (${least.control})` }
}
