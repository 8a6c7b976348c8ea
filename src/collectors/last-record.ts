/** The latest time among the records of a log, as it is known on any day. */
import type { CollectorContext } from '../model/collector.ts'
import type { LogSource } from '../model/configuration.ts'
import { given } from '../model/given.ts'
import { CLOCK_TOLERANCE, type Instant } from '../model/time.ts'
import { collectedAt } from './collected-at.ts'

/** Keeps the latest time of all that it sees, but of none that is later than the collection or than the audit: that cannot have been written. */
export interface Latest {
  readonly see: (time: Instant | undefined) => void
  /** Whether a time is one of those that are kept. */
  readonly counts: (time: Instant) => boolean
  readonly latest: () => Instant | undefined
}

export const openLatest = (source: LogSource, context: CollectorContext): Latest => {
  const end = source.collected === undefined ? context.asOf : Math.min(context.asOf, collectedAt(source.collected, context) + CLOCK_TOLERANCE)
  let latest: Instant | undefined
  return {
    see: (time) => {
      if (time !== undefined && time <= end && time > (latest ?? -Infinity)) latest = time
    },
    counts: (time) => time <= end,
    latest: () => latest,
  }
}

/** As much of the times of a file as says on a later day which was the last. */
export interface Times {
  readonly lastRecord?: Instant
  /** The first and the last of those that are later than the audit or the collection. */
  readonly later?: { readonly first: Instant; readonly last: Instant }
}

export interface TimeKeeper {
  readonly see: (time: Instant | undefined) => void
  readonly times: () => Times
}

/** Keeps the times of a file, going on from those that are known of it. */
export const openTimes = ({ counts, see: seeLatest, latest }: Latest, before: Times): TimeKeeper => {
  let later: Times['later']
  const see = (time: Instant | undefined): void => {
    if (time === undefined) return
    if (counts(time)) seeLatest(time)
    else later = { first: Math.min(time, later?.first ?? time), last: Math.max(time, later?.last ?? time) }
  }
  for (const time of [before.lastRecord, before.later?.first, before.later?.last]) see(time)
  return { see, times: () => ({ ...given('lastRecord', latest()), ...given('later', later) }) }
}

/** Whether what is known of times says what was the last record before another instant. */
export const tellsLast = ({ lastRecord, later }: Times, { counts }: Latest): boolean =>
  (lastRecord === undefined || counts(lastRecord)) && (later === undefined || counts(later.last) || !counts(later.first))
