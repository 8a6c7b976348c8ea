import type { Report } from '../../src/model/report.ts'
import type { Reporter, ReporterOptions } from '../../src/model/reporter.ts'

/** All that a reporter says, in one string. */
export const told = (reporter: Reporter, report: Report, options: Partial<ReporterOptions> = {}): string =>
  [...reporter(report, { all: false, colour: false, ...options })].join('')
