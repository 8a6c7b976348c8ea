/** The formats of a comparison, by the name that -o takes. */
import type { Comparison } from '../../model/comparison.ts'
import type { Teller } from '../../model/reporter.ts'
import { tree } from '../tree.ts'
import markdown from './markdown.ts'
import text from './text.ts'

export const comparisonTellers: ReadonlyMap<string, Teller<Comparison>> = new Map<string, Teller<Comparison>>([
  ['json', tree],
  ['markdown', markdown],
  ['text', text],
])
