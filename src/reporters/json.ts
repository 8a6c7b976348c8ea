import type { Reporter } from '../model/reporter.ts'
import { jsonPieces } from './pieces.ts'
import { toldFindings } from './sections.ts'

/** The whole report as JSON, schemas/report.schema.json, indented by two blanks. A finding a piece, so that no string holds them all. */
const json: Reporter = function* (report, { all }) {
  // What is undefined or a function is not written.
  const frame = { ...report, findings: [], codeSets: all ? [] : undefined, accesses: all ? [] : undefined }
  yield* jsonPieces(frame, { findings: toldFindings(report, all), codeSets: report.codeSets, accesses: report.accesses })
}

export default json
