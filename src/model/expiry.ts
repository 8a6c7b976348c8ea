/** When a code set ends by itself, used or not. */
import type { CodeSet } from './inventory.ts'
import { isTimed, type RegisterTime, registerRow, registerTime } from './register-time.ts'
import type { Service } from './services.ts'
import { formatInstant, formatSpan, type Instant } from './time.ts'

/** What the register says of the set, else what follows from what it says of the service; undefined: nothing says that the codes end. */
export const expiryOf = (set: CodeSet, { name, expiresAfter }: Service, asOf: Instant): RegisterTime | undefined => {
  const { expires } = set
  if (expires !== undefined) return { time: expires, row: () => registerRow(set, 'expires', formatInstant(expires)) }
  if (typeof expiresAfter !== 'number') return undefined
  const generated = registerTime(set, 'generated', asOf)
  if (isTimed(generated)) return { time: generated.time + expiresAfter, row: generated.row }
  return { doubt: `Codes of ${name} expire ${formatSpan(expiresAfter)} after they were generated. ${generated.doubt}`, row: generated.row }
}
