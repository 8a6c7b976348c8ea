/** The reporters, by the name that -o takes. */
import type { Reporter } from '../model/reporter.ts'
import json from './json.ts'
import junit from './junit.ts'
import markdown from './markdown.ts'
import text from './text.ts'

export const reporters: ReadonlyMap<string, Reporter> = new Map([
  ['json', json],
  ['junit', junit],
  ['markdown', markdown],
  ['text', text],
])
