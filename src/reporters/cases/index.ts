/** The formats in which it is told what came of cases. */
import type { CasesReporter } from '../../model/cases.ts'
import { casesJunit } from './junit.ts'
import { casesText } from './text.ts'

export const casesReporters: ReadonlyMap<string, CasesReporter> = new Map([
  ['text', casesText],
  ['junit', casesJunit],
])
