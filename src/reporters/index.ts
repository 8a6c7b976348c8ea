/** The reporters, by the name that -o takes. */
import type { Reporter } from '../model/reporter.ts'
import csv from './csv.ts'
import githubAnnotations from './github-annotations.ts'
import githubSummary from './github-summary.ts'
import html from './html.ts'
import json from './json.ts'
import junit from './junit.ts'
import markdown from './markdown.ts'
import ocsf from './ocsf.ts'
import oscal from './oscal.ts'
import sarif from './sarif.ts'
import text from './text.ts'
import tracker from './tracker.ts'

export const reporters: ReadonlyMap<string, Reporter> = new Map([
  ['csv', csv],
  ['github-annotations', githubAnnotations],
  ['github-summary', githubSummary],
  ['html', html],
  ['json', json],
  ['junit', junit],
  ['markdown', markdown],
  ['ocsf', ocsf],
  ['oscal', oscal],
  ['sarif', sarif],
  ['text', text],
  ['tracker', tracker],
])
