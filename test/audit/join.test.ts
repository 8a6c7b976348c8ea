import { describe, expect, test } from 'vitest'
import { sortCodeSets } from '../../src/audit/code-sets.ts'
import { join } from '../../src/audit/join.ts'
import type { Account, CodeSet, EscrowEvent, Facts, Gap, Log } from '../../src/model/inventory.ts'
import type { Need } from '../../src/model/rule.ts'
import { HOUR } from '../../src/model/time.ts'
import {
  aCodeEvent,
  aCodeSet,
  aCopy,
  aCount,
  aForm,
  aGap,
  aLocation,
  aLog,
  anAccount,
  anEscrowEvent,
  anIncident,
  aPlaintext,
  AS_OF,
  at,
  type Over,
  twoCopies,
} from '../support/builders.ts'
import { anInventory, aSource, joinedLogOf, joinedOf, someFacts } from '../support/facts.ts'

const currentOf = (...sets: CodeSet[]) => {
  const { current, open } = sortCodeSets(sets, AS_OF)
  return open ?? current
}

const older = aCodeSet({ generated: at('2025-03-15') })
const newer = aCodeSet({ generated: at('2026-03-15') })

describe('the current code set', () => {
  test('is the latest', () => {
    expect(currentOf(older, newer)).toBe(newer)
    expect(currentOf(newer, older)).toBe(newer)
  })

  test('is the latest that is not revoked, unless a later one is', () => {
    expect(currentOf({ ...older, status: 'revoked' }, newer)).toBe(newer)
    expect(currentOf(older, { ...newer, status: 'revoked' })).toBe('whether')
  })

  test.each(['spent', 'lost', 'compromised'] as const)('stays the one that is %s until there is a newer one', (status) => {
    const gone = { ...older, status }
    expect(currentOf(gone)).toBe(gone)
    expect(currentOf(gone, newer)).toBe(newer)
    expect(currentOf(older, { ...newer, status })).toMatchObject({ status, generated: newer.generated })
  })

  test('is none where all are revoked, or there is no set', () => {
    expect(currentOf({ ...newer, status: 'revoked' })).toBeUndefined()
    expect(currentOf()).toBeUndefined()
  })

  test('is the only one, dated or not', () => {
    const undated = aCodeSet({ generated: undefined })
    expect(currentOf(undated)).toBe(undated)
  })

  test('is open where a date is missing, or two have one date', () => {
    const undated = aCodeSet({ generated: undefined })
    expect(currentOf(undated, newer)).toBe('which')
    expect(currentOf(newer, undated)).toBe('which')
    expect(currentOf(undated, undated)).toBe('which')
    expect(currentOf(newer, newer, older)).toBe('which')
    expect(currentOf(newer, older, older)).toBe(newer)
  })

  test('comes first in a history that is sorted by generation', () => {
    const revoked = aCodeSet({ generated: at('2026-06-01'), status: 'revoked' })
    expect(sortCodeSets([older, revoked, newer], AS_OF).history).toEqual([revoked, newer, older])
  })
})

