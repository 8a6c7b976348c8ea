import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { audit } from '../../src/audit/audit.ts'
import { forecast, lookAhead } from '../../src/audit/forecast.ts'
import { hold } from '../../src/audit/hold.ts'
import type { Prospect } from '../../src/model/forecast.ts'
import { given } from '../../src/model/given.ts'
import type { CodeSet } from '../../src/model/inventory.ts'
import { defineRule } from '../../src/model/rule.ts'
import type { Verdict } from '../../src/model/verdict.ts'
import { everyFinding } from '../../src/model/finding-order.ts'
import { DAY, formatDay, formatInstant, HOUR, type Instant } from '../../src/model/time.ts'
import { controls, inventories } from '../support/arbitraries.ts'
import { aCodeSet, aControl, aLog, anAccount, anEscrowEvent, aPerson, aPolicy, AS_OF, at, aWaiver } from '../support/builders.ts'
import { anInventory, aSource } from '../support/facts.ts'
import { anInput } from '../support/reports.ts'

const told = (over: Parameters<typeof anInput>[0], to: Instant): readonly string[] =>
  forecast(anInput(over), to).prospects.map(({ prospect, control, day = '', standing }) => [prospect, control, day, standing].filter(Boolean).join(' '))

/** Of one set that was generated so many milliseconds before as-of, under one rule. */
const ofRule = (rule: string, age: number, to: Instant, params: object = {}): readonly string[] =>
  told(
    { policy: aPolicy([aControl({ id: rule, rule, params: { ...params } })]), inventory: anInventory({ codeSets: [aCodeSet({ generated: AS_OF - age })] }) },
    to,
  )

describe('what passes today', () => {
  const age = 355 * DAY
  const due = AS_OF + 10 * DAY

  test('fails by the day after which its limit is broken, and not before', () => {
    expect(ofRule('over-age', age, due)).toEqual([])
    expect(ofRule('over-age', age, due + 1)).toEqual(['will-fail over-age 2026-12-03 open'])
    expect(ofRule('over-age', age, due + 400 * DAY)).toEqual(['will-fail over-age 2026-12-03 open'])
  })

  test('fails from the day on which notice is given', () => {
    const until = AS_OF + 80 * DAY
    expect(ofRule('rotation-due', 300 * DAY, AS_OF + 35 * DAY - 1)).toEqual([])
    expect(ofRule('rotation-due', 300 * DAY, AS_OF + 35 * DAY)).toEqual([`will-fail rotation-due ${formatDay(AS_OF + 35 * DAY)} open`])
    // By then it is over age, which is for another rule to say: that it fails before is told all the same.
    expect(ofRule('rotation-due', 300 * DAY, until)).toEqual([`will-fail rotation-due ${formatDay(AS_OF + 35 * DAY)} open`])
  })

  test('fails on its due day where notice is given on the same day', () => {
    expect(ofRule('rotation-due', 300 * DAY - 12 * HOUR, AS_OF + 80 * DAY, { notice: 1 * HOUR })).toEqual([
      `will-fail rotation-due ${formatDay(AS_OF + 65 * DAY)} open`,
    ])
  })

  test('and still passes then is not told', () => {
    expect(ofRule('over-age', DAY, AS_OF + 90 * DAY)).toEqual([])
  })

  test('fails on the day on which somebody leaves', () => {
    const leaving = aPerson({ left: AS_OF + 5 * DAY })
    expect(
      told(
        { policy: aPolicy([aControl({ id: 'BC-17', rule: 'departed-custodian' })]), inventory: anInventory({ people: [leaving], codeSets: [aCodeSet()] }) },
        AS_OF + 90 * DAY,
      ),
    ).toEqual(['will-fail BC-17 2026-11-28 open'])
  })
})

