/** The story: load → collect → audit. (Reporters and shells take it from there.) */
import { dirname, resolve } from 'node:path'
import { audit, type AuditInput } from './audit/audit.ts'
import { collect, complete } from './collectors/collect.ts'
import type { LoadedHistory } from './history.ts'
import { type Loaded, load, loadForInventory, type LoadOptions, warningsOf } from './load.ts'
import type { Source } from './model/configuration.ts'
import { given } from './model/given.ts'
import type { Inventory } from './model/inventory.ts'
import type { Live } from './model/live.ts'
import type { Memory } from './model/memory.ts'
import { type Checked, isMistaken, type Mistake, mistakesOf } from './model/mistake.ts'
import type { Severity } from './model/policy.ts'
import type { Report } from './model/report.ts'
import type { Instant } from './model/time.ts'
import type { Output } from './outputs.ts'
import { rules } from './rules/index.ts'
import type { Templates } from './templates.ts'

/** The world as it is, for whoever does not hand in another. */
const theWorld: Live = {
  now: Date.now,
  env: process.env,
  signal: new AbortController().signal,
  tell: () => undefined,
  ended: () => undefined,
  second: 1000,
  probe: false,
}

export interface CollectOptions extends LoadOptions {
  /** The instant that the audit speaks about. */
  readonly asOf: Instant
  /** What earlier runs learned of logs that only grow. */
  readonly memory?: Memory
}

export interface AuditOptions extends CollectOptions {
  /** A snapshot of an inventory: it is judged, and nothing is collected. The register and the roster are those in it. */
  readonly inventory?: string
  /** The path of an earlier JSON report: what failed in it already is known, and does not raise the exit code. */
  readonly baseline?: string
  /** The least severity whose failure raises the exit code; it goes over that of the configuration. */
  readonly failOn?: Severity
  /** An unknown does not raise the exit code. */
  readonly allowIncomplete?: boolean
  /** A failure does not raise the exit code. */
  readonly exitZero?: boolean
}

/** What is collected from once everything that people wrote is found right. Nothing is asked yet. */
export interface Collecting {
  readonly sources: readonly Source[]
  /** The whole path of every file that is read for it: nothing may be written in the place of one. */
  readonly reads: readonly string[]
  /** Asks every source; `live` is what of the world is not as it is. */
  readonly collect: (live?: Partial<Live>) => Promise<Inventory>
}

/** An audit whose files are read and found right. Nothing is collected yet, so a shell can still see whether it could write the outputs. */
export interface Prepared {
  /** The outputs that the configuration asks for; their paths are relative to its folder. */
  readonly outputs: readonly Output[]
  /** What makes each of the templates that are named, by its path as it is named. */
  readonly templates: Templates
  /** The sources that will be asked; none where an inventory is given. */
  readonly sources: readonly Source[]
  /** The whole path of every file that is read for it: nothing may be written in the place of one. */
  readonly reads: readonly string[]
  /** What the user should know before. */
  readonly notes: readonly string[]
  readonly judge: (live?: Partial<Live>) => Promise<Report>
  /** Absent: no history is named. */
  readonly history?: Remembering
}

/** A history, and how an audit is remembered in it once all its reports are written. */
export interface Remembering {
  readonly path: string
  /** Appends what the audit came to, unless it is there already; gives why not, in our own words. */
  readonly remember: (report: Report) => string | undefined
}

/** The sources whose provider is asked itself. */
export const liveSources = (sources: readonly Source[]): readonly Source[] => sources.filter(({ files }) => files === undefined)

const collectFrom =
  ({ files, configuration, declared }: Loaded, { asOf, memory }: CollectOptions) =>
  (live: Partial<Live> = {}): Promise<Inventory> =>
    collect(configuration.sources, declared, { files, asOf, memory, live: { ...theWorld, ...live } })

/** The first half of a collection; or every mistake in what people wrote. */
export const prepareCollect = async (options: CollectOptions): Promise<Checked<Collecting>> => {
  const loaded = await load(options)
  if (isMistaken(loaded)) return loaded
  const { configuration, reads } = loaded.value
  return { value: { sources: configuration.sources, reads, collect: collectFrom(loaded.value, options) } }
}

/** What an audit is made of, once everything that people wrote is found right: where the inventory comes from, and what it is judged by. */
export interface Readied extends Omit<Prepared, 'judge' | 'history'> {
  readonly gather: (live?: Partial<Live>) => Promise<Inventory>
  readonly by: Omit<AuditInput, 'inventory'>
  readonly history?: LoadedHistory
}

/** What the options and the files together say of how to judge. */
const judgedBy = (options: AuditOptions, { configuration, policy, waivers }: Pick<Loaded, 'configuration' | 'policy' | 'waivers'>): Readied['by'] => ({
  policy,
  waivers,
  rules,
  asOf: options.asOf,
  maxAge: configuration.maxEvidenceAge,
  gate: { failOn: options.failOn ?? configuration.failOn, allowIncomplete: options.allowIncomplete ?? false, exitZero: options.exitZero ?? false },
})