describe('one account', () => {
  const merged = (...reports: Over<Account>[]): Account | undefined => someFacts({ accounts: reports.map(anAccount) }).accounts

  test('is one however it is spelled, and is shown as its provider spells it', () => {
    const inventory = anInventory({ codeSets: [aCodeSet({ account: 'github:ADA' })], accounts: [anAccount({ id: 'github:Ada' })], codeEvents: [aCodeEvent()] })
    const { keys, joined } = join(inventory, AS_OF)
    expect(keys).toEqual(['github:ada'])
    expect(joined('github:ada').subject).toMatchObject({ id: 'github:Ada', service: { id: 'github' } })
    expect(joined('github:ada').facts).toMatchObject({ accounts: { id: 'github:Ada' }, codeSets: { history: [{ account: 'github:ADA' }] }, codeEvents: [{}] })
  })

  test('each has the sets of its own, whichever others there are', () => {
    const accounts = ['github:ada', 'github:grace', 'google:eve@acme.test', 'okta:mallory']
    const inventory = anInventory({ codeSets: accounts.map((account) => aCodeSet({ account, owner: account })) })
    expect(accounts.map((account) => join(inventory, AS_OF).joined(account).facts.codeSets.current?.owner)).toEqual(accounts)
  })

  test('two spellings are shown the same way whatever their order', () => {
    const accounts = [anAccount({ id: 'github:ada' }), anAccount({ id: 'github:Ada' })]
    const idOf = (reports: readonly Account[]) => joinedOf(anInventory({ accounts: reports })).subject.id
    expect(idOf(accounts)).toBe(idOf([...accounts].reverse()))
  })

  test('names of services that the register declares compare exactly', () => {
    const inventory = anInventory({ codeSets: [aCodeSet({ account: 'registrar:acme' }), aCodeSet({ account: 'registrar:Acme' })] })
    expect(join(inventory, AS_OF).keys).toEqual(['registrar:Acme', 'registrar:acme'])
  })

  test('is named by a provider, the register, a count or an event', () => {
    const inventory = anInventory({
      accounts: [anAccount({ id: 'github:ada' })],
      codeSets: [aCodeSet({ account: 'github:grace' })],
      codeCounts: [aCount()],
      codeEvents: [aCodeEvent({ account: 'github-org:acme' })],
    })
    expect(join(inventory, AS_OF).keys).toEqual(['github-org:acme', 'github:ada', 'github:grace', 'google:ada@acme.test'])
  })

  const rows: readonly (readonly [Over<Account>, Over<Account>, Over<Account>])[] = [
    [{ mfa: 'enrolled' }, { mfa: 'enrolled' }, { mfa: 'enrolled' }],
    [{ mfa: 'enrolled' }, { mfa: 'not-enrolled' }, { mfa: 'unknown' }],
    [{ mfa: 'enrolled' }, { mfa: 'unknown' }, { mfa: 'unknown' }],
    [{ mfa: 'not-enrolled' }, { mfa: 'unknown' }, { mfa: 'not-enrolled' }],
    [{ method: 'secure' }, { method: 'secure' }, { method: 'secure' }],
    [{ method: 'secure' }, { method: 'unknown' }, { method: 'unknown' }],
    [{ method: 'secure' }, { method: 'insecure' }, { method: 'unknown' }],
    [{ method: 'insecure' }, { method: 'unknown' }, { method: 'insecure' }],
    [{ holder: 'person' }, { holder: 'machine' }, { holder: 'unknown' }],
    [{ holder: 'person' }, { holder: 'unknown' }, { holder: 'unknown' }],
  ]
  test.each(rows)('of which one report says %o and another %o is %o', (first, second, together) => {
    expect(merged(first, second)).toMatchObject(together)
    expect(merged(second, first)).toMatchObject(together)
  })

  test('what two of three reports disagree about stays unknown, whatever their order', () => {
    const states = [{ mfa: 'enrolled' }, { mfa: 'not-enrolled' }, { mfa: 'not-enrolled' }] as const
    for (const [a, b, c] of [
      [0, 1, 2],
      [1, 0, 2],
      [1, 2, 0],
    ] as const)
      expect(merged(states[a], states[b], states[c])?.mfa).toBe('unknown')
  })

  test('keeps the proofs of every report', () => {
    expect(merged({}, {})?.proofs).toHaveLength(2)
  })

  test('counts that agree are one; counts that do not are a gap', () => {
    const google = 'google:ada@acme.test'
    const accounts = [anAccount({ id: google })]
    const agreeing = joinedOf(anInventory({ accounts, codeCounts: [aCount(), aCount({ account: 'google:Ada@acme.test' })] }), google)
    expect(agreeing.facts.codeCounts?.remaining).toBe(10)
    expect(agreeing.gaps.codeCounts).toEqual([])
    const disagreeing = joinedOf(anInventory({ accounts, codeCounts: [aCount(), aCount({ remaining: 0 })] }), google)
    expect(disagreeing.facts.codeCounts).toBeUndefined()
    expect(disagreeing.gaps.codeCounts).toEqual([
      {
        about: 'codeCounts',
        fact: 'remaining codes',
        source: 'google-acme',
        reason: 'contradiction',
        detail: `two counts of ${google} disagree`,
        hides: { accounts: [google] },
      },
    ])
  })

  test('has the incidents that name it', () => {
    const incidents = [anIncident({ accounts: ['github:grace', 'GITHUB:ada', 'github:ADA'] }), anIncident({ id: 'INC-105', accounts: ['github:grace'] })]
    expect(someFacts({ incidents }).incidents.map(({ id }) => id)).toEqual(['INC-104'])
  })

  test('of a service that nobody declared is taken for one with codes', () => {
    expect(joinedOf(anInventory({ codeSets: [aCodeSet({ account: 'forge:ada' })] }), 'forge:ada').subject.service).toMatchObject({
      id: 'forge',
      hasCodes: true,
      rotation: 'scheduled',
    })
  })

  test('the catalogue goes over what a register declares', () => {
    const services = [{ id: 'github', name: 'Ours', issues: 3, rotation: 'none' as const }]
    expect(joinedOf(anInventory({ services })).subject.service).toMatchObject({ name: 'GitHub', issues: 16 })
  })
})

