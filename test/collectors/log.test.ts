import { describe, expect, test } from 'vitest'
import log from '../../src/collectors/log/collector.ts'
import { publish } from '../../src/log/note.ts'
import { accountKey } from '../../src/model/account.ts'
import type { OwnLogSource } from '../../src/model/configuration.ts'
import type { Event } from '../../src/model/generated/log.ts'
import type { Collected, Copy, EscrowEvent, Integrity } from '../../src/model/inventory.ts'
import { DAY, HOUR } from '../../src/model/time.ts'
import { aCopy, AS_OF } from '../support/builders.ts'
import { collectFrom, type Documents } from '../support/collecting.ts'
import { aChain, aCheckpoint, anAccess, heartbeat, linesOf, notesText, opening, operator, ORIGIN, second, stranger, textOf } from '../support/own-log.ts'

const source: OwnLogSource = {
  id: 'own-log',
  type: 'log',
  location: 'hq-safe',
  files: ['log.jsonl'],
  keys: [publish(operator)],
  covers: { from: '2026-01-01' },
}

/** Its last record is an hour before the audit, and its first as many hours more as it has records. */
const start = (events: readonly Event[]): number => AS_OF - events.length * HOUR
const aLog = (events: readonly Event[]): string[] => linesOf(aChain([opening, ...events], { start: start([opening, ...events]) }))

const collect = (documents: Documents, over: Partial<OwnLogSource> = {}, items = ['bag 0031']): Promise<Collected> =>
  collectFrom(log, { ...source, ...over }, documents, items)
const sealed = (lines: readonly string[]): Documents => ({ 'log.jsonl': textOf(lines), 'log.jsonl.checkpoint': notesText(aCheckpoint(lines)) })

const eventsOf = ({ facts }: Collected): readonly EscrowEvent[] => [...(facts.escrowEvents ?? [])]
const integrityOf = ({ facts }: Collected): Integrity | undefined => facts.logs?.[0]?.integrity
const told = ({ gaps }: Collected): unknown[] => gaps.map(({ reason, line, detail }) => [reason, line, detail])

const generated = '2026-03-15T10:00:00.000Z'
const common = { account: 'github:ada', generated, location: 'hq-safe', item: 'bag 0031', actor: 'ada@acme.test' }

