import { describe, expect, test } from 'vitest'
import { everyFinding } from '../../../src/model/finding-order.ts'
import type { Finding } from '../../../src/model/report.ts'
import { filtersOf, findingView, listing, MOST_LISTED } from '../../../src/reporters/html/findings.ts'
import { aReport } from '../../support/a-report.ts'
import { aFinding } from '../../support/builders.ts'

describe('what is listed', () => {
  test('is every failure and every unknown, once', () => {
    const { groups, listed, folded } = listing(aReport(), false)
    expect(new Set(groups.flatMap(({ findings }) => findings))).toEqual(new Set(aReport().findings))
    expect([listed, folded]).toEqual([aReport().findings.length, 0])
    expect(groups.map(({ title }) => title)).toEqual(['Overdue', 'Other failures', 'Not known', 'Waived', 'Known from the baseline'])
  })

  test('with --all is what was quiet, too', () => {
    const { groups, listed } = listing(aReport(), true)
    expect(listed).toBe([...everyFinding(aReport())].length)
    expect(groups.at(-1)?.title).toBe('Passed, or not applicable')
  })

  test('is no more than a browser opens in comfort, what passed first left out, and how many are is said', () => {
    const many = Array.from({ length: MOST_LISTED - 1 }, (_, index): Finding => ({ ...aFinding(), outcome: 'pass', subject: `github:${String(index)}` }))
    const failing = ['ada', 'grace'].map((name): Finding => ({ ...aFinding(), severity: 'info', subject: `github:${name}` }))
    const { groups, listed, folded } = listing(aReport({ findings: [...many, ...failing] }), true)
    expect(groups.map(({ id, findings }) => [id, findings.length])).toEqual([
      ['failures', 2],
      ['quiet', MOST_LISTED - 2],
    ])
    expect([listed, folded]).toEqual([MOST_LISTED, 1])
  })
})

test('a filter has every value of the findings that are listed, in its order, with their number', () => {
  const some: readonly Finding[] = [
    { ...aFinding(), severity: 'low', subject: 'github:ada', owner: 'zoe@acme.test' },
    { ...aFinding(), severity: 'critical', subject: 'vault-hq', control: 'BC-04' },
    { ...aFinding(), severity: 'critical', subject: '*', outcome: 'unknown' },
    { ...aFinding(), severity: 'high', subject: 'aws:111122223333/root', standing: 'waived', owner: 'ada@acme.test' },
  ]
  const report = aReport({ findings: some })
  const options = Object.fromEntries(
    filtersOf(listing(report, false), report.controls).map((filter) => [
      filter.id,
      filter.options.map(({ value, word, count }) => `${value === word ? value : `${value} ${word}`} ${String(count)}`),
    ]),
  )
  expect(options).toEqual({
    service: ['aws 1', 'github 1', 'locations 1', 'nothing 1'],
    owner: ['ada@acme.test 1', 'zoe@acme.test 1', 'not known 2'],
    control: ['BC-01 3', 'BC-04 1'],
    severity: ['critical 2', 'high 1', 'low 1'],
    outcome: ['fail Fail 2', 'unknown Unknown 1', 'waived Fail, waived 1'],
  })
})

describe('a finding', () => {
  const { gate, asOf } = aReport()
  const view = (over: Partial<Finding>) => findingView({ ...aFinding(), ...over }, { asOf, gate, titleOf: (control) => `Title of ${control}` })

  test.each([
    ['2026-10-20T09:00:00.000Z', '34 days ago'],
    ['2026-11-22T23:00:00.000Z', '1 day ago'],
    ['2026-11-23T23:00:00.000Z', 'today'],
    ['2026-12-10T08:30:00.000Z', 'in 17 days'],
  ])('due at %s is due %s', (due, when) => {
    expect(view({ due })).toMatchObject({ due, when })
  })

  test('has the title of its control, and nothing where the report says nothing', () => {
    expect(view({})).toMatchObject({ title: 'Title of BC-01', owner: '', ownedBy: 'not known', due: '', when: '', excuse: '', remediation: '' })
  })

  test.each([
    [{}, 'Fail'],
    [{ standing: 'waived' }, 'Fail, waived'],
    [{ standing: 'known' }, 'Fail, known'],
    [{ outcome: 'unknown' }, 'Unknown'],
    [{ outcome: 'pass' }, 'Pass'],
    [{ outcome: 'not-applicable' }, 'Not applicable'],
  ] as const)('%o is called %s', (over, word) => {
    expect(view(over).word).toBe(word)
  })

  test('says why it does not count', () => {
    expect(view({ severity: 'low' }).excuse).toBe('low is below --fail-on medium')
  })
})
