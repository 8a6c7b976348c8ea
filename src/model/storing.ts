/** Whether the log of a location bears out what the register says of a copy: its item, and when it was stored there. */
import type { EscrowEvent } from './inventory.ts'
import type { LogCoverage } from './rule.ts'
import { DAY, type Instant } from './time.ts'

/** Types of source in whose log a server writes down each change of an item. People may keep one to themselves; of a `mapped` log it is not known. */
const SHOW_STORING: ReadonlySet<string> = new Set(['bitwarden', 'cloudtrail', 'onepassword', 'vault'])

/** Whether a log, or a record of one, is of a kind that shows whatever is stored. */
export const showsStoring = ({ sourceType }: Pick<EscrowEvent, 'sourceType'>): boolean => SHOW_STORING.has(sourceType)

/** The register often knows the day alone, and days begin at other hours elsewhere. */
const STORING_TOLERANCE = DAY

/**
 * Whether a log shows whatever was stored at a time, and that the item was not: no record names it, or the first says that it was made
 * later. Then the log calls the copy otherwise than the register, or the codes lay elsewhere until then. `first` is the first record of
 * such a log that names the item.
 */
export const isElsewhere = ({ storings }: LogCoverage, stored: Instant, first: EscrowEvent | undefined): boolean =>
  storings.some(({ from, to }) => from <= stored && stored <= to) &&
  (first === undefined || (first.action === 'create' && first.outcome === 'success' && first.time > stored + STORING_TOLERANCE))
