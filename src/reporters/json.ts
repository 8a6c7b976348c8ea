import type { Finding, Report } from '../model/report.ts'
import type { Reporter } from '../model/reporter.ts'

/** Whether a finding is told without --all: what failed and what is not known. */
const isTold = ({ outcome }: Finding): boolean => outcome === 'fail' || outcome === 'unknown'

/** The whole report as JSON, schemas/report.schema.json. A finding a piece, so that no string holds them all. */
const json: Reporter = function* (report: Report, { all }) {
  const findings = all ? report.findings : report.findings.filter(isTold)
  const [head = '', tail = ''] = JSON.stringify({ ...report, findings: ['…'] }, null, 2).split('"…"')
  if (findings.length === 0) {
    yield `${JSON.stringify({ ...report, findings: [] }, null, 2)}\n`
    return
  }
  yield head
  for (const [index, finding] of findings.entries()) {
    yield `${index === 0 ? '' : ',\n    '}${JSON.stringify(finding, null, 2).replaceAll('\n', '\n    ')}`
  }
  yield `${tail}\n`
}

export default json
