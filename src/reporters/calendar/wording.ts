/** How a calendar is worded, whatever the format. */
import { isSameName } from '../../model/account.ts'
import type { Calendar, Entry, Undated, What } from '../../model/calendar.ts'
import { groupBy } from '../../model/group.ts'
import { day, plural } from '../wording.ts'

const doing: Readonly<Record<What, string>> = {
  rotation: 'regenerate the codes',
  regeneration: 'regenerate the codes at once',
  expiry: 'the codes expire',
  review: 'review the unused codes',
  'use-check': 'check that no code was used',
  test: 'try a code',
  waiver: 'a waiver ends',
  other: 'something falls due',
}

/** What is to be done, or what happens, without whom it is about. */
export const deed = ({ what, waiver }: Entry): string => (waiver === undefined ? doing[what] : `the waiver ${waiver} ends`)

/** Under whom an entry stands: its owner, or nobody, and whomever it concerns. */
const headingsOf = ({ owner, concerns = [] }: Entry): readonly (string | undefined)[] => [owner, ...concerns]

/** Entries by whom they concern, in order of code unit; those without an owner come last, under undefined. The calendar of one owner has that one alone. */
export const byOwner = ({ entries, owner: asked }: Calendar): readonly (readonly [string | undefined, readonly Entry[]])[] => {
  const isAsked = (owner: string | undefined): boolean => asked === undefined || (owner !== undefined && isSameName(owner, asked))
  const placed = entries.flatMap((entry) =>
    headingsOf(entry)
      .filter(isAsked)
      .map((heading) => ({ heading, entry })),
  )
  const groups = groupBy(placed, ({ heading }) => heading)
  const owners = [...groups.keys()].filter((owner) => owner !== undefined).sort()
  return [...owners, undefined].flatMap((owner) => {
    const own = groups.get(owner)
    return own === undefined ? [] : [[owner, own.map(({ entry }) => entry)] as const]
  })
}

/** "1 overdue, 3 fall due by 2027-02-21." */
export const headline = ({ entries, until }: Calendar): string => {
  const overdue = entries.filter((entry) => entry.overdue).length
  const coming = entries.length - overdue
  const falls = coming === 0 ? `nothing${overdue === 0 ? '' : ' else'} falls due` : `${String(coming)} ${coming === 1 ? 'falls' : 'fall'} due`
  const said = overdue === 0 ? falls : `${String(overdue)} overdue, ${falls}`
  return `${said.charAt(0).toUpperCase()}${said.slice(1)} by ${day(until)}.`
}

/** What the calendar cannot tell; undefined: every due date is known. */
export const lack = ({ undated }: Calendar): string | undefined =>
  undated.length === 0
    ? undefined
    : `${plural(undated.length, 'subject')} ${undated.length === 1 ? 'has' : 'have'} a due date that is not known: what is unknown has no date, and is missing here.`

export const controlsOf = ({ controls }: Entry | Undated): string => controls.join(', ')
