import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Change, compare, type Found, newlyFails, newlyUnknown } from '../../src/audit/compare.ts'
import type { Finding } from '../../src/model/report.ts'
import { aFinding, type Over } from '../support/builders.ts'

const asked = [{ id: 'BC-01', rule: 'mfa-missing' }]
const found = (findings: readonly Finding[], isWhole = false, controls: Found['controls'] = asked): Found => ({ controls, findings, isWhole })
const one = (over: Over<Finding> = {}): Found => found([aFinding(over)])
const none = found([])

const changes = (before: Found, after: Found): readonly Change[] => compare(before, after).map(({ change }) => change)

describe('what becomes of one verdict', () => {
  test.each<[string, Found, Found, readonly Change[]]>([
    ['a fail that was not told', none, one(), ['new']],
    ['a fail that passed', one({ outcome: 'pass' }), one(), ['new']],
    ['an unknown that was not told', none, one({ outcome: 'unknown' }), ['new']],
    ['a fail that passes', one(), one({ outcome: 'pass' }), ['fixed']],
    ['a fail that is left out of a report without --all', one(), none, ['fixed']],
    ['an unknown that is left out', one({ outcome: 'unknown' }), none, ['fixed']],
    ['a fail that does not apply any more', one(), one({ outcome: 'not-applicable' }), ['unasked']],
    ['a fail of which a whole report says nothing', one(), found([], true), ['unasked']],
    ['a fail of a control that is gone', one(), found([], false, []), ['unasked']],
    ['a fail of a control that asks another rule now', one(), found([], false, [{ id: 'BC-01', rule: 'over-age' }]), ['unasked']],
    ['a fail that is unknown now', one(), one({ outcome: 'unknown' }), ['changed']],
    ['an unknown that fails now', one({ outcome: 'unknown' }), one(), ['changed']],
    ['another severity', one(), one({ severity: 'low' }), ['changed']],
    ['another standing', one({ standing: 'waived' }), one(), ['changed']],
    ['another due date', one(), one({ due: '2026-12-10T00:00:00.000Z' }), ['changed']],
    ['another message, owner, file or remedy', one(), one({ message: 'm', owner: 'o', remediation: 'r', evidence: [{ source: 's', fact: 'f' }] }), ['same']],
    ['another spelling of the account', one(), one({ subject: 'github:ADA' }), ['same']],
    ['a pass that stays one', one({ outcome: 'pass' }), one({ outcome: 'pass' }), []],
    ['what passed and is left out', one({ outcome: 'pass' }), none, []],
  ])('%s', (_, before, after, expected) => {
    expect(changes(before, after)).toEqual(expected)
  })

  test('a fail under one control is no fail under another', () => {
    const both = found([aFinding(), aFinding({ control: 'BC-02' })], false, [...asked, { id: 'BC-02', rule: 'mfa-missing' }])
    expect(changes(one(), both)).toEqual(['same', 'new'])
  })
})

describe('a subject that a list hides', () => {
  test.each(['github:*', '*'])('is not fixed where %s is unknown', (list) => {
    const hidden = one({ subject: list, outcome: 'unknown' })
    const [pair, ofTheList] = [compare(one(), hidden).find(({ isListAfter }) => isListAfter), compare(one(), hidden).find(({ change }) => change === 'new')]
    expect(pair).toMatchObject({ change: 'changed', before: { subject: 'github:ada' }, after: { subject: list, outcome: 'unknown' } })
    expect(ofTheList).toMatchObject({ after: { subject: list } })
  })

  test('is not new either when it comes to light', () => {
    expect(compare(one({ subject: 'github:*', outcome: 'unknown' }), one()).map(({ change, isListBefore = false }) => [change, isListBefore])).toEqual([
      ['fixed', false],
      ['changed', true],
    ])
  })

  test('is new where it was seen to pass before, whatever the list hid', () => {
    const before = found([aFinding({ outcome: 'pass' }), aFinding({ subject: 'github:*', outcome: 'unknown' })])
    expect(compare(before, one())).toMatchObject([{ change: 'fixed' }, { change: 'new', before: { subject: 'github:ada', outcome: 'pass' } }])
  })

  test('is hidden by the narrowest of several lists, in whatever order they come', () => {
    const lists = ['*', 'github:*'].map((subject) => aFinding({ subject, outcome: 'unknown' }))
    for (const order of [lists, [...lists].reverse()]) {
      expect(compare(one(), found(order)).find(({ isListAfter }) => isListAfter)).toMatchObject({ after: { subject: 'github:*' } })
      expect(compare(found(order), one()).find(({ isListBefore }) => isListBefore)).toMatchObject({ before: { subject: 'github:*' } })
    }
  })

  test.each<Finding['outcome']>(['fail', 'pass', 'not-applicable'])('is not hidden by a list with the outcome %s', (outcome) => {
    expect(compare(one(), one({ subject: 'github:*', outcome })).find(({ before }) => before !== undefined)).toMatchObject({ change: 'fixed' })
  })

  test('is fixed all the same where it is seen to pass', () => {
    const after = found([aFinding({ outcome: 'pass' }), aFinding({ subject: 'github:*', outcome: 'unknown' })])
    expect(changes(one(), after)).toEqual(['new', 'fixed'])
  })

  test.each(['google:*', 'aws:111122223333/*'])('%s hides no account of GitHub', (list) => {
    expect([...changes(one(), one({ subject: list, outcome: 'unknown' }))].sort()).toEqual(['fixed', 'new'])
  })
})