describe('events', () => {
  const codeSets = [aCodeSet()]
  const events = (...escrowEvents: EscrowEvent[]) => someFacts({ codeSets, escrowEvents }).escrowEvents

  test('later than as-of have not happened yet: they are left out, and counted by source', () => {
    const inventory = anInventory({
      codeSets,
      escrowEvents: [anEscrowEvent({ id: 'now', time: AS_OF }), anEscrowEvent({ id: 'later', time: AS_OF + 1 })],
      codeEvents: [aCodeEvent({ time: AS_OF }), aCodeEvent({ time: AS_OF + 1 }), aCodeEvent({ time: AS_OF + 2 })],
    })
    const { facts } = joinedOf(inventory)
    expect(facts.escrowEvents.map(({ id }) => id)).toEqual(['now'])
    expect(facts.codeEvents.map(({ time }) => time)).toEqual([AS_OF])
    expect(join(inventory, AS_OF).later).toEqual(
      new Map([
        ['vault-hq', 1],
        ['github-acme', 2],
      ]),
    )
  })

  test('of two devices are one, and so are counted once when they are later', () => {
    expect(events(anEscrowEvent({ source: 'device-1' }), anEscrowEvent({ source: 'device-2' }))).toHaveLength(1)
    const late = [1, 2].map(() => anEscrowEvent({ time: AS_OF + 1 }))
    expect(join(anInventory({ codeSets, escrowEvents: late }), AS_OF).later).toEqual(new Map([['vault-hq', 1]]))
  })

  const outcomes: readonly (readonly [EscrowEvent['outcome'], EscrowEvent['outcome'], EscrowEvent['outcome']])[] = [
    ['success', 'success', 'success'],
    ['success', 'unknown', 'success'],
    ['unknown', 'unknown', 'unknown'],
    ['denied', 'unknown', 'denied'],
    ['success', 'denied', 'unknown'],
    ['denied', 'error', 'unknown'],
  ]
  test.each(outcomes)('%s on one device and %s on the other is %s', (first, second, together) => {
    expect(events(anEscrowEvent({ outcome: first }), anEscrowEvent({ outcome: second }))).toMatchObject([{ outcome: together }])
    expect(events(anEscrowEvent({ outcome: second }), anEscrowEvent({ outcome: first }))).toMatchObject([{ outcome: together }])
  })

  test('of two devices are shown from the same one, whatever their order', () => {
    const two = ['b.jsonl', 'a.jsonl'].map((file) => anEscrowEvent({ origin: { source: 'vault-hq', file, line: 1 } }))
    expect(events(...two)[0]?.origin.file).toBe('a.jsonl')
    expect(events(...[...two].reverse())[0]?.origin.file).toBe('a.jsonl')
  })

  test('with one id at two locations, or about two items, are two', () => {
    expect(events(anEscrowEvent(), anEscrowEvent({ location: 'hq-safe', item: 'bag 0031' }))).toHaveLength(2)
    expect(events(anEscrowEvent(), anEscrowEvent({ item: undefined }))).toHaveLength(2)
  })

  test('are those of the copies of every set of the account, in order of time', () => {
    const earlier = aCodeSet({ generated: at('2025-01-01'), copies: [aCopy({ item: 'github/ada-2025' })] })
    const inventory = anInventory({
      codeSets: [aCodeSet(), earlier],
      escrowEvents: [
        anEscrowEvent({ id: 'third', time: at('2026-10-09') }),
        anEscrowEvent({ id: 'first', time: 1, item: 'github/ada-2025' }),
        anEscrowEvent({ id: 'second', time: at('2026-10-08'), item: undefined }),
        anEscrowEvent({ id: 'before any copy lay there', time: 2, item: undefined }),
        anEscrowEvent({ id: 'another', time: 4, item: 'github/grace' }),
        anEscrowEvent({ id: 'elsewhere', time: 5, location: 'hq-safe' }),
      ],
    })
    expect(joinedOf(inventory).facts.escrowEvents.map(({ id }) => id)).toEqual(['first', 'second', 'third'])
  })

  test('at the provider are in order of time', () => {
    const inventory = anInventory({ codeEvents: [aCodeEvent({ time: 2 }), aCodeEvent({ time: 1 })] })
    expect(joinedOf(inventory).facts.codeEvents.map(({ time }) => time)).toEqual([1, 2])
  })

  test('name their actor by the kind of log, case-insensitively', () => {
    const { people } = someFacts()
    expect(people.whoIs('vault', 'OIDC-ADA')?.id).toBe('ada@acme.test')
    expect(people.whoIs('custody', 'g. hopper')?.id).toBe('grace@acme.test')
    expect(people.whoIs('custody', 'oidc-ada')).toBeUndefined()
    expect(people.whoIs('vault', 'constructor')).toBeUndefined()
    expect(people.byId.get('ada@acme.test')?.id).toBe('ada@acme.test')
  })
})

