/** How many codes of a set are left, by the register. */
import type { CodeSet } from './inventory.ts'
import type { Service } from './services.ts'

/** Whether a set may still have a code that its copies hold. */
export const isUsable = ({ status }: Pick<CodeSet, 'status'>): boolean => status !== 'lost' && status !== 'spent'

/** As the register says, or as follows from what was issued and used; undefined: neither tells. */
export const remainingOf = ({ remaining, issued, used, status }: CodeSet, { singleUse }: Service): number | undefined => {
  if (status === 'spent') return 0
  return remaining ?? (issued === undefined || used === undefined || singleUse === false ? undefined : Math.max(0, issued - used.length))
}
