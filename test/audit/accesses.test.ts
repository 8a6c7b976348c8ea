import { expect, test } from 'vitest'
import { accesses } from '../../src/audit/accesses.ts'
import { join } from '../../src/audit/join.ts'
import type { EscrowEvent, Facts } from '../../src/model/inventory.ts'
import type { ReportedAccess } from '../../src/model/report.ts'
import { aCodeSet, aCopy, anEscrowEvent, anIncident, AS_OF, at, grace } from '../support/builders.ts'
import { rowsOf } from '../../src/model/rows.ts'
import { anInventory } from '../support/facts.ts'

const all = (facts: Partial<Facts>): Iterable<ReportedAccess> => accesses(join(anInventory({ codeSets: [aCodeSet()], ...facts }), AS_OF))
const tell = (...events: Parameters<typeof anEscrowEvent>[0][]): readonly ReportedAccess[] => [
  ...all({ escrowEvents: events.map((event, index) => anEscrowEvent({ id: `request-${String(index)}`, ...event })) }),
]

test('tells who opened whose copy where and when, and what says so', () => {
  expect(tell({})).toEqual([
    {
      at: '2026-10-08T09:00:00.000Z',
      action: 'view',
      location: 'vault-hq',
      actor: 'ada@acme.test (oidc-ada)',
      outcome: 'success',
      audited: 'yes',
      accounts: ['github:ada'],
      source: 'vault-hq',
      file: 'audit.jsonl',
      line: 7,
    },
  ])
})

test('tells the record of a JSON file, and nobody where the log names nobody', () => {
  const [access] = tell({ actor: undefined, origin: { source: 'bitwarden-acme', file: 'events.json', record: '/3' } })
  expect(access).toMatchObject({ source: 'bitwarden-acme', record: '/3' })
  expect(access).not.toHaveProperty('actor')
  expect(access).not.toHaveProperty('line')
})

test('is in order of time, and leaves out what is no access, or had not happened yet', () => {
  const told = tell({ time: at('2026-10-09') }, { time: at('2026-10-08') }, { action: 'update' }, { outcome: 'denied' }, { time: AS_OF + 1 })
  expect(told.map(({ at: time }) => time)).toEqual(['2026-10-08T00:00:00.000Z', '2026-10-09T00:00:00.000Z'])
})

test('of a whole location is one, though it is made anew for each account', () => {
  const names = ['github:ada', 'github:grace', 'github:zoe']
  const events = [anEscrowEvent({ id: '1' }), anEscrowEvent({ id: '2', action: 'export', ticket: undefined }), anEscrowEvent({ id: '2', action: 'export' })]
  const told = all({
    codeSets: names.map((account, index) => aCodeSet({ account, copies: index === 1 ? [] : [aCopy()] })),
    escrowEvents: rowsOf(events.length, (row) => ({ ...(events[row] as EscrowEvent) })),
  })
  const seen = [...told].map(({ action, accounts, audited }) => [action, accounts, audited])
  expect(seen).toHaveLength(3)
  for (const [, accounts] of seen) expect(accounts).toEqual(['github:ada', 'github:zoe'])
  expect(seen.map(([, , audited]) => audited).sort()).toEqual(['no', 'yes', 'yes'])
})

test('is in order of time whoever the accounts are', () => {
  const told = all({
    codeSets: ['github:ada', 'github:zoe'].map((account) => aCodeSet({ account, copies: [aCopy({ item: account })] })),
    escrowEvents: [
      anEscrowEvent({ id: '1', item: 'github:ada', time: at('2026-10-09') }),
      anEscrowEvent({ id: '2', item: 'github:zoe', time: at('2026-10-08') }),
    ],
  })
  expect([...told].map(({ accounts }) => accounts)).toEqual([['github:zoe'], ['github:ada']])
})

test.each([
  ['yes', { ticket: 'ACME-17' }],
  ['no', { ticket: undefined }],
  ['unknown', { ticket: undefined, outcome: 'unknown' }],
] as const)('is audited: %s', (expected, event) => {
  expect(tell(event).map(({ audited }) => audited)).toEqual([expected])
})

test('who opens a whole location opens the copies of many accounts: one access, unaudited where it is so for one of them', () => {
  const [access, ...others] = all({
    codeSets: ['github:zoe', 'github:ada'].map((account) => aCodeSet({ account, copies: [aCopy({ item: account })] })),
    escrowEvents: [anEscrowEvent({ item: undefined, actor: 'oidc-grace', ticket: undefined, action: 'export' })],
    people: [grace()],
    incidents: [anIncident({ accounts: ['github:ada'] })],
  })
  expect(access).toMatchObject({ accounts: ['github:ada', 'github:zoe'], audited: 'no', actor: 'grace@acme.test (oidc-grace)' })
  expect(others).toEqual([])
})

test('can be read twice', () => {
  const told = all({ escrowEvents: [anEscrowEvent()] })
  expect([...told]).toEqual([...told])
  expect([...told]).toHaveLength(1)
})

test('of two records with one id, written a day apart, are two', () => {
  const told = tell({ id: 'HQ-SAFE|1', time: at('2026-10-08') }, { id: 'HQ-SAFE|1', time: at('2026-10-09') })
  expect(told.map(({ at: time }) => time.slice(0, 10))).toEqual(['2026-10-08', '2026-10-09'])
})
