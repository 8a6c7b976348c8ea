/** The story: load → collect → audit. (Reporters and shells take it from there.) */
import { audit } from './audit/audit.ts'
import { collect } from './collectors/collect.ts'
import { load, type LoadOptions } from './load.ts'
import type { Live } from './model/live.ts'
import { type Checked, isMistaken } from './model/mistake.ts'
import type { Severity } from './model/policy.ts'
import type { Report } from './model/report.ts'
import type { Instant } from './model/time.ts'
import type { Output } from './outputs.ts'
import { rules } from './rules/index.ts'

/** The world as it is, for whoever does not hand in another. */
const theWorld: Live = {
  now: Date.now,
  env: process.env,
  signal: new AbortController().signal,
  tell: () => undefined,
  second: 1000,
  probe: false,
}

export interface AuditOptions extends LoadOptions {
  /** What the sources that ask a provider itself need of the world, where it is not the world as it is. */
  readonly live?: Partial<Live>
  /** The instant that the audit speaks about. */
  readonly asOf: Instant
  /** The least severity whose failure raises the exit code; it goes over that of the configuration. */
  readonly failOn?: Severity
  /** An unknown does not raise the exit code. */
  readonly allowIncomplete?: boolean
  /** A failure does not raise the exit code. */
  readonly exitZero?: boolean
}

/** An audit whose files are read and found right. Nothing is collected yet, so a shell can still see whether it could write the outputs. */
export interface Prepared {
  /** The outputs that the configuration asks for; their paths are relative to its folder. */
  readonly outputs: readonly Output[]
  readonly judge: () => Promise<Report>
}

/** The first half of an audit; or every mistake in what people wrote. */
export const prepareAudit = async (options: AuditOptions): Promise<Checked<Prepared>> => {
  const loaded = await load(options)
  if (isMistaken(loaded)) return loaded
  const { files, configuration, outputs, policy, waivers, declared } = loaded.value
  const { asOf } = options
  const gate = { failOn: options.failOn ?? configuration.failOn, allowIncomplete: options.allowIncomplete ?? false, exitZero: options.exitZero ?? false }

  const judge = async (): Promise<Report> => {
    const inventory = await collect(configuration.sources, declared, {
      files,
      asOf,
      maxAge: configuration.maxEvidenceAge,
      live: { ...theWorld, ...options.live },
    })
    return audit({ policy, waivers, inventory, rules, asOf, gate })
  }
  return { value: { outputs, judge } }
}

export interface Audited {
  readonly report: Report
  /** The outputs that the configuration asks for; their paths are relative to its folder. */
  readonly outputs: readonly Output[]
}

/** Audits the organisation of a configuration; or says every mistake in what people wrote, and judges nothing. */
export const runAudit = async (options: AuditOptions): Promise<Checked<Audited>> => {
  const prepared = await prepareAudit(options)
  if (isMistaken(prepared)) return prepared
  const { outputs, judge } = prepared.value
  return { value: { report: await judge(), outputs } }
}

/** Every mistake in the configuration and all that it names. */
export const runValidate = async (options: LoadOptions): Promise<Checked<{ readonly controls: number; readonly accounts: number }>> => {
  const loaded = await load(options)
  if (isMistaken(loaded)) return loaded
  const { policy, declared } = loaded.value
  return { value: { controls: policy.controls.length, accounts: new Set(declared.register.codeSets.map(({ account }) => account)).size } }
}