describe('the log of a location', () => {
  const logOf = (...logs: Facts['logs']) => someFacts({ logs }).logs.get('vault-hq')
  const span = (from: number, to: number) => aLog({ covers: { from, to } })

  test('covers what its sources cover together', () => {
    expect(logOf(span(0, 10), span(10, 20))?.spans).toEqual([{ from: 0, to: 20 }])
    expect(logOf(span(15, 30), span(0, 20))?.spans).toEqual([{ from: 0, to: 30 }])
    expect(logOf(span(0, 30), span(10, 20))?.spans).toEqual([{ from: 0, to: 30 }])
    expect(logOf(span(11, 20), span(0, 10))?.spans).toEqual([
      { from: 0, to: 10 },
      { from: 11, to: 20 },
    ])
    expect(logOf(aLog({ covers: undefined }))?.spans).toEqual([])
  })

  test('covers no time in which it was silent for too long, unless another source does', () => {
    const silent = aLog({
      covers: { from: 0, to: 30 },
      silences: [
        { from: 0, to: 5 },
        { from: 10, to: 20 },
        { from: 25, to: 30 },
      ],
    })
    expect(logOf(silent)?.spans).toEqual([
      { from: 5, to: 10 },
      { from: 20, to: 25 },
    ])
    expect(logOf(silent, span(8, 22))?.spans).toEqual([{ from: 5, to: 25 }])
    expect(logOf(aLog({ covers: { from: 0, to: 30 }, silences: [{ from: 0, to: 30 }] }))?.spans).toEqual([])
  })

  test('has the weakest grade and the latest collection of its sources', () => {
    expect(logOf(aLog({ collectedAt: 1 }), aLog({ collectedAt: 3, grade: 'client' }), aLog({ collectedAt: 2 }))).toMatchObject({
      grade: 'client',
      collectedAt: 3,
    })
    expect(logOf(aLog({ grade: 'manual' }), aLog())?.grade).toBe('manual')
  })

  test('of no source has no grade', () => {
    expect(logOf(aForm())).toEqual({ location: 'vault-hq', spans: [], silences: [], whole: true, storings: [] })
  })

  test('is whole unless a gap is about it', () => {
    const withGap = (gap: Over<Gap>) => joinedOf(anInventory({}, [aGap({ about: 'escrowEvents', ...gap })])).facts.logs.get('vault-hq')?.whole
    expect(withGap({ hides: { location: 'vault-hq' } })).toBe(false)
    expect(withGap({ hides: { location: 'hq-safe' } })).toBe(true)
  })
})

