import type { EvidenceRow } from '../model/evidence.ts'
import type { Integrity, Log } from '../model/inventory.ts'
import { defineRule } from '../model/rule.ts'
import { formatInstant } from '../model/time.ts'

/** The kinds of log that protect their own integrity. */
const GUARDED: ReadonlySet<string> = new Set(['log'])

const SHOWN = 10

const rowsOf = ({ source, integrity }: Log): readonly EvidenceRow[] =>
  (integrity?.problems ?? []).map(({ kind, detail, file, line }) => ({ source, file, ...(line === undefined ? {} : { line }), fact: kind, value: detail }))

/** Sealed, and until when: what came later is under no checkpoint yet. */
const isProven = (integrity: Integrity | undefined): integrity is Integrity & { readonly to: number } =>
  integrity?.state === 'verified' && integrity.to !== undefined

export default defineRule({
  id: 'log-tampered',
  title: 'A log is not what was written to it',
  about: 'logs',
  needs: ['logs'],
  defaults: {},

  judge({ id }, { logs }) {
    const guarded = logs.filter(({ sourceType, integrity }) => GUARDED.has(sourceType) || integrity !== undefined)
    if (logs.length === 0)
      return { outcome: 'unknown', message: `No source gave the log of ${id}.`, evidence: [], remediation: 'Provide the log and audit again.' }
    if (guarded.length === 0) return { outcome: 'not-applicable', message: `The log of ${id} does not protect its own integrity.`, evidence: [], rests: [] }

    const tampered = guarded.filter(({ integrity }) => integrity?.state === 'tampered')
    const rows = (tampered.length > 0 ? tampered : guarded).flatMap(rowsOf)
    const [first] = rows
    if (tampered.length > 0) {
      const more = rows.length <= 1 ? '' : ` (and ${String(rows.length - 1)} more)`
      return {
        outcome: 'fail',
        message: `The log of ${id} was tampered with: ${first?.value ?? 'it does not verify'}${more}.`,
        evidence: rows.slice(0, SHOWN),
        remediation:
          'Find out who changed the log and what stood there: sparekey log verify lists every place, and a copy or a checkpoint that somebody else kept shows what was. Count every copy at the location as opened, and regenerate its codes.',
      }
    }
    const proven = guarded.map(({ integrity }) => integrity).filter(isProven)
    if (proven.length < guarded.length)
      return {
        outcome: 'unknown',
        message: `Not known whether the log of ${id} was tampered with: ${first?.value ?? 'nothing proves it'}.`,
        evidence: rows.slice(0, SHOWN),
        remediation: 'Make checkpoints with sparekey log checkpoint, name the keys that sign them under keys of the source, and audit again.',
      }
    const until = formatInstant(Math.min(...proven.map(({ to }) => to)))
    return {
      outcome: 'pass',
      message: `The log of ${id} is what was written to it, up to its checkpoint of ${until}.`,
      evidence: guarded.map(({ source }) => ({ source, fact: 'proven until', value: until })),
    }
  },
})
