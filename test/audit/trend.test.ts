/** The trend is of what runs saw: nothing is cleared that no run saw pass, and no finding changes for it. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { runsBefore, toRun, trendOf, withTrend } from '../../src/audit/trend.ts'
import type { Failure, History, Run } from '../../src/model/history.ts'
import type { Inventory } from '../../src/model/inventory.ts'
import type { Report } from '../../src/model/report.ts'
import { DAY, formatInstant } from '../../src/model/time.ts'
import { controls, inventories } from '../support/arbitraries.ts'
import { aCodeSet, aControl, aPolicy, AS_OF, aWaiver } from '../support/builders.ts'
import { anInventory, aSource } from '../support/facts.ts'
import { asBaseline, kept, reportOf } from '../support/reports.ts'

const sha = (digit: string): string => digit.repeat(64)
const [A, B] = [sha('a'), sha('b')]
const asOf = (day: number): string => formatInstant(AS_OF + day * DAY)

const aFailure = (over: Partial<Failure> = {}): Failure => ({
  fingerprint: A,
  control: 'BC-04',
  rule: 'over-age',
  severity: 'high',
  subject: 'github:ada',
  owner: 'ada@acme.test',
  standing: 'open',
  ...over,
})

const aRun = (day: number, over: Partial<Run> = {}): Run => ({
  schema: 'sparekey-history/1',
  asOf: asOf(day),
  policy: { id: 'p', sha256: sha('0') },
  complete: true,
  exitCode: 1,
  summary: { pass: 0, fail: 0, unknown: 0, notApplicable: 0, waived: 0 },
  fails: { open: 0, waived: 0, known: 0 },
  open: { critical: 0, high: 0, medium: 0, low: 0, info: 0 },
  overdue: 0,
  failing: [],
  cleared: [],
  unasked: [],
  ...over,
})

const aHistory = (runs: readonly Run[], over: Partial<History> = {}): History => ({ file: 'history.jsonl', sha256: sha('f'), runs, isCut: false, ...over })
const nothing = { found: 0, cleared: 0, open: 0, waived: 0, known: 0, unseen: 0, unasked: 0 }

describe('who clears what', () => {
  const fails = aRun(0, { failing: [aFailure()] })

  test.each<[string, readonly Run[], object]>([
    ['what fails in the last run is open', [fails], { found: 1, open: 1 }],
    ['and waived when it is waived', [fails, aRun(1, { failing: [aFailure({ standing: 'waived' })] })], { found: 1, waived: 1 }],
    ['and known when it is known', [fails, aRun(1, { failing: [aFailure({ standing: 'known' })] })], { found: 1, known: 1 }],
    ['what a later run saw pass is cleared, in the days between', [fails, aRun(3, { cleared: [A] })], { found: 1, cleared: 1, medianDays: 3 }],
    ['what no run says anything of is unseen, and not cleared', [fails, aRun(1)], { found: 1, unseen: 1 }],
    ['and stays so', [fails, aRun(1), aRun(2)], { found: 1, unseen: 1 }],
    ['what was unseen and fails again is one failure', [fails, aRun(1), aRun(2, { failing: [aFailure()] })], { found: 1, open: 1 }],
    ['what was unseen and passes is cleared, from the first day', [fails, aRun(1), aRun(9, { cleared: [A] })], { found: 1, cleared: 1, medianDays: 9 }],
    ['what is no longer asked is not cleared', [fails, aRun(1, { unasked: [A] })], { found: 1, unasked: 1 }],
    [
      'what was cleared and fails again is another failure',
      [fails, aRun(2, { cleared: [A] }), aRun(3, { failing: [aFailure()] })],
      { found: 2, cleared: 1, open: 1, medianDays: 2 },
    ],
    ['what nobody saw fail cannot be cleared', [aRun(0), aRun(1, { cleared: [A] })], {}],
    ['a part of a day is none', [fails, { ...aRun(1, { cleared: [A] }), asOf: formatInstant(AS_OF + DAY - 1) }], { found: 1, cleared: 1, medianDays: 0 }],
  ])('%s', (_, runs, expected) => {
    expect(trendOf(runs, 0).all).toEqual({ ...nothing, ...expected })
  })

  test('the median is the middle one, or what lies between the two in the middle', () => {
    const failing = [1, 2, 3, 4].map((digit) => aFailure({ fingerprint: sha(String(digit)) }))
    const clear = (day: number, digit: number): Run => aRun(day, { cleared: [sha(String(digit))] })
    const first = aRun(0, { failing })
    expect(trendOf([first, clear(1, 1), clear(4, 2), clear(100, 3)], 0).all.medianDays).toBe(4)
    expect(trendOf([first, clear(1, 1), clear(4, 2), clear(9, 3), clear(100, 4)], 0).all.medianDays).toBe(6.5)
    // They end in another order than they are long.
    const late = aRun(97, { failing: failing.slice(1, 3) })
    expect(trendOf([aRun(0, { failing: failing.slice(0, 1) }), late, clear(100, 1), clear(101, 2), clear(109, 3)], 0).all.medianDays).toBe(12)
  })

  test('a failure is of whom it was last seen with; those are sorted, and nobody comes last', () => {
    const grace = { owner: 'grace@acme.test' }
    const { owner: _, ...nobodys } = aFailure({ fingerprint: B })
    const { owners } = trendOf([aRun(0, { failing: [nobodys, aFailure()] }), aRun(1, { failing: [nobodys, aFailure(grace)] }), aRun(2, { cleared: [A] })], 0)
    expect(owners).toEqual([
      { ...nothing, ...grace, found: 1, cleared: 1, medianDays: 2 },
      { ...nothing, found: 1, unseen: 1 },
    ])
  })
})

test('owners are in order of their names, and nobody comes last', () => {
  const { owner: _, ...nobodys } = aFailure()
  const failing = ['c', undefined, 'a', 'd', 'b'].map((owner, index) => ({
    ...(owner === undefined ? nobodys : aFailure({ owner })),
    fingerprint: sha(String(index)),
  }))
  for (const some of [failing, [...failing].reverse()]) {
    expect(trendOf([aRun(0, { failing: some })], 0).owners.map(({ owner }) => owner)).toEqual(['a', 'b', 'c', 'd', undefined])
  }
})

describe('the runs', () => {
  test('are told without what failed', () => {
    const summary = { pass: 1, fail: 2, unknown: 3, notApplicable: 4, waived: 5 }
    const told = {
      complete: false,
      exitCode: 1,
      summary,
      fails: { open: 1, waived: 2, known: 3 },
      open: { critical: 1, high: 2, medium: 3, low: 4, info: 5 },
      overdue: 6,
    }
    expect(trendOf([aRun(0, { ...told, failing: [aFailure()] } as Partial<Run>)], 7)).toMatchObject({
      total: 1,
      others: 7,
      runs: [{ asOf: asOf(0), policy: sha('0'), ...told }],
    })
    expect(trendOf([aRun(0, { failing: [aFailure()] })], 0).runs[0]).not.toHaveProperty('failing')
  })

  test('may be none', () => {
    expect(trendOf([], 0)).toEqual({ total: 0, others: 0, runs: [], owners: [], all: nothing })
  })

  test('are those of the policy before the instant, in order of time', () => {
    const other = aRun(0, { policy: { id: 'other', sha256: sha('0') } })
    expect(runsBefore({ runs: [aRun(2), other, aRun(1), aRun(3), aRun(4)] }, 'p', asOf(3))).toEqual([aRun(1), aRun(2)])
  })

  test('count once at an instant: the last in the file', () => {
    const [first, second] = [aRun(1, { overdue: 1 }), aRun(1, { overdue: 2 })]
    expect(runsBefore({ runs: [first, second, aRun(0)] }, 'p', asOf(2))).toEqual([aRun(0), second])
  })

  test('are shown whole up to thirteen; of more, the first and the last twelve', () => {
    const runs = (count: number): Run[] => Array.from({ length: count }, (_, day) => aRun(day))
    const shown = (count: number): string[] => trendOf(runs(count), 0).runs.map((run) => run.asOf)
    for (const few of [1, 12]) expect(shown(few)).toEqual(runs(few).map((run) => run.asOf))
    expect(shown(13)).toEqual(runs(13).map((run) => run.asOf))
    expect(shown(14)).toEqual([asOf(0), ...Array.from({ length: 12 }, (_, day) => asOf(day + 2))])
    expect(trendOf(runs(14), 0).total).toBe(14)
  })
})

const old = { generated: AS_OF - 400 * DAY }
const failing = anInventory({ codeSets: [aCodeSet(old), aCodeSet({ ...old, account: 'github:grace' })] })
const reportAt = (day: number, inventory: Inventory, over: Parameters<typeof reportOf>[0] = {}): Report =>
  reportOf({ inventory, asOf: AS_OF + day * DAY, ...over })

describe('what a run says of the failures before it', () => {
  const before = [toRun(reportAt(-1, failing), [])]
  const [ada, grace] = before[0]!.failing.map(({ fingerprint }) => fingerprint)

  test.each<[string, Inventory, { readonly cleared: unknown; readonly unasked: unknown }]>([
    ['both fail still', failing, { cleared: [], unasked: [] }],
    ['both pass', anInventory({ codeSets: [aCodeSet(), aCodeSet({ account: 'github:grace' })] }), { cleared: [ada, grace].sort(), unasked: [] }],
    [
      'what is unknown is neither',
      anInventory({ codeSets: [aCodeSet(), aCodeSet({ account: 'github:grace', generated: undefined })] }),
      { cleared: [ada], unasked: [] },
    ],
    [
      'what is not judged any more is not asked: a set that is gone proves nothing',
      anInventory({ codeSets: [aCodeSet()] }),
      { cleared: [ada], unasked: [grace] },
    ],
  ])('%s', (_, inventory, expected) => {
    const { cleared, unasked } = toRun(reportAt(0, inventory), before)
    expect({ cleared, unasked }).toEqual(expected)
  })

  test('a control that asks another rule has cleared nothing', () => {
    const policy = aPolicy([aControl({ id: 'BC-04', rule: 'bad-name', params: { pattern: '*' } })])
    expect(toRun(reportAt(0, failing, { policy }), before)).toMatchObject({ cleared: [], unasked: [ada, grace].sort() })
  })

  test('what was cleared is not told again', () => {
    const mended = anInventory({ codeSets: [aCodeSet(), aCodeSet({ account: 'github:grace' })] })
    const cleared = toRun(reportAt(0, mended), before)
    expect(toRun(reportAt(1, mended), [...before, cleared])).toMatchObject({ cleared: [], unasked: [], failing: [] })
  })

  test('each failure stands with its standing, and the open ones are counted by severity and due date', () => {
    const waiver = aWaiver({ control: 'BC-04', subject: 'github:grace' })
    const waived = reportAt(0, failing, { waivers: [waiver] })
    expect(toRun(waived, [])).toMatchObject({ fails: { open: 1, waived: 1, known: 0 }, open: { high: 1 }, overdue: 1, summary: { fail: 2 } })
    const known = reportAt(0, failing, { baseline: asBaseline(kept(reportAt(0, failing))) })
    expect(toRun(known, [])).toMatchObject({ fails: { open: 0, waived: 0, known: 2 }, overdue: 0, exitCode: 0 })
  })

  test('is all that the trend will need, and of the findings only those that fail', () => {
    const severities = ['critical', 'high', 'medium', 'low', 'info'] as const
    const controls = severities.flatMap((severity, index) =>
      Array.from({ length: index + 1 }, (_, of) => aControl({ id: `${severity}-${String(of)}`, rule: 'over-age', severity })),
    )
    const codeSets = [aCodeSet(old), aCodeSet({ account: 'github:grace', generated: undefined })]
    const run = toRun(reportAt(0, anInventory({ codeSets }), { policy: aPolicy(controls) }), [])
    expect(run).toEqual({
      schema: 'sparekey-history/1',
      asOf: asOf(0),
      policy: { id: 'organization-backup-codes', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown },
      complete: false,
      exitCode: 1,
      summary: { pass: 0, fail: 15, unknown: 15, notApplicable: 0, waived: 0 },
      fails: { open: 15, waived: 0, known: 0 },
      open: { critical: 1, high: 2, medium: 3, low: 4, info: 5 },
      overdue: 15,
      failing: expect.any(Array) as unknown,
      cleared: [],
      unasked: [],
    })
    expect(run.failing).toHaveLength(15)
    expect(run.failing[0]).toEqual({
      fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
      control: 'critical-0',
      rule: 'over-age',
      severity: 'critical',
      subject: 'github:ada',
      owner: 'ada@acme.test',
      standing: 'open',
    })
  })

  test('a failure of nobody has no owner', () => {
    const { failing: told } = toRun(reportAt(0, anInventory({ codeSets: [aCodeSet({ ...old, owner: undefined })] })), [])
    expect(told.map((failure) => 'owner' in failure)).toEqual([false])
  })

  test('half a surrogate pair in a name does not keep it from being written', () => {
    const subject = 'github:ada\u{d800}'
    const report = reportAt(0, failing)
    const run = toRun({ ...report, findings: report.findings.map((finding) => ({ ...finding, subject })) }, [])
    expect(run.failing[0]?.subject).toBe('github:ada\u{fffd}')
  })
})

describe('a report with a history', () => {
  test('has the trend and the history among its sources, and is otherwise as it was', () => {
    const report = reportAt(0, failing)
    const earlier = { ...toRun(reportAt(-1, failing), []) }
    const later = { ...earlier, asOf: asOf(1) }
    const other = { ...earlier, policy: { id: 'other', sha256: sha('0') } }
    const { trend, run, sources, ...rest } = withTrend(report, aHistory([earlier, later, other]))
    const { sources: before, ...same } = report
    expect(rest).toEqual(same)
    expect(sources.filter(({ id }) => id !== 'history')).toEqual(before)
    expect(sources.map(({ id }) => id)).toEqual(['history', 'register'])
    expect(sources.find(({ id }) => id === 'history')).toEqual({
      id: 'history',
      type: 'history',
      records: 3,
      unreadable: 0,
      later: 1,
      collectedAt: report.asOf,
      sha256: sha('f'),
      files: [{ file: 'history.jsonl', sha256: sha('f') }],
    })
    expect(trend).toMatchObject({ total: 2, others: 1, all: { found: 2, open: 2 } })
    expect(run?.()).toEqual(toRun(report, [earlier]))
  })

  test('that is not there yet names no file', () => {
    const { sources, trend } = withTrend(reportAt(0, failing), { file: 'history.jsonl', runs: [], isCut: false })
    expect(sources.find(({ id }) => id === 'history')).toMatchObject({ records: 0, files: [] })
    expect(trend).toMatchObject({ total: 1, others: 0 })
  })

  test('says the same when it is told again: what stands at its own instant is not before it', () => {
    const first = withTrend(reportAt(0, failing), aHistory([]))
    const again = withTrend(reportAt(0, failing), aHistory([first.run!()]))
    expect([again.trend, again.run!()]).toEqual([first.trend, first.run!()])
    expect(again.sources.find(({ id }) => id === 'history')).toMatchObject({ records: 1, later: 0 })
  })

  test('stands among its sources in order, and says whether its last line was cut', () => {
    const sources = ['github-acme', 'vault-hq'].map((id) => aSource(id))
    const report = reportAt(0, anInventory({}, [], sources))
    const told = withTrend(report, aHistory([], { isCut: true })).sources
    expect(told.map(({ id, unreadable }) => [id, unreadable])).toEqual([
      ['github-acme', 0],
      ['history', 1],
      ['vault-hq', 0],
    ])
  })
})

describe('whatever is found from run to run', () => {
  test('every failure comes to one end, and nothing is cleared that a report does not tell as a pass', () => {
    fc.assert(
      fc.property(controls, fc.array(inventories, { minLength: 1, maxLength: 4 }), (asked, found) => {
        const policy = aPolicy(asked)
        const runs: Run[] = []
        for (const [day, inventory] of found.entries()) {
          const report = reportAt(day, inventory, { policy })
          const run = toRun(report, runs)
          const passed = new Set(
            report.controls.flatMap(({ id }) => report.quietOf(id).filter(({ outcome }) => outcome === 'pass')).map((one) => one.fingerprint),
          )
          expect(run.cleared.filter((fingerprint) => !passed.has(fingerprint))).toEqual([])
          runs.push(run)
        }
        const { owners, all, total } = trendOf(runs, 0)
        expect(total).toBe(runs.length)
        expect(all.open + all.waived + all.known).toBe(runs.at(-1)?.failing.length)
        for (const { found: sum, cleared, open, waived, known, unseen, unasked } of [...owners, all]) {
          expect(cleared + open + waived + known + unseen + unasked).toBe(sum)
        }
        expect(owners.reduce((sum, { found: own }) => sum + own, 0)).toBe(all.found)
      }),
      { numRuns: 60 },
    )
  })
})
