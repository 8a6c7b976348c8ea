/** Calendar months in UTC, written as they sort: 2026-11. */

export const monthOf = (instant: string): string => instant.slice(0, 7)

/** So many months after a month, or before it. */
export const monthAfter = (month: string, count: number): string => {
  const months = Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1 + count
  return `${String(Math.floor(months / 12)).padStart(4, '0')}-${String((months % 12) + 1).padStart(2, '0')}`
}

/** So many months, one after the other. */
export const monthsFrom = (first: string, count: number): readonly string[] => Array.from({ length: count }, (_, index) => monthAfter(first, index))

/** Its first instant. */
export const startOf = (month: string): string => `${month}-01T00:00:00.000Z`

const names = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** "Nov 2026" */
export const monthName = (month: string): string => `${names[Number(month.slice(5, 7)) - 1] ?? ''} ${month.slice(0, 4)}`
