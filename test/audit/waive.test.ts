import { describe, expect, test } from 'vitest'
import type { Placed } from '../../src/audit/evaluate.ts'
import { personOf as personIn } from '../../src/audit/people.ts'
import { isToHold, waive } from '../../src/audit/waive.ts'
import type { Waiver } from '../../src/model/policy.ts'
import { DAY } from '../../src/model/time.ts'
import type { Outcome } from '../../src/model/verdict.ts'
import { aControl, aPerson, AS_OF, at, aWaiver, grace, type Over } from '../support/builders.ts'

/** Ada and Grace, with their names in logs. */
const personOf = personIn([aPerson(), grace()])

const placed = (outcome: Outcome = 'fail', subject = 'github:ada', control = 'BC-01'): Placed => ({
  control: aControl({ id: control }),
  subject,
  owner: undefined,
  verdict: { outcome, tell: () => ({ message: 'said', evidence: [] }) },
})

const standings = (findings: readonly Placed[], waivers: readonly Waiver[], asOf = AS_OF) =>
  waive(findings, waivers, { asOf, personOf }).findings.map(({ standing, waiver }) => (waiver === undefined ? standing : `${standing} by ${waiver.id}`))

const problems = (findings: readonly Placed[], waivers: readonly Waiver[], asOf = AS_OF) =>
  waive(findings, waivers, { asOf, personOf }).notes.map(({ problem }) => problem)

const holds = (waiver: Over<Waiver>, subject = 'github:ada', asOf = AS_OF): boolean =>
  standings([placed('fail', subject)], [aWaiver(waiver)], asOf)[0] !== 'open'

test('a waiver gives a fail the standing waived, with its own outcome', () => {
  const { findings, notes } = waive([placed()], [aWaiver()], { asOf: at('2026-11-01'), personOf })
  expect(findings).toMatchObject([{ standing: 'waived', waiver: { id: 'W-2026-014' }, verdict: { outcome: 'fail' } }])
  expect(notes).toEqual([])
})

test('without a waiver a fail is open', () => {
  expect(standings([placed()], [])).toEqual(['open'])
})

test('it holds for one control and one subject', () => {
  const findings = [placed(), placed('fail', 'github:grace'), placed('fail', 'github:ada', 'BC-02')]
  expect(standings(findings, [aWaiver()])).toEqual(['waived by W-2026-014', 'open', 'open'])
})

test('the first that holds is named', () => {
  expect(standings([placed()], [aWaiver({ id: 'W-1', ends: AS_OF }), aWaiver({ id: 'W-2' }), aWaiver({ id: 'W-3' })])).toEqual(['waived by W-2'])
})

describe('its subject', () => {
  test('is compared as accounts are', () => {
    expect(holds({ subject: 'github:ADA' })).toBe(true)
    expect(holds({ subject: 'registrar:Acme' }, 'registrar:acme')).toBe(false)
    expect(holds({ subject: 'registrar:acme' }, 'registrar:acme')).toBe(true)
  })

  test('is exact: a star is text without allow-glob', () => {
    expect(holds({ subject: 'github:*' })).toBe(false)
    expect(holds({ subject: 'github:*', allowGlob: true })).toBe(true)
    expect(holds({ subject: 'github:A*', allowGlob: true })).toBe(true)
    expect(holds({ subject: 'github:*', allowGlob: true }, 'github-org:acme')).toBe(false)
    expect(holds({ subject: '*', allowGlob: true }, 'google:ada@acme.test')).toBe(true)
  })

  test('is no part of a longer one', () => {
    expect(holds({ subject: 'github:ad' })).toBe(false)
    expect(holds({ subject: 'github:adalovelace' })).toBe(false)
  })
})

describe('its time', () => {
  const ends = aWaiver().ends

  test('ends with the last millisecond of its last day in UTC', () => {
    expect(ends).toBe(at('2027-01-01T00:00:00Z'))
    expect(holds({}, undefined, ends - 1)).toBe(true)
    expect(holds({}, undefined, ends)).toBe(false)
    expect(problems([placed()], [aWaiver()], ends)).toEqual(['expired'])
    expect(problems([placed()], [aWaiver()], ends - 1)).toEqual(['expiring'])
  })

  test('begins with the day on which it was created', () => {
    expect(holds({}, undefined, at('2026-10-01'))).toBe(true)
    expect(holds({}, undefined, at('2026-10-01') - 1)).toBe(false)
    expect(problems([placed()], [aWaiver()], at('2026-10-01') - 1)).toEqual(['not-yet-valid'])
  })

  test('is told thirty days before its end, and holds', () => {
    expect(problems([placed()], [aWaiver()], ends - 30 * DAY - 1)).toEqual([])
    expect(problems([placed()], [aWaiver()], ends - 30 * DAY)).toEqual(['expiring'])
    expect(waive([placed()], [aWaiver()], { asOf: at('2026-12-15'), personOf }).notes).toEqual([
      { id: 'W-2026-014', control: 'BC-01', subject: 'github:ada', problem: 'expiring', detail: 'it expires at the end of 2026-12-31' },
    ])
  })
})

