import type { Finding, Report } from '../model/report.ts'
import type { Reporter } from '../model/reporter.ts'

/** Whether a finding is told without --all: what failed and what is not known. */
const isTold = ({ outcome }: Finding): boolean => outcome === 'fail' || outcome === 'unknown'

/** A line break stands in JSON between things only, never in a string: this is found once, whatever the report says. */
const EMPTY = '\n  "findings": []'

/** The whole report as JSON, schemas/report.schema.json, as JSON.stringify with two blanks writes it. A finding a piece, so that no string holds them all. */
const json: Reporter = function* (report: Report, { all }) {
  const findings = all ? report.findings : report.findings.filter(isTold)
  const frame = `${JSON.stringify({ ...report, findings: [] }, null, 2)}\n`
  if (findings.length === 0) {
    yield frame
    return
  }
  const [head = '', tail = ''] = frame.split(EMPTY)
  yield `${head}\n  "findings": [\n    `
  for (const [index, finding] of findings.entries()) {
    yield `${index === 0 ? '' : ',\n    '}${JSON.stringify(finding, null, 2).replaceAll('\n', '\n    ')}`
  }
  yield `\n  ]${tail}`
}

export default json
