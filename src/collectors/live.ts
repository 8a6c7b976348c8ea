import type { AccountId } from '../model/account.ts'
import type { Gap } from '../model/inventory.ts'

/** The gap of a source that names no files: this version reads kept files only. */
export const liveGap = (source: string, fact: string, scope: AccountId): Gap => ({
  about: 'accounts',
  fact,
  source,
  reason: 'not-configured',
  detail: 'the source names no files, and this version does not ask the API itself',
  hides: { scope },
})
