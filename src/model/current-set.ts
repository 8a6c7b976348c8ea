/** The code set of an account that counts today: what the rules about sets and copies ask first. */
import { evidence } from './evidence.ts'
import type { CodeSet } from './inventory.ts'
import { registerRow } from './register-time.ts'
import type { CodeSets, LoggedCopy, Subject } from './rule.ts'
import type { Service } from './services.ts'
import { formatInstant } from './time.ts'
import type { Verdict } from './verdict.ts'

/** What to do about a register that does not say enough. */
export const COMPLETE_THE_REGISTER = 'Complete the register and audit again.'

/** What to do about a register that contradicts itself. */
export const CORRECT_THE_REGISTER = 'Correct the register and audit again.'

/** The verdict that there is nothing to judge, or that it is not known what. */
export interface Stopped {
  readonly verdict: Verdict<never>
}

export const isStopped = (found: object): found is Stopped => 'verdict' in found

/** The catalogue alone says so: no fact is looked at. */
export const withoutCodes = ({ name }: Service): Verdict<never> => ({
  outcome: 'not-applicable',
  rests: [],
  tell: () => ({ message: `${name} has no backup codes.`, evidence: [] }),
})

/** The sets that are, or may be, the current one. */
export const possibleSets = ({ history, current }: CodeSets): readonly CodeSet[] =>
  current === undefined ? history.filter(({ status }) => status !== 'revoked') : [current]

/** Whether the register says that no codes of today lie anywhere. */
export const hasNoCopies = (codeSets: CodeSets): boolean => possibleSets(codeSets).every(({ copies }) => copies !== undefined && copies.length === 0)

const generationOf = ({ generated, status }: CodeSet): string =>
  `${generated === undefined ? 'absent' : formatInstant(generated)}${status === 'revoked' ? ', revoked' : ''}`

/** What the register leaves open about the code sets of an account, in the words of a report. */
export const leftOpen: Readonly<Record<NonNullable<CodeSets['open']>, (id: string) => string>> = {
  which: (id) => `leaves open which code set of ${id} is the current one`,
  whether: (id) => `has a revoked code set of ${id} that is later than the one in use, or may be: it is open whether any code still works`,
}

/** The current set; not-applicable where the service has no codes or the register no set, unknown where it leaves open which. */
export const currentSet = ({ id, service }: Subject, { current, open, history }: CodeSets): { readonly set: CodeSet } | Stopped => {
  if (!service.hasCodes) return { verdict: withoutCodes(service) }
  if (open !== undefined) {
    const tell = () => ({
      message: `The register ${leftOpen[open](id)}.`,
      evidence: history.map((set) => evidence(set.origin, 'generated', generationOf(set))),
      remediation: open === 'which' ? COMPLETE_THE_REGISTER : CORRECT_THE_REGISTER,
    })
    return { verdict: { outcome: 'unknown', tell } }
  }
  if (current === undefined) {
    const tell = () => ({ message: `The register has no current code set of ${id}.`, evidence: [] })
    return { verdict: { outcome: 'not-applicable', tell } }
  }
  return { set: current }
}

/** The copies of the current set. Unknown where the register does not say where they lie. */
export const currentCopies = (
  subject: Subject,
  codeSets: CodeSets,
  copies: readonly LoggedCopy[],
): { readonly set: CodeSet; readonly copies: readonly LoggedCopy[] } | Stopped => {
  const found = currentSet(subject, codeSets)
  if (isStopped(found)) return found
  const { set } = found
  const unknown = (message: string, value: string): Stopped => ({
    verdict: { outcome: 'unknown', tell: () => ({ message, evidence: [registerRow(set, 'copies', value)], remediation: COMPLETE_THE_REGISTER }) },
  })
  if (set.copies === undefined) return unknown('The register does not say where the copies lie.', 'absent')
  // The loader of the register refuses this; an inventory may have it.
  if (set.copies.length !== copies.length) return unknown('A copy lies at a location that the register does not declare.', 'undeclared location')
  return { set, copies }
}
