/** A report that -o json wrote, read again: strictly by schemas/report.schema.json, as what stands in it excuses failures. */
import type { Baseline } from './audit/know.ts'
import { digestOf, fingerprint } from './audit/told.ts'
import { readGiven } from './load.ts'
import type { WholeFile } from './model/files.ts'
import type { Checked, Mistake } from './model/mistake.ts'
import type { Policy } from './model/policy.ts'
import type { Finding, KeptReport } from './model/report.ts'
import { CLOCK_TOLERANCE, type Instant } from './model/time.ts'
import { parseDocumentStrictly } from './parsers/document.ts'
import { report as validate } from './parsers/generated/validators/report.ts'
import { field, parseJson } from './parsers/json.ts'

const SCHEMA = 'sparekey-report/1'
const WRITE_ONE = 'a report is written by: sparekey audit -o json=report.json'

/** In a file up to this size each mistake is told with its line. */
const PLACED = { bytes: 1_048_576 }

const about = ({ file }: WholeFile, message: string, hint?: string): Mistake => ({ file, message, ...(hint === undefined ? {} : { hint }) })

/** Where a file is no report of this version. JSON is YAML, so what reads that finds the lines. */
const placed = (file: WholeFile): readonly Mistake[] => {
  const found = file.bytes.byteLength > PLACED.bytes ? undefined : parseDocumentStrictly(file.file, file.bytes, validate, PLACED)
  return found !== undefined && 'mistakes' in found ? found.mistakes : [about(file, 'it is no report of this version', WRITE_ONE)]
}

/** Findings of which the fingerprint is not theirs, or that are there twice: somebody wrote them, and no audit. */
const forged = (file: WholeFile, findings: readonly Finding[]): readonly Mistake[] => {
  const seen = new Set<string>()
  return findings.flatMap(({ control, subject, fingerprint: own }) => {
    const isTwice = seen.has(own)
    seen.add(own)
    if (own !== fingerprint(control, subject)) return [about(file, `the finding of ${control} and ${subject} has the fingerprint of another`, WRITE_ONE)]
    return isTwice ? [about(file, `the finding of ${control} and ${subject} is given twice`, WRITE_ONE)] : []
  })
}

const meant: Readonly<Record<string, string>> = {
  inventory: 'an inventory',
  diff: 'a comparison',
  simulation: 'a comparison',
  forecast: 'a forecast',
  calendar: 'a calendar',
}

/** The report in a file; a file that holds none, or one that was changed so that it cannot be, is a mistake of whoever gave it. */
export const readReport = (file: WholeFile): Checked<KeptReport> => {
  const parsed = parseJson(file.bytes)
  if ('unreadable' in parsed) return { mistakes: [about(file, `it is no report: ${parsed.unreadable}`, WRITE_ONE)] }
  const schema = field(parsed.value, 'schema')
  if (schema !== SCHEMA) {
    const other = typeof schema === 'string' ? meant[/^sparekey-([a-z]+)\//.exec(schema)?.[1] ?? ''] : undefined
    return { mistakes: [about(file, other === undefined ? 'it is no report' : `it is ${other}, not a report`, WRITE_ONE)] }
  }
  if (!validate(parsed.value)) return { mistakes: placed(file) }
  const report = parsed.value as KeptReport
  const mistakes = forged(file, report.findings)
  return mistakes.length > 0 ? { mistakes } : { value: report }
}

/** A report that the command line names, with its file. */
export const loadReport = async (folder: string, path: string): Promise<Checked<Baseline>> => {
  const file = await readGiven(folder, path)
  if ('mistakes' in file) return file
  const report = readReport(file.value)
  return 'mistakes' in report ? report : { value: { file: file.value.file, sha256: file.value.sha256, report: report.value } }
}

/**
 * What the user should know of a baseline, or what keeps a report from being one: controls of another policy mean something
 * else, and a later report knows already what is new today.
 */
export const fit = (baseline: Baseline | undefined, { policy, asOf }: { readonly policy: Policy; readonly asOf: Instant }): Checked<readonly string[]> => {
  if (baseline === undefined) return { value: [] }
  const { file, report } = baseline
  if (report.policy.id !== policy.id) {
    const message = `it is a report on the policy ${report.policy.id}, and this is an audit by ${policy.id}`
    return { mistakes: [{ file, message, hint: 'a baseline is a report on the same policy' }] }
  }
  if (Date.parse(report.asOf) > asOf + CLOCK_TOLERANCE) {
    return { mistakes: [{ file, message: `it is as of ${report.asOf}, which is later than this audit`, hint: 'a baseline is a report of an earlier run' }] }
  }
  return { value: report.policy.sha256 === digestOf(policy.files) ? [] : [`the policy has changed since the baseline, ${file}, was made`] }
}
