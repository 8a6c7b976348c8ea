import { hash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { digestOf, toFinding, toGaps, toSource } from '../../src/audit/told.ts'
import type { Waived } from '../../src/audit/waive.ts'
import type { EvidenceRow } from '../../src/model/evidence.ts'
import type { Over } from '../support/builders.ts'
import { aControl, aGap, aRow, at, aWaiver } from '../support/builders.ts'
import { aSource } from '../support/facts.ts'

interface Said {
  readonly evidence?: readonly EvidenceRow[]
  readonly remediation?: string
}

const placed = ({ evidence = [], ...said }: Said = {}, over: Over<Waived> = {}): Waived => ({
  control: aControl(),
  subject: 'github:ada',
  owner: undefined,
  verdict: { outcome: 'fail', tell: () => ({ message: 'said', evidence, ...said }) },
  standing: 'open',
  ...(over as Partial<Waived>),
})
const finding = (one: Waived) => toFinding(one, new Map([['github-acme', '2026-11-22T00:00:00.000Z']]))

describe('a finding', () => {
  test('has no field for what it does not have', () => {
    expect(Object.keys(finding(placed()))).toEqual(['control', 'rule', 'severity', 'subject', 'outcome', 'standing', 'message', 'evidence', 'fingerprint'])
  })

  test('has its fields in the order in which the report shows them', () => {
    const verdict = { outcome: 'fail' as const, due: at('2026-11-01'), tell: () => ({ message: 'said', evidence: [], remediation: 'Do it.' }) }
    const one = finding(placed({}, { owner: 'ada@acme.test', verdict, standing: 'waived', waiver: aWaiver() }))
    expect(Object.keys(one)).toEqual([
      'control',
      'rule',
      'severity',
      'subject',
      'owner',
      'outcome',
      'standing',
      'waiver',
      'message',
      'due',
      'evidence',
      'remediation',
      'fingerprint',
    ])
    expect(one).toMatchObject({ owner: 'ada@acme.test', due: '2026-11-01T00:00:00.000Z', remediation: 'Do it.', waiver: { expires: '2026-12-31' } })
  })

  test('has a fingerprint of its control and of its account, however that is spelled', () => {
    const prints = ['github:ada', 'github:ADA', 'github:grace', 'vault-hq', 'VAULT-HQ'].map((subject) => finding(placed({}, { subject })).fingerprint)
    expect(prints[0]).toBe(prints[1])
    expect(new Set(prints).size).toBe(4)
  })
})

describe('its evidence', () => {
  const rows = (...evidence: EvidenceRow[]) => finding(placed({ evidence })).evidence

  test('has no field for what it does not have', () => {
    expect(rows({ source: 'register', fact: 'generated' })).toStrictEqual([{ source: 'register', fact: 'generated' }])
  })

  test('says where and when each row was read', () => {
    const row = { source: 'github-acme', file: 'members.json', line: 3, record: '/0', fact: 'member', value: 'ada' }
    expect(rows(row)).toStrictEqual([{ ...row, collectedAt: '2026-11-22T00:00:00.000Z' }])
  })

  test('is in order of place, then of fact, then of value', () => {
    const ordered = [
      aRow({ line: 2, fact: 'issued', value: '16' }),
      aRow({ line: 10, fact: 'generated' }),
      aRow({ line: 10, fact: 'is', value: 'u' }),
      aRow({ line: 10, fact: 'issued' }),
      aRow({ line: 10, fact: 'issued', value: '10' }),
      aRow({ line: 10, fact: 'issued', value: '16' }),
    ]
    expect(rows(...ordered)).toEqual(ordered)
    expect(rows(...[...ordered].reverse())).toEqual(ordered)
  })
})

test('each gap is told once, in order, whatever it hides', () => {
  const gaps = [aGap({ fact: 'github members' }), aGap({ fact: 'github events' }), aGap({ fact: 'github members', hides: { accounts: ['github:ada'] } })]
  expect(toGaps(gaps)).toEqual(
    ['github events', 'github members'].map((fact) => ({ fact, source: 'github-acme', reason: 'permission', detail: 'the member list was refused' })),
  )
})

test('gaps are in order of what is missing, however it goes on', () => {
  const gaps = [aGap({ fact: 'ab', detail: 'b' }), aGap({ fact: 'a', detail: 'c' })]
  expect(toGaps(gaps).map(({ fact }) => fact)).toEqual(['a', 'ab'])
  expect(toGaps([...gaps].reverse()).map(({ fact }) => fact)).toEqual(['a', 'ab'])
})

test('gaps that differ in one thing are two', () => {
  const differing = [{ fact: 'b' }, { detail: 'b' }, { reason: 'plan' as const }, { source: 'b' }, { file: 'b' }, { line: 1 }]
  for (const over of differing) expect(toGaps([aGap(), aGap(over)])).toHaveLength(2)
})

test('one file has its own digest, several one together, none none', () => {
  const files = ['a', 'b'].map((file) => ({ file, sha256: file.repeat(64) }))
  expect(digestOf([])).toBeUndefined()
  expect(digestOf(files.slice(0, 1))).toBe('a'.repeat(64))
  expect(digestOf(files)).toBe(hash('sha256', `${'a'.repeat(64)}  a\n${'b'.repeat(64)}  b\n`))
  expect(digestOf(files)).not.toBe(digestOf([...files].reverse()))
})

describe('a source', () => {
  const file = { file: 'audit.jsonl', sha256: 'b'.repeat(64) }

  test('is told with what it covers, its files and how much of it is later than the audit', () => {
    const covers = { from: at('2026-01-01'), to: at('2026-11-22') }
    const told = toSource(aSource('vault-hq', { type: 'vault', location: 'vault-hq', grade: 'server', covers, unreadable: 2, files: [file] }), 3)
    expect(Object.entries(told)).toEqual(
      Object.entries({
        id: 'vault-hq',
        type: 'vault',
        location: 'vault-hq',
        grade: 'server',
        covers: { from: '2026-01-01T00:00:00.000Z', to: '2026-11-22T00:00:00.000Z' },
        records: 1,
        unreadable: 2,
        later: 3,
        collectedAt: '2026-11-23T00:00:00.000Z',
        sha256: file.sha256,
        files: [file],
      }),
    )
  })

  test('says of a file what its digest is of, when it is not all bytes', () => {
    const files = [
      { file: 'a.jsonl', sha256: 'a'.repeat(64) },
      { file: 'b.jsonl', sha256: 'b'.repeat(64), of: 'records' },
    ] as const
    expect(toSource(aSource('vault-hq', { files }), 0).files).toStrictEqual(files)
  })

  test('without files, place and time has no field for them', () => {
    expect(toSource(aSource('register', { files: [] }), 0)).toStrictEqual({
      id: 'register',
      type: 'register',
      records: 1,
      unreadable: 0,
      later: 0,
      collectedAt: '2026-11-23T00:00:00.000Z',
      files: [],
    })
  })
})