describe('gaps', () => {
  const gapsOf = (need: Need, facts: Partial<Facts>, gaps: readonly Gap[] = [], account = 'github:ada') =>
    joinedOf(anInventory(facts, gaps), account).gaps[need].map(({ reason, detail }) => `${reason}: ${detail}`)
  const codeSets = [aCodeSet()]

  test('there are none where the logs cover the copies since they were stored', () => {
    expect(gapsOf('escrowEvents', { codeSets })).toEqual([])
  })

  test('a vault that shows each storing and never names the item is one, whatever it says of other items and places', () => {
    const told = ['contradiction: no record of the log of vault-hq names github/ada, though the register says that it was stored there on 2026-03-15']
    for (const escrowEvents of [
      [],
      [anEscrowEvent({ item: 'github/grace' })],
      [anEscrowEvent({ item: undefined })],
      [anEscrowEvent({ location: 'hq-safe' })],
      [anEscrowEvent({ time: AS_OF + 1 })],
    ])
      expect(gapsOf('escrowEvents', { codeSets, escrowEvents })).toEqual(told)
    expect(gapsOf('escrowEvents', { codeSets, escrowEvents: [anEscrowEvent({ action: 'view', outcome: 'denied' })] })).toEqual([])
  })

  const stored = at('2026-03-15T10:02:00Z')
  const vaultOnly = [aCodeSet({ copies: [aCopy()] })]
  const ofVault = (covers: { from: number; to: number } | undefined, over: { collectedAt?: number } = {}) =>
    gapsOf('escrowEvents', { codeSets: vaultOnly, logs: [aLog({ covers, ...over })] })

  test('a log covers a copy from the millisecond it was stored to as-of', () => {
    expect(ofVault({ from: stored, to: AS_OF })).toEqual([])
    const told = ['uncovered: the log of vault-hq does not cover all the time since 2026-03-15, when the copy was stored']
    expect(ofVault({ from: stored + 1, to: AS_OF })).toEqual(told)
    expect(ofVault({ from: stored, to: AS_OF - 1 })).toEqual(told)
    expect(ofVault(undefined)).toEqual(told)
  })

  test('a log that was silent for too long since the copy was stored says so, and none from before', () => {
    const silentUntil = (to: number, ...others: Facts['logs']) =>
      gapsOf('escrowEvents', {
        codeSets: vaultOnly,
        logs: [aLog({ covers: { from: at('2026-01-01'), to: AS_OF }, silences: [{ from: at('2026-02-01'), to }] }), ...others],
      })
    expect(silentUntil(stored)).toEqual([])
    expect(silentUntil(stored + 1)).toEqual([
      'uncovered: the log of vault-hq has no record from 2026-02-01T00:00:00.000Z to 2026-03-15T10:02:00.001Z, longer than its source allows, and may not have been written',
    ])
    expect(silentUntil(stored + 1, aLog({ source: 'second', covers: { from: at('2026-01-15'), to: at('2026-04-01') } }))).toEqual([])
  })

  test('a log that was collected earlier covers to its collection, whose age is judged elsewhere', () => {
    expect(ofVault({ from: stored, to: AS_OF - HOUR }, { collectedAt: AS_OF - HOUR })).toEqual([])
    expect(ofVault({ from: stored, to: AS_OF - HOUR - 1 }, { collectedAt: AS_OF - HOUR })).toHaveLength(1)
  })

  test('two logs with a hole between them do not cover', () => {
    const logs = [aLog({ covers: { from: stored, to: 1_780_000_000_000 } }), aLog({ covers: { from: 1_780_000_000_001, to: AS_OF } })]
    expect(gapsOf('escrowEvents', { codeSets: vaultOnly, logs })).toHaveLength(1)
  })

  test('a copy whose storing has no date counts from the generation', () => {
    const from = at('2026-03-15T10:00:00Z')
    const undated = [aCodeSet({ copies: [aCopy({ stored: undefined })] })]
    expect(gapsOf('escrowEvents', { codeSets: undated, logs: [aLog({ covers: { from, to: AS_OF } })] })).toEqual([])
    expect(gapsOf('escrowEvents', { codeSets: undated, logs: [aLog({ covers: { from: from + 1, to: AS_OF } })] })).toHaveLength(1)
    expect(gapsOf('escrowEvents', { codeSets: [aCodeSet({ generated: undefined, copies: [aCopy({ stored: undefined })] })] })).toEqual([
      'uncovered: the register does not say since when a copy lies at vault-hq',
    ])
  })

  test('a copy that was stored in the future is a gap, for nobody knows since when it lies there', () => {
    const storedAt = (time: number) => gapsOf('escrowEvents', { codeSets: [aCodeSet({ copies: [aCopy({ stored: time })] })] })
    expect(storedAt(AS_OF + 5 * 60_000)).toEqual([])
    expect(storedAt(AS_OF + 5 * 60_000 + 1)).toEqual(['future: the register says that a copy was stored at vault-hq later than the audit'])
  })

  test('a location that no source reads is a gap', () => {
    expect(gapsOf('escrowEvents', { codeSets, logs: [aLog()] })).toEqual(['not-configured: no source reads a log of hq-safe'])
  })

  test('a copy without an item is a gap: a log could not be matched with it', () => {
    const copies = [aCopy({ item: undefined }), twoCopies[1]!]
    expect(gapsOf('escrowEvents', { codeSets: [aCodeSet({ copies })] })).toEqual(['uncovered: the register does not say what the copy is called at vault-hq'])
  })

  test('a set without registered copies, and several that may be current, are gaps', () => {
    expect(gapsOf('escrowEvents', { codeSets: [aCodeSet({ copies: undefined })] })).toEqual(['absent: the register does not say where the copies lie'])
    expect(gapsOf('escrowEvents', { codeSets: [aCodeSet(), aCodeSet()] })).toEqual([
      'absent: the register leaves open which code set of github:ada is the current one',
    ])
    expect(gapsOf('escrowEvents', { codeSets: [aCodeSet({ copies: [] })] })).toEqual([])
  })

  test('a gap in a log hides who has a copy there, and nobody else', () => {
    const gap = aGap({ about: 'escrowEvents', reason: 'unreadable', detail: 'line 7 is cut', hides: { location: 'hq-safe' } })
    expect(gapsOf('escrowEvents', { codeSets }, [gap])).toEqual(['unreadable: line 7 is cut'])
    expect(gapsOf('escrowEvents', { codeSets: vaultOnly }, [gap])).toEqual([])
    expect(gapsOf('escrowEvents', { codeSets: [aCodeSet(), aCodeSet()] }, [gap])).toContain('unreadable: line 7 is cut')
    expect(gapsOf('codeSets', { codeSets }, [gap])).toEqual([])
  })

  test('a gap about named accounts hides those, however they are spelled', () => {
    const gap = aGap({ about: 'codeEvents', detail: 'the log is cut', hides: { accounts: ['github:ADA'] } })
    expect(gapsOf('codeEvents', { codeSets }, [gap])).toEqual(['permission: the log is cut'])
    expect(gapsOf('accounts', { codeSets }, [gap])).toEqual([])
    expect(gapsOf('codeEvents', { codeSets: [aCodeSet({ account: 'github:grace' })] }, [gap], 'github:grace')).toEqual([])
  })

  test('a gap about a whole service hides its accounts, and not those of a service whose name begins alike', () => {
    const gap = aGap({ about: 'codeEvents', detail: 'no log' })
    const sets = [aCodeSet(), aCodeSet({ account: 'github-org:acme' })]
    expect(gapsOf('codeEvents', { codeSets: sets }, [gap])).toEqual(['permission: no log'])
    expect(gapsOf('codeEvents', { codeSets: sets }, [gap], 'github-org:acme')).toEqual([])
    const aws = aGap({ about: 'codeEvents', detail: 'no log', hides: { scope: 'aws:111122223333/*' } })
    expect(gapsOf('codeEvents', {}, [aws], 'aws:111122223333/root')).toEqual(['permission: no log'])
    expect(gapsOf('codeEvents', {}, [aws], 'aws:444455556666/root')).toEqual([])
  })

  test('a gap in a list of accounts hides those that it does not have: a listed one speaks for itself', () => {
    expect(gapsOf('accounts', { codeSets }, [aGap()])).toEqual(['permission: the member list was refused'])
    expect(gapsOf('accounts', { accounts: [anAccount()] }, [aGap()])).toEqual([])
  })

  test('a gap in a list of accounts stands for those that nobody could name', () => {
    const gaps = [
      aGap(),
      aGap({ detail: 'another' }),
      aGap({ hides: { scope: 'aws:111122223333/*' } }),
      aGap({ about: 'codeEvents', hides: { scope: 'google:*' } }),
    ]
    expect([...join(anInventory({}, gaps), AS_OF).unlisted].sort((a, b) => (a.subject.id < b.subject.id ? -1 : 1))).toMatchObject([
      { subject: { id: 'aws:111122223333/*', service: { id: 'aws' } }, gaps: [{}] },
      { subject: { id: 'github:*', service: { id: 'github' } }, gaps: [{}, {}] },
    ])
  })
})