const readyFromSnapshot = async (options: AuditOptions, snapshot: string): Promise<Checked<Readied>> => {
  const loaded = await loadForInventory(options, snapshot)
  if (isMistaken(loaded)) return loaded
  const { outputs, templates, configuration, notes, inventory, written, history, reads } = loaded.value
  const whole = complete(inventory, { configured: configuration.sources, written, asOf: options.asOf })
  const gather = (): Promise<Inventory> => Promise.resolve(whole)
  return { value: { outputs, templates, sources: [], notes, reads, gather, by: judgedBy(options, loaded.value), ...given('history', history) } }
}

const readyToCollect = async (options: AuditOptions): Promise<Checked<Readied>> => {
  const loaded = await load(options)
  if (isMistaken(loaded)) return loaded
  const { outputs, templates, configuration, history, reads } = loaded.value
  const { sources } = configuration
  const gather = collectFrom(loaded.value, options)
  return { value: { outputs, templates, sources, notes: [], reads, gather, by: judgedBy(options, loaded.value), ...given('history', history) } }
}

/** Reads what people wrote, or says every mistake in it; nothing is collected. */
export const ready = (options: AuditOptions): Promise<Checked<Readied>> =>
  options.inventory === undefined ? readyToCollect(options) : readyFromSnapshot(options, options.inventory)

/** What an audit does with its history. Most have none, and then what knows one is not loaded. */
const usingHistory = async (
  history: LoadedHistory,
): Promise<{ readonly notes: readonly string[]; readonly remembering: Remembering; readonly told: (report: Report) => Report }> => {
  const [{ notesOn, rememberRun }, { withTrend }] = await Promise.all([import('./history.ts'), import('./audit/trend.ts')])
  return {
    notes: notesOn(history),
    remembering: { path: history.path, remember: (report) => (report.run === undefined ? undefined : rememberRun(history, report.run())) },
    told: (report) => withTrend(report, history),
  }
}

/** The first half of an audit; or every mistake in what people wrote. */
export const prepareAudit = async (options: AuditOptions): Promise<Checked<Prepared>> => {
  const readied = await ready(options)
  // Most audits have no baseline, and then what reads one is not loaded.
  const kept = options.baseline === undefined ? undefined : await import('./kept-report.ts')
  const baseline = options.baseline === undefined ? undefined : await kept?.loadReport(dirname(resolve(options.config)), options.baseline)
  if (isMistaken(readied) || (baseline !== undefined && isMistaken(baseline))) return { mistakes: [...mistakesOf(readied), ...mistakesOf(baseline)] }
  const { outputs, templates, sources, notes, gather, by, history } = readied.value
  const reads = [...readied.value.reads, ...(options.baseline === undefined ? [] : [resolve(options.baseline)])]
  const fitted = kept?.fit(baseline?.value, by) ?? { value: [] }
  if (isMistaken(fitted)) return fitted
  const using = history === undefined ? undefined : await usingHistory(history)
  const judge: Prepared['judge'] = async (live) => {
    const report = audit({ ...by, inventory: await gather(live), ...given('baseline', baseline?.value) })
    return using === undefined ? report : using.told(report)
  }
  const all = [...notes, ...fitted.value, ...(using?.notes ?? [])]
  return { value: { outputs, templates, sources, notes: all, reads, judge, ...given('history', using?.remembering) } }
}

export interface Audited {
  readonly report: Report
  /** The outputs that the configuration asks for; their paths are relative to its folder. */
  readonly outputs: readonly Output[]
  readonly templates: Templates
}

/** Audits the organisation of a configuration; or says every mistake in what people wrote, and judges nothing. */
export const runAudit = async (options: AuditOptions, live: Partial<Live> = {}): Promise<Checked<Audited>> => {
  const prepared = await prepareAudit(options)
  if (isMistaken(prepared)) return prepared
  const { outputs, templates, judge } = prepared.value
  return { value: { report: await judge(live), outputs, templates } }
}

/** What was found right, and how much it is. */
export interface Validated {
  readonly controls: number
  readonly accounts: number
  /** What is no mistake and can hardly be meant. */
  readonly warnings: readonly Mistake[]
}

/** Every mistake in the configuration and all that it names. */
export const runValidate = async (options: LoadOptions): Promise<Checked<Validated>> => {
  const loaded = await load(options)
  if (isMistaken(loaded)) return loaded
  const { policy, declared } = loaded.value
  const accounts = new Set(Array.from(declared.register.codeSets, ({ account }) => account)).size
  return { value: { controls: policy.controls.length, accounts, warnings: await warningsOf(loaded.value) } }
}
