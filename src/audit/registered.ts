/** What the register says of each code set, in the shape of the report: metadata only, there is no field for a code. */
import { expiryOf } from '../model/expiry.ts'
import { given } from '../model/given.ts'
import type { CodeSet, Copy, Location } from '../model/inventory.ts'
import { coverName, maskCodes } from '../model/mask.ts'
import { isTimed } from '../model/register-time.ts'
import { remainingOf } from '../model/remaining.ts'
import type { ReportedCodeSet } from '../model/report.ts'
import type { CodeSets } from '../model/rule.ts'
import { formatInstant, type Instant } from '../model/time.ts'
import type { Found, Join } from './join.ts'
import { isIn, ownerOf } from './people.ts'

const time = <K extends string>(key: K, instant: Instant | undefined): { [P in K]?: string } =>
  given(key, instant === undefined ? undefined : formatInstant(instant))

const currencyOf = (set: CodeSet, { current, open }: CodeSets): ReportedCodeSet['current'] => {
  if (open !== undefined && set.status !== 'revoked') return 'unknown'
  return set === current ? 'yes' : 'no'
}

type ReportedCopy = NonNullable<ReportedCodeSet['copies']>[number]

const toCopy = ({ location, item, stored }: Copy, locations: ReadonlyMap<string, Location>): ReportedCopy => ({
  location,
  ...given('kind', locations.get(location)?.kind),
  ...called('site', locations.get(location)?.site),
  ...given('item', item),
  ...time('stored', stored),
})

/** A word of people for something, covered where it is nothing but a code. */
const called = <K extends string>(key: K, text: string | undefined): { [P in K]?: string } => given(key, text === undefined ? undefined : coverName(text))

/** Free text of people is shown as such: what looks like a code is covered. */
const free = <K extends string>(key: K, text: string | undefined): { [P in K]?: string } => given(key, text === undefined ? undefined : maskCodes(text))

const toCodeSet = (set: CodeSet, { subject, facts }: Found, locations: ReadonlyMap<string, Location>, asOf: Instant): ReportedCodeSet => {
  const current = currencyOf(set, facts.codeSets)
  const { file, line } = set.origin
  const expiry = expiryOf(set, subject.service, asOf)
  return {
    account: subject.id,
    service: subject.service.name,
    rotation: subject.service.rotation,
    regenerate: subject.service.regenerate,
    ...free('name', set.name),
    ...given('owner', ownerOf(set, isIn(facts.people))),
    ...called('tier', set.tier),
    status: set.status,
    current,
    ...time('generated', set.generated),
    ...time('since', set.since),
    ...time('expires', expiry !== undefined && isTimed(expiry) ? expiry.time : undefined),
    ...given('issued', set.issued),
    ...given('remaining', remainingOf(set, subject.service)),
    // The provider counts the codes that work today, which are those of the current set.
    ...given('counted', current === 'yes' ? facts.codeCounts?.remaining : undefined),
    ...given(
      'used',
      set.used?.map(({ at, code }) => ({ at: formatInstant(at), ...given('code', code) })),
    ),
    ...time('tested', set.tested),
    ...time('reviewed', set.reviewed),
    ...time('checked', set.checked),
    ...free('plan', set.plan),
    ...given(
      'copies',
      set.copies?.map((copy) => toCopy(copy, locations)),
    ),
    file,
    ...given('line', line),
  }
}

/** Every code set in order of account, the latest first. Put together while it is read, and anew each time: an audit that nobody asks for it pays nothing. */
export const registered = (all: readonly Location[], { keys, found }: Join, asOf: Instant): Iterable<ReportedCodeSet> => {
  const locations = new Map(all.map((location) => [location.id, location]))
  return {
    *[Symbol.iterator]() {
      for (const key of keys) {
        const one = found(key)
        for (const set of one.facts.codeSets.history) yield toCodeSet(set, one, locations, asOf)
      }
    },
  }
}
