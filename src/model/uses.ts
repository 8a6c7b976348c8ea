/** Codes that were used at a provider, and whose codes they were. */
import { setAt } from './access.ts'
import type { CodeEvent, CodeSet, EscrowEvent } from './inventory.ts'
import { CLOCK_TOLERANCE, DAY, type Instant } from './time.ts'

/** The use that was the test of a set: the nearest to `tested`, as far as clocks agree. */
const testOf = ({ tested }: CodeSet, uses: readonly CodeEvent[]): readonly CodeEvent[] => {
  if (tested === undefined) return []
  const distance = ({ time }: CodeEvent): number => Math.abs(time - tested)
  return [...uses]
    .filter((use) => distance(use) <= CLOCK_TOLERANCE)
    .sort((a, b) => distance(a) - distance(b))
    .slice(0, 1)
}

/** The uses that a provider shows, without the tests at set-up, which the register tells under `tested`. */
export const usesAtProvider = (events: readonly CodeEvent[], history: readonly CodeSet[]): readonly CodeEvent[] => {
  const uses = events.filter(({ kind }) => kind === 'used')
  const tests = new Set(history.flatMap((set) => testOf(set, uses)))
  return uses.filter((use) => !tests.has(use))
}

/** The sets of which a code that was used at a time may be. Of a generation the register may know the day alone. */
export const setsAt = (history: readonly CodeSet[], time: Instant): readonly CodeSet[] => {
  const set = setAt(history, time)
  if (set === undefined) return history
  const { generated = time } = set
  const isDay = generated % DAY === 0 && time < generated + DAY
  const before = isDay ? setAt(history, generated - 1) : undefined
  return before === undefined ? [set] : [set, before]
}

/** Whether an event in an escrow log was at a copy of a set, as far as the register says where those lie. */
export const isAtCopy = ({ location, item }: EscrowEvent, { copies }: CodeSet): boolean =>
  copies === undefined || copies.some((copy) => copy.location === location && (item === undefined || copy.item === item))