describe('copies of an earlier set', () => {
  const earlier = aCodeSet({
    generated: at('2026-01-01'),
    status: 'revoked',
    copies: [aCopy({ location: 'branch-safe', item: 'esc-old', stored: at('2026-01-02') })],
  })
  const current = aCodeSet({ generated: at('2026-05-01'), copies: [aCopy({ stored: at('2026-05-01') })] })
  const locations = [aLocation(), aLocation({ id: 'branch-safe', kind: 'safe' })]
  const gapsWith = (...logs: Log[]): string[] =>
    joinedOf(anInventory({ codeSets: [earlier, current], locations, logs: [aLog(), ...logs] })).gaps.escrowEvents.map(({ detail }) => detail)
  const covering = (from: string, to: string): Log =>
    aLog({ source: 'branch', sourceType: 'custody', location: 'branch-safe', grade: 'manual', covers: { from: at(from), to: at(to) } })

  test('need a log as long as their codes were good', () => {
    expect(gapsWith()).toEqual(['no source reads a log of branch-safe'])
    expect(gapsWith(covering('2026-01-02', '2026-05-01'))).toEqual([])
    expect(gapsWith(covering('2026-01-03', '2026-05-01'))).toHaveLength(1)
    expect(gapsWith(covering('2026-01-02', '2026-04-30'))).toHaveLength(1)
  })
})

test('a set of the future leaves open which is the current one', () => {
  const [now, later] = [aCodeSet({ generated: at('2026-05-01') }), aCodeSet({ generated: at('2027-05-01') })]
  expect(sortCodeSets([now, later], AS_OF)).toMatchObject({ open: 'which' })
  expect(sortCodeSets([later], AS_OF)).toEqual({ history: [later], current: later })
})

test('records of one id that name different people are each an event', () => {
  const [ada, mallory] = [anEscrowEvent({ id: 'r-1' }), anEscrowEvent({ id: 'r-1', source: 'vault-copy', actor: 'oidc-mallory' })]
  for (const escrowEvents of [
    [ada, mallory],
    [mallory, ada],
  ]) {
    expect(joinedOf(anInventory({ codeSets: [aCodeSet()], escrowEvents })).facts.escrowEvents).toHaveLength(2)
  }
})

describe('the facts of a log and of an account are in an order of their own, whatever the order in which they come', () => {
  test('the sources of a log by id, then by what they say', () => {
    const logs = [aLog({ source: 'one' }), aLog({ source: 'one', lastRecord: AS_OF }), aLog({ source: 'two', covers: undefined }), aLog({ source: 'two' })]
    const told = (some: readonly Log[]) => JSON.stringify(joinedLogOf(anInventory({ logs: some })).facts.logs)
    expect(told([...logs].reverse())).toBe(told(logs))
    expect(joinedLogOf(anInventory({ logs: [...logs].reverse() })).facts.logs.map(({ source }) => source)).toEqual(['one', 'one', 'two', 'two'])
  })

  test('texts in clear by time, place, path, kind and item', () => {
    const at = aPlaintext().time
    const ordered = [
      aPlaintext({ time: at - 1, path: 'z' }),
      aPlaintext({ path: 'a', what: 'key', item: 'z' }),
      aPlaintext({ path: 'a', what: 'number', item: 'a' }),
      aPlaintext({ path: 'a', what: 'number', item: 'b' }),
      aPlaintext({ path: 'b', what: 'key', item: 'a' }),
      aPlaintext({ path: 'a', origin: { source: 'vault-hq', file: 'audit.jsonl', line: 8 } }),
    ]
    expect(joinedLogOf(anInventory({ plaintexts: [...ordered].reverse() })).facts.plaintexts).toEqual(ordered)
    expect(joinedLogOf(anInventory({ plaintexts: ordered })).facts.plaintexts).toEqual(ordered)
  })

  test('the sources that list the accounts of a service by id', () => {
    const sources = ['two', 'one'].map((id) => aSource(id, { scope: 'github:*' }))
    expect(joinedOf(anInventory({ codeSets: [aCodeSet()] }, [], [...sources, aSource('register')])).facts.listing.sources).toEqual(['one', 'two'])
  })
})

