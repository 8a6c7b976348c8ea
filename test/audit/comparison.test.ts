import { describe, expect, test } from 'vitest'
import { compareReports, type Side } from '../../src/audit/comparison.ts'
import type { Finding } from '../../src/model/report.ts'
import { DAY } from '../../src/model/time.ts'
import { aCodeSet, aControl, aFinding, aPolicy, AS_OF, type Over } from '../support/builders.ts'
import { anInventory } from '../support/facts.ts'
import { kept, reportOf } from '../support/reports.ts'

const inventory = anInventory({ codeSets: [aCodeSet()] })
const policyOf = (...controls: readonly (readonly [id: string, rule: string])[]) =>
  aPolicy(controls.map(([id, rule]) => aControl({ id, rule, title: `Of ${id}` })))

/** A kept report of some controls with the findings that a test makes. */
const side = (controls: readonly (readonly [string, string])[], ...findings: Over<Finding>[]): Side => ({
  report: { ...kept(reportOf({ policy: policyOf(...controls), inventory })), findings: findings.map((finding) => aFinding(finding)) },
})
const MFA = ['BC-01', 'mfa-missing'] as const
const none = { new: 0, fixed: 0, unasked: 0, changed: 0, same: 0 }
const compared = (first: Side, second: Side, renamed?: ReadonlyMap<string, string>) => compareReports('sparekey-diff/1', first, second, renamed)

test('tells of both reports what they are, and of a kept one its file', () => {
  const policy = policyOf(MFA)
  const [first, second] = [reportOf({ policy, inventory }), reportOf({ policy, inventory, asOf: AS_OF + DAY })]
  const { before, after, ...rest } = compared({ report: kept(first), file: 'old.json', sha256: 'c'.repeat(64) }, { report: second })
  const told = { id: policy.id, title: policy.title, sha256: first.policy.sha256 }
  expect(before).toStrictEqual({ asOf: first.asOf, policy: told, file: 'old.json', sha256: 'c'.repeat(64) })
  expect(after).toStrictEqual({ asOf: second.asOf, policy: told })
  expect(rest.schema).toBe('sparekey-diff/1')
})

describe('a change', () => {
  const changes = (first: Over<Finding>[], second: Over<Finding>[]) => compared(side([MFA], ...first), side([MFA], ...second)).changes

  test('is told with what the finding was and what it is', () => {
    const [change, ...others] = changes(
      [{ standing: 'waived', severity: 'low', message: 'old' }],
      [{ owner: 'ada@acme.test', due: '2026-12-01T00:00:00.000Z', message: 'new', remediation: 'Do it.' }],
    )
    expect(others).toEqual([])
    expect(change).toStrictEqual({
      change: 'changed',
      control: 'BC-01',
      rule: 'mfa-missing',
      severity: 'high',
      subject: 'github:ada',
      owner: 'ada@acme.test',
      before: { outcome: 'fail', standing: 'waived', severity: 'low' },
      after: { outcome: 'fail', standing: 'open', severity: 'high', due: '2026-12-01T00:00:00.000Z' },
      message: 'new',
      remediation: 'Do it.',
      fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
    })
  })

  test('is none where all is the same', () => {
    expect(changes([{}], [{ message: 'otherwise said' }])).toEqual([])
  })

  test('of what is new has nothing before, and of what is gone nothing after', () => {
    expect(changes([], [{}]).map((change) => ['before' in change, 'after' in change, 'owner' in change, 'remediation' in change])).toEqual([
      [false, true, false, false],
    ])
    expect(changes([{ message: 'gone' }], []).map((change) => ['before' in change, 'after' in change, change.message])).toEqual([[true, false, 'gone']])
  })

  test('of a subject that a list hides says under which, and why it does', () => {
    const list = { subject: 'github:*', outcome: 'unknown', message: 'The list was refused.' } as const
    expect(changes([{}], [list]).find(({ subject }) => subject === 'github:ada')).toMatchObject({
      change: 'changed',
      before: { outcome: 'fail' },
      after: { outcome: 'unknown', under: 'github:*' },
      message: 'The list was refused.',
    })
    expect(changes([list], [{}]).find(({ subject }) => subject === 'github:ada')).toMatchObject({ before: { under: 'github:*' }, after: { outcome: 'fail' } })
    expect(changes([{}], [{ severity: 'low' }])[0]?.after).not.toHaveProperty('under')
  })
})