describe('a record', () => {
  test('of an access is an event of people', async () => {
    const collected = await collect(sealed(aLog([anAccess()])))
    expect(eventsOf(collected)).toEqual([
      {
        id: `${ORIGIN}|1`,
        source: 'own-log',
        sourceType: 'log',
        location: 'hq-safe',
        item: 'bag 0031',
        time: AS_OF - HOUR,
        timeBasis: 'client',
        actor: 'ada@acme.test',
        actorKind: 'human',
        action: 'view',
        ticket: 'INC-104',
        outcome: 'success',
        evidence: 'manual',
        origin: { source: 'own-log', file: 'log.jsonl', line: 2 },
      },
    ])
    expect(collected.gaps).toEqual([])
    expect(collected.source).toMatchObject({ grade: 'manual', records: 2, unreadable: 0, collectedAt: AS_OF - HOUR })
    expect(collected.source.files.map(({ file }) => file)).toEqual(['log.jsonl', 'log.jsonl.checkpoint'])
  })

  test.each(['\u200b', ' '])('of which nothing of the ticket is seen (%j) has none', async (ticket) => {
    const [event] = eventsOf(await collect(sealed(aLog([anAccess({ ticket })]))))
    expect(event).toMatchObject({ action: 'view' })
    expect(event).not.toHaveProperty('ticket')
  })

  test.each<[string, Event, string | undefined]>([
    ['a view', anAccess(), 'view'],
    ['a copy', anAccess({ action: 'copy' }), 'copy'],
    ['an export', anAccess({ action: 'export' }), 'export'],
    ['a use', { kind: 'use', ...common, code: 5 }, 'use'],
    ['a test', { kind: 'test', ...common }, 'test'],
    [
      'a rotation',
      {
        kind: 'rotation',
        account: 'github:ada',
        generated,
        replaces: generated,
        actor: 'ada@acme.test',
        copies: [
          { location: 'hq-safe', item: 'bag 0031' },
          { location: 'vault-hq', item: 'bag 0031' },
        ],
      },
      'update',
    ],
    ['a review', { kind: 'review', account: 'github:ada', generated, of: 'use', actor: 'ada@acme.test' }, undefined],
    ['a heartbeat', heartbeat, undefined],
    ['an item that is not registered', anAccess({ item: 'bag 0032' }), undefined],
    ['another location', anAccess({ location: 'vault-hq' }), undefined],
  ])('of %s: %s', async (_, event, action) => {
    const collected = await collect(sealed(aLog([event])))
    expect(eventsOf(collected).map((one) => one.action)).toEqual(action === undefined ? [] : [action])
    expect(collected.gaps).toEqual([])
  })

  describe('that names an account of the register', () => {
    const bag: Copy = aCopy({ location: 'hq-safe', item: 'bag 0031' })
    const { item: _, ...unnamed } = bag
    const told = async (events: readonly Event[], copies: readonly Copy[] | undefined): Promise<unknown[]> => {
      const registered = new Map(copies === undefined ? [] : [[accountKey('github:ada'), copies]])
      const { gaps } = await collectFrom(log, source, sealed(aLog(events)), ['bag 0031'], { copies: () => registered })
      return gaps.map(({ reason, hides, line, detail }) => [reason, hides, line, detail])
    }
    const unknown = (line: number, item = 'bag 0031', location = 'hq-safe', account = 'github:ada'): unknown[] => [
      'contradiction',
      { accounts: [account] },
      line,
      `line ${String(line)} of log.jsonl is about a copy of ${account} that is called ${item} at ${location}, and the register has none`,
    ]
    const rotation: Event = {
      kind: 'rotation',
      account: 'github:ada',
      generated,
      replaces: generated,
      actor: 'ada@acme.test',
      copies: [
        { location: 'hq-safe', item: 'bag 0031' },
        { location: 'vault-hq', item: 'x' },
      ],
    }

    test.each<[string, readonly Event[], readonly Copy[] | undefined, readonly unknown[]]>([
      ['and the copy that it has', [anAccess()], [aCopy(), bag], []],
      ['in other letters', [anAccess({ account: 'github:ADA' })], [bag], []],
      ['and another item', [anAccess({ item: 'bag 0030' })], [bag], [unknown(2, 'bag 0030')]],
      ['in other letters, and another item', [anAccess({ account: 'github:ADA', item: 'x' })], [bag], [unknown(2, 'x', 'hq-safe', 'github:ADA')]],
      ['and another location', [anAccess({ location: 'old-safe' })], [bag], [unknown(2, 'bag 0031', 'old-safe')]],
      ['and the copy of another account', [anAccess()], [aCopy()], [unknown(2)]],
      ['that has no copy at all', [anAccess()], [], [unknown(2)]],
      ['and a copy of which the register does not say what it is called', [anAccess()], [unnamed], []],
      ['several times, of which the first is told', [heartbeat, anAccess({ item: 'x' }), anAccess({ item: 'x' }), anAccess()], [bag], [unknown(3, 'x')]],
      ['in a rotation to copies that it does not have', [rotation], [bag], [unknown(2, 'x', 'vault-hq')]],
      ['which is not in the register any more', [anAccess({ item: 'x' })], undefined, []],
      ['in a review', [{ kind: 'review', account: 'github:ada', generated, of: 'use', actor: 'ada@acme.test' }], [bag], []],
    ])('%s', async (_, events, copies, gaps) => {
      expect(await told(events, copies)).toEqual(gaps)
    })
  })

  test('written down later happened when it says, by a clock on the wall', async () => {
    const at = new Date(AS_OF - 2 * HOUR).toISOString()
    expect(eventsOf(await collect(sealed(aLog([anAccess({ at })]))))).toMatchObject([{ time: AS_OF - 2 * HOUR, timeBasis: 'wall' }])
  })

  test('that foretells is a gap: it could hide an access from every audit before that time', async () => {
    const at = new Date(AS_OF + DAY).toISOString()
    expect(told(await collect(sealed(aLog([anAccess({ at })]))))).toEqual([
      ['unreadable', 2, 'line 2 of log.jsonl: it happened later than it was written down'],
    ])
  })
})