describe('what fails today', () => {
  const inventory = anInventory({ codeSets: [aCodeSet({ generated: AS_OF - 400 * DAY })] })
  const waiver = aWaiver({ control: 'BC-04' })

  test('fails, and needs no day', () => {
    expect(told({ inventory }, AS_OF + DAY)).toEqual(['fails BC-04 open'])
  })

  test('is open again on the day after the last of its waiver', () => {
    expect(told({ inventory, waivers: [waiver] }, waiver.ends - 1)).toEqual(['fails BC-04 waived'])
    expect(told({ inventory, waivers: [waiver] }, waiver.ends)).toEqual(['reopens BC-04 2027-01-01 open'])
  })

  test('stays waived as long as some waiver holds', () => {
    const second = aWaiver({ id: 'W-2', control: 'BC-04', created: waiver.ends, ends: waiver.ends + 30 * DAY })
    expect(told({ inventory, waivers: [waiver, second] }, waiver.ends + DAY)).toEqual(['fails BC-04 waived'])
    expect(told({ inventory, waivers: [waiver, second] }, waiver.ends + 60 * DAY)).toEqual(['reopens BC-04 2027-01-31 open'])
  })

  test('stays waived where the waivers overlap, in whatever order they stand', () => {
    const second = aWaiver({ id: 'W-2', control: 'BC-04', subject: 'github:*', allowGlob: true, created: AS_OF - DAY, ends: waiver.ends + 30 * DAY })
    for (const waivers of [
      [waiver, second],
      [second, waiver],
    ])
      expect(told({ inventory, waivers }, waiver.ends + 60 * DAY)).toEqual(['reopens BC-04 2027-01-31 open'])
  })
})

describe('a day between two waivers, or before one begins', () => {
  const [november, december] = [at('2026-11-30') + DAY, at('2026-12-20')]
  const until = (id: string, over: Parameters<typeof aWaiver>[0]) => aWaiver({ id, control: 'BC-04', ...over })
  const first = until('W-1', { created: AS_OF - DAY, ends: november })
  const again = until('W-2', { created: december, ends: at('2027-02-01') })
  const over = (waivers: readonly ReturnType<typeof aWaiver>[], generated: Instant, to: Instant, maxWaiver?: number) =>
    told(
      {
        inventory: anInventory({ codeSets: [aCodeSet({ generated })] }),
        waivers,
        policy: { ...aPolicy([aControl({ id: 'BC-04', rule: 'over-age' })]), ...given('maxWaiver', maxWaiver) },
      },
      to,
    )
  const old = AS_OF - 400 * DAY
  /** Fails from the end of 2026-12-01 on. */
  const soon = at('2025-12-01')

  test.each<[string, readonly ReturnType<typeof aWaiver>[], Instant, string, readonly string[]]>([
    ['is told of what is waived today, before the second begins', [first, again], old, '2026-12-10', ['reopens BC-04 2026-12-01 open']],
    ['is told of what is waived today, while the second holds', [first, again], old, '2027-01-10', ['reopens BC-04 2026-12-01 open']],
    ['is told of what is waived today, after both', [first, again], old, '2027-02-15', ['reopens BC-04 2026-12-01 open']],
    ['is told on the very day', [first, again], old, '2026-12-01', ['reopens BC-04 2026-12-01 open']],
    ['is not told before it comes', [first, again], old, '2026-11-30', ['fails BC-04 waived']],
    ['is no news of what fails openly today', [again], old, '2027-01-10', ['fails BC-04 open']],
    ['is told of what will fail before its waiver begins', [again], soon, '2027-01-10', ['will-fail BC-04 2026-12-01 open']],
    [
      'is no day where the waiver begins as the codes fall due',
      [until('W', { created: soon + 365 * DAY, ends: december })],
      soon,
      '2026-12-19',
      ['will-fail BC-04 2026-12-01 waived'],
    ],
    [
      'is the day of what is waived first and open then',
      [until('W', { created: AS_OF - DAY, ends: december })],
      soon,
      '2026-12-20',
      ['will-fail BC-04 2026-12-20 open'],
    ],
    [
      'is told where the second waiver does not hold',
      [first, until('W-2', { created: november, ends: december, owner: 'ada@acme.test' })],
      old,
      '2026-12-10',
      ['reopens BC-04 2026-12-01 open'],
    ],
    [
      'is told where the second waiver is about something else',
      [first, until('W-2', { created: november, ends: december, control: 'BC-05' })],
      old,
      '2026-12-10',
      ['reopens BC-04 2026-12-01 open'],
    ],
  ])('%s', (_, waivers, generated, to, expected) => {
    expect(over(waivers, generated, at(to))).toEqual(expected)
  })

  test('is told where the second waiver is longer than the policy allows', () => {
    const long = until('W-2', { created: november, ends: november + 100 * DAY })
    expect(over([first, long], old, november + 10 * DAY)).toEqual(['fails BC-04 waived'])
    expect(over([first, long], old, november + 10 * DAY, 90 * DAY)).toEqual(['reopens BC-04 2026-12-01 open'])
  })

  test('is told of what does not apply any more at the end: notice that is open for some days until the codes are over age', () => {
    const rotation = (ends: Instant) => {
      const inventory = anInventory({ codeSets: [aCodeSet({ generated: AS_OF - 350 * DAY })] })
      const policy = aPolicy([aControl({ id: 'BC-03', rule: 'rotation-due' })])
      return told({ inventory, policy, waivers: [aWaiver({ control: 'BC-03', created: AS_OF - DAY, ends })] }, AS_OF + 60 * DAY)
    }
    expect(rotation(AS_OF + 5 * DAY)).toEqual([`reopens BC-03 ${formatDay(AS_OF + 5 * DAY)} open`])
    expect(rotation(AS_OF + 15 * DAY)).toEqual([`reopens BC-03 ${formatDay(AS_OF + 15 * DAY)} open`])
    expect(rotation(AS_OF + 16 * DAY)).toEqual(['fails BC-03 waived'])
  })

  test('is told of notice that is given only then', () => {
    const notice = (created: Instant, ends: Instant) => {
      const inventory = anInventory({ codeSets: [aCodeSet({ generated: AS_OF - 300 * DAY })] })
      const policy = aPolicy([aControl({ id: 'BC-03', rule: 'rotation-due' })])
      return told({ inventory, policy, waivers: [aWaiver({ control: 'BC-03', created, ends })] }, AS_OF + 90 * DAY)
    }
    expect(notice(AS_OF, AS_OF + 66 * DAY)).toEqual([`will-fail BC-03 ${formatDay(AS_OF + 35 * DAY)} waived`])
    expect(notice(AS_OF, AS_OF + 40 * DAY)).toEqual([`will-fail BC-03 ${formatDay(AS_OF + 40 * DAY)} open`])
    expect(notice(AS_OF + 36 * DAY, AS_OF + 66 * DAY)).toEqual([`will-fail BC-03 ${formatDay(AS_OF + 35 * DAY)} open`])
  })
})

