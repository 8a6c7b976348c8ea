/** The trend as people read it: what changed from run to run, and in one sentence. Our own words, numbers and times only. */
import type { Trend } from '../model/report.ts'
import { day, plural } from './wording.ts'

type TrendRun = Trend['runs'][number]

/** What is told of a run, as a number. */
const figures = {
  open: ({ fails }: TrendRun): number => fails.open,
  unknown: ({ summary }: TrendRun): number => summary.unknown,
  overdue: ({ overdue }: TrendRun): number => overdue,
  waived: ({ fails }: TrendRun): number => fails.waived,
  known: ({ fails }: TrendRun): number => fails.known,
}
type Figure = keyof typeof figures

/** A run as a row: each number with what it changed by since the row above, such as "5 (−2)". */
export interface TrendRow extends Readonly<Record<Figure, string>> {
  readonly asOf: string
  /** Other things may have been asked than in the row above. */
  readonly isOtherPolicy: boolean
  /** How many runs between this row and the one above are not shown. */
  readonly skipped: number
}

const changed = (now: number, before: number | undefined): string =>
  before === undefined || now === before ? String(now) : `${String(now)} (${now > before ? '+' : '\u2212'}${String(Math.abs(now - before))})`

/** The runs that the report shows, each with its changes. */
export const trendRows = ({ runs, total }: Trend): readonly TrendRow[] =>
  runs.map((run, index) => {
    const before = index === 0 ? undefined : runs[index - 1]
    const of = (figure: Figure): string => changed(figures[figure](run), before === undefined ? undefined : figures[figure](before))
    return {
      asOf: run.asOf,
      open: of('open'),
      unknown: of('unknown'),
      overdue: of('overdue'),
      waived: of('waived'),
      known: of('known'),
      isOtherPolicy: before !== undefined && before.policy !== run.policy,
      skipped: index === 1 ? total - runs.length : 0,
    }
  })

/** "open failures 12 → 5, unknown 3 → 4, overdue 4 → 1; 7 of 12 failures cleared, half of them within 21 days". */
export const trendSentence = ({ runs, total, others, all }: Trend): string => {
  const [first, last] = [runs[0], runs.at(-1)]
  if (first === undefined || last === undefined) throw new Error('a trend has at least the run that it is told of')
  const leftOut = others === 0 ? '' : ` ${plural(others, 'run')} by another policy ${others === 1 ? 'is' : 'are'} left out.`
  if (total === 1) return `This is the first run of this policy in the history.${leftOut}`
  const from = (what: string, figure: Figure): string => `${what} ${String(figures[figure](first))} → ${String(figures[figure](last))}`
  const within = all.medianDays === undefined ? '' : `, half of them within ${plural(all.medianDays, 'day')}`
  const cleared = `${String(all.cleared)} of ${plural(all.found, 'failure')} cleared${within}`
  return `Since ${day(first.asOf)}, in ${plural(total, 'run')}: ${from('open failures', 'open')}, ${from('unknown', 'unknown')}, ${from('overdue', 'overdue')}; ${cleared}.${leftOut}`
}
