import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'
import { afterEach, describe, expect, test } from 'vitest'
import { audit, type AuditInput } from '../../src/audit/audit.ts'
import type { Origin } from '../../src/model/evidence.ts'
import { everyFinding } from '../../src/model/finding-order.ts'
import type { Facts, Inventory } from '../../src/model/inventory.ts'
import type { Report } from '../../src/model/report.ts'
import { DAY } from '../../src/model/time.ts'
import { rules } from '../../src/rules/index.ts'
import { controls as someControls, inventories } from '../support/arbitraries.ts'
import { aCodeEvent, aCodeSet, aControl, aGap, anAccount, anEscrowEvent, aPolicy, AS_OF, aWaiver } from '../support/builders.ts'
import { anInventory, aSource } from '../support/facts.ts'

const gate = { failOn: 'medium', allowIncomplete: false, exitZero: false } as const
const everyRule = rules.map(({ id }) => aControl({ id, rule: id }))

const run = (inventory: Inventory, over: Partial<AuditInput> = {}): Report =>
  audit({ policy: aPolicy(everyRule), waivers: [], inventory, rules, asOf: AS_OF, maxAge: 7 * DAY, gate, ...over })

const outcomes = (report: Report) => [...everyFinding(report)].map(({ control, subject, outcome, standing }) => `${control} ${subject} ${outcome} ${standing}`)

const messy = anInventory(
  {
    accounts: [anAccount({ mfa: 'not-enrolled' }), anAccount({ id: 'github:grace' })],
    codeSets: [aCodeSet(), aCodeSet({ account: 'github:grace', generated: AS_OF - 400 * DAY })],
    codeEvents: [aCodeEvent({ time: AS_OF - 100 * DAY })],
    escrowEvents: [anEscrowEvent({ ticket: undefined }), anEscrowEvent({ id: 'later', time: AS_OF + 1 })],
  },
  [aGap()],
  [
    aSource('vault-hq', { location: 'vault-hq', grade: 'server', covers: { from: 0, to: AS_OF }, collectedAt: AS_OF - DAY }),
    aSource('register'),
    aSource('github-acme', { files: [] }),
  ],
)

