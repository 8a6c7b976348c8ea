import { expect, test } from 'vitest'
import { calendarFormats, casesFormats, comparisonFormats, forecastFormats, playbookFormats, reportFormats } from '../../src/model/output-formats.ts'
import { calendarTellers } from '../../src/reporters/calendar/index.ts'
import { casesReporters } from '../../src/reporters/cases/index.ts'
import { comparisonTellers } from '../../src/reporters/comparison/index.ts'
import { forecastTellers } from '../../src/reporters/forecast/index.ts'
import { reporters } from '../../src/reporters/index.ts'
import { playbookReporters } from '../../src/reporters/playbook/index.ts'

test.each([
  ['a report', reportFormats, reporters],
  ['cases', casesFormats, casesReporters],
  ['a playbook', playbookFormats, playbookReporters],
  ['a calendar', calendarFormats, calendarTellers],
  ['a comparison', comparisonFormats, comparisonTellers],
  ['a forecast', forecastFormats, forecastTellers],
])('each format of %s is one that somebody writes, and none is left out', (_, formats, writers) => {
  expect(formats).toEqual([...writers.keys()])
})
