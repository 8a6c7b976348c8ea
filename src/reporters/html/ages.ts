/** How old the code sets are that count today. */
import type { Report } from '../../model/report.ts'
import { DAY } from '../../model/time.ts'

export interface AgeGroup {
  readonly title: string
  readonly accounts: readonly string[]
}

export interface Ages {
  readonly groups: readonly AgeGroup[]
  /** The register does not say when they were generated, says a day that has not come, or leaves open which set counts. */
  readonly unknown: readonly string[]
  /** In whole days; absent: no age is known. */
  readonly oldest?: number
}

const limits = [
  { title: 'up to 90 days', days: 90 },
  { title: '91 to 180 days', days: 180 },
  { title: '181 to 365 days', days: 365 },
  { title: '1 to 2 years', days: 730 },
  { title: 'over 2 years', days: Infinity },
] as const

/** Every code set that counts today, or may, by its age in whole days. */
export const ages = ({ asOf, codeSets }: Pick<Report, 'asOf' | 'codeSets'>): Ages => {
  const groups = limits.map(({ title, days }) => ({ title, days, accounts: [] as string[] }))
  const unknown: string[] = []
  let oldest: number | undefined
  for (const { account, current, generated } of codeSets) {
    if (current === 'no') continue
    const age = generated === undefined ? -1 : Math.floor((Date.parse(asOf) - Date.parse(generated)) / DAY)
    if (current === 'unknown' || age < 0) unknown.push(account)
    else {
      groups.find(({ days }) => age <= days)?.accounts.push(account)
      oldest = Math.max(oldest ?? 0, age)
    }
  }
  return { groups: groups.map(({ title, accounts }) => ({ title, accounts })), unknown, ...(oldest === undefined ? {} : { oldest }) }
}
