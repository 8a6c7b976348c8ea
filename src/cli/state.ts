/** `--state`: what logs told in earlier runs, read before a collection and written after it. */
import { readState, type State } from '../index.ts'
import { describeFault } from '../shell/fault.ts'
import { pathHere } from '../shell/paths.ts'
import { say } from './print.ts'
import { version } from './version.ts'
import { foreseeRefusal, writeOutput } from '../shell/write-output.ts'

export interface OpenState extends Pick<State, 'memory'> {
  /** Writes what was learned; false: it is not whole, and stderr says why. */
  readonly write: () => boolean
}

/** The state at a path, of which stderr says why it is not taken; or undefined where no later one could be written, which stderr says, too. */
export const openState = async (path: string): Promise<OpenState | undefined> => {
  const refusal = foreseeRefusal(path)
  if (refusal !== undefined) {
    say(`${pathHere(path)} cannot be written: ${refusal}`)
    return undefined
  }
  const { memory, refused, isForeign, write } = await readState(path, version)
  if (isForeign) {
    say(`${pathHere(path)} is no state of sparekey, and the state would take its place: give --state another file`)
    return undefined
  }
  if (refused !== undefined) say(`note: the state in ${pathHere(path)} is not taken, and the logs are read anew: ${refused}`)
  return {
    memory,
    write() {
      try {
        const problem = writeOutput(path, write())
        if (problem !== undefined) say(`${pathHere(path)} was not written: ${problem}`)
        return problem === undefined
      } catch (error) {
        say(`${pathHere(path)} was not written; this is a fault of sparekey: ${describeFault(error)}`)
        return false
      }
    },
  }
}
