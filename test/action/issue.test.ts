import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bodyOf, decide, markerOf, standingOf, stateIn, stateOf, titleOf } from '../../src/action/issue.ts'
import { aQuietReport, aReport, HOSTILE } from '../support/a-report.ts'
import { aFinding } from '../support/builders.ts'
import { manyOf } from '../support/many.ts'
import { toHtml } from '../support/markdown.ts'

const surroundings = { config: 'sparekey.yaml', run: 'https://github.test/acme/codes/actions/runs/1', version: '1.0.0' }
const A = 'a'.repeat(64)
const B = 'b'.repeat(64)

describe('what is done', () => {
  const open = { number: 1, isOpen: true, state: A }
  const closed = { ...open, isOpen: false }
  test.each([
    ['counts', A, undefined, 'open'],
    ['counts', A, open, 'leave'],
    ['counts', B, open, 'update'],
    ['counts', A, closed, 'leave'],
    ['counts', B, closed, 'reopen'],
    ['counts', A, { number: 1, isOpen: true }, 'update'],
    ['tolerated', A, undefined, 'leave'],
    ['tolerated', B, open, 'update'],
    ['tolerated', A, open, 'leave'],
    ['tolerated', B, closed, 'leave'],
    ['proven', B, undefined, 'leave'],
    ['proven', B, open, 'close'],
    ['proven', A, open, 'close'],
    ['proven', B, closed, 'leave'],
  ] as const)('%s, %s, %j: %s', (standing, state, found, deed) => {
    expect(decide(standing, state, found)).toBe(deed)
  })

  test('nothing but proof closes an issue, whatever was found', () => {
    const found = fc.option(fc.record({ number: fc.nat(), isOpen: fc.boolean(), state: fc.constantFrom(A, B) }), { nil: undefined })
    fc.assert(
      fc.property(fc.constantFrom('counts', 'tolerated'), fc.constantFrom(A, B), found, (standing, state, one) => {
        expect(decide(standing, state, one)).not.toBe('close')
      }),
    )
  })
})

describe('how things stand', () => {
  const unknown = { ...aFinding(), outcome: 'unknown', standing: 'open' } as const
  test.each([
    ['an open failure', aReport(), 'counts'],
    ['an unknown', aReport({ findings: [unknown] }), 'counts'],
    ['a tolerated unknown', aReport({ findings: [unknown], gate: { allowIncomplete: true } }), 'tolerated'],
    ['a failure that is known from the baseline', aReport({ findings: [{ ...aFinding(), outcome: 'fail', standing: 'known' }] }), 'tolerated'],
    ['nothing', aQuietReport(), 'proven'],
    ['a waived failure', aReport({ findings: [{ ...aFinding(), outcome: 'fail', standing: 'waived' }] }), 'proven'],
  ])('%s', (_, report, standing) => {
    expect(standingOf(report)).toBe(standing)
  })
})

describe('the state', () => {
  const report = aReport()

  test('is the same at another time, in another order and in other words', () => {
    const later = {
      ...report,
      asOf: '2026-11-24T00:00:00.000Z',
      findings: report.findings.map((one) => ({ ...one, message: `${one.message} Still.` })).reverse(),
    }
    expect(stateOf(later)).toBe(stateOf(report))
  })

  test('is the same when what is waived or below the threshold changes', () => {
    const counting = report.findings.filter(({ standing, severity }) => standing !== 'waived' && severity !== 'low')
    expect(stateOf({ ...report, findings: counting })).toBe(stateOf(report))
  })

  test('is another when a finding goes, comes, or is seen otherwise', () => {
    const [first, ...rest] = report.findings
    expect(stateOf({ ...report, findings: rest })).not.toBe(stateOf(report))
    const other = first!.outcome === 'fail' ? 'unknown' : 'fail'
    expect(stateOf({ ...report, findings: [{ ...first!, outcome: other }, ...rest] })).not.toBe(stateOf(report))
  })

  test('is read again from the body', () => {
    expect(stateIn(bodyOf(report, surroundings))).toBe(stateOf(report))
    expect(stateIn('nothing of ours')).toBeUndefined()
  })
})

describe('the body', () => {
  test('names the audit that it is of, and nothing can end that comment', () => {
    const named = (id: string, config = 'sparekey.yaml'): string => markerOf({ ...aReport(), policy: { ...aReport().policy, id } }, config)
    expect(bodyOf(aReport(), surroundings).startsWith(`${markerOf(aReport(), 'sparekey.yaml')}\n`)).toBe(true)
    expect(new Set([named('a'), named('b'), named('a', 'other/sparekey.yaml')]).size).toBe(3)
    expect(named('--> @all').slice(0, -' -->'.length)).not.toContain('-->')
  })

  test('makes no mention, link, picture or tag of a name', () => {
    const text = bodyOf(aReport(), surroundings)
    const html = toHtml(text.replace(/^<!-- .* -->$/gm, '').replace(/\[The run that wrote this\]\(.*?\)/, ''))
    expect(html.replace(/<\/?(?:h[23]|p|strong|table|thead|tbody|tr|t[hd]|code|wbr|br|ul|li)(?: align="\w+")?>/g, '')).not.toMatch(/<\/?[a-z!]/i)
    expect(html.replace(/<code>.*?<\/code>/gs, '')).not.toMatch(/@\w/)
    expect(text).not.toContain(HOSTILE.bidi)
  })

  test.each([1, 500, 20_000])('of %i findings is one that GitHub takes, and says how many are left out', (count) => {
    const text = bodyOf(manyOf(count), surroundings)
    expect(text.length).toBeLessThanOrEqual(65_536)
    expect(/and [\d,]+ more findings: see the whole report/.test(text)).toBe(count > 1)
    expect(text.trimEnd().endsWith('closes it when nothing that counts is open and no evidence is missing.')).toBe(true)
  })

  test('counts what is wide in characters and in bytes', () => {
    const wide = Array.from({ length: 500 }, () => ({ ...aFinding(), outcome: 'fail', standing: 'open', message: 'é→😀'.repeat(200) }) as const)
    expect(bodyOf(aReport({ findings: wide }), surroundings).length).toBeLessThanOrEqual(65_536)
  })
})

test('the title is one line of a readable length', () => {
  const titled = (title: string): string => titleOf({ ...aReport(), policy: { ...aReport().policy, title } })
  expect(titled('Backup codes at Acme')).toBe('Sparekey: Backup codes at Acme')
  expect(titled('one\ntwo\u{202e}')).toBe('Sparekey: one\\ntwo\\u{202e}')
  expect(Array.from(titled('😀'.repeat(500)))).toHaveLength(200)
})
