/**
 * Outside collaborators → accounts. GitHub names those without a second factor, and shows an organisation nothing that
 * says yes of the others: of those it is not known.
 */
import type { Account, Gap } from '../../model/inventory.ts'
import { isKept, type Kept, toGap } from '../reading.ts'
import { documentOf, type GithubDocuments } from './documents.ts'
import { agreed, flawOf, proof, readRest, type Roll, valueOf } from './rolls.ts'

export interface Outside {
  readonly accounts: readonly Account[]
  readonly gaps: readonly Gap[]
  /** Who is one of them, and no member. */
  readonly keys: ReadonlySet<string>
}

const DOUBT = 'GitHub shows an organisation nothing that says whether an outside collaborator has a second factor, only who has none'

const isNotConfigured = (kept: Kept<unknown>): boolean => !isKept(kept) && kept.reason === 'not-configured'

/** A source that names none of the lists says nothing about outside collaborators. */
export const toOutside = (source: string, documents: GithubDocuments, listsProve: boolean, isMember: (key: string) => boolean): Outside => {
  const lists = [documents.outside, documents.outsideDisabled, documents.outsideInsecure]
  if (lists.every(isNotConfigured)) return { accounts: [], gaps: [], keys: new Set() }

  const all = readRest(documents.outside, documentOf('outside').what, false)
  const disabled = readRest(documents.outsideDisabled, documentOf('outsideDisabled').what, false)
  const insecure = readRest(documents.outsideInsecure, documentOf('outsideInsecure').what, false)
  const roll = valueOf(all)
  const disabledRoll = listsProve ? valueOf(disabled) : undefined
  const insecureRoll = listsProve ? valueOf(insecure) : undefined
  const rolls = [roll, disabledRoll, insecureRoll].filter((one) => one !== undefined)
  const keys = [...new Set(rolls.flatMap(({ entries }) => [...entries.keys()]))].filter((key) => !isMember(key)).sort()

  const toAccount = (key: string): Account => {
    const listed = roll?.entries.get(key)
    const isDisabled = disabledRoll?.entries.get(key)
    const isInsecure = insecureRoll?.entries.get(key)
    // Whom a whole list of all does not name has left since.
    const isGone = roll !== undefined && roll.flaw === undefined && listed === undefined
    const mfa = isDisabled !== undefined && !isGone ? 'not-enrolled' : 'unknown'
    return {
      id: `github:${(listed ?? isDisabled ?? isInsecure)?.login ?? key}`,
      holder: agreed([listed, isDisabled].filter((found) => found !== undefined).map(({ holder }) => holder)),
      mfa,
      method: isInsecure === undefined ? 'unknown' : 'insecure',
      ...(mfa === 'unknown' ? { doubt: DOUBT } : {}),
      proofs: [
        ...proof(source, disabledRoll, isDisabled, 'on the list of outside collaborators without a second factor'),
        ...proof(source, insecureRoll, isInsecure, 'on the list of outside collaborators with an insecure second factor'),
        ...proof(source, roll, listed, 'outside collaborator'),
      ],
    }
  }

  const told = (kept: Kept<Roll>, fact: string, hides: Gap['hides']): Gap[] =>
    isKept(kept)
      ? flawOf(source, kept, fact, hides)
      : [toGap(source, { about: 'accounts', fact, hides, reason: kept.reason, detail: kept.detail, advice: kept.advice, file: kept.file })]
  const nobody = { accounts: [] } as const
  return {
    accounts: keys.map(toAccount),
    gaps: [
      ...told(all, 'github outside collaborators', { scope: 'github:*' }),
      ...told(disabled, 'github outside collaborators without a second factor', nobody),
      ...told(insecure, 'github outside collaborators with an insecure second factor', nobody),
    ],
    keys: new Set(keys),
  }
}
