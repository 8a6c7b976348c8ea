import { jsonText } from '../model/json-text.ts'
import type { Teller } from '../model/reporter.ts'

/** A published shape as JSON, indented by two blanks, and a line break. */
export const tree: Teller<object> = function* (told) {
  yield `${jsonText(told, 2)}\n`
}
