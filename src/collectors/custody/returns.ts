/** What comes back was taken out before: a row that brings back what no row took shows that one was not written. */
import { groupBy } from '../../model/group.ts'
import type { Instant } from '../../model/time.ts'
import { byTime, type TimedRow } from './seals.ts'

/** Returns from a time on without a removal since the return before. What was taken out before that time need not stand in the form. */
export const unloggedRemovals = <R extends TimedRow>(rows: readonly R[], from: Instant): readonly R[] =>
  [...groupBy(rows, ({ item }) => item).values()].flatMap((ofItem) => {
    let isOut = false
    return byTime(ofItem).filter(({ did, time }) => {
      const isUnlogged = did === 'return' && !isOut && time >= from
      if (did === 'remove' || did === 'return') isOut = did === 'remove'
      return isUnlogged
    })
  })
