/** What must not take long, whatever it is given. */
import { expect } from 'vitest'

/** Far more than sound work takes on a slow machine, and far less than work that grows with the square of such an input. */
const MOST_SECONDS = 15

/** Does the work and gives what it gives. The processor's time is counted and not the clock's: other work on the machine slows only that. */
export const atOnce = <T>(work: () => T): T => {
  const before = process.cpuUsage()
  const done = work()
  const { user, system } = process.cpuUsage(before)
  expect((user + system) / 1e6).toBeLessThan(MOST_SECONDS)
  return done
}
