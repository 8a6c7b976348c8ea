import type { EvidenceRow } from '../model/evidence.ts'
import { given } from '../model/given.ts'
import type { Integrity, Log } from '../model/inventory.ts'
import { defineRule } from '../model/rule.ts'
import { formatInstant, type Instant } from '../model/time.ts'
import type { Told } from '../model/verdict.ts'

/** The kinds of log that protect their own integrity. */
const GUARDED: ReadonlySet<string> = new Set(['log'])

const SHOWN = 10

/** What seals a kind of log, how to see what was changed, and how to have it proven. */
interface Seal {
  readonly name: string
  readonly trace: string
  readonly mend: string
}

const checkpoint: Seal = {
  name: 'checkpoint',
  trace: 'sparekey log verify lists every place, and a copy or a checkpoint that somebody else kept shows what was',
  mend: 'Make checkpoints with sparekey log checkpoint, name the keys that sign them under keys of the source, and audit again.',
}
const digest: Seal = {
  name: 'digest',
  trace: 'the digests name each file with its hash, and an earlier version or a copy of the bucket shows what was',
  mend: 'Keep the log files with all their digests and the public keys of the region, name them in the source, and audit again.',
}

const sealOf = (logs: readonly Log[]): Seal => (logs.every(({ sourceType }) => sourceType === 'cloudtrail') ? digest : checkpoint)

const rowsOf = ({ source, integrity }: Log): readonly EvidenceRow[] =>
  (integrity?.problems ?? []).map(({ kind, detail, file, line }) => ({ source, file, ...given('line', line), fact: kind, value: detail }))

/** Sealed, and until when: what came later is under no seal yet. */
const isProven = (integrity: Integrity | undefined): integrity is Integrity & { readonly to: number } =>
  integrity?.state === 'verified' && integrity.to !== undefined

const tellTampered = (id: string, logs: readonly Log[]): Told => {
  const rows = logs.flatMap(rowsOf)
  const more = rows.length <= 1 ? '' : ` (and ${String(rows.length - 1)} more)`
  return {
    message: `The log of ${id} was tampered with: ${rows[0]?.value ?? 'it does not verify'}${more}.`,
    evidence: rows.slice(0, SHOWN),
    remediation: `Find out who changed the log and what stood there: ${sealOf(logs).trace}. Count every copy at the location as opened, and regenerate its codes.`,
  }
}

const tellUnproven = (id: string, logs: readonly Log[]): Told => {
  const rows = logs.flatMap(rowsOf)
  return {
    message: `Not known whether the log of ${id} was tampered with: ${rows[0]?.value ?? 'nothing proves it'}.`,
    evidence: rows.slice(0, SHOWN),
    remediation: sealOf(logs).mend,
  }
}

const tellProven = (id: string, logs: readonly Log[], to: Instant): Told => {
  const until = formatInstant(to)
  return {
    message: `The log of ${id} is what was written to it, up to its ${sealOf(logs).name} of ${until}.`,
    evidence: logs.map(({ source }) => ({ source, fact: 'proven until', value: until })),
  }
}

export default defineRule({
  id: 'log-tampered',
  title: 'A log is not what was written to it',
  about: 'logs',
  needs: ['logs'],
  defaults: {},

  judge({ id }, { logs }) {
    const guarded = logs.filter(({ sourceType, integrity }) => GUARDED.has(sourceType) || integrity !== undefined)
    if (logs.length === 0)
      return {
        outcome: 'unknown',
        tell: () => ({ message: `No source gave the log of ${id}.`, evidence: [], remediation: 'Provide the log and audit again.' }),
      }
    if (guarded.length === 0)
      return { outcome: 'not-applicable', rests: [], tell: () => ({ message: `The log of ${id} does not protect its own integrity.`, evidence: [] }) }

    const tampered = guarded.filter(({ integrity }) => integrity?.state === 'tampered')
    if (tampered.length > 0) return { outcome: 'fail', tell: () => tellTampered(id, tampered) }
    const proven = guarded.map(({ integrity }) => integrity).filter(isProven)
    if (proven.length < guarded.length) return { outcome: 'unknown', tell: () => tellUnproven(id, guarded) }
    return { outcome: 'pass', tell: () => tellProven(id, guarded, Math.min(...proven.map(({ to }) => to))) }
  },
})
