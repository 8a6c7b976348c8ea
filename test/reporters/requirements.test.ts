import { describe, expect, test } from 'vitest'
import { frameworks } from '../../src/model/frameworks.ts'
import type { Finding } from '../../src/model/report.ts'
import markdown from '../../src/reporters/markdown.ts'
import { byRequirement } from '../../src/reporters/requirements.ts'
import text from '../../src/reporters/text.ts'
import { aReport } from '../support/a-report.ts'
import { toText } from '../support/markdown.ts'

const NIST = 'nist-800-53'
const grouped = byRequirement(aReport(), NIST)
const requirement = (id: string, report = aReport()) => byRequirement(report, NIST).requirements.find((one) => one.id === id)

/** The report whose control about age has this finding and no other. */
const withAge = (over: Partial<Finding>) => {
  const report = aReport()
  const [first] = report.findings.filter(({ control }) => control === 'BC-04')
  return aReport({ findings: [...report.findings.filter(({ control }) => control === 'BC-03'), { ...first!, ...over }] })
}

describe('the controls by requirement', () => {
  test('are told in the order of the framework, each with how it stands', () => {
    expect(grouped.framework).toBe('NIST SP 800-53, Revision 5.1.1')
    expect(grouped.requirements.map(({ id, controls }) => [id, controls.map(({ control, state, fit }) => [control.id, state, fit])])).toEqual([
      ['IA-2(1)', [['BC-01', 'not-met', 'supporting']]],
      [
        'IA-5(f)',
        [
          ['BC-04', 'not-met', 'direct'],
          ['BC-03', 'not-met', 'direct'],
        ],
      ],
      ['SC-12(1)', [['BC-10', 'not-proven', 'supporting']]],
    ])
  })

  test.each([
    ['met', 1, { outcome: 'pass' }],
    ['not-met', 0, { outcome: 'fail', standing: 'open' }],
    ['not-proven', 0, { outcome: 'unknown' }],
    ['excepted', 0, { outcome: 'fail', standing: 'waived' }],
    ['not-applicable', 0, { outcome: 'not-applicable' }],
  ] as const)('a control that is %s counts as %i proven', (state, proven, over) => {
    const found = requirement('IA-5(f)', withAge(over))
    expect(found?.controls.find(({ control }) => control.id === 'BC-04')?.state).toBe(state)
    expect(found?.proven).toBe(proven)
  })

  test('a control without findings is not proven', () => {
    expect(requirement('IA-5(f)', aReport({ findings: [] }))?.proven).toBe(0)
  })

  test('no requirement and no control is lost', () => {
    const told = [...grouped.requirements, ...grouped.unasked].map(({ id }) => id).sort()
    expect(told).toEqual([...frameworks.get(NIST)!.requirements.map(({ id }) => id)].sort())
    const mapped = grouped.requirements.flatMap(({ controls }) => controls.map(({ control }) => control.id))
    expect(grouped.unmapped.map(({ control }) => control.id)).toEqual(['BC-09'])
    expect([...new Set([...mapped, 'BC-09'])].sort()).toEqual(['BC-01', 'BC-03', 'BC-04', 'BC-09', 'BC-10'])
  })

  test('a framework that is none is a fault', () => {
    expect(() => byRequirement(aReport(), 'nist')).toThrow('no such framework')
  })
})

describe.each([
  ['markdown', markdown, toText],
  ['text', text, String],
] as const)('the %s report', (_, reporter, toPlain) => {
  const told = (framework?: string): string =>
    toPlain([...reporter(aReport(), { all: false, colour: false, ...(framework === undefined ? {} : { groupBy: framework }) })].join('')).replaceAll(
      /\s+/g,
      ' ',
    )

  test('tells requirements only when it is asked', () => {
    expect(told()).not.toContain('By requirement')
    expect(told(NIST)).toContain('By requirement: NIST SP 800-53, Revision 5.1.1')
    expect(told(NIST).replace(/By requirement.*?(?=Overdue)/, '')).toBe(told())
  })

  test('says how many mapped controls are proven, and never that a requirement is met', () => {
    expect(told(NIST)).toContain('IA-5(f) Change authenticators at a period that the organisation defines, or when certain events occur')
    expect(told(NIST)).toContain('Mapped controls that are proven: 0 of 2.')
    expect(told(NIST)).toContain('whether the requirement is complied with is for its auditor to say')
    expect(told(NIST)).not.toMatch(/complies|compliant/)
  })

  test('flags what is unconfirmed', () => {
    const grouping = (framework: string): string => told(framework).split('By requirement')[1]?.split('Requirements without')[0] ?? ''
    expect(grouping('nist-800-63b-4')).toMatch(/4\.2\.1\.1.*BC-04.*unconfirmed/)
    expect(grouping(NIST)).not.toMatch(/BC-\d\d.*unconfirmed/)
  })

  test('lists what is left over on both sides', () => {
    expect(told(NIST)).toMatch(/Requirements without a control of this policy.*AC-2\(d\).*SC-28.*Controls without a requirement of this framework.*BC-09/)
  })
})

test('Markdown names the findings by the numbers under which their evidence stands', () => {
  const page = [...markdown(aReport(), { all: false, colour: false, groupBy: NIST })].join('')
  const [, number = 'none'] = /^### <code>SC&#45;12.*?BC&#45;10<\/code>[^\n]*\| (\d+) \|$/ms.exec(page) ?? []
  expect(page.split(`\n### ${number}. `)[1]?.split('\n### ')[0]).toContain('The control matches no subject')
})
