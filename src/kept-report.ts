/** A report that -o json wrote, read again, strictly by schemas/report.schema.json. */
import { readGiven } from './load.ts'
import type { Checked } from './model/mistake.ts'
import type { Report } from './model/report.ts'
import { report as validate } from './parsers/generated/validators.ts'
import { parseJson } from './parsers/json.ts'

const WRITE_ONE = 'a report is written by: sparekey audit -o json=report.json'

/** A report that the command line names; a file that holds none is a mistake of whoever gave it. */
export const loadReport = async (folder: string, path: string): Promise<Checked<{ readonly file: string; readonly report: Report }>> => {
  const read = await readGiven(folder, path)
  if ('mistakes' in read) return read
  const { file, bytes } = read.value
  const parsed = parseJson(bytes)
  if ('unreadable' in parsed) return { mistakes: [{ file, message: `it is no report: ${parsed.unreadable}`, hint: WRITE_ONE }] }
  return validate(parsed.value)
    ? { value: { file, report: parsed.value as Report } }
    : { mistakes: [{ file, message: 'it is no report of this version', hint: WRITE_ONE }] }
}