describe('what is wrong with it is told', () => {
  const details: readonly (readonly [Over<Waiver>, Outcome, string])[] = [
    [{ owner: 'ada@acme.test' }, 'fail', 'owner and approver are the same, ada@acme.test: it does not hold'],
    [{ created: at('2026-12-01') }, 'fail', 'it begins on 2026-12-01'],
    [{ ends: at('2026-11-01') }, 'fail', 'it expired at the end of 2026-10-31'],
    [{}, 'unknown', 'what it names is not known, and a waiver never covers an unknown'],
    [{}, 'pass', 'nothing that it names fails'],
  ]
  for (const [over, outcome, detail] of details)
    test(detail, () => {
      expect(waive([placed(outcome)], [aWaiver(over)], { asOf: AS_OF, personOf }).notes.map((note) => note.detail)).toEqual([detail])
    })
})

describe('its approval', () => {
  test('is never by the owner, however the name is spelled', () => {
    expect(holds({ owner: 'ada@acme.test' })).toBe(false)
    expect(holds({ owner: 'Ada@ACME.test' })).toBe(false)
    expect(problems([placed()], [aWaiver({ owner: 'Ada@ACME.test' })])).toEqual(['self-approved'])
    expect(problems([placed()], [aWaiver({ owner: ' Ada@ACME.test ' })])).toEqual(['self-approved'])
  })

  test('by the owner under another name is told, where the roster knows it', () => {
    expect(problems([placed()], [aWaiver({ owner: 'ada@acme.test', approvedBy: 'a. lovelace' })])).toEqual(['self-approved'])
    expect(problems([placed()], [aWaiver({ owner: 'A. Lovelace', approvedBy: 'oidc-ada' })])).toEqual(['self-approved'])
    expect(problems([placed()], [aWaiver({ owner: 'A. Lovelace', approvedBy: 'G. Hopper' })])).toEqual([])
  })

  test('by the owner is told also where the waiver is over', () => {
    expect(problems([placed()], [aWaiver({ owner: 'ada@acme.test', ends: AS_OF })])).toEqual(['self-approved'])
  })
})

describe('its length', () => {
  // From 2026-10-01 to the end of 2026-12-31.
  const length = 92 * DAY
  const told = (maxWaiver: number) => waive([placed()], [aWaiver()], { asOf: at('2026-11-01'), personOf, maxWaiver })

  test('may be exactly what the policy allows', () => {
    expect(told(length)).toMatchObject({ findings: [{ standing: 'waived' }], notes: [] })
  })

  test('may not be more: an over-long one does not hold, and that is told', () => {
    expect(told(length - 1).findings).toMatchObject([{ standing: 'open' }])
    expect(told(90 * DAY).notes).toEqual([
      {
        id: 'W-2026-014',
        control: 'BC-01',
        subject: 'github:ada',
        problem: 'over-long',
        detail: 'it runs for 92 days, and the policy allows 90 days: it does not hold',
      },
    ])
  })

  test('is told also where the waiver is over', () => {
    expect(waive([placed()], [aWaiver()], { asOf: at('2027-02-01'), personOf, maxWaiver: DAY }).notes).toMatchObject([{ problem: 'over-long' }])
  })
})

describe('what does not fail', () => {
  test.each(['pass', 'not-applicable'] as const)('%s: the waiver is unused', (outcome) => {
    expect(standings([placed(outcome)], [aWaiver()])).toEqual(['open'])
    expect(problems([placed(outcome)], [aWaiver()])).toEqual(['unused'])
  })

  test('unknown is never covered, and that is told', () => {
    expect(standings([placed('unknown')], [aWaiver()])).toEqual(['open'])
    expect(problems([placed('unknown')], [aWaiver()])).toEqual(['covers-unknown'])
  })

  test('a glob over a fail and an unknown covers the fail alone', () => {
    const findings = [placed('fail'), placed('unknown', 'github:grace')]
    const waivers = [aWaiver({ subject: 'github:*', allowGlob: true })]
    expect(standings(findings, waivers, at('2026-11-01'))).toEqual(['waived by W-2026-014', 'open'])
    expect(problems(findings, waivers, at('2026-11-01'))).toEqual([])
  })

  test('a waiver of nothing that is there is unused', () => {
    expect(problems([placed()], [aWaiver({ subject: 'github:grace' })])).toEqual(['unused'])
    expect(problems([placed()], [aWaiver({ control: 'BC-99' })])).toEqual(['unused'])
    expect(problems([], [aWaiver()])).toEqual(['unused'])
  })

  test('a second waiver of the same fail is not called unused', () => {
    expect(problems([placed()], [aWaiver(), aWaiver({ id: 'W-2' })], at('2026-11-01'))).toEqual([])
  })
})

test.each<[string, Over<Waiver>, number | undefined, boolean]>([
  ['that holds', {}, undefined, true],
  ['that begins later', { created: AS_OF + 1 }, undefined, true],
  ['that is over', { ends: AS_OF }, undefined, false],
  ['that its owner approved', { owner: 'ada@acme.test' }, undefined, false],
  ['that is as long as the policy allows', { created: AS_OF - DAY, ends: AS_OF + DAY }, 2 * DAY, true],
  ['that is longer', { created: AS_OF - DAY, ends: AS_OF + DAY }, 2 * DAY - 1, false],
])('whether one %s holds, or will', (_, over, maxWaiver, expected) => {
  expect(isToHold(aWaiver(over), { asOf: AS_OF, personOf, ...(maxWaiver === undefined ? {} : { maxWaiver }) })).toBe(expected)
})
