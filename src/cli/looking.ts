/** A command that judges and writes something else than a report: where it goes, what it is made from, how it ends. */
import { type Checked, isMistaken, type Looking, type Output, type Teller } from '../index.ts'
import { CLOCK_TOLERANCE, formatInstant, type Instant } from '../model/time.ts'
import { whileAsking } from './asking.ts'
import { reportsTo } from '../shell/clashes.ts'
import { formatMistakes } from '../shell/mistakes.ts'
import { pathFrom, type Target, toTargets } from '../shell/paths.ts'
import { coloursOf, type ExitCode, printError, say, type Shell } from './print.ts'
import { sayClashes, sayRefusals, writeAll } from './write-reports.ts'

const PRINTED: readonly Output[] = [{ format: 'text' }]

/** The mistakes on stderr, and the exit code that they give. */
export const sayMistakes = (mistaken: Parameters<typeof formatMistakes>[0], consequence: string, config: string, { colour }: Shell): 2 => {
  printError(formatMistakes(mistaken, consequence, { pathOf: pathFrom(config), colours: coloursOf(colour.error) }))
  return 2
}

/** Writes what is told in every format that was asked for; the exit code is the one given, unless something is not whole. */
export const writeTold = async <T>(
  told: T,
  tellers: ReadonlyMap<string, Teller<T>>,
  output: readonly Output[] | undefined,
  code: ExitCode,
  shell: Shell,
): Promise<ExitCode> => {
  const render = ({ format }: Target, colour: boolean): Iterable<string> => {
    const teller = tellers.get(format)
    if (teller === undefined) throw new Error('a format was accepted that nobody tells')
    return teller(told, { colour })
  }
  const whole = await writeAll(toTargets(output ?? PRINTED, '.'), render, shell)
  return whole ? code : 4
}

/** Whether an output cannot be written; stderr says which. */
export const refuses = (output: readonly Output[] | undefined): boolean => sayRefusals(toTargets(output ?? PRINTED, '.'))

/** Whether an output would be written in the place of what is read, or of another; stderr says which. */
export const clash = (output: readonly Output[] | undefined, reads: readonly string[]): boolean =>
  sayClashes(reportsTo(toTargets(output ?? PRINTED, '.')), reads)

/** An instant to judge at that this machine has not come to yet may be meant, and is told. */
export const sayLate = (asOf: Instant, { started }: Shell): void => {
  if (asOf - started > CLOCK_TOLERANCE) say(`warning: --as-of ${formatInstant(asOf)} is later than the clock of this machine, ${formatInstant(started)}`)
}

export interface Look<T> {
  readonly config: string
  readonly output: readonly Output[] | undefined
  readonly prepare: () => Promise<Checked<Looking<T>>>
}

/** Reads, sees whether the outputs can and may be written, asks and judges; or gives the exit code of what kept it from that. */
export const lookAt = async <T>({ config, output, prepare }: Look<T>, shell: Shell): Promise<{ readonly value: T } | { readonly code: ExitCode }> => {
  const refused = refuses(output)
  const prepared = await prepare()
  if (isMistaken(prepared)) {
    const code = sayMistakes(prepared.mistakes, 'nothing was judged', config, shell)
    return { code: refused ? 4 : code }
  }
  if (refused) return { code: 4 }
  const { sources, notes, reads, look } = prepared.value
  if (clash(output, reads)) return { code: 2 }
  notes.forEach((note) => {
    say(`note: ${note}`)
  })
  return whileAsking({ sources, config, work: look }, shell)
}
