/** The formats of a forecast, by the name that -o takes. */
import type { Forecast } from '../../model/forecast.ts'
import type { Teller } from '../../model/reporter.ts'
import { tree } from '../tree.ts'
import markdown from './markdown.ts'
import text from './text.ts'

export const forecastTellers: ReadonlyMap<string, Teller<Forecast>> = new Map<string, Teller<Forecast>>([
  ['json', tree],
  ['markdown', markdown],
  ['text', text],
])