describe('what is quiet', () => {
  const passes = aFinding({ outcome: 'pass' })
  const listening = (after: Found, quiet: readonly Finding[]) => {
    const heard: string[] = []
    const quietOf = (control: string): readonly Finding[] => {
      heard.push(control)
      return quiet.filter((finding) => finding.control === control)
    }
    return { heard, after: { ...after, quietOf } }
  }

  test('is asked for where a failure is not told any more, and tells it fixed', () => {
    const { after } = listening(found([], true), [passes])
    expect(compare(one(), after)).toEqual([{ change: 'fixed', before: aFinding(), after: passes }])
  })

  test('is asked for where a failure was not told before', () => {
    const { after: before } = listening(none, [passes])
    expect(compare(before, one())).toEqual([{ change: 'new', before: passes, after: aFinding() }])
  })

  test('is asked for once for each control, and never for one that is gone', () => {
    const three = found([aFinding(), aFinding({ subject: 'github:grace' }), aFinding({ control: 'BC-02' })])
    const others = [{ id: 'BC-03', rule: 'over-age' }, ...asked]
    const { heard, after } = listening(found([], true, others), [passes, aFinding({ control: 'BC-02', outcome: 'pass' })])
    expect([...changes(three, after)].sort()).toEqual(['fixed', 'unasked', 'unasked'])
    expect(heard).toEqual(['BC-01'])
  })
})

const finding = fc
  .record({
    control: fc.constantFrom('BC-01', 'BC-02'),
    rule: fc.constantFrom('mfa-missing', 'over-age'),
    subject: fc.constantFrom('github:ada', 'github:grace', 'github:*', 'google:ada@acme.test', '*', 'vault-hq'),
    outcome: fc.constantFrom<Finding['outcome']>('pass', 'fail', 'unknown', 'not-applicable'),
    standing: fc.constantFrom<Finding['standing']>('open', 'waived', 'known'),
    severity: fc.constantFrom<Finding['severity']>('critical', 'low'),
  })
  .map(aFinding)

const lots: fc.Arbitrary<Found> = fc
  .record({
    findings: fc.uniqueArray(finding, { selector: ({ control, rule, subject }) => `${control} ${rule} ${subject}`, maxLength: 8 }),
    isWhole: fc.boolean(),
  })
  .map(({ findings, isWhole }) => ({ findings, isWhole, controls: findings.map(({ control, rule }) => ({ id: control, rule })) }))

const named = (pairs: ReturnType<typeof compare>, ...kinds: readonly Change[]): readonly string[] =>
  pairs
    .filter(({ change }) => kinds.includes(change))
    .map(({ before, after }) => [before?.control ?? after?.control, before?.rule ?? after?.rule, before?.subject ?? after?.subject].join(' '))
    .sort()

