/** Until when the policy wants new codes. */
import type { AccountControl } from '../audit/link.ts'
import { type AccountId, accountKey } from '../model/account.ts'
import { formatSpan } from '../model/time.ts'
import type { Step } from '../model/playbook.ts'
import type { Params } from '../model/policy.ts'
import type { Cause } from './causes.ts'
import type { Known } from './known.ts'

interface Grace {
  readonly grace: number
  readonly control: string
}

/** The parameters that a control may have for an account, with its overrides; without an account, for any. */
const paramsOf = ({ control, scopeOf, paramsFor }: AccountControl, account: AccountId | undefined, { codeSetsOf, serviceOf }: Known): readonly Params[] => {
  if (account === undefined) return [control.params, ...control.overrides.map(({ params }) => ({ ...control.params, ...params }))]
  const subject = { id: account, key: accountKey(account), service: serviceOf(account) }
  const codeSets = codeSetsOf(account)
  return scopeOf(subject, codeSets) === 'no' ? [] : paramsFor(subject, codeSets)
}

/** The least grace that the controls of a rule give; undefined: none speaks about the account. */
const leastGrace = (rule: string, account: AccountId | undefined, known: Known): Grace | undefined =>
  known.controls
    .filter(({ control }) => control.rule === rule)
    .flatMap((one) => paramsOf(one, account, known).map(({ grace }): Grace => ({ grace: grace as number, control: one.control.id })))
    .reduce<Grace | undefined>((least, one) => (least === undefined || one.grace < least.grace ? one : least), undefined)

/** When new codes are due after something happened, by the controls of a rule; undefined: the policy does not ask. */
export const dueAfter = ({ rule, happened, what }: Cause, account: AccountId | undefined, known: Known): Step['due'] => {
  const least = leastGrace(rule, account, known)
  return least === undefined ? undefined : { at: happened + least.grace, why: `${formatSpan(least.grace)} after ${what} (${least.control})` }
}