describe('what is unknown today', () => {
  test('stays unknown, and is no pass when a time of the register has come', () => {
    const inventory = anInventory({ codeSets: [aCodeSet({ generated: AS_OF + 10 * DAY })] })
    expect(told({ inventory }, AS_OF + 90 * DAY)).toEqual(['stays-unknown BC-04 open'])
  })

  test('makes the forecast incomplete', () => {
    expect(forecast(anInput(), AS_OF + DAY)).toMatchObject({ complete: false, summary: { staysUnknown: 1 } })
    expect(forecast(anInput({ inventory: anInventory({ codeSets: [aCodeSet()] }) }), AS_OF + DAY).complete).toBe(true)
  })
})

test('what a control stops to speak of stays as it is today, and that it speaks of nobody then is no news', () => {
  // Today it is open which of the two sets is the current one, and with it the tier.
  const codeSets = [aCodeSet(), aCodeSet({ tier: 'test', generated: AS_OF + 10 * DAY })]
  const policy = aPolicy([aControl({ id: 'BC-04', rule: 'over-age', select: { tier: ['production'] } })])
  expect(told({ policy, inventory: anInventory({ codeSets }) }, AS_OF + 20 * DAY)).toEqual(['stays-unknown BC-04 open'])
})

describe('what will fail by one of two limits of which it is open which is meant', () => {
  const limits = { rule: 'over-age', overrides: [{ select: { tier: ['production'] }, params: { interval: 30 * DAY } }] }
  const policy = aPolicy([aControl({ id: 'BC-04', ...limits })])
  const untiered = aCodeSet({ tier: undefined, generated: AS_OF - 10 * DAY })
  const lookAt = (...codeSets: CodeSet[]) => forecast(anInput({ policy, inventory: anInventory({ codeSets }) }), AS_OF + 60 * DAY)

  test('becomes unknown', () => {
    expect(lookAt(untiered)).toMatchObject({
      complete: false,
      summary: { fails: 0, willFail: 0, staysUnknown: 0, becomesUnknown: 1 },
      prospects: [{ prospect: 'becomes-unknown', standing: 'open', subject: 'github:ada' }],
    })
  })

  test('leaves the forecast incomplete, beside what stays unknown', () => {
    const dateless = aCodeSet({ account: 'github:grace', generated: undefined })
    expect(lookAt(untiered, dateless)).toMatchObject({ complete: false, summary: { staysUnknown: 1, becomesUnknown: 1 } })
  })
})

