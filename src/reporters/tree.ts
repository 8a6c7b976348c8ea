import type { Teller } from '../model/reporter.ts'

/** A published shape as JSON.stringify with two blanks writes it, and a line break. */
export const tree: Teller<object> = function* (told) {
  yield `${JSON.stringify(told, null, 2)}\n`
}
