/** The rotations of the code sets that count today: needed now, overdue, due, fine over the next year, and those of which no day is known. */
import type { Report } from '../../model/report.ts'
import { askingControls, rotationDues, rotationOf } from '../rotations.ts'
import { horizonEnd } from '../sections.ts'
import { monthAfter, monthOf, monthsFrom } from './months.ts'

export interface Slot {
  readonly due: readonly string[]
  /** Of those the ones that fall due soon: within the horizon of the report. */
  readonly soon: number
}

export interface Timeline {
  /** Whether any control asks for rotations. */
  readonly isAsked: boolean
  /** Needed at once, whatever its day: the codes are lost, compromised or spent. */
  readonly now: readonly string[]
  /** Past its day. */
  readonly overdue: readonly string[]
  /** From the month of as-of to the same month a year later, by month. */
  readonly months: ReadonlyMap<string, Slot>
  readonly later: readonly string[]
  /** The codes change when one is used, or never: there is no day. */
  readonly unscheduled: readonly string[]
  /** No day is known, though there may be one. */
  readonly unknown: readonly string[]
}

/** Every code set that counts today, or may, stands in one place. Each is named by its account. */
export const timeline = (report: Report): Timeline => {
  const { asOf, codeSets } = report
  const dues = rotationDues(report)
  const first = monthOf(asOf)
  const last = monthAfter(first, 12)
  const soonest = horizonEnd(report)
  const months = new Map(monthsFrom(first, 13).map((month) => [month, { due: [] as string[], soon: 0 }]))
  const [now, overdue, later, unscheduled, unknown]: [string[], string[], string[], string[], string[]] = [[], [], [], [], []]
  for (const set of codeSets) {
    const { account, current } = set
    if (current === 'no') continue
    const next = current === 'unknown' ? ({ state: 'undated' } as const) : rotationOf(set, dues.get(account), asOf)
    switch (next.state) {
      case 'now':
        now.push(account)
        break
      case 'overdue':
        overdue.push(account)
        break
      case 'on-use':
      case 'none':
      case 'revoked':
        unscheduled.push(account)
        break
      case 'unstated':
      case 'undated':
        unknown.push(account)
        break
      case 'coming': {
        const slot = monthOf(next.due) > last ? undefined : months.get(monthOf(next.due))
        if (slot === undefined) later.push(account)
        else {
          slot.due.push(account)
          if (next.due <= soonest) slot.soon += 1
        }
      }
    }
  }
  return { isAsked: askingControls(report).length > 0, now, overdue, months, later, unscheduled, unknown }
}
