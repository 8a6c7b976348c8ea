import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { calendar, datedRules } from '../../src/audit/calendar.ts'
import type { CodeSet } from '../../src/model/inventory.ts'
import { DAY, formatDay, formatInstant } from '../../src/model/time.ts'
import { controls, inventories } from '../support/arbitraries.ts'
import { aCodeEvent, aCodeSet, aControl, aPolicy, AS_OF, at, aWaiver, type Over } from '../support/builders.ts'
import { anInventory } from '../support/facts.ts'
import { anInput, reportOf } from '../support/reports.ts'

const until = AS_OF + 90 * DAY
const asking = (...rules: readonly string[]) => aPolicy(rules.map((rule) => aControl({ id: rule, rule })))

const entries = (rules: readonly string[], set: Over<CodeSet>, over: Parameters<typeof anInput>[0] = {}): readonly string[] =>
  calendar(anInput({ policy: asking(...rules), inventory: anInventory({ codeSets: [aCodeSet(set)] }), ...over }), { until }).entries.map(
    ({ due, overdue, what, controls: named }) => [due.slice(0, 10), what, named.join('+'), ...(overdue ? ['overdue'] : [])].join(' '),
  )

const agedToFall = (days: number) => ({ generated: AS_OF - (365 - days) * DAY })

describe('what falls due', () => {
  test('is told once for what two controls ask of the same codes', () => {
    expect(entries(['rotation-due', 'over-age'], agedToFall(60))).toEqual([`${formatDay(AS_OF + 60 * DAY)} rotation over-age+rotation-due`])
  })

  test('is told to the last instant of the horizon, and not after it', () => {
    expect(entries(['over-age'], agedToFall(90))).toHaveLength(1)
    expect(entries(['over-age'], { generated: AS_OF - 275 * DAY + 1 })).toEqual([])
  })

  test('is told as overdue once it has passed', () => {
    expect(entries(['over-age'], agedToFall(0))).toEqual(['2026-11-23 rotation over-age'])
    expect(entries(['over-age'], { generated: AS_OF - 365 * DAY - 1 })).toEqual(['2026-11-22 rotation over-age overdue'])
  })

  test.each<[string, Over<CodeSet>, string]>([
    ['expired', { expires: AS_OF + DAY }, '2026-11-24 expiry expired'],
    ['review-overdue', { reviewed: AS_OF - 80 * DAY }, '2026-12-03 review review-overdue'],
    ['use-check-overdue', { checked: AS_OF - 30 * DAY }, '2026-11-24 use-check use-check-overdue'],
    ['lost-not-regenerated', { status: 'lost', since: AS_OF - DAY / 2 }, '2026-11-23 regeneration lost-not-regenerated'],
    ['used-not-rotated', { used: [{ at: AS_OF - DAY / 2 }] }, '2026-11-23 regeneration used-not-rotated'],
  ])('%s has a day', (rule, set, entry) => {
    expect(entries([rule], set)).toEqual([entry])
  })

  test('is not what is done already, though it was once to be done by a day to come', () => {
    const generated = AS_OF - DAY
    expect(entries(['untested-codes'], { generated, tested: AS_OF })).toEqual([])
    const codeEvents = [aCodeEvent({ kind: 'used', time: AS_OF - DAY / 2 })]
    const rotated = anInventory({ codeSets: [aCodeSet({ generated: AS_OF - DAY / 4 })], codeEvents })
    expect(entries(['used-not-rotated'], {}, { inventory: rotated })).toEqual([])
  })

  test('is not a failure that is waived; the end of its waiver is', () => {
    const waivers = [aWaiver({ control: 'over-age' })]
    expect(entries(['over-age'], { generated: AS_OF - 400 * DAY }, { waivers })).toEqual(['2026-12-31 waiver over-age'])
  })
})

