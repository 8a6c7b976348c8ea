/** The story: load → collect → audit. (Reporters and shells take it from there.) */
import { audit } from './audit/audit.ts'
import { collect } from './collectors/collect.ts'
import { load, type LoadOptions } from './load.ts'
import { type Checked, isMistaken } from './model/mistake.ts'
import type { Severity } from './model/policy.ts'
import type { Report } from './model/report.ts'
import type { Instant } from './model/time.ts'
import { rules } from './rules/index.ts'

export interface AuditOptions extends LoadOptions {
  /** The instant that the audit speaks about. */
  readonly asOf: Instant
  /** The least severity whose failure raises the exit code; it goes over that of the configuration. */
  readonly failOn?: Severity
  /** An unknown does not raise the exit code. */
  readonly allowIncomplete?: boolean
  /** A failure does not raise the exit code. */
  readonly exitZero?: boolean
}

export interface Audited {
  readonly report: Report
  /** The outputs that the configuration asks for, FORMAT or FORMAT=PATH. */
  readonly outputs: readonly string[]
}

/** Audits the organisation of a configuration; or says every mistake in what people wrote, and judges nothing. */
export const runAudit = async (options: AuditOptions): Promise<Checked<Audited>> => {
  const loaded = await load(options)
  if (isMistaken(loaded)) return loaded
  const { files, configuration, policy, waivers, declared } = loaded.value
  const { asOf } = options
  const gate = { failOn: options.failOn ?? configuration.failOn, allowIncomplete: options.allowIncomplete ?? false, exitZero: options.exitZero ?? false }

  const inventory = await collect(configuration.sources, declared, { files, asOf, maxAge: configuration.maxEvidenceAge })
  const report = audit({ policy, waivers, inventory, rules, asOf, gate })
  return { value: { report, outputs: configuration.reports } }
}

/** Every mistake in the configuration and all that it names. */
export const runValidate = async (options: LoadOptions): Promise<Checked<{ readonly controls: number; readonly accounts: number }>> => {
  const loaded = await load(options)
  if (isMistaken(loaded)) return loaded
  const { policy, declared } = loaded.value
  return { value: { controls: policy.controls.length, accounts: new Set(declared.register.codeSets.map(({ account }) => account)).size } }
}
