/** The numbers of sealed bags: each row must find the bag as the row before it left it. */
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
    return [...ofItem]
      .sort((a, b) => a.time - b.time)
      .filter((row) => {
        const { before, after } = row.seal
        const isOther = left !== undefined && before !== undefined && before !== left
        left = after ?? (row.did === 'remove' ? undefined : left)
        return isOther || showsOpening(row) || (isSealed && leavesOpen(row))
      })
  })