describe('an event of a whole location', () => {
  const stored = at('2026-03-15T10:02:00Z')
  const exported = (time: number) => anEscrowEvent({ id: String(time), action: 'export', item: undefined, time })
  const times = (over: Partial<CodeSet>, ...events: EscrowEvent[]) =>
    someFacts({ codeSets: [aCodeSet(over)], escrowEvents: events }).escrowEvents.map(({ time }) => time)

  test('is about a copy from when it was stored', () => {
    expect(times({ copies: [aCopy({ stored })] }, exported(stored), exported(stored - 1))).toEqual([stored])
  })

  test('is about a copy without a date from when the codes were generated, and always where that is not known', () => {
    const copies = [aCopy({ stored: undefined })]
    expect(times({ copies, generated: stored }, exported(stored), exported(stored - 1))).toEqual([stored])
    expect(someFacts({ codeSets: [aCodeSet({ copies, generated: undefined })], escrowEvents: [exported(1)] }).escrowEvents).toHaveLength(1)
  })
})

describe('an account of which little is known', () => {
  test('has nothing that nobody said', () => {
    const { subject, facts, gaps } = joinedOf(anInventory({ accounts: [anAccount()] }))
    expect(subject).toMatchObject({ id: 'github:ada', key: 'github:ada' })
    expect(facts).toEqual({
      accounts: anAccount(),
      listing: { state: 'listed', sources: [] },
      codeSets: { history: [] },
      locations: [],
      codeCounts: undefined,
      codeEvents: [],
      providerLogs: [],
      escrowEvents: [],
      logs: facts.logs,
      people: facts.people,
      incidents: [],
    })
    expect(Object.values(gaps).flat()).toEqual([])
  })

  test('is of a service that the register declares, where the catalogue does not know it', () => {
    const services = [{ id: 'registrar', name: 'Domain registrar', rotation: 'scheduled' as const }]
    expect(joinedOf(anInventory({ services }), 'registrar:acme').subject.service).toMatchObject({ name: 'Domain registrar', rotation: 'scheduled' })
  })
})

describe('whether an account is listed', () => {
  const github = aSource('github-acme', { scope: 'github:*' })
  const others = [aSource('register'), aSource('google-acme', { scope: 'google:*' }), aSource('aws-prod', { scope: 'aws:111122223333/*' })]
  const listing = (facts: Partial<Facts>, gaps: readonly Gap[] = [], sources = [...others, github]) => joinedOf(anInventory(facts, gaps, sources)).facts.listing
  const registered = { codeSets: [aCodeSet()] }

  test('is said by the sources that list the accounts of its service, and by no other', () => {
    expect(listing({ accounts: [anAccount()] })).toEqual({ state: 'listed', sources: ['github-acme'] })
    expect(listing(registered)).toEqual({ state: 'not-listed', sources: ['github-acme'] })
  })

  test('is open where the list may lack some', () => {
    expect(listing(registered, [aGap()])).toEqual({ state: 'incomplete', sources: ['github-acme'] })
    expect(listing(registered, [aGap({ hides: { accounts: ['github:ada'] } })])).toEqual({ state: 'incomplete', sources: ['github-acme'] })
    expect(listing(registered, [aGap({ about: 'codeEvents' })])).toEqual({ state: 'not-listed', sources: ['github-acme'] })
    expect(listing({ accounts: [anAccount()] }, [aGap()])).toEqual({ state: 'listed', sources: ['github-acme'] })
  })

  test('is said by nobody where no source lists the accounts of its service', () => {
    expect(listing(registered, [], others)).toEqual({ state: 'uncovered', sources: [] })
    expect(listing({ accounts: [anAccount()] }, [], others)).toEqual({ state: 'listed', sources: [] })
  })
})

