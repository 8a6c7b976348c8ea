import type { EvidenceRow } from '../model/evidence.ts'
import type { Log } from '../model/inventory.ts'
import { defineRule } from '../model/rule.ts'
import { DAY, formatDay, formatInstant, formatSpan, type Instant } from '../model/time.ts'
import { all, type Outcome, type Told } from '../model/verdict.ts'

export interface Params {
  /** Milliseconds. */
  readonly 'max-silence': number
}

interface Judged {
  readonly outcome: Outcome
  readonly message: () => string
  readonly row: () => EvidenceRow
  /** Whether what the source covers ended long ago, as that of older files does. */
  readonly isClosed: boolean
}

/** One source of the log: alive is what has a late record, silent what covers a long time without one. */
const judgeLog = ({ source, lastRecord, covers }: Log, isWhole: boolean, limit: number, asOf: Instant): Judged => {
  const row = (): EvidenceRow => ({ source, fact: 'last record', value: lastRecord === undefined ? 'none' : formatInstant(lastRecord) })
  const isClosed = covers !== undefined && asOf - covers.to > limit
  const told = (outcome: Outcome, message: () => string): Judged => ({ outcome, message, row, isClosed })
  const last = () => (lastRecord === undefined ? 'There is no record' : `The last record is from ${formatDay(lastRecord)}`)
  if (lastRecord !== undefined && asOf - lastRecord <= limit) return told('pass', () => `${last()}.`)
  if (!isWhole) return told('unknown', () => `${last()}, and a part of the log cannot be read`)
  if (covers === undefined) return told('unknown', () => `${last()}, and the source does not say what its log covers`)
  // Silence is proven only for the time that the log speaks about.
  const from = Math.max(covers.from, lastRecord ?? covers.from)
  const to = Math.min(covers.to, asOf)
  const silence = to - from
  if (silence <= limit) return told('unknown', () => `${last()}, and the log covers only the time from ${formatDay(covers.from)} to ${formatDay(to)}`)
  return told(
    'fail',
    () => `${last()}, ${formatSpan(silence)} before the ${to === asOf ? 'audit' : 'end of what the log covers'}; the limit is ${formatSpan(limit)}.`,
  )
}

const tell = (id: string, asked: readonly Judged[], outcome: Outcome): Told => {
  const told = asked.filter((one) => one.outcome === outcome)
  const [first] = told
  if (first === undefined) return { message: `No source gave the log of ${id}.`, evidence: [], remediation: 'Provide the log and audit again.' }
  const rows = told.map(({ row }) => row())
  if (outcome === 'pass') return { message: first.message(), evidence: rows }
  if (outcome === 'fail') {
    return {
      message: first.message(),
      evidence: rows,
      remediation:
        'See to it that the log is written and that all of its files are named. If nothing happened there, let something happen: a weekly inventory, or a read of metadata.',
    }
  }
  return {
    message: `Not known whether the log of ${id} is alive: ${first.message()}.`,
    evidence: rows,
    remediation: 'Provide the whole log with what it covers, and audit again.',
  }
}

const defaults: Params = { 'max-silence': 7 * DAY }

export default defineRule({
  id: 'log-silent',
  title: 'A log has fallen silent',
  about: 'logs',
  needs: ['logs', 'whole'],
  defaults,

  judge({ id }, { logs, whole }, { 'max-silence': limit }, { asOf }) {
    // A database is no log: it changes when somebody changes it, and may lie still for years.
    const written = logs.filter(({ items }) => items === undefined)
    if (logs.length > 0 && written.length === 0)
      return { outcome: 'not-applicable', rests: [], tell: () => ({ message: `What is read of ${id} is a database and no log.`, evidence: [] }) }
    const judged = written.map((log) => judgeLog(log, whole, limit, asOf))
    // One source that is silent is enough to fail. Of older files nobody asks that they go on, where a younger source is alive.
    const isAlive = judged.some((one) => one.outcome === 'pass')
    const asked = judged.filter((one) => one.outcome === 'pass' || !(isAlive && one.isClosed))
    const outcome = asked.length === 0 ? 'unknown' : all(asked.map((one) => one.outcome))
    return { outcome, tell: () => tell(id, asked, outcome) }
  },
})