describe('a waiver', () => {
  const ends = (over: Parameters<typeof aWaiver>[0], maxWaiver?: number) =>
    calendar(anInput({ policy: { ...asking('over-age'), ...(maxWaiver === undefined ? {} : { maxWaiver }) }, waivers: [aWaiver(over)] }), {
      until,
    }).entries.map(({ due, owner }) => `${due} ${String(owner)}`)

  test('ends with its last day, and is its owner’s', () => {
    expect(ends({})).toEqual([`2026-12-31T23:59:59.999Z ${String(aWaiver().owner)}`])
  })

  test.each<[string, Parameters<typeof aWaiver>[0], number | undefined]>([
    ['that is over', { ends: AS_OF }, undefined],
    ['that does not hold, as nobody else agreed', { owner: 'ada@acme.test' }, undefined],
    ['that does not hold, as it is over-long', {}, DAY],
    ['that ends after the horizon', { ends: until + 2 }, undefined],
  ])('%s is not told', (_, over, maxWaiver) => {
    expect(ends(over, maxWaiver)).toEqual([])
  })
})

describe('what is not known', () => {
  const inventory = anInventory({
    codeSets: [aCodeSet({ reviewed: undefined }), aCodeSet({ account: 'github:grace', owner: undefined, generated: undefined })],
  })
  const policy = asking('review-overdue', 'over-age', 'bad-name')

  test('has no date, and is said by subject, under the controls that know days', () => {
    expect(calendar(anInput({ inventory, policy }), { until })).toMatchObject({
      complete: false,
      undated: [
        { subject: 'github:ada', owner: 'ada@acme.test', controls: ['review-overdue'] },
        { subject: 'github:grace', controls: ['over-age', 'review-overdue'] },
      ],
    })
  })

  test('may be anybody’s where no owner is known', () => {
    const theirs = (owner: string) => calendar(anInput({ inventory, policy }), { until, owner }).undated.map(({ subject }) => subject)
    expect(theirs('ADA@acme.test')).toEqual(['github:ada', 'github:grace'])
    expect(theirs('radia@acme.test')).toEqual(['github:grace'])
  })
})

test('a calendar of one owner has that one’s entries alone', () => {
  const codeSets = [aCodeSet(agedToFall(5)), aCodeSet({ account: 'github:grace', owner: 'grace@acme.test', ...agedToFall(6) })]
  const input = anInput({ inventory: anInventory({ codeSets }) })
  expect(calendar(input, { until, owner: 'Grace@acme.test' })).toMatchObject({ owner: 'Grace@acme.test', entries: [{ subject: 'github:grace' }] })
})

test('an event keeps its fingerprint when the codes are rotated and it falls due anew', () => {
  const prints = (generated: number) =>
    calendar(anInput({ inventory: anInventory({ codeSets: [aCodeSet({ generated })] }) }), { until: AS_OF + 400 * DAY }).entries
  const [before, after] = [prints(AS_OF - 300 * DAY), prints(AS_OF - DAY)]
  expect(before[0]?.due).not.toBe(after[0]?.due)
  expect(before.map(({ fingerprint }) => fingerprint)).toEqual(after.map(({ fingerprint }) => fingerprint))
})

test('the rules that know days are those whose verdicts have one', () => {
  const dated = readdirSync('src/rules')
    .filter((file) => /\bdue\b/.test(readFileSync(`src/rules/${file}`, 'utf8')) || readFileSync(`src/rules/${file}`, 'utf8').includes('judgeChore'))
    .map((file) => file.replace('.ts', ''))
  expect([...datedRules].sort()).toEqual(dated.filter((rule) => rule !== 'index').sort())
})

test('whatever is found: every due date of an open fail is told, each event once, and nothing after the horizon', () => {
  fc.assert(
    fc.property(inventories, controls, (inventory, asks) => {
      const input = anInput({ inventory, policy: aPolicy(asks) })
      const { entries: all, complete } = calendar(input, { until })
      const report = reportOf(input)
      const due = report.findings.filter((finding) => finding.outcome === 'fail' && finding.due !== undefined && finding.due <= formatInstant(until))
      for (const finding of due) {
        expect(all.some((entry) => entry.due === finding.due && entry.subject === finding.subject && entry.controls.includes(finding.control))).toBe(true)
      }
      expect(new Set(all.map(({ fingerprint }) => fingerprint)).size).toBe(all.length)
      expect(all.filter((entry) => at(entry.due) > until)).toEqual([])
      expect(complete).toBe(!report.findings.some(({ outcome, rule }) => outcome === 'unknown' && datedRules.includes(rule)))
    }),
    { numRuns: 60 },
  )
})
