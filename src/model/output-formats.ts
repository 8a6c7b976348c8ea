/** The names of the formats that `-o` takes, in the order in which they are told. What writes each is loaded only where something is written. */

/** Of a report. */
export const reportFormats: readonly string[] = [
  'csv',
  'github-annotations',
  'github-summary',
  'html',
  'json',
  'junit',
  'markdown',
  'ocsf',
  'oscal',
  'sarif',
  'text',
  'tracker',
]
/** Of what came of cases. */
export const casesFormats: readonly string[] = ['text', 'junit']
/** Of a playbook. */
export const playbookFormats: readonly string[] = ['text', 'markdown']
/** Of a calendar. */
export const calendarFormats: readonly string[] = ['ics', 'json', 'markdown', 'text']
/** Of a comparison. */
export const comparisonFormats: readonly string[] = ['json', 'markdown', 'text']
/** Of a forecast. */
export const forecastFormats: readonly string[] = ['json', 'markdown', 'text']