describe('whatever is compared', () => {
  test('nothing differs from itself', () => {
    fc.assert(
      fc.property(lots, (lot) => {
        expect(changes(lot, lot).filter((change) => change !== 'same')).toEqual([])
      }),
    )
  })

  test('what is new one way is fixed or no longer asked the other way, and what has changed has changed both ways', () => {
    fc.assert(
      fc.property(lots, lots, (a, b) => {
        const [there, back] = [compare(a, b), compare(b, a)]
        expect(named(there, 'new')).toEqual(named(back, 'fixed', 'unasked'))
        expect(there.filter(({ change }) => change === 'changed')).toHaveLength(back.filter(({ change }) => change === 'changed').length)
      }),
    )
  })

  test('no fail that is unknown now, itself or behind a list, is fixed or lost', () => {
    fc.assert(
      fc.property(lots, lots, (a, b) => {
        const pairs = compare(a, b)
        const fails = a.findings.filter(({ outcome }) => outcome === 'fail' || outcome === 'unknown')
        expect(pairs.filter(({ before, isListBefore = false }) => before !== undefined && !isListBefore && fails.includes(before))).toHaveLength(fails.length)
        for (const { change, after } of pairs) if (change === 'fixed') expect(after?.outcome).not.toBe('unknown')
      }),
    )
  })

  test('the order of the findings makes no difference', () => {
    fc.assert(
      fc.property(lots, lots, (a, b) => {
        const turned = (lot: Found): Found => ({ ...lot, findings: [...lot.findings].reverse() })
        expect(named(compare(turned(a), turned(b)), 'new', 'changed')).toEqual(named(compare(a, b), 'new', 'changed'))
      }),
    )
  })
})

/** A fail of a rule that tells of some events. */
const told = (rule: string, ...values: readonly string[]): Found => ({
  controls: [{ id: 'BC-01', rule }],
  findings: [aFinding({ rule, evidence: values.map((value) => ({ source: 'hq-safe', fact: 'view', value })) })],
  isWhole: true,
})

test.each([
  ['access-outside-role', 'view', 'changed'],
  ['unaudited-access', 'backup code used', 'changed'],
  ['plaintext-in-log', 'response.data', 'changed'],
  ['used-not-rotated', 'backup code used', 'changed'],
  ['used-not-rotated', 'used', 'changed'],
  ['used-not-rotated', 'codes generated', 'same'],
  ['single-location', 'copy', 'same'],
])('of %s a further row %s is %s', (rule, fact, change) => {
  const before = told(rule, 'a')
  const [finding] = before.findings as [Finding]
  const after = { ...before, findings: [{ ...finding, evidence: [...finding.evidence, { source: 'hq-safe', fact, value: 'b' }] }] }
  expect(compare(before, after).map((pair) => pair.change)).toEqual([change])
  expect(compare(after, before).map((pair) => pair.change)).toEqual([change])
})

test.each<[string, Found, Found, boolean, boolean]>([
  ['a new fail', none, one(), true, false],
  ['a new fail that is waived', none, one({ standing: 'waived' }), false, false],
  ['a new unknown', none, one({ outcome: 'unknown' }), false, true],
  ['an unknown that fails', one({ outcome: 'unknown' }), one(), true, false],
  ['a fail that is open again', one({ standing: 'waived' }), one(), true, false],
  ['a fail that was known, and that no baseline excuses now', one({ standing: 'known' }), one(), true, false],
  ['a fail that is waived now', one(), one({ standing: 'waived' }), false, false],
  ['a fail as before', one(), one({ severity: 'low' }), false, false],
  ['a fail that tells of a further access', told('access-outside-role', 'a'), told('access-outside-role', 'a', 'b'), true, false],
  ['a fail that tells of fewer accesses', told('access-outside-role', 'a', 'b'), told('access-outside-role', 'b'), false, false],
  ['a fail that tells of further evidence of one thing', told('single-location', 'a'), told('single-location', 'a', 'b'), false, false],
  ['a fail that is unknown', one(), one({ outcome: 'unknown' }), false, true],
  ['an unknown as before', one({ outcome: 'unknown' }), one({ outcome: 'unknown', severity: 'low' }), false, false],
  ['a fail that is gone', one(), none, false, false],
])('%s: whether it newly fails, or is newly unknown', (_, before, after, fails, unknown) => {
  const pairs = compare(before, after)
  expect([pairs.some(newlyFails), pairs.some(newlyUnknown)]).toEqual([fails, unknown])
})