describe('how far it is proven', () => {
  const lines = aLog([anAccess(), heartbeat, anAccess({ ticket: 'INC-105' })])

  test('is until its last checkpoint: it is as old as that, and covers no more', async () => {
    const collected = await collect({ 'log.jsonl': textOf(lines), 'log.jsonl.checkpoint': notesText(aCheckpoint(lines.slice(0, 3))) })
    expect(collected.source).toMatchObject({ collectedAt: AS_OF - 2 * HOUR, covers: { to: AS_OF - 2 * HOUR } })
    expect(integrityOf(collected)).toMatchObject({ state: 'verified', to: AS_OF - 2 * HOUR, problems: [{ kind: 'unsealed' }] })
    expect(collected.gaps).toEqual([])
    // What came later is seen all the same: it may prove a failure.
    expect(eventsOf(collected).map(({ ticket }) => ticket)).toEqual(['INC-104', 'INC-105'])
  })

  test('is until the last sealed record before the audit, where a clock was once years fast', async () => {
    const events = [opening, anAccess(), heartbeat]
    const foretold = linesOf(aChain(events, { at: (seq) => (seq === 2 ? AS_OF + 3650 * DAY : AS_OF - (40 - seq) * DAY) }))
    const collected = await collect(sealed(foretold))
    expect(collected.source).toMatchObject({ collectedAt: AS_OF - 39 * DAY, covers: { to: AS_OF - 39 * DAY } })
    expect(integrityOf(collected)).toMatchObject({ state: 'verified', to: AS_OF - 39 * DAY, problems: [{ kind: 'future', line: 3 }] })
  })

  test('is not known where every record is later than the audit', async () => {
    const collected = await collect(sealed(linesOf(aChain([opening, heartbeat], { start: AS_OF + DAY }))))
    expect(told(collected)).toEqual([['unreadable', undefined, expect.stringContaining('no record that is not later')]])
    expect(integrityOf(collected)).toMatchObject({ state: 'unproven' })
  })

  test('is never later than the collection', async () => {
    const collected = await collect(sealed(lines), { collected: new Date(AS_OF - 3 * HOUR).toISOString() })
    expect(collected.source.collectedAt).toBe(AS_OF - 3 * HOUR)
  })
})

describe('what does not verify hides the location', () => {
  const lines = aLog([anAccess(), heartbeat])
  const other = linesOf(aChain([opening, anAccess({ actor: 'grace@acme.test' }), heartbeat], { start: start([opening, heartbeat, heartbeat]) }))
  const cases: readonly [string, Documents, Partial<OwnLogSource>, string, Integrity['state'] | undefined][] = [
    ['a letter changed', { ...sealed(lines), 'log.jsonl': textOf(lines).replace('INC-104', 'INC-105') }, {}, 'contradiction', 'tampered'],
    ['the end cut off', { ...sealed(lines), 'log.jsonl': textOf(lines.slice(0, 2)) }, {}, 'contradiction', 'tampered'],
    ['all of it written anew', { ...sealed(lines), 'log.jsonl': textOf(other) }, {}, 'contradiction', 'tampered'],
    [
      'all of it written and sealed anew, and somebody remembers',
      { ...sealed(other), remembered: notesText(aCheckpoint(lines)) },
      { checkpoints: ['remembered'] },
      'contradiction',
      'tampered',
    ],
    ['no checkpoint', { 'log.jsonl': textOf(lines) }, {}, 'absent', 'unproven'],
    ['a checkpoint that is not there', sealed(lines), { checkpoints: ['remembered'] }, 'absent', 'verified'],
    ['a checkpoint that is none', { ...sealed(lines), remembered: 'none' }, { checkpoints: ['remembered'] }, 'unreadable', 'unproven'],
    ['a stranger for a key', sealed(lines), { keys: [publish(stranger)] }, 'not-configured', 'unproven'],
    ['one signature where two are asked for', sealed(lines), { keys: [publish(operator), publish(second)], signers: 2 }, 'not-configured', 'unproven'],
    ['a key that is none', sealed(lines), { keys: [publish(operator).replace(/[0-9a-f]{8}/, '00000000')] }, 'not-configured', 'unproven'],
    ['a file of keys that is not there', sealed(lines), { keys: 'keys.txt' }, 'not-configured', 'unproven'],
    ['an empty file', { 'log.jsonl': '', 'log.jsonl.checkpoint': '' }, {}, 'unreadable', 'unproven'],
  ]

  test.each(cases)('%s', async (_, documents, over, reason, state) => {
    const collected = await collect(documents, over)
    expect(collected.gaps.map((gap) => gap.reason)).toContain(reason)
    expect(collected.gaps.every(({ hides, about }) => about === 'escrowEvents' && 'location' in hides && hides.location === 'hq-safe')).toBe(true)
    expect(integrityOf(collected)?.state).toBe(state)
  })
})

