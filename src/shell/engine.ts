/** How the engine is to keep memory. */
import { setFlagsFromString } from 'node:v8'

/**
 * What is made while a register is read lives to the end; what the same code makes while accounts are judged does not. The
 * engine learns the first, and then takes the second for old from the start, with all that hangs on it: of a hundred
 * thousand accounts, one run in five took two or three times the memory. So it is not to learn that.
 */
export const FLAG = '--no-allocation-site-pretenuring'

/** To be asked before anything is made. */
export const takeNothingForOld = (): void => {
  setFlagsFromString(FLAG)
}
