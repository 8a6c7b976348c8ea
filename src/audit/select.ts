/** Which subjects a control speaks about, and with which parameters. A subject whose tier or owner nobody knows may be one of them. */
import { type AccountId, accountMatcher, lowerAscii } from '../model/account.ts'
import type { Some } from '../model/group.ts'
import { matchesPattern } from '../model/pattern.ts'
import type { Control, Params, Select } from '../model/policy.ts'
import type { CodeSets, LogSubject, Subject } from '../model/rule.ts'

export type Matched = 'yes' | 'no' | 'unknown'

/** Tells of a value whether one of some patterns matches it. Policies are read once and ask millions of times. */
const matcher = (patterns: readonly string[]): ((value: string) => boolean) => {
  const lowered = patterns.map(lowerAscii)
  return (value) => {
    const text = lowerAscii(value)
    return lowered.some((pattern) => matchesPattern(pattern, text))
  }
}

const beginning = (pattern: string): string => lowerAscii(pattern.slice(0, (pattern + '*').indexOf('*')))

/** Whether patterns may match an account of a scope such as `github:*`: one of their fixed beginnings leads into the other. */
const mayMean = (patterns: readonly string[], scope: AccountId): boolean =>
  patterns.some((pattern) => beginning(pattern).startsWith(beginning(scope)) || beginning(scope).startsWith(beginning(pattern)))

/** Whether a subject matches; `codeSets` undefined: it stands for accounts that could not be listed. */
export type Matches = (subject: Subject, codeSets: CodeSets | undefined) => Matched

const always: Matches = () => 'yes'
const never: Matches = () => 'no'

/** One key of a select. */
const toTests = ({ service, account, owner, tier }: Select): readonly Matches[] => {
  const tests: Matches[] = []
  if (service !== undefined) {
    const matches = matcher(service)
    tests.push((subject) => (matches(subject.service.id) ? 'yes' : 'no'))
  }
  if (account !== undefined) {
    const matches = accountMatcher(account)
    tests.push(({ id }, codeSets) => (matches(id) ? 'yes' : codeSets === undefined && mayMean(account, id) ? 'unknown' : 'no'))
  }
  /** An attribute of the current code set; without one, or without the attribute, it is not known. */
  const ofSet = (patterns: readonly string[] | undefined, key: 'owner' | 'tier'): void => {
    if (patterns === undefined) return
    const matches = matcher(patterns)
    tests.push((_subject, codeSets) => {
      const value = codeSets?.current?.[key]
      return value === undefined ? 'unknown' : matches(value) ? 'yes' : 'no'
    })
  }
  ofSet(owner, 'owner')
  ofSet(tier, 'tier')
  return tests
}

/** What a select asks of an account: every key must match. */
export const toMatches = (select: Select): Matches => {
  if (select.location !== undefined) return never
  const tests = toTests(select)
  if (tests.length === 0) return always
  return (subject, codeSets) => {
    let matched: Matched = 'yes'
    for (const test of tests) {
      const one = test(subject, codeSets)
      if (one === 'no') return one
      if (one === 'unknown') matched = one
    }
    return matched
  }
}

/** What a select asks of a log: it is selected by its location alone, and has no service and no owner. */
export const toLogMatches = ({ location, ...others }: Select): ((log: LogSubject) => Matched) => {
  if (Object.keys(others).length > 0) return () => 'no'
  if (location === undefined) return () => 'yes'
  const matches = matcher(location)
  return ({ id }) => (matches(id) ? 'yes' : 'no')
}

/** The parameters that may be meant: those of the first override that surely matches, else the plain ones; then those of each before it that may match. */
export const toParams = <S extends unknown[]>(
  { params, overrides }: Control,
  toMatched: (select: Select) => (...subject: S) => Matched,
): ((...subject: S) => Readonly<Some<Params>>) => {
  const plain: Readonly<Some<Params>> = [params]
  if (overrides.length === 0) return () => plain
  const compiled = overrides.map((override) => ({ matched: toMatched(override.select), params: { ...params, ...override.params } }))
  return (...subject) => {
    const possible: Params[] = []
    for (const override of compiled) {
      const match = override.matched(...subject)
      if (match === 'yes') return [override.params, ...possible]
      if (match === 'unknown') possible.push(override.params)
    }
    return [params, ...possible]
  }
}