test('what is gravest is told first, whatever the order of the controls', () => {
  const controls = (['low', 'critical', 'medium'] as const).map((severity) => aControl({ id: severity, rule: 'over-age', severity }))
  const inventory = anInventory({ codeSets: [aCodeSet({ generated: AS_OF - 400 * DAY })] })
  expect(told({ policy: aPolicy(controls), inventory }, AS_OF + DAY)).toEqual(['fails critical open', 'fails medium open', 'fails low open'])
})

describe('what passes and does not apply any more by then', () => {
  const to = AS_OF + 10 * DAY + 5
  const turn = AS_OF + 5 * DAY

  /** Of a rule that passes with a due date and does not apply from an instant on, and that fails at some instants before. */
  const handedOver = (due: Instant | undefined, from = turn, failsAt: (instant: Instant) => boolean = () => false) => {
    const rule = defineRule({
      id: 'turning',
      title: 'This turns',
      about: 'accounts',
      needs: ['accounts'],
      defaults: {},
      judge: (_subject, _facts, _params, { asOf }): Verdict<'accounts'> => {
        const tell = () => ({ message: 'said', evidence: [] })
        if (failsAt(asOf)) return { outcome: 'fail', tell }
        return asOf < from ? { outcome: 'pass', ...given('due', due), tell } : { outcome: 'not-applicable', tell }
      },
    })
    const policy = aPolicy([aControl({ id: 'BC-99', rule: 'turning' })])
    return told({ policy, rules: [rule], inventory: anInventory({ accounts: [anAccount()] }) }, to)
  }

  test.each<[string, Instant | undefined, readonly string[]]>([
    ['and was never due', undefined, []],
    ['and was due before', AS_OF - 1, []],
    ['and is due now', AS_OF, ['will-fail BC-99 2026-11-23 open']],
    ['and falls due meanwhile', AS_OF + 3 * DAY, ['will-fail BC-99 2026-11-26 open']],
    ['and falls due at the last instant', to, ['will-fail BC-99 2026-12-03 open']],
    ['and falls due after that', to + 1, []],
  ])('%s', (_, due, expected) => {
    expect(handedOver(due)).toEqual(expected)
  })

  test('is not looked for before today', () => {
    expect(handedOver(AS_OF, turn, (instant) => instant < AS_OF)).toEqual(['will-fail BC-99 2026-11-23 open'])
  })

  test('is told from the day on which it fails, and be it today', () => {
    expect(handedOver(AS_OF + DAY, AS_OF + DAY, (instant) => instant > AS_OF && instant < AS_OF + DAY)).toEqual(['will-fail BC-99 2026-11-23 open'])
  })
})

test('what was due once, is done and passes then is not told', () => {
  const tested = anInventory({ codeSets: [aCodeSet({ generated: AS_OF - DAY, tested: AS_OF })] })
  const policy = aPolicy([aControl({ id: 'BC-14', rule: 'untested-codes' })])
  expect(told({ policy, inventory: tested }, AS_OF + 30 * DAY)).toEqual([])
})

test('a forecast tells each finding in full, counts them by control, and says what it assumes', () => {
  const codeSets = [
    aCodeSet({ generated: AS_OF - 355 * DAY, expires: AS_OF + 400 * DAY }),
    aCodeSet({ account: 'github:grace', owner: undefined, generated: AS_OF - 400 * DAY }),
    aCodeSet({ account: 'github:mia', generated: AS_OF - 400 * DAY }),
    aCodeSet({ account: 'github:zoe', generated: undefined }),
  ]
  const waivers = [aWaiver({ control: 'BC-04', subject: 'github:mia' })]
  const controls = [aControl({ id: 'BC-04', rule: 'over-age' }), aControl({ id: 'BC-15', title: 'Codes do not expire', rule: 'expired', severity: 'low' })]
  const input = anInput({ policy: aPolicy(controls), waivers, inventory: anInventory({ codeSets }) })
  const { prospects, ...head } = forecast(input, AS_OF + 60 * DAY)
  const none = { fails: 0, willFail: 0, reopens: 0, staysUnknown: 0, becomesUnknown: 0 }
  const some = { fails: 1, willFail: 1, reopens: 1, staysUnknown: 1, becomesUnknown: 0 }
  expect(head).toEqual({
    schema: 'sparekey-forecast/1',
    assumption: expect.stringMatching(/^Nobody does anything until then: .*neither grows stale nor is collected anew\.$/) as unknown,
    asOf: formatInstant(AS_OF),
    to: formatInstant(AS_OF + 60 * DAY),
    complete: false,
    policy: { id: 'organization-backup-codes', title: 'Organizational backup code policy', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown },
    summary: some,
    controls: [
      { id: 'BC-04', title: 'People sign in with a second factor', rule: 'over-age', severity: 'high', summary: some },
      { id: 'BC-15', title: 'Codes do not expire', rule: 'expired', severity: 'low', summary: none },
    ],
  })
  expect(prospects.map(({ prospect, subject }) => `${prospect} ${subject}`)).toEqual([
    'will-fail github:ada',
    'fails github:grace',
    'reopens github:mia',
    'stays-unknown github:zoe',
  ])
  expect(prospects[0]).toEqual({
    prospect: 'will-fail',
    control: 'BC-04',
    rule: 'over-age',
    severity: 'high',
    subject: 'github:ada',
    owner: 'ada@acme.test',
    standing: 'open',
    day: '2026-12-03',
    due: formatInstant(AS_OF + 10 * DAY),
    message: 'Backup codes are 415 days old; the limit is 365 days.',
    remediation: expect.stringMatching(/\S/) as unknown,
    fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
  })
  expect(prospects[1]).not.toHaveProperty('owner')
  expect(prospects[1]).not.toHaveProperty('day')
})

