/** The tracking issue as text, how its state is known again, and what is to be done with it. */
import { createHash } from 'node:crypto'
import { type Finding, type Report, reporters, verdict } from '../index.ts'
import { escapeTerminal } from '../model/terminal.ts'
import { seenCode, seenFindings } from './seen.ts'

/** GitHub takes so many characters of a body; a byte is never more than one of them. */
const BODY = 65_536
/** For what stands around the summary. */
const RESERVE = 4_096
const TITLE = 200

/** How the findings stand: they fail the step; they would, but are tolerated or known; or all is proven. */
export type Standing = 'counts' | 'tolerated' | 'proven'

/** An issue as it was found. */
export interface Found {
  readonly number: number
  readonly isOpen: boolean
  /** What it said last, as a digest; absent: somebody took that away. */
  readonly state?: string
}

export type Deed = 'open' | 'update' | 'reopen' | 'close' | 'leave'

export const standingOf = (report: Report): Standing => (report.exitCode !== 0 ? 'counts' : seenCode(report) === 0 ? 'proven' : 'tolerated')

/**
 * Evidence that is missing never closes an issue, and what is tolerated opens none. Who closes it by hand has seen what it said:
 * it is opened again when that has changed.
 */
export const decide = (standing: Standing, state: string, found: Found | undefined): Deed => {
  if (found === undefined) return standing === 'counts' ? 'open' : 'leave'
  if (standing === 'proven') return found.isOpen ? 'close' : 'leave'
  if (found.state === state) return 'leave'
  if (found.isOpen) return 'update'
  return standing === 'counts' ? 'reopen' : 'leave'
}

const named = ({ fingerprint, outcome }: Finding): string => `${fingerprint} ${outcome}`

/** A digest of what the issue tells: which findings ask for something and how they stand, not when that was seen or in which words. */
export const stateOf = (report: Report): string => {
  const told = seenFindings(report).map(named)
  return createHash('sha256')
    .update([standingOf(report), ...told.sort()].join('\n'))
    .digest('hex')
}

/** Which of several audits of a repository an issue belongs to. In an HTML comment nothing ends it. */
export const markerOf = ({ policy }: Report, config: string): string => `<!-- sparekey-issue: ${encodeURIComponent(`${policy.id} ${config}`)} -->`

const STATE = /<!-- sparekey-state: ([0-9a-f]{64}) -->/

/** The digest in the body of an issue. */
export const stateIn = (body: string): string | undefined => STATE.exec(body)?.[1]

/** "Sparekey: Backup codes at Acme" */
export const titleOf = ({ policy }: Report): string =>
  Array.from(`Sparekey: ${escapeTerminal(policy.title)}`)
    .slice(0, TITLE)
    .join('')

/** What a verdict says, in words of ours alone. */
export const sentenceOf = (report: Report): string => {
  const { headline, reasons } = verdict(report)
  return [headline, ...reasons].join(' ')
}

/** The body of the issue. `run` is the address of the run that writes it. */
export const bodyOf = (report: Report, { config, run, version }: { readonly config: string; readonly run: string; readonly version: string }): string => {
  const summary = reporters.get('github-summary')
  if (summary === undefined) throw new Error('there is no job summary')
  return [
    markerOf(report, config),
    `<!-- sparekey-state: ${stateOf(report)} -->`,
    '',
    [...summary(report, { all: false, colour: false, version, most: BODY - RESERVE })].join(''),
    `[The run that wrote this](${run}). Sparekey writes it anew when the findings change, and closes it when nothing that counts is open and no evidence is missing.`,
    '',
  ].join('\n')
}