describe('a report', () => {
  test('has one finding for each control and subject, sorted by severity, control and subject', () => {
    const policy = aPolicy([aControl({ severity: 'low' }), aControl({ id: 'BC-04', rule: 'over-age', severity: 'critical' })])
    expect(outcomes(run(messy, { policy }))).toEqual([
      'BC-04 github:ada pass open',
      'BC-04 github:grace fail open',
      'BC-01 github:* unknown open',
      'BC-01 github:ada fail open',
      'BC-01 github:grace pass open',
    ])
  })

  test('says when, of what, by which gate, and what it comes to', () => {
    expect(run(messy, { policy: aPolicy([aControl()]) })).toMatchObject({
      schema: 'sparekey-report/1',
      asOf: '2026-11-23T00:00:00.000Z',
      complete: false,
      exitCode: 1,
      gate,
      policy: { id: 'organization-backup-codes', sha256: 'a'.repeat(64) },
      summary: { pass: 1, fail: 1, unknown: 1, notApplicable: 0, waived: 0 },
      controls: [{ id: 'BC-01', rule: 'mfa-missing', summary: { pass: 1, fail: 1, unknown: 1 } }],
      gaps: [{ source: 'github-acme', fact: 'github members', reason: 'permission', detail: 'the member list was refused' }],
    })
  })

  test('names its sources in order, with one digest each and what was later than as-of', () => {
    expect(run(messy).sources).toEqual([
      { id: 'github-acme', type: 'github-acme', records: 1, unreadable: 0, later: 0, collectedAt: '2026-11-23T00:00:00.000Z', files: [] },
      expect.objectContaining({ id: 'register', later: 0, sha256: 'b'.repeat(64) }),
      expect.objectContaining({
        id: 'vault-hq',
        location: 'vault-hq',
        grade: 'server',
        covers: { from: '1970-01-01T00:00:00.000Z', to: '2026-11-23T00:00:00.000Z' },
        later: 1,
        collectedAt: '2026-11-22T00:00:00.000Z',
      }),
    ])
  })

  test('has one digest for several files, which is that of their digests', () => {
    const files = ['a', 'b'].map((name) => ({ file: `${name}.jsonl`, sha256: name.repeat(64) }))
    const digest = run(anInventory({}, [], [aSource('vault-hq', { files })])).sources[0]?.sha256
    expect(digest).toBe(
      createHash('sha256')
        .update(`${'a'.repeat(64)}  a.jsonl\n${'b'.repeat(64)}  b.jsonl\n`)
        .digest('hex'),
    )
  })

  test('is complete where nothing is unknown', () => {
    const report = run(anInventory({ accounts: [anAccount()] }), { policy: aPolicy([aControl()]) })
    expect(report).toMatchObject({ complete: true, exitCode: 0, summary: { pass: 1, unknown: 0 } })
  })

  test('shows when each piece of evidence was collected, and in order of its place', () => {
    const later = anEscrowEvent({ id: 'second', ticket: undefined, time: AS_OF - DAY, origin: { source: 'vault-hq', file: 'audit.jsonl', line: 10 } })
    const report = run({ ...messy, facts: { ...messy.facts, escrowEvents: [later, ...messy.facts.escrowEvents] } })
    const finding = [...everyFinding(report)].find(({ control, subject }) => control === 'unaudited-access' && subject === 'github:ada')
    expect(finding?.evidence).toMatchObject([
      { source: 'github-acme', fact: 'backup code used' },
      { source: 'vault-hq', line: 7, collectedAt: '2026-11-22T00:00:00.000Z' },
      { source: 'vault-hq', line: 10, collectedAt: '2026-11-22T00:00:00.000Z' },
    ])
  })

  test('tells each gap once, those that came of judging too', () => {
    const withoutForm = anInventory({ codeSets: [aCodeSet()], logs: [] }, [aGap(), aGap()])
    expect(run(withoutForm).gaps.map(({ source, detail }) => `${source}: ${detail}`)).toEqual([
      'github-acme: the member list was refused',
      'register: no source reads a log of vault-hq',
      'register: no source reads a log of hq-safe',
    ])
  })

  test('keeps the outcome of a waived fail, and names the waiver', () => {
    const report = run(messy, {
      policy: aPolicy([aControl()]),
      waivers: [aWaiver(), aWaiver({ id: 'W-2', subject: 'github:*', allowGlob: true, control: 'BC-99' })],
    })
    expect(report.findings.find(({ subject }) => subject === 'github:ada')).toMatchObject({ outcome: 'fail', standing: 'waived', waiver: { id: 'W-2026-014' } })
    expect(report.summary).toMatchObject({ fail: 1, waived: 1 })
    expect(report.waivers).toMatchObject([{ id: 'W-2', problem: 'unused' }])
    expect(report.exitCode).toBe(3)
  })

  test('of nothing proves nothing', () => {
    const report = run(anInventory({ logs: [] }))
    expect(outcomes(report)).toEqual(everyRule.map(({ id }) => `${id} * unknown open`))
    expect(report).toMatchObject({ complete: false, exitCode: 3 })
  })
})