describe('the evidence as it stands', () => {
  const later = AS_OF + 200 * DAY
  const silent = (log: Parameters<typeof aLog>[0], to = later) =>
    told({ policy: aPolicy([aControl({ id: 'LOG', rule: 'log-silent' })]), inventory: anInventory({ logs: [aLog(log)] }) }, to)

  test('does not grow stale', () => {
    const sources = [aSource('github-acme', { scope: 'github:*', collectedAt: AS_OF - DAY })]
    const policy = aPolicy([aControl({ id: 'BC-01', rule: 'mfa-missing' })])
    expect(told({ policy, inventory: anInventory({ accounts: [anAccount()] }, [], sources) }, later)).toEqual([])
  })

  test('and is stale where it was stale', () => {
    const sources = [aSource('github-acme', { scope: 'github:*', collectedAt: AS_OF - 8 * DAY })]
    const policy = aPolicy([aControl({ id: 'BC-01', rule: 'mfa-missing' })])
    expect(told({ policy, inventory: anInventory({ accounts: [anAccount()] }, [], sources) }, later)).toEqual([
      'stays-unknown BC-01 open',
      'stays-unknown BC-01 open',
    ])
  })

  test('has logs that go on, and that are silent where they were silent', () => {
    expect(silent({})).toEqual([])
    expect(silent({ lastRecord: AS_OF - 8 * DAY })).toEqual(['fails LOG open'])
  })

  test('does not fill a hole between two logs of one location', () => {
    const logs = [
      aLog({ source: 'old', covers: { from: at('2026-01-01'), to: at('2026-06-01') } }),
      aLog({ source: 'new', covers: { from: at('2026-08-01'), to: AS_OF } }),
    ]
    const { facts } = hold(anInventory({ logs }), { asOf: AS_OF, maxAge: DAY }, AS_OF + 100 * DAY)
    expect(facts.logs.map(({ covers }) => covers?.to)).toEqual([at('2026-06-01'), AS_OF + 100 * DAY])
  })

  test('has no event by then that has not happened yet', () => {
    const escrowEvents = [AS_OF, AS_OF + 1, later + DAY].map((time) => anEscrowEvent({ time }))
    const { facts } = hold(anInventory({ escrowEvents }), { asOf: AS_OF, maxAge: DAY }, later)
    expect(Array.from(facts.escrowEvents, ({ time }) => time)).toEqual([AS_OF, later + 1, later + DAY])
  })
})

