/** Mistakes in one line each: what a person reads first. */
import type { Checked, Mistake } from '../../src/model/mistake.ts'

export const oneLine = ({ file, line, column, message, hint }: Mistake): string =>
  `${[file, line, column].filter((part) => part !== undefined).join(':')} ${message}${hint === undefined ? '' : ` (${hint})`}`

/** What is wrong, in lines; a value is an error of the test. */
export const mistakesIn = (checked: Checked<unknown>): readonly string[] => {
  if (!('mistakes' in checked)) throw new Error('there is no mistake')
  return checked.mistakes.map(oneLine)
}

/** The value; a mistake is an error of the test. */
export const valueIn = <T>(checked: Checked<T>): T => {
  if ('mistakes' in checked) throw new Error(checked.mistakes.map(oneLine).join('\n'))
  return checked.value
}