test('counts what became of everything, and what newly fails or is newly unknown', () => {
  const first = side([MFA], { subject: 'github:a' }, { subject: 'github:b' }, { subject: 'github:c' }, { subject: 'github:d' }, { subject: 'github:e' })
  const second = side(
    [MFA],
    { subject: 'github:a' },
    { subject: 'github:b', severity: 'low' },
    { subject: 'github:c', outcome: 'pass' },
    { subject: 'github:d', outcome: 'not-applicable' },
    { subject: 'github:e', outcome: 'unknown' },
    { subject: 'github:f' },
    { subject: 'github:g' },
    { subject: 'github:h', outcome: 'unknown' },
  )
  expect(compared(first, second)).toMatchObject({
    newly: { fail: 2, unknown: 2 },
    summary: { new: 3, fixed: 1, unasked: 1, changed: 2, same: 1 },
    controls: [{ summary: { new: 3, fixed: 1, unasked: 1, changed: 2, same: 1 } }],
  })
})

describe('the controls', () => {
  test('are those of the second report, then those that are gone, each with what became of it', () => {
    const first = side([MFA, ['BC-02', 'over-age'], ['BC-03', 'expired']], {}, { control: 'BC-02', rule: 'over-age' }, { control: 'BC-03', rule: 'expired' })
    const second = side([['BC-02', 'bad-name'], ['BC-04', 'bad-name'], MFA], {}, { control: 'BC-04', rule: 'bad-name' })
    expect(compared(first, second).controls).toEqual([
      { id: 'BC-02', title: 'Of BC-02', rule: 'bad-name', presence: 'added', summary: none },
      { id: 'BC-04', title: 'Of BC-04', rule: 'bad-name', presence: 'added', summary: { ...none, new: 1 } },
      { id: 'BC-01', title: 'Of BC-01', rule: 'mfa-missing', presence: 'both', summary: { ...none, same: 1 } },
      { id: 'BC-02', title: 'Of BC-02', rule: 'over-age', presence: 'removed', summary: { ...none, unasked: 1 } },
      { id: 'BC-03', title: 'Of BC-03', rule: 'expired', presence: 'removed', summary: { ...none, unasked: 1 } },
    ])
  })

  const renamed = new Map([['OLD', 'NEW']])

  test('that are called otherwise now are compared as what they are called now, and say what they were called', () => {
    const [first, second] = [side([['OLD', 'mfa-missing'], MFA], { control: 'OLD' }, {}), side([['NEW', 'mfa-missing'], MFA], { control: 'NEW' }, {})]
    expect(compared(first, second, renamed)).toMatchObject({
      summary: { ...none, same: 2 },
      controls: [{ id: 'NEW', presence: 'both', formerly: 'OLD', summary: { ...none, same: 1 } }, { id: 'BC-01' }],
      changes: [],
    })
    expect(compared(first, second, renamed).controls[1]).not.toHaveProperty('formerly')
    expect(compared(first, second).summary).toEqual({ ...none, new: 1, unasked: 1, same: 1 })
  })

  test('that are called otherwise now are asked by their old names for what was quiet', () => {
    const grown = anInventory({ codeSets: [aCodeSet({ generated: AS_OF - 400 * DAY })] })
    const both = (id: string, some: typeof inventory) => reportOf({ policy: policyOf([id, 'over-age'], ['BC-15', 'bad-name']), inventory: some })
    const { changes } = compared({ report: both('OLD', inventory) }, { report: both('NEW', grown) }, renamed)
    expect(changes).toMatchObject([{ change: 'new', control: 'NEW', before: { outcome: 'pass' }, after: { outcome: 'fail' } }])
  })
})
