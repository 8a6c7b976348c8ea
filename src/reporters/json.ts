import { everyFinding } from '../model/finding-order.ts'
import type { Report } from '../model/report.ts'
import type { Reporter } from '../model/reporter.ts'

/** A line break stands in JSON between things only, never in a string: this is found once, whatever the report says. */
const EMPTY = '\n  "findings": []'

/** The whole report as JSON, schemas/report.schema.json, as JSON.stringify with two blanks writes it. A finding a piece, so that no string holds them all. */
const json: Reporter = function* (whole: Report, { all }) {
  const { quietOf: _quietOf, ...report } = whole
  const [head = '', tail = ''] = `${JSON.stringify({ ...report, findings: [] }, null, 2)}\n`.split(EMPTY)
  let isFirst = true
  for (const finding of all ? everyFinding(whole) : report.findings) {
    yield `${isFirst ? `${head}\n  "findings": [\n    ` : ',\n    '}${JSON.stringify(finding, null, 2).replaceAll('\n', '\n    ')}`
    isFirst = false
  }
  yield isFirst ? `${head}${EMPTY}${tail}` : `\n  ]${tail}`
}

export default json
