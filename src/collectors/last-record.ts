/** What the times of a log's records show, as it is known on any day: the latest of them, and where there is none for too long. */
import type { CollectorContext } from '../model/collector.ts'
import type { LogSource } from '../model/configuration.ts'
import type { Span } from '../model/inventory.ts'
import { given } from '../model/given.ts'
import { CLOCK_TOLERANCE, type Instant, parseDuration } from '../model/time.ts'
import { collectedAt } from './collected-at.ts'
import { openSilences } from './silences.ts'

/** Keeps times, but none that is later than the collection or than the audit: that cannot have been written. */
export interface Latest {
  readonly see: (time: Instant | undefined) => void
  /** The latest time that may be kept. */
  readonly end: Instant
  /** Whether a time is one of those that are kept. */
  readonly counts: (time: Instant) => boolean
  /** Whether the time of every record is asked for, and not only the latest. */
  readonly isOfAll: boolean
  readonly latest: () => Instant | undefined
  /** Where a span is without a record for longer than the source allows. */
  readonly silences: (covers: Span) => readonly Span[]
  /** As many of the times as say where the silences are. */
  readonly spoken: () => readonly Instant[]
}

export const openLatest = (source: LogSource, context: CollectorContext): Latest => {
  const end = source.collected === undefined ? context.asOf : Math.min(context.asOf, collectedAt(source.collected, context) + CLOCK_TOLERANCE)
  const longest = 'max-silence' in source ? parseDuration(source['max-silence'] ?? '') : undefined
  const silences = longest === undefined ? undefined : openSilences(longest)
  let latest: Instant | undefined
  return {
    see: (time) => {
      if (time === undefined || time > end) return
      silences?.add(time)
      if (time > (latest ?? -Infinity)) latest = time
    },
    end,
    counts: (time) => time <= end,
    isOfAll: silences !== undefined,
    latest: () => latest,
    silences: (covers) => silences?.within(covers) ?? [],
    spoken: () => silences?.times() ?? [],
  }
}

/** As much of the times of a file as says on a later day which was the last, and where there was none for long. */
export interface Times {
  readonly lastRecord?: Instant
  readonly spoken?: readonly Instant[]
  /** The first and the last of those that are later than the audit or the collection. */
  readonly later?: { readonly first: Instant; readonly last: Instant }
}

export interface TimeKeeper {
  readonly see: (time: Instant | undefined) => void
  readonly times: () => Times
}

/** Keeps the times of a file, going on from those that are known of it. */
export const openTimes = (latest: Latest, before: Times): TimeKeeper => {
  let later: Times['later']
  const see = (time: Instant | undefined): void => {
    if (time === undefined) return
    if (latest.counts(time)) latest.see(time)
    else later = { first: Math.min(time, later?.first ?? time), last: Math.max(time, later?.last ?? time) }
  }
  for (const time of [before.lastRecord, ...(before.spoken ?? []), before.later?.first, before.later?.last]) see(time)
  return {
    see,
    times: () => ({ ...given('lastRecord', latest.latest()), ...given('spoken', latest.isOfAll ? latest.spoken() : undefined), ...given('later', later) }),
  }
}

/** What is known of the times of one file, for those of all files. */
export const seeTimes = ({ see }: Latest, { lastRecord, spoken = [] }: Times): void => {
  for (const time of [lastRecord, ...spoken]) see(time)
}

/** Whether what is known of times says what this run would learn: what was the last record before another instant, and where there was none. */
export const tellsLast = ({ lastRecord, later }: Times, { counts, isOfAll }: Latest): boolean => {
  if (lastRecord !== undefined && !counts(lastRecord)) return false
  if (later === undefined || !counts(later.first)) return true
  return counts(later.last) && !isOfAll
}
