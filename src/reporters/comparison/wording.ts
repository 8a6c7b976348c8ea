/** How a comparison is worded, whatever the format. */
import type { Change, Comparison, ComparedControl, Counts, State } from '../../model/comparison.ts'
import { day, tally } from '../wording.ts'

export const titles: readonly (readonly [Change['change'], string])[] = [
  ['new', 'New'],
  ['fixed', 'Fixed'],
  ['changed', 'Changed'],
  ['unasked', 'No longer asked'],
]

const counted: readonly (readonly [keyof Counts, string])[] = [
  ['new', 'new'],
  ['fixed', 'fixed'],
  ['changed', 'changed'],
  ['unasked', 'no longer asked'],
  ['same', 'the same'],
]

/** "2 new, 1 fixed": what is none is left out. */
export const counts = (summary: Counts, between?: string): string => tally(counted, summary, between)

/** Whether there is anything between the two. */
export const differs = ({ changes }: Comparison): boolean => changes.length > 0

const dueOf = ({ due }: State): string => (due === undefined ? 'none' : day(due))

const words = ({ outcome, standing, under }: State): string =>
  `${outcome}${standing === 'open' ? '' : ` (${standing})`}${under === undefined ? '' : `, under ${under}`}`

/** What a finding was, where it was told. */
const from = ({ before }: Change): readonly string[] => (before === undefined ? [] : [words(before)])

/** What it is; of what is left out of a report all that is known is what it is not. */
const to = ({ change, after }: Change): string => (after !== undefined ? words(after) : change === 'unasked' ? 'no longer asked' : 'neither a fail nor unknown')

/** What a finding was and what it is: "fail → unknown, under github:*; due 2026-12-10 → 2027-12-01". */
export const transition = (change: Change): string => {
  const { before, after } = change
  const states = [...new Set([...from(change), to(change)])].join(' → ')
  if (before === undefined || after === undefined || change.change !== 'changed' || before.under !== undefined || after.under !== undefined) return states
  return [
    states,
    ...(before.severity === after.severity ? [] : [`severity ${before.severity} → ${after.severity}`]),
    ...(before.due === after.due ? [] : [`due ${dueOf(before)} → ${dueOf(after)}`]),
  ].join('; ')
}

/** What happened to a control itself; '' where nothing did. */
export const presence = ({ presence: is, formerly }: ComparedControl): string => (formerly === undefined ? (is === 'both' ? '' : is) : `formerly ${formerly}`)

/** The controls of which there is something to say. */
export const spokenOf = ({ controls }: Comparison): readonly ComparedControl[] =>
  controls.filter((control) => presence(control) !== '' || counts({ ...control.summary, same: 0 }) !== '')

/** What --fail-on-new would make of it. */
export const newlySentence = ({ newly: { fail, unknown } }: Comparison): string =>
  fail + unknown === 0 ? 'Nothing newly fails, and nothing is newly unknown.' : `Newly failing and open: ${String(fail)}. Newly unknown: ${String(unknown)}.`