// Only a process has a time zone; where tests run as threads, as for the mutants, they cannot set it.
describe.skipIf(!isMainThread)('the time zone of the machine', () => {
  const before = process.env['TZ']
  afterEach(() => {
    if (before === undefined) delete process.env['TZ']
    else process.env['TZ'] = before
  })

  test('has no say: the same bytes in each', () => {
    const zones = ['UTC', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Pacific/Kiritimati']
    const told = zones.map((zone) => {
      process.env['TZ'] = zone
      return { offset: new Date(AS_OF).getTimezoneOffset(), bytes: JSON.stringify(run(messy, { waivers: [aWaiver({ control: 'mfa-missing' })] })) }
    })
    expect(told.map(({ offset }) => offset)).toEqual([0, 300, -660, -345, -840])
    expect(new Set(told.map(({ bytes }) => bytes)).size).toBe(1)
  })
})

describe('a fingerprint', () => {
  const prints = (report: Report) => new Map([...everyFinding(report)].map(({ control, subject, fingerprint }) => [`${control} ${subject}`, fingerprint]))
  const before = prints(run(messy))

  test('is one for each control and subject', () => {
    expect(new Set(before.values()).size).toBe(before.size)
  })

  test('stays when files are renamed', () => {
    const moved = <T extends { readonly origin: Origin }>(facts: Iterable<T>): T[] =>
      Array.from(facts, (fact) => ({ ...fact, origin: { ...fact.origin, file: 'moved.yaml', line: 99 } }))
    const { codeSets, codeEvents, escrowEvents } = messy.facts
    const facts = { ...messy.facts, codeSets: moved(codeSets), codeEvents: moved(codeEvents), escrowEvents: moved(escrowEvents) }
    expect(prints(run({ ...messy, facts }))).toEqual(before)
  })

  test('stays when time passes', () => {
    expect(prints(run(messy, { asOf: AS_OF + DAY }))).toEqual(before)
  })

  test('stays when controls change their order, their severity and their title', () => {
    const policy = aPolicy([...everyRule].reverse().map((control) => ({ ...control, severity: 'info', title: 'Another' })))
    expect(prints(run(messy, { policy }))).toEqual(before)
  })

  test('stays when an account is spelled otherwise', () => {
    const print = (id: string) =>
      run(anInventory({ accounts: [anAccount({ id })] }), { policy: aPolicy([aControl({ rule: 'over-age' })]) }).quietOf('BC-01')[0]?.fingerprint
    expect(print('github:ADA')).toBe(print('github:ada'))
    expect(print('github:ada')).not.toBe(print('github:grace'))
  })
})

describe('any inventory', () => {
  const validate = new Ajv2020({ strict: true }).compile(JSON.parse(readFileSync('schemas/report.schema.json', 'utf8')) as object)
  const waivers = [
    aWaiver({ control: 'BC-03' }),
    aWaiver({ id: 'W-2', control: 'BC-05', subject: 'github:*', allowGlob: true }),
    aWaiver({ id: 'W-3', control: 'BC-02' }),
  ]
  const reportOf = (inventory: Inventory, controls: AuditInput['policy']['controls']): Report => run(inventory, { policy: aPolicy(controls), waivers })

  test('gives a report that its schema accepts', () => {
    fc.assert(
      fc.property(inventories, someControls, (inventory, controls) => {
        const { quietOf, ...told } = reportOf(inventory, controls)
        validate({ ...told, codeSets: [...told.codeSets], accesses: [...told.accesses], findings: [...everyFinding({ ...told, quietOf })] })
        expect(validate.errors).toBeNull()
      }),
    )
  })

  test('gives the same bytes twice', () => {
    fc.assert(
      fc.property(inventories, someControls, (inventory, controls) => {
        const kept = JSON.parse(JSON.stringify(inventory)) as Inventory
        expect(JSON.stringify(reportOf(kept, controls))).toBe(JSON.stringify(reportOf(inventory, controls)))
      }),
    )
  })

  const shuffled = <T>(values: readonly T[]): fc.Arbitrary<T[]> => fc.shuffledSubarray([...values], { minLength: values.length })
  const reordered = ({ sources, facts, gaps }: Inventory): fc.Arbitrary<Inventory> =>
    fc.record({
      sources: shuffled(sources),
      gaps: shuffled(gaps),
      facts: fc.record(
        Object.fromEntries(Object.entries(facts).map(([name, values]) => [name, shuffled(values as readonly unknown[])])),
      ) as unknown as fc.Arbitrary<Facts>,
    })

  test('gives the same bytes whatever the order of its facts, gaps and sources', () => {
    const pairs = inventories.chain((inventory) => fc.tuple(fc.constant(inventory), reordered(inventory)))
    fc.assert(
      fc.property(pairs, someControls, ([one, other], controls) => {
        expect(JSON.stringify(reportOf(other, controls), null, 1)).toBe(JSON.stringify(reportOf(one, controls), null, 1))
      }),
      { numRuns: 300 },
    )
  })

  test('is left as it was', () => {
    fc.assert(
      fc.property(inventories, someControls, (inventory, controls) => {
        const before = JSON.stringify(inventory)
        reportOf(inventory, controls)
        expect(JSON.stringify(inventory)).toBe(before)
      }),
    )
  })

  test('adds up: the findings, the summary and those of the controls', () => {
    fc.assert(
      fc.property(inventories, someControls, (inventory, controls) => {
        const report = reportOf(inventory, controls)
        const { summary, controls: told, complete, exitCode } = report
        const findings = [...everyFinding(report)]
        const sum = ({ pass, fail, unknown, notApplicable }: Report['summary']): number => pass + fail + unknown + notApplicable
        expect(sum(summary)).toBe(findings.length)
        expect(told.reduce((total, control) => total + sum(control.summary), 0)).toBe(findings.length)
        expect(findings.filter(({ standing }) => standing === 'waived').every(({ outcome }) => outcome === 'fail')).toBe(true)
        expect(complete).toBe(summary.unknown === 0)
        expect(exitCode).toBe(summary.fail > summary.waived ? 1 : summary.unknown > 0 ? 3 : 0)
      }),
    )
  })

  test('waiving changes no outcome', () => {
    fc.assert(
      fc.property(inventories, someControls, (inventory, controls) => {
        const seen = (report: Report) => [...everyFinding(report)].map(({ control, subject, outcome, message }) => ({ control, subject, outcome, message }))
        expect(seen(reportOf(inventory, controls))).toEqual(seen(run(inventory, { policy: aPolicy(controls) })))
      }),
    )
  })
})

describe('a report of an audit', () => {
  const old = anInventory({ codeSets: [aCodeSet({ generated: AS_OF - 400 * DAY }), aCodeSet({ account: 'github:grace', generated: AS_OF - 400 * DAY })] })
  const ofAge = aControl({ id: 'BC-04', rule: 'over-age', references: ['NIST SP 800-53 IA-5(f)'] })

  test('names the controls that the policy disabled, and why; of none it says nothing', () => {
    const disabled = [{ control: aControl({ id: 'BC-05', title: 'Off', rule: 'expired', severity: 'low' }), reason: 'Nobody asks for it.' }]
    expect(run(old, { policy: aPolicy([ofAge], { disabled }) }).disabled).toEqual([
      { id: 'BC-05', title: 'Off', rule: 'expired', severity: 'low', reason: 'Nobody asks for it.' },
    ])
    expect(run(old, { policy: aPolicy([ofAge]) })).not.toHaveProperty('disabled')
  })

  test('has the references of each control', () => {
    expect(run(old, { policy: aPolicy([ofAge]) }).controls.map(({ references }) => references)).toEqual([['NIST SP 800-53 IA-5(f)']])
  })

  test('can be asked for what is quiet, in the order of its findings', () => {
    const { quietOf } = run(anInventory({ accounts: [anAccount(), anAccount({ id: 'github:Bob' })] }), { policy: aPolicy([aControl()]) })
    expect(quietOf('BC-01').map(({ subject, outcome, standing }) => `${subject} ${outcome} ${standing}`)).toEqual([
      'github:Bob pass open',
      'github:ada pass open',
    ])
  })

  test('takes what was collected too long ago for unknown', () => {
    const listed = (age: number) =>
      run(anInventory({ accounts: [anAccount()] }, [], [aSource('github-acme', { scope: 'github:*', collectedAt: AS_OF - age })]), {
        policy: aPolicy([aControl()]),
        maxAge: DAY,
      }).complete
    expect([listed(DAY), listed(DAY + 1)]).toEqual([true, false])
  })

  test('holds a waiver to the length that the policy allows', () => {
    const waived = (maxWaiver: number) =>
      run(old, { policy: aPolicy([ofAge], { maxWaiver }), waivers: [aWaiver({ control: 'BC-04', created: AS_OF - DAY, ends: AS_OF + DAY })] }).summary.waived
    expect([waived(2 * DAY), waived(2 * DAY - 1)]).toEqual([1, 0])
  })

  test('knows what failed in its baseline, and that what passes now is fixed', () => {
    const policy = aPolicy([ofAge])
    const before = run(old, { policy })
    const { quietOf: _quietOf, codeSets: _codeSets, accesses: _accesses, ...report } = before
    const baseline = { file: 'baseline.json', sha256: 'b'.repeat(64), report }
    const now = anInventory({ codeSets: [aCodeSet(), aCodeSet({ account: 'github:grace', generated: AS_OF - 400 * DAY })] })
    const told = run(now, { policy, baseline })
    expect(told.findings.map(({ subject, standing }) => `${subject} ${standing}`)).toEqual(['github:grace known'])
    expect(told.baseline).toMatchObject({ file: 'baseline.json', known: 1, fixed: [{ subject: 'github:ada' }], unasked: [] })
    expect(run(now, { policy })).not.toHaveProperty('baseline')
  })
})
