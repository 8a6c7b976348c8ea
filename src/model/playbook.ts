/** Playbooks: what to do, in which order, when a way into accounts is lost. */
import type { AccountId } from './account.ts'
import type { Reach } from './rule.ts'
import type { Instant } from './time.ts'

export const playbookKinds = ['lost-device', 'corrupted-authenticator', 'sync-failure', 'lost-codes', 'used-code', 'compromised', 'catastrophe'] as const
export type PlaybookKind = (typeof playbookKinds)[number]

/** Where a copy lies, and how one comes to it. */
export interface Place {
  readonly location: string
  /** What kind of location it is, and where: "safe at hq". */
  readonly what: string
  /** What the copy is called there. */
  readonly item?: string
  /** Whether somebody gets there who has lost the second factors and has nothing but codes. */
  readonly reach: Reach
  /** Who opens it, what stands in the way, in sentences. */
  readonly notes: readonly string[]
}

/** One thing to do. */
export interface Step {
  /** What is done, in the imperative. */
  readonly title: string
  readonly why?: string
  /** How it is done, in sentences. */
  readonly how: readonly string[]
  readonly places?: readonly Place[]
  /** Until when, and why then. */
  readonly due?: { readonly at: Instant; readonly why: string }
  /** How it is recorded, as commands. */
  readonly record?: readonly string[]
}

export interface Playbook {
  readonly kind: PlaybookKind
  readonly title: string
  /** When this happens. */
  readonly when: string
  /** Absent: it speaks to the whole organisation. */
  readonly account?: { readonly id: AccountId; readonly name?: string; readonly owner?: string; readonly service: string }
  readonly asOf: Instant
  /** What register, roster and policy show to be wrong already. */
  readonly warnings: readonly string[]
  readonly steps: readonly Step[]
}

/** playbook → text in pieces; the shape of every writer of playbooks. */
export type PlaybookReporter = (playbook: Playbook, options: { readonly colour: boolean }) => Iterable<string>
