/** Which subjects a control speaks about, and with which parameters. A subject whose tier or owner nobody knows may be one of them. */
import { type AccountId, lowerAscii } from '../model/account.ts'
import { matchesPattern } from '../model/pattern.ts'
import type { Control, Params, Select } from '../model/policy.ts'
import type { CodeSets, LogSubject, Subject } from '../model/rule.ts'

export type Matched = 'yes' | 'no' | 'unknown'

const any = (patterns: readonly string[], value: string): boolean => patterns.some((pattern) => matchesPattern(lowerAscii(pattern), lowerAscii(value)))

/** An attribute of the current code set; without one, or without the attribute, it is not known. */
const ofSet = (patterns: readonly string[], value: string | undefined): Matched => (value === undefined ? 'unknown' : any(patterns, value) ? 'yes' : 'no')

const beginning = (pattern: string): string => lowerAscii(pattern.slice(0, (pattern + '*').indexOf('*')))

/** Whether patterns may match an account of a scope such as `github:*`: one of their fixed beginnings leads into the other. */
const mayMean = (patterns: readonly string[], scope: AccountId): boolean =>
  patterns.some((pattern) => beginning(pattern).startsWith(beginning(scope)) || beginning(scope).startsWith(beginning(pattern)))

const worst = (matches: readonly Matched[]): Matched => (matches.includes('no') ? 'no' : matches.includes('unknown') ? 'unknown' : 'yes')

/** `codeSets` undefined: the subject stands for accounts that could not be listed. */
export const matches = (select: Select, subject: Subject, codeSets: CodeSets | undefined): Matched => {
  const set = codeSets?.current
  const { service, account, owner, tier, location } = select
  return worst([
    ...(location === undefined ? [] : (['no'] as const)),
    ...(service === undefined ? [] : [any(service, subject.service.id) ? ('yes' as const) : ('no' as const)]),
    ...(account === undefined
      ? []
      : [any(account, subject.id) ? ('yes' as const) : codeSets === undefined && mayMean(account, subject.id) ? ('unknown' as const) : ('no' as const)]),
    ...(owner === undefined ? [] : [ofSet(owner, set?.owner)]),
    ...(tier === undefined ? [] : [ofSet(tier, set?.tier)]),
  ])
}

/** A log is selected by its location alone: it has no service and no owner. */
export const matchesLog = ({ location, ...others }: Select, { id }: LogSubject): Matched =>
  Object.keys(others).length > 0 || (location !== undefined && !any(location, id)) ? 'no' : 'yes'

/** The parameters that may be meant: those of the first override that matches, and of each before it that may match. */
export const paramsFor = ({ params, overrides }: Control, matched: (select: Select) => Matched): readonly Params[] => {
  const possible: Params[] = []
  for (const override of overrides) {
    const match = matched(override.select)
    if (match !== 'no') possible.push({ ...params, ...override.params })
    if (match === 'yes') return possible
  }
  return [...possible, params]
}
