/** The policy as the auditor uses it: every file composed, durations in milliseconds. */
import type { Instant } from './time.ts'

export const severities = ['critical', 'high', 'medium', 'low', 'info'] as const
export type Severity = (typeof severities)[number]

/** Whether a severity is at or above a threshold. */
export const atLeast = (severity: Severity, threshold: Severity): boolean => severities.indexOf(severity) <= severities.indexOf(threshold)

export interface Role {
  readonly access: 'all' | 'own' | 'incident'
}

/** Which subjects; every key must match, and of its patterns one. */
export interface Select {
  readonly service?: readonly string[]
  readonly account?: readonly string[]
  readonly owner?: readonly string[]
  readonly tier?: readonly string[]
  /** The location whose log it is: only for controls about logs. */
  readonly location?: readonly string[]
}

/** What a policy writes for a rule. */
export type Params = Readonly<Record<string, unknown>>

export interface Control {
  readonly id: string
  readonly title: string
  readonly rule: string
  readonly severity: Severity
  readonly params: Params
  readonly select: Select
  readonly overrides: readonly { readonly select: Select; readonly params: Params }[]
  readonly allowEmpty: boolean
  readonly references: readonly string[]
  /** Where it stands; absent: it was made by a program. */
  readonly origin?: { readonly file: string; readonly line: number }
}

export interface Policy {
  readonly id: string
  readonly title: string
  readonly files: readonly { readonly file: string; readonly sha256: string }[]
  readonly roles: ReadonlyMap<string, Role>
  /** Those that are judged. */
  readonly controls: readonly Control[]
  /** How long a waiver may be, in milliseconds. */
  readonly maxWaiver?: number
  /** Those that the policy disables, each with the reason. */
  readonly disabled: readonly { readonly control: Control; readonly reason: string }[]
}

/** An agreed exception. */
export interface Waiver {
  readonly id: string
  readonly control: string
  readonly subject: string
  readonly allowGlob: boolean
  readonly reason: string
  readonly owner: string
  readonly approvedBy: string
  /** 00:00Z of the day it was agreed. */
  readonly created: Instant
  /** The first instant after it: the end of its last day in UTC. */
  readonly ends: Instant
}
