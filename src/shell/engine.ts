/** How the engine is to keep memory. */
import { setFlagsFromString } from 'node:v8'

export const FLAGS: readonly string[] = [
  /**
   * What is made while a register is read lives to the end; what the same code makes while accounts are judged does not. The
   * engine learns the first, and then takes the second for old from the start, with all that hangs on it: of a hundred
   * thousand accounts, one run in five took two or three times the memory. So it is not to learn that.
   */
  '--no-allocation-site-pretenuring',
  /**
   * Left to itself, the engine lets old memory grow to as much as four times what is in use before it looks what is not: of a
   * hundred thousand accounts that is a third of all memory. That it looks sooner costs no time that could be told from noise.
   */
  '--heap-growing-percent=40',
]

/** To be asked before anything is made. */
export const keepMemoryLow = (): void => {
  FLAGS.forEach(setFlagsFromString)
}
