/**
 * The front door: what a program needs to audit as the command line does.
 *
 * ```ts
 * const audited = await runAudit({ config: 'sparekey.yaml', asOf: parseInstant('2026-11-23T00:00:00Z')! })
 * if ('mistakes' in audited) throw new Error(audited.mistakes.map(({ message }) => message).join('\n'))
 * for (const piece of reporters.get('junit')!(audited.value.report, { all: false, colour: false })) process.stdout.write(piece)
 * ```
 */
export {
  type AuditOptions,
  type Audited,
  type CollectOptions,
  type Collecting,
  liveSources,
  type Prepared,
  prepareAudit,
  prepareCollect,
  type Remembering,
  runAudit,
  runValidate,
  type Validated,
} from './run.ts'
export { runCases } from './run-cases.ts'
export { type PlaybookOptions, runPlaybook } from './run-playbook.ts'
export { prepareSimulation, runDiff, type SimulateOptions } from './comparing.ts'
export { type Looking, type LookOptions, type Nobody, prepareCalendar, prepareForecast } from './outlook.ts'
export { exitCode } from './audit/exit-code.ts'
export { explainFinding, explainName, keptReport, type Unmeant, type WhichFinding } from './explain.ts'
export { type Explained, explanationText } from './explanations/index.ts'
export { liesOutside } from './files.ts'
export { openRawFolder, type RawFolder } from './keep-raw.ts'
export type { LoadOptions } from './load.ts'
export type { CasesReport } from './model/cases.ts'
export type { Source } from './model/configuration.ts'
export type { Facts, Gap, Inventory } from './model/inventory.ts'
export type { Rows } from './model/rows.ts'
export { type Ended, type Live, NotKept, type Progress } from './model/live.ts'
export { type Checked, isMistaken, type Mistake } from './model/mistake.ts'
export { severities, type Severity } from './model/policy.ts'
export type { Playbook } from './model/playbook.ts'
export type { Calendar } from './model/calendar.ts'
export type { Comparison } from './model/comparison.ts'
export type { Forecast } from './model/forecast.ts'
export type { Finding, KeptReport, Report } from './model/report.ts'
export type { Reporter, ReporterOptions, Teller } from './model/reporter.ts'
export { type Instant, parseDuration, parseInstant } from './model/time.ts'
export { isKeyName } from './model/key-name.ts'
export { publish as publishKey, type Signer } from './log/note.ts'
export { newPrivateKey, parseKeys, parsePrivateKey, parseTrustedKey, type TrustedKey } from './log/keys.ts'
export type { Event, LogRecord } from './model/generated/log.ts'
export { looksLikeCode, wantAccess, wantReview, wantRotation, wantTest, wantUse } from './log-events.ts'
export {
  cosignOwnLog,
  type Done,
  findOwnLog,
  logAlone,
  missingInRoster,
  openOwnLog,
  type OwnLog,
  recordEvent,
  sealOwnLog,
  verifyOwnLog,
  type Wanted,
} from './own-log.ts'
export { loadReporter, type Output, type OutputFlaw, parseOutput } from './outputs.ts'
export { FailedTemplate } from './model/template.ts'
export { packageVersion } from './package-files.ts'
export { didYouMean } from './parsers/wording.ts'
export { casesReporters } from './reporters/cases/index.ts'
export { playbookReporters } from './reporters/playbook/index.ts'
export { startingFiles } from './start.ts'
export type { Starter } from './starter/files.ts'
export { verdict } from './reporters/sections.ts'
export { calendarTellers } from './reporters/calendar/index.ts'
export { comparisonTellers } from './reporters/comparison/index.ts'
export { forecastTellers } from './reporters/forecast/index.ts'
export { reporters } from './reporters/index.ts'
export { writeSnapshot } from './snapshot.ts'
export { readState, type State } from './state.ts'