test('keys may lie in a file, with comments', async () => {
  const lines = aLog([anAccess()])
  const collected = await collect({ ...sealed(lines), 'keys.txt': `# ours\n\n${publish(operator)} from=2026-01-01\n` }, { keys: 'keys.txt' })
  expect([collected.gaps, integrityOf(collected)?.state]).toEqual([[], 'verified'])
})

test('a log covers nothing before it was opened, whatever its source claims', async () => {
  const lines = aLog([anAccess(), heartbeat])
  const early = await collect(sealed(lines), { covers: { from: '2026-01-01' } })
  expect(early.source.covers).toEqual({ from: AS_OF - 3 * HOUR, to: AS_OF - HOUR })
  const late = await collect(sealed(lines), { covers: { from: new Date(AS_OF - 2 * HOUR).toISOString() } })
  expect(late.source.covers).toEqual({ from: AS_OF - 2 * HOUR, to: AS_OF - HOUR })
  expect((await collect(sealed(lines), { covers: { from: '2026-01-01', to: '2026-02-01' } })).source).not.toHaveProperty('covers')
})

describe('a log that another continues', () => {
  const early = aChain([opening, anAccess()], { start: AS_OF - 90 * DAY })
  const next: Event = { ...opening, kind: 'open', keys: [publish(operator)], after: { origin: ORIGIN, hash: early.at(-1)!.hash } }
  const documents = (first: Event): Documents => {
    const late = linesOf(aChain([first, heartbeat], { origin: `${ORIGIN}/2`, start: AS_OF - 2 * HOUR }))
    return {
      'a.jsonl': textOf(linesOf(early)),
      'a.jsonl.checkpoint': notesText(aCheckpoint(linesOf(early))),
      'b.jsonl': textOf(late),
      'b.jsonl.checkpoint': notesText(aCheckpoint(late, [operator], `${ORIGIN}/2`)),
    }
  }

  test('is as old as the other', async () => {
    const collected = await collect(documents(next), { files: ['a.jsonl', 'b.jsonl'] })
    expect([collected.gaps, collected.source.collectedAt, eventsOf(collected)]).toMatchObject([[], AS_OF - HOUR, [{ ticket: 'INC-104' }]])
  })

  test('covers the time of the other, and without it nothing before it was opened', async () => {
    const covers = { from: new Date(AS_OF - 60 * DAY).toISOString() }
    const both = documents(next)
    expect((await collect(both, { files: ['a.jsonl', 'b.jsonl'], covers })).source.covers).toEqual({ from: AS_OF - 60 * DAY, to: AS_OF - HOUR })
    const alone = { 'b.jsonl': both['b.jsonl']!, 'b.jsonl.checkpoint': both['b.jsonl.checkpoint']! }
    expect((await collect(alone, { files: ['b.jsonl'], covers })).source.covers).toEqual({ from: AS_OF - 2 * HOUR, to: AS_OF - HOUR })
  })

  test('is old where no other says so', async () => {
    expect((await collect(documents(opening), { files: ['a.jsonl', 'b.jsonl'] })).source.collectedAt).toBe(AS_OF - 90 * DAY + HOUR)
  })
})