describe('whatever is found', () => {
  const spans = fc.constantFrom(1, HOUR, DAY, 20 * DAY, 400 * DAY)

  test('a look at no distance is the audit of today', () => {
    fc.assert(
      fc.property(inventories, controls, (inventory, asks) => {
        const input = anInput({ inventory, policy: aPolicy(asks) })
        expect([...everyFinding(lookAhead(input, AS_OF))]).toEqual([...everyFinding(audit(input))])
      }),
      { numRuns: 40 },
    )
  })

  test('everything that fails or is unknown today is told, and nothing that is unknown becomes a pass', () => {
    fc.assert(
      fc.property(inventories, controls, spans, (inventory, asks, span) => {
        const input = anInput({ inventory, policy: aPolicy(asks), waivers: [aWaiver()] })
        const kinds = new Map(forecast(input, AS_OF + span).prospects.map(({ fingerprint, prospect }) => [fingerprint, prospect]))
        const allowed: Readonly<Record<string, readonly (Prospect['prospect'] | undefined)[]>> = {
          fail: ['fails', 'reopens'],
          unknown: ['stays-unknown', 'will-fail'],
          pass: ['will-fail', 'becomes-unknown', undefined],
          'not-applicable': ['will-fail', 'becomes-unknown', undefined],
        }
        for (const { outcome, fingerprint } of everyFinding(audit(input))) expect(allowed[outcome]).toContain(kinds.get(fingerprint))
      }),
      { numRuns: 30 },
    )
  })

  /** Two waivers of one control for everybody, with some days between them or none. */
  const pairs = (asks: readonly { readonly id: string }[]) =>
    fc.record({ ask: fc.nat(), from: fc.integer({ min: -3, max: 3 }), days: fc.nat(15), between: fc.nat(10), again: fc.nat(400) }).map((one) => {
      const ends = AS_OF + (Math.max(0, one.from) + 1 + one.days) * DAY
      const of = { control: asks[one.ask % asks.length]?.id ?? 'BC-04', subject: '*', allowGlob: true }
      const second = ends + one.between * DAY
      return [
        aWaiver({ ...of, id: 'W-1', created: AS_OF + one.from * DAY, ends }),
        aWaiver({ ...of, id: 'W-2', created: second, ends: second + (one.again + 1) * DAY }),
      ]
    })

  test('nothing that is told as waived is open on any day, and what is open is open on its day and on none before', () => {
    const cases = fc.tuple(inventories, controls, spans).chain(([inventory, asks, span]) => pairs(asks).map((waivers) => ({ inventory, asks, span, waivers })))
    let seen = 0
    fc.assert(
      fc.property(cases, ({ inventory, asks, span, waivers }) => {
        const input = anInput({ inventory, policy: aPolicy(asks), waivers })
        const to = AS_OF + span
        // Where a day is open and the day before was not, a waiver has ended there or something has fallen due.
        const days = [AS_OF, ...waivers.flatMap(({ created, ends }) => [created - 1, created, ends - 1, ends]), to].filter((day) => day >= AS_OF && day <= to)
        const openOn = new Map(
          days.map((day) => [
            day,
            new Set(
              lookAhead(input, day).findings.flatMap(({ outcome, standing, fingerprint }) => (outcome === 'fail' && standing === 'open' ? [fingerprint] : [])),
            ),
          ]),
        )
        for (const { prospect, standing, day, fingerprint } of forecast(input, to).prospects) {
          const first = Math.min(...days.filter((one) => openOn.get(one)?.has(fingerprint)))
          if (standing === 'waived') expect(first, fingerprint).toBe(Infinity)
          if (prospect === 'reopens' || (prospect === 'will-fail' && standing === 'open')) {
            expect(at(day ?? '')).toBeLessThanOrEqual(first)
            seen += 1
          }
          if (prospect === 'reopens')
            expect(lookAhead(input, at(day ?? '')).findings.find((one) => one.fingerprint === fingerprint)).toMatchObject({ standing: 'open' })
        }
      }),
      { numRuns: 40 },
    )
    expect(seen).toBeGreaterThan(0)
  })

  test('what will fail does not fail at the end of the day before, and does not pass at the end of its day', () => {
    fc.assert(
      fc.property(inventories, controls, spans, (inventory, asks, span) => {
        const input = anInput({ inventory, policy: aPolicy(asks) })
        const to = AS_OF + span
        const failsAt = (instant: Instant, fingerprint: string): boolean =>
          lookAhead(input, instant).findings.some((finding) => finding.fingerprint === fingerprint && finding.outcome === 'fail')
        const will = forecast(input, to).prospects.filter(({ prospect }) => prospect === 'will-fail')
        for (const { day = '', fingerprint, rule } of will.slice(0, 3)) {
          const start = at(day)
          const end = Math.min(start + DAY - 1, to)
          if (start > AS_OF) expect(failsAt(start - 1, fingerprint), `${rule} ${formatInstant(start - 1)}`).toBe(false)
          // Within its last day a rule may hand over to another, and then does not apply any more.
          const told = [...everyFinding(lookAhead(input, end))].find((finding) => finding.fingerprint === fingerprint)
          expect(told?.outcome, `${rule} ${formatInstant(end)}`).not.toBe('pass')
        }
      }),
      { numRuns: 40 },
    )
  })
})
