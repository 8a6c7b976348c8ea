/** How the reporters say the same things. Nothing here is escaped: that is for the writer of the format. */
import { raises } from '../model/gate.ts'
import { atLeast } from '../model/policy.ts'
import type { Finding, Gate, ReportedEvidence } from '../model/report.ts'

/** "1 record", "2 records". */
export const plural = (count: number, noun: string): string => `${String(count)} ${noun}${count === 1 ? '' : 's'}`

/** "2 new, 1 fixed": several counts in their words and in order; what is none is left out. */
export const tally = <K extends string>(words: readonly (readonly [K, string])[], counts: Readonly<Record<K, number>>, between = ', '): string =>
  words
    .filter(([key]) => counts[key] > 0)
    .map(([key, word]) => `${String(counts[key])} ${word}`)
    .join(between)

/** The date of an instant in UTC: 2026-11-23. */
export const day = (instant: string): string => instant.slice(0, 10)

/** Date and time of an instant: 2026-11-23 21:00 UTC. */
export const moment = (instant: string): string => `${day(instant)} ${instant.slice(11, 16)} UTC`

/** Where something was read: FILE:LINE in a text, FILE#POINTER for a record of JSON, else the source. */
export const place = ({ source, file, line, record }: { source: string; file?: string; line?: number; record?: string }): string => {
  if (file === undefined) return source
  return line === undefined ? (record === undefined ? file : `${file}#${record}`) : `${file}:${String(line)}`
}

/** Why a fail or an unknown does not make the run red; undefined: it does, or there is nothing to excuse. */
export const excuse = (finding: Finding, gate: Gate): string | undefined => {
  const { outcome, standing, severity, waiver } = finding
  if ((outcome !== 'fail' && outcome !== 'unknown') || raises(finding, gate) !== 0) return undefined
  if (standing === 'waived') return waiver === undefined ? 'waived' : `waived until ${waiver.expires} by ${waiver.approvedBy} (${waiver.id}: ${waiver.reason})`
  if (standing === 'known') return 'known from the baseline'
  if (outcome === 'unknown') return 'tolerated by --allow-incomplete'
  return atLeast(severity, gate.failOn) ? 'tolerated by --exit-zero' : `${severity} is below --fail-on ${gate.failOn}`
}

/** Who asserts what a log says, by its grade. */
export const assertedBy = { server: 'the server', client: "the reader's program", manual: 'people' } as const

/** What a subject is: an account (or a list of them), a location whose log it is, or nothing, where a control matches nothing. */
export const subjectKind = (subject: string): 'account' | 'location' | 'none' =>
  /^[a-z][a-z0-9-]*:/.test(subject) ? 'account' : subject === '*' ? 'none' : 'location'

/** One row of evidence in a line: escrow/register.yaml:59: generated = 2025-10-20T09:00:00.000Z. */
export const evidenceLine = (row: ReportedEvidence): string => `${place(row)}: ${row.fact}${row.value === undefined ? '' : ` = ${row.value}`}`

/** At most so many of some lines, and how many more there are. */
export const atMost = (lines: readonly string[], most: number): readonly string[] =>
  lines.length <= most ? lines : [...lines.slice(0, most), `and ${String(lines.length - most)} more`]

/** What a finding says, under the name of its subject where the sentence does not name it. */
export const messageOf = ({ subject, message }: Finding): string => (subject === '*' || message.includes(subject) ? message : `${subject}: ${message}`)
