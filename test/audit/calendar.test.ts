import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { calendar, datedRules } from '../../src/audit/calendar.ts'
import type { CodeSet } from '../../src/model/inventory.ts'
import { DAY, formatDay, formatInstant } from '../../src/model/time.ts'
import { fingerprint } from '../../src/audit/told.ts'
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

  test('is not told where its notice alone is given before the end of the horizon', () => {
    expect(entries(['rotation-due'], agedToFall(100))).toEqual([])
  })

  test('is said by the gravest control, stands for all of them, and has the fingerprint of the first by its id', () => {
    const controls = [
      aControl({ id: 'B', rule: 'over-age', severity: 'critical' }),
      aControl({ id: 'C', rule: 'rotation-due', severity: 'medium' }),
      aControl({ id: 'A', rule: 'over-age', severity: 'low' }),
    ]
    const inventory = anInventory({ codeSets: [aCodeSet(agedToFall(60))] })
    expect(calendar(anInput({ policy: aPolicy(controls), inventory }), { until })).toEqual({
      schema: 'sparekey-calendar/1',
      asOf: formatInstant(AS_OF),
      until: formatInstant(until),
      complete: true,
      policy: { id: 'organization-backup-codes', title: 'Organizational backup code policy', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown },
      entries: [
        {
          due: formatInstant(AS_OF + 60 * DAY),
          overdue: false,
          what: 'rotation',
          subject: 'github:ada',
          owner: 'ada@acme.test',
          severity: 'critical',
          controls: ['A', 'B', 'C'],
          message: 'Backup codes are 305 days old; the limit is 365 days.',
          fingerprint: fingerprint('A', 'github:ada'),
        },
      ],
      undated: [],
    })
  })

  test('is in order of time, then of what it is, then of whose codes they are', () => {
    const sets = [
      aCodeSet({ account: 'github:zoe', ...agedToFall(5) }),
      aCodeSet({ account: 'github:ada', ...agedToFall(6), expires: AS_OF + 5 * DAY }),
      aCodeSet({ account: 'github:mia', ...agedToFall(5) }),
    ]
    const input = anInput({ policy: asking('over-age', 'expired'), inventory: anInventory({ codeSets: sets }) })
    expect(calendar(input, { until }).entries.map(({ due, what, subject }) => `${due.slice(0, 10)} ${what} ${subject}`)).toEqual([
      '2026-11-28 expiry github:ada',
      '2026-11-28 rotation github:mia',
      '2026-11-28 rotation github:zoe',
      '2026-11-29 rotation github:ada',
    ])
  })

  test('is told as overdue once it has passed', () => {
    expect(entries(['over-age'], agedToFall(0))).toEqual(['2026-11-23 rotation over-age'])
    expect(entries(['over-age'], { generated: AS_OF - 365 * DAY - 1 })).toEqual(['2026-11-22 rotation over-age overdue'])
  })

  test.each<[string, Over<CodeSet>, string]>([
    ['expired', { expires: AS_OF + DAY }, '2026-11-24 expiry expired'],
    ['review-overdue', { reviewed: AS_OF - 80 * DAY }, '2026-12-03 review review-overdue'],
    ['use-check-overdue', { checked: AS_OF - 30 * DAY }, '2026-11-24 use-check use-check-overdue'],
    ['untested-codes', { generated: AS_OF - 20 * DAY, tested: AS_OF }, '2026-11-10 test untested-codes overdue'],
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
    expect(ends({})).toEqual([`2026-12-31T23:59:59.999Z ${aWaiver().owner}`])
  })

  test('is told up to the last instant of the horizon', () => {
    expect(ends({ ends: until + 1 })).toHaveLength(1)
  })

  test('has the severity of its control, and of one that the policy does not have the lowest', () => {
    const waivers = [aWaiver({ control: 'over-age' }), aWaiver({ id: 'W-2', control: 'gone' })]
    const policy = aPolicy([
      aControl({ id: 'expired', rule: 'expired', severity: 'low' }),
      aControl({ id: 'over-age', rule: 'over-age', severity: 'critical' }),
    ])
    const told = calendar(anInput({ policy, waivers }), { until }).entries
    expect(told.map(({ controls: named, severity }) => [...named, severity]).sort()).toEqual([
      ['gone', 'info'],
      ['over-age', 'critical'],
    ])
    expect(told.find(({ waiver }) => waiver === 'W-2026-014')).toEqual({
      due: '2026-12-31T23:59:59.999Z',
      overdue: false,
      what: 'waiver',
      subject: 'github:ada',
      owner: 'grace@acme.test',
      severity: 'critical',
      controls: ['over-age'],
      waiver: 'W-2026-014',
      message: 'The waiver W-2026-014 of over-age ends; what it covers fails again if it is not mended.',
      fingerprint: fingerprint('waiver\n', 'W-2026-014'),
    })
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

describe('the end of a waiver concerns the owners of what it covers', () => {
  const old = { generated: AS_OF - 400 * DAY }
  const theirs = (codeSets: readonly Over<CodeSet>[], waiver: Parameters<typeof aWaiver>[0], owner?: string) =>
    calendar(
      anInput({
        policy: asking('over-age'),
        inventory: anInventory({ codeSets: codeSets.map((set) => aCodeSet(set)) }),
        waivers: [aWaiver({ control: 'over-age', owner: 'ada@acme.test', approvedBy: 'radia@acme.test', ...waiver })],
      }),
      { until, ...(owner === undefined ? {} : { owner }) },
    ).entries.map(({ due, what, owner: whose = '', concerns = [] }) => [due.slice(0, 10), what, whose, ...concerns].join(' '))
  const graces = { account: 'github:grace', owner: 'grace@acme.test', ...old }

  test('and stands in their calendar, in the one of its own owner, and once in that of everybody', () => {
    const entry = '2026-12-31 waiver ada@acme.test grace@acme.test'
    for (const owner of ['grace@acme.test', 'GRACE@acme.test', 'ada@acme.test', undefined])
      expect(theirs([graces], { subject: 'github:grace' }, owner)).toEqual([entry])
    expect(theirs([graces], { subject: 'github:grace' }, 'radia@acme.test')).toEqual([])
  })

  test('of whatever fails today or by the end under a glob, each once, and of nothing that passes', () => {
    const codeSets = [
      graces,
      { account: 'github:grace-bot', owner: 'Grace@acme.test', ...old },
      { account: 'github:ada', owner: 'ada@acme.test', ...old },
      { account: 'github:mia', owner: 'mia@acme.test', ...agedToFall(20) },
      { account: 'github:zoe', owner: 'zoe@acme.test', generated: AS_OF },
      { account: 'github:nobody', owner: undefined, ...old },
      { account: 'google:linus@acme.test', owner: 'linus@acme.test', ...old },
    ]
    const told = theirs(codeSets, { subject: 'github:*', allowGlob: true }).filter((entry) => entry.includes(' waiver '))
    expect(told).toEqual(['2026-12-31 waiver ada@acme.test Grace@acme.test mia@acme.test'])
  })

  test('and of nobody else where it covers nothing, another control, or what nobody owns', () => {
    expect(theirs([{ ...graces, generated: AS_OF }], { subject: 'github:grace' })).toEqual(['2026-12-31 waiver ada@acme.test'])
    expect(theirs([{ ...graces, owner: undefined }], { subject: 'github:grace' })).toEqual(['2026-12-31 waiver ada@acme.test'])
    expect(theirs([graces], { subject: 'github:grace', control: 'expired' }).filter((entry) => entry.includes(' waiver '))).toEqual([
      '2026-12-31 waiver ada@acme.test',
    ])
  })

  test('and not before the horizon has it', () => {
    expect(theirs([graces], { subject: 'github:grace', ends: until + 2 }, 'grace@acme.test')).toEqual([])
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

  test('is said in order of the ids of the controls, whatever their severities', () => {
    const severe = aPolicy([aControl({ id: 'B', rule: 'review-overdue', severity: 'critical' }), aControl({ id: 'A', rule: 'over-age', severity: 'low' })])
    expect(calendar(anInput({ inventory, policy: severe }), { until }).undated.map(({ controls: named }) => named)).toEqual([['B'], ['A', 'B']])
  })

  test('may be anybody’s where no owner is known', () => {
    const theirs = (owner: string) => calendar(anInput({ inventory, policy }), { until, owner }).undated.map(({ subject }) => subject)
    expect(theirs('ADA@acme.test')).toEqual(['github:ada', 'github:grace'])
    expect(theirs('radia@acme.test')).toEqual(['github:grace'])
  })
})

test('a calendar of one owner has that one’s entries alone', () => {
  const nobodys = aCodeSet({ account: 'github:radia', owner: undefined, ...agedToFall(7) })
  const codeSets = [nobodys, aCodeSet(agedToFall(5)), aCodeSet({ account: 'github:grace', owner: 'grace@acme.test', ...agedToFall(6) })]
  const input = anInput({ inventory: anInventory({ codeSets }) })
  expect(calendar(input, { until, owner: 'Grace@acme.test' })).toMatchObject({ owner: 'Grace@acme.test', entries: [{ subject: 'github:grace' }] })
})

test('an event keeps its fingerprint when the codes are rotated and it falls due anew', () => {
  const prints = (generated: number) =>
    calendar(anInput({ inventory: anInventory({ codeSets: [aCodeSet({ generated })] }) }), { until: AS_OF + 400 * DAY }).entries
  const [before, after] = [prints(AS_OF - 300 * DAY), prints(AS_OF - DAY)]
  expect(before[0]?.due).not.toBe(after[0]?.due)
  expect(before.map((entry) => entry.fingerprint)).toEqual(after.map((entry) => entry.fingerprint))
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
      expect(new Set(all.map((entry) => entry.fingerprint)).size).toBe(all.length)
      expect(all.filter((entry) => at(entry.due) > until)).toEqual([])
      expect(complete).toBe(!report.findings.some(({ outcome, rule }) => outcome === 'unknown' && datedRules.includes(rule)))
    }),
    { numRuns: 60 },
  )
})
