/** The pages of a log → what happened to codes, how far back the log reaches, and what keeps it from telling all. */
import { given } from '../../model/given.ts'
import { groupBy } from '../../model/group.ts'
import type { CodeEvent, Gap } from '../../model/inventory.ts'
import type { Instant } from '../../model/time.ts'
import { earlier } from '../log-reach.ts'
import { isKept, type Kept, lackOf, toGap } from '../reading.ts'
import type { LogOf, LogPage } from './code-events.ts'
import { isOurs, numbersOf, type Owner, ownerKey, showOwner } from './whose.ts'

export interface CodeLog {
  readonly events: readonly CodeEvent[]
  readonly gaps: readonly Gap[]
  readonly records: number
  readonly unreadable: number
  /** The time of the first record that is ours; undefined: there is none. */
  readonly earliest?: Instant
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0)

interface Doubt {
  readonly detail: string
  readonly record?: string
  readonly advice?: string
}

/** What is to be said of whose the records of a log are. Others may be in it; what happened to codes is asked of us alone. */
const doubtsAbout = (file: string, pages: readonly LogPage[], numbers: ReadonlySet<number>, { owner: by }: LogOf): readonly Doubt[] => {
  const isStrange = ({ owner }: { readonly owner: Owner }): boolean => !isOurs(owner, numbers, by)
  const saying = pages.flatMap(({ owned }) => owned).filter(({ owner }) => owner.name !== undefined || owner.number !== undefined)
  const strange = saying.filter(isStrange)
  if (numbers.size > 1)
    return [{ detail: `${file}: the records of ${by.name} are of more than one ${by.number} (${[...numbers].sort((a, b) => a - b).join(', ')})` }]
  if (strange.length > 0 && (by.isAlone || strange.length === saying.length)) {
    return [{ detail: `${file} is not the log of ${by.name}: ${String(sum(strange.map(({ records }) => records)))} of its records are about others` }]
  }
  const ofStrangers = groupBy(pages.flatMap(({ events }) => events).filter(isStrange), ({ owner }) => ownerKey(owner))
  return [...ofStrangers.values()].map(([first, ...others]) => ({
    detail: `${file} tells of codes of ${showOwner(first.owner, by)}, not of ${by.name}, in ${String(others.length + 1)} of its records`,
    record: first.record,
    ...(first.owner.number === undefined ? { advice: `Keep ${by.number} with the records: where it is the same, ${by.name} had another name then.` } : {}),
  }))
}

export const toCodeLog = (kept: Kept<readonly LogPage[]>, log: LogOf): CodeLog => {
  const { source, account, fact, owner: by } = log
  const gap = (reason: Gap['reason'], detail: string, over: { readonly record?: string; readonly advice?: string | undefined } = {}): Gap =>
    toGap(source, { about: 'codeEvents', fact, reason, detail, hides: { accounts: [account] }, file: kept.file, ...over })
  const lack = lackOf(kept)
  const lacking = lack === undefined ? [] : [gap(lack.reason, lack.detail, { advice: lack.advice })]
  if (!isKept(kept)) return { events: [], gaps: lacking, records: 0, unreadable: 0 }

  const { file, value: pages } = kept
  const broken = pages.flatMap((page) => page.broken)
  const owned = pages.flatMap((page) => page.owned)
  const numbers = numbersOf(
    owned.map(({ owner }) => owner),
    by,
  )
  // Pages that shift while they are read give a record twice.
  const seen = new Set<string>()
  const isFirst = ({ id, kind, time }: LogPage['events'][number]): boolean => {
    const key = JSON.stringify([id, kind, time])
    return id === undefined || (!seen.has(key) && seen.add(key).size > 0)
  }
  return {
    events: pages
      .flatMap((page) => page.events)
      .filter(({ owner }) => isOurs(owner, numbers, by))
      .filter(isFirst)
      .map(({ kind, time, record }) => ({ account, kind, outcome: 'success', time, origin: { source, file, record } })),
    gaps: [
      ...lacking,
      ...broken.map(({ record, lacks }) => gap('unreadable', `record ${record} of ${file} has no ${lacks}`, { record })),
      ...doubtsAbout(file, pages, numbers, log).map(({ detail, ...over }) => gap('contradiction', detail, over)),
    ],
    records: sum(pages.map((page) => page.records)),
    unreadable: broken.length,
    ...given(
      'earliest',
      owned.filter(({ owner }) => isOurs(owner, numbers, by)).reduce<Instant | undefined>((first, { earliest }) => earlier(first, earliest), undefined),
    ),
  }
}
