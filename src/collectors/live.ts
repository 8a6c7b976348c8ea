import type { AccountId } from '../model/account.ts'
import type { FactName, Gap } from '../model/inventory.ts'

/** The gaps of a source that names no files: this version reads kept files only. */
export const liveGaps = (source: string, facts: readonly { readonly about: FactName; readonly fact: string; readonly scope: AccountId }[]): Gap[] =>
  facts.map(({ about, fact, scope }) => ({
    about,
    fact,
    source,
    reason: 'not-configured',
    detail: `the source ${source} names no files, and this version does not ask the API itself`,
    hides: scope.endsWith('*') ? { scope } : { accounts: [scope] },
    advice: `Keep the answers of the API and name them under the files of ${source}.`,
  }))
