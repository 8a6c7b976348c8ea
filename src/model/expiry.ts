/** When a code set ends by itself, used or not. */
import type { CodeSet } from './inventory.ts'
import { isTimed, registerTime } from './register-time.ts'
import type { Service } from './services.ts'
import type { Instant } from './time.ts'

/** What the register says of the set, else what follows from what it says of the service; undefined: nothing says a day. */
export const expiryOf = (set: CodeSet, { expiresAfter }: Service, asOf: Instant): Instant | undefined => {
  if (set.expires !== undefined || typeof expiresAfter !== 'number') return set.expires
  const generated = registerTime(set, 'generated', asOf)
  return isTimed(generated) ? generated.time + expiresAfter : undefined
}
