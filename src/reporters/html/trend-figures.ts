/** How failures changed from run to run, and who clears what; only where there is a history. */
import type { Report, Trend } from '../../model/report.ts'
import { trendRows, trendSentence } from '../trend.ts'
import { day, plural } from '../wording.ts'
import type { Figure } from './figures.ts'
import { columns, rows } from './svg.ts'

const ofRuns = (trend: Trend): Figure => {
  const about = { id: 'trend', title: 'Failures from run to run', says: trendSentence(trend) }
  return {
    ...about,
    note: 'Open failures of all severities, and verdicts that could not be reached.',
    legend: [
      { kind: 'bad', means: '✕ open failures' },
      { kind: 'unknown', means: 'not known' },
    ],
    picture: columns(
      about,
      trend.runs.map(({ asOf, fails, summary }) => ({
        name: day(asOf),
        label: [day(asOf).slice(0, 4), day(asOf).slice(5)],
        parts: [
          { kind: 'bad', count: fails.open },
          { kind: 'unknown', count: summary.unknown },
        ],
      })),
    ),
    head: ['Run', 'Open failures', 'Unknown', 'Overdue', 'Waived', 'Known', 'Beside it'],
    rows: trendRows(trend).map(({ asOf, open, unknown, overdue, waived, known, isOtherPolicy, skipped }) => [
      day(asOf),
      open,
      unknown,
      overdue,
      waived,
      known,
      [...(skipped > 0 ? [`${plural(skipped, 'run')} before it not shown`] : []), ...(isOtherPolicy ? ['the policy was changed'] : [])].join(', '),
    ]),
  }
}

/** More would be no picture; the table has all. */
const MOST_OWNERS = 20
/** So long a name has room beside a bar. */
const LONGEST = 16

const NOBODY = 'nobody'

const short = (owner: string): string => (owner.length <= LONGEST ? owner : `${owner.slice(0, LONGEST - 1)}…`)

const ofOwners = ({ owners, all }: Trend): Figure => {
  const about = {
    id: 'owners',
    title: 'Who clears what',
    says:
      all.found === 0 ? 'No run has seen a failure.' : `Of ${plural(all.found, 'failure')} ${String(all.cleared)} are cleared and ${String(all.open)} open.`,
  }
  const rest = owners.length - MOST_OWNERS
  return {
    ...about,
    note: `A bar is what an owner has open. Cleared is what a later run saw pass.${rest > 0 ? ` ${String(rest)} more stand in the table.` : ''}`,
    legend: [{ kind: 'bad', means: 'open failures' }],
    picture: rows(
      about,
      owners.slice(0, MOST_OWNERS).map(({ owner = NOBODY, open }) => ({ label: short(owner), kind: 'bad', count: open })),
    ),
    head: ['Owner', 'Found', 'Cleared', 'Open', 'Waived', 'Not seen any more', 'Not asked any more', 'Days to clear, the middle'],
    rows: owners.map(({ owner = NOBODY, found, cleared, open, waived, unseen, unasked, medianDays }) => [
      owner,
      ...[found, cleared, open, waived, unseen, unasked].map(String),
      medianDays === undefined ? '' : String(medianDays),
    ]),
  }
}

export const trendFigures = ({ trend }: Report): readonly Figure[] => (trend === undefined ? [] : [ofRuns(trend), ofOwners(trend)])
