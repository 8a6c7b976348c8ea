/** The numbers of sealed bags: each row must find the bag as the row before it left it, and no number comes twice. */
import { groupBy } from '../../model/group.ts'
import type { CustodyRow } from '../../parsers/custody-form.ts'

export type TimedRow = CustodyRow & Required<Pick<CustodyRow, 'time'>>

/** Whether a row does not say how it found or left the bag. One that is taken out has no seal until it is back. */
const leavesOpen = ({ seal: { before, after }, did }: CustodyRow): boolean =>
  (before === undefined && did !== 'return') || (after === undefined && did !== 'remove')

const showsOpening = ({ seal, did }: CustodyRow): boolean => seal.isBroken || (did === 'inventory' && seal.before !== seal.after)

const hasSeal = ({ seal: { before, after } }: CustodyRow): boolean => before !== undefined || after !== undefined

/** Rows that found a bag open, or another seal than the row before had left, or that leave it open; none where no row of the item has a seal. */
export const unloggedOpenings = <R extends TimedRow>(rows: readonly R[]): readonly R[] =>
  [...groupBy(rows, ({ item }) => item).values()].flatMap((ofItem) => {
    const isSealed = ofItem.some(hasSeal)
    let left: string | undefined
    return byTime(ofItem).filter((row) => {
      const { before, after } = row.seal
      const isOther = left !== undefined && before !== undefined && before !== left
      left = after ?? (row.did === 'remove' ? undefined : left)
      return isOther || showsOpening(row) || (isSealed && leavesOpen(row))
    })
  })

/** Rows in the order in which they happened. */
export const byTime = <R extends TimedRow>(rows: readonly R[]): readonly R[] => [...rows].sort((a, b) => a.time - b.time)

/** Where an item gets a number back that another had taken the place of. */
const putBack = <R extends TimedRow>(ofItem: readonly R[]): readonly R[] => {
  const gone = new Set<string>()
  let left: string | undefined
  return byTime(ofItem).filter(({ seal: { after } }) => {
    if (after === undefined || after === left) return false
    if (left !== undefined) gone.add(left)
    left = after
    return gone.has(after)
  })
}

/**
 * Rows from which on a seal proves nothing, as its number was used before: the row that puts an old number back, and of
 * a number at several items the first row of each that has it. Rows about items that nobody registered count, too.
 */
export const reusedSeals = <R extends TimedRow>(rows: readonly R[]): readonly R[] => {
  const shown = rows.flatMap((row) => [...new Set([row.seal.before, row.seal.after])].flatMap((number) => (number === undefined ? [] : [{ number, row }])))
  const shared = [...groupBy(shown, ({ number }) => number).values()]
    .map((same) => groupBy(byTime(same.map(({ row }) => row)), ({ item }) => item))
    .filter((byItem) => byItem.size > 1)
    .flatMap((byItem) => [...byItem.values()].map(([first]) => first))
  return [...new Set([...shared, ...[...groupBy(rows, ({ item }) => item).values()].flatMap(putBack)])]
}
