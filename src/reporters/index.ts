/** The reporters, by the name that -o takes. */
import type { Reporter } from '../model/reporter.ts'
import json from './json.ts'

export const reporters: ReadonlyMap<string, Reporter> = new Map([['json', json]])