describe('a gap', () => {
  const abouts = ['accounts', 'codeSets', 'locations', 'codeCounts', 'codeEvents', 'providerLogs', 'escrowEvents', 'logs', 'people', 'incidents'] as const

  test.each(abouts)('in %s hides those facts of an account and no others', (about) => {
    for (const hides of [{ accounts: ['github:ada'] }, { scope: 'github:*' }]) {
      const { gaps } = joinedOf(anInventory({ codeSets: [aCodeSet()] }, [aGap({ about, hides })]))
      const hidden = Object.entries(gaps).filter(([, some]) => some.length > 0)
      expect(hidden.map(([need, some]) => [need, some.length])).toEqual(
        about === 'accounts'
          ? [
              ['accounts', 1],
              ['listing', 1],
            ]
          : [[about, 1]],
      )
    }
  })

  test('about a listed account by its name is one in what is known of it', () => {
    const gap = aGap({ hides: { accounts: ['github:ada'] } })
    const { gaps } = joinedOf(anInventory({ accounts: [anAccount()] }, [gap, aGap()]))
    expect([gaps.accounts, gaps.listing]).toEqual([[gap], []])
  })

  test('of counts that disagree names the first of them in order of place', () => {
    const counts = ['b', 'a'].map((source, remaining) => aCount({ remaining, origin: { source, file: 'counts.json' } }))
    const { facts, gaps } = joinedOf(anInventory({ codeCounts: counts }), 'google:ada@acme.test')
    expect(facts.codeCounts).toBeUndefined()
    expect(gaps.codeCounts).toEqual([
      {
        about: 'codeCounts',
        fact: 'remaining codes',
        source: 'a',
        reason: 'contradiction',
        detail: 'two counts of google:ada@acme.test disagree',
        hides: { accounts: ['google:ada@acme.test'] },
      },
    ])
  })

  test('of more codes than the service issues says so, and the count is none', () => {
    const google = 'google:ada@acme.test'
    const counted = (remaining: number) => joinedOf(anInventory({ codeSets: [aCodeSet({ account: google })], codeCounts: [aCount({ remaining })] }), google)
    expect(counted(10)).toMatchObject({ facts: { codeCounts: { remaining: 10 } }, gaps: { codeCounts: [] } })
    expect(counted(11).facts.codeCounts).toBeUndefined()
    expect(counted(11).gaps.codeCounts).toMatchObject([
      {
        reason: 'contradiction',
        source: 'google-acme',
        detail: '11 codes of google:ada@acme.test are counted, and Google issues 10',
        hides: { accounts: [google] },
      },
    ])
    // How many a service of one's own issues nobody has said.
    const own = 'registrar:acme'
    const services = [{ id: 'registrar', name: 'Registrar', rotation: 'scheduled' as const }]
    expect(joinedOf(anInventory({ services, codeCounts: [aCount({ account: own, remaining: 99 })] }), own).gaps.codeCounts).toEqual([])
  })

  test('about a count hides it beside the counts that disagree', () => {
    const gap = aGap({ about: 'codeCounts', hides: { scope: 'google:*' } })
    const inventory = anInventory({ codeCounts: [aCount(), aCount({ remaining: 1 })] }, [gap])
    expect(joinedOf(inventory, 'google:ada@acme.test').gaps.codeCounts).toMatchObject([gap, { reason: 'contradiction' }])
  })

  test('about an account by its name stands for no account that nobody could name', () => {
    expect(join(anInventory({}, [aGap({ hides: { accounts: ['github:ada'] } })]), AS_OF).unlisted).toEqual([])
  })

  test('in the log of a location is one in all that the log would show', () => {
    const inLog = aGap({ about: 'escrowEvents', hides: { location: 'hq-safe' } })
    const gaps = [inLog, aGap({ about: 'escrowEvents' }), aGap({ about: 'logs', hides: { location: 'vault-hq' } }), aGap({ about: 'accounts' })]
    const { logs } = join(anInventory({ logs: [aLog()] }, gaps), AS_OF)
    expect(logs).toEqual([
      { subject: { id: 'hq-safe' }, facts: { logs: [], whole: false, plaintexts: [] }, gaps: { logs: [inLog], whole: [inLog], plaintexts: [inLog] } },
      { subject: { id: 'vault-hq' }, facts: { logs: [aLog()], whole: true, plaintexts: [] }, gaps: { logs: [], whole: [], plaintexts: [] } },
    ])
  })
})

describe('the copies of the current set', () => {
  const copies = [aCopy(), aCopy({ location: 'attic' })]

  test('stand with their locations, what is logged there, and whether one can get at them', () => {
    const { facts } = joinedOf(anInventory({ codeSets: [aCodeSet({ copies })] }))
    expect(facts.locations).toEqual([{ copy: copies[0], location: aLocation(), log: facts.logs.get('vault-hq'), reach: 'reachable' }])
  })

  test('lie behind the account itself, however it is spelled', () => {
    const locations = [aLocation({ unlockedBy: ['github:ADA'] })]
    expect(joinedOf(anInventory({ codeSets: [aCodeSet({ copies })], locations })).facts.locations.map(({ reach }) => reach)).toEqual(['unreachable'])
  })

  test('without an item have the events of the whole location alone, from when they were stored', () => {
    const stored = at('2026-03-15')
    const events = [stored - 1, stored].map((time) => anEscrowEvent({ id: String(time), action: 'export', item: undefined, time }))
    const one = joinedOf(anInventory({ codeSets: [aCodeSet({ copies: [aCopy({ item: undefined, stored })] })], escrowEvents: events }))
    expect(one.facts.escrowEvents.map(({ time }) => time)).toEqual([stored])
  })
})
