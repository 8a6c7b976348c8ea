/** The numbers of the rows of a form: none may be missing between two that are there. */
import { groupBy } from '../../model/group.ts'
import type { RowNumber } from '../../parsers/custody-form.ts'
import { openSequence } from '../sequence.ts'

export interface MissingRows {
  readonly container: string
  readonly from: number
  readonly to: number
}

type Numbered = RowNumber & Required<Pick<RowNumber, 'number'>>

/** Whether the numbers of a container run on from one series to the next, as where only the year before them changes. */
const runsOn = (rows: readonly Numbered[]): boolean =>
  [...groupBy(rows, ({ number }) => number).values()].every((same) => new Set(same.map(({ series }) => series)).size === 1)

const missingIn = (rows: readonly Numbered[]): readonly MissingRows[] => {
  const sequence = openSequence()
  for (const { number } of rows) sequence.add(number)
  return sequence.missing().map((span) => ({ container: rows[0]?.container ?? '', ...span }))
}

/** Rows that are missing between the first and the last number of each container, or of each series of numbers that begins anew. */
export const missingRows = (rows: readonly RowNumber[]): readonly MissingRows[] => {
  const numbered = rows.filter((row): row is Numbered => row.number !== undefined)
  return [...groupBy(numbered, ({ container }) => container).values()].flatMap((ofContainer) =>
    (runsOn(ofContainer) ? [ofContainer] : [...groupBy(ofContainer, ({ series }) => series).values()]).flatMap(missingIn),
  )
}
