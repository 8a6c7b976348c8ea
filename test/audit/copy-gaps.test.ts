import { describe, expect, test } from 'vitest'
import { sortCodeSets } from '../../src/audit/code-sets.ts'
import { livesOf, uncovered, undecided } from '../../src/audit/copy-gaps.ts'
import type { CodeSet, Copy, EscrowEvent, Location } from '../../src/model/inventory.ts'
import type { LogCoverage } from '../../src/model/rule.ts'
import { CLOCK_TOLERANCE, DAY } from '../../src/model/time.ts'
import { aCodeSet, aCopy, aLocation, anEscrowEvent, AS_OF, at, type Over } from '../support/builders.ts'

const stored = at('2026-03-15T10:02:00Z')
const read: LogCoverage = {
  location: 'vault-hq',
  grade: 'server',
  collectedAt: AS_OF,
  spans: [{ from: stored, to: AS_OF }],
  silences: [],
  whole: true,
  storings: [{ from: stored, to: AS_OF }],
}

interface Case {
  readonly copy?: Over<Copy>
  readonly log?: Over<LogCoverage>
  readonly location?: Over<Location>
  readonly set?: CodeSet
  readonly until?: number
  /** The first record that names the item; null: there is none. */
  readonly first?: Over<EscrowEvent> | null
}

const gapsOf = ({ copy = {}, log = {}, location = {}, set = aCodeSet(), until = AS_OF, first = {} }: Case) =>
  uncovered(
    'github:ada',
    { set, until },
    { copy: aCopy({ stored, ...copy }), location: aLocation(location), log: { ...read, ...log } as LogCoverage, reach: 'reachable' },
    () => (first === null ? undefined : anEscrowEvent({ time: stored, ...first })),
    AS_OF,
  )

const told = (one: Case) => gapsOf(one).map(({ reason, detail }) => `${reason}: ${detail}`)
const noLog = { grade: undefined, collectedAt: undefined, spans: [] }

describe('the log of a copy', () => {
  test('that covers all the time since it was stored leaves nothing open', () => {
    expect(told({})).toEqual([])
  })

  test('that was silent for too long within that time is told with the silence', () => {
    const [from, to] = [at('2026-05-01'), at('2026-06-01')]
    const spans = [
      { from: stored, to: from },
      { from: to, to: AS_OF },
    ]
    const silences = [
      { from: at('2026-01-01'), to: stored },
      { from, to },
    ]
    expect(told({ log: { spans, silences } })).toEqual([
      'uncovered: the log of vault-hq has no record from 2026-05-01T00:00:00.000Z to 2026-06-01T00:00:00.000Z, longer than its source allows, and may not have been written',
    ])
    // Another log of the location speaks for that time: what is missing lies elsewhere.
    const others = [
      { from, to },
      { from: to, to: AS_OF },
    ]
    expect(told({ log: { spans: others, silences } })).toEqual([
      'uncovered: the log of vault-hq does not cover all the time since 2026-03-15, when the copy was stored',
    ])
  })

  test.each([
    ['ends when the copy is stored', at('2026-01-01'), stored],
    ['begins when the log was read', AS_OF, AS_OF + 1000],
  ])('has no silence to tell where it %s', (_, from, to) => {
    expect(told({ log: { spans: [], silences: [{ from, to }] } })).toEqual([
      'uncovered: the log of vault-hq does not cover all the time since 2026-03-15, when the copy was stored',
    ])
  })

  test('that begins a moment later does', () => {
    expect(told({ log: { spans: [{ from: stored + 1, to: AS_OF }] } })).toEqual([
      'uncovered: the log of vault-hq does not cover all the time since 2026-03-15, when the copy was stored',
    ])
  })

  test('need not go beyond when it was last read, nor beyond the life of the codes', () => {
    const early = AS_OF - 1000
    expect(told({ log: { collectedAt: early, spans: [{ from: stored, to: early }] } })).toEqual([])
    expect(told({ log: { spans: [{ from: stored, to: early }] } })).toHaveLength(1)
    expect(told({ until: early, log: { spans: [{ from: stored, to: early }] } })).toEqual([])
    expect(told({ until: stored, log: { spans: [] } })).toEqual([])
  })

  test('is asked about since the generation, when the register does not say when the copy was stored', () => {
    const set = aCodeSet({ generated: stored })
    expect(told({ copy: { stored: undefined }, set })).toEqual([])
    const { generated: _generated, ...undated } = aCodeSet()
    expect(told({ copy: { stored: undefined }, set: undated })).toEqual(['uncovered: the register does not say since when a copy lies at vault-hq'])
  })

  test('says nothing of a copy whose name is not registered', () => {
    expect(told({ copy: { item: undefined } })).toEqual(['uncovered: the register does not say what the copy is called at vault-hq'])
  })

  test.each([
    [0, []],
    [1, ['future: the register says that a copy was stored at vault-hq later than the audit']],
  ])('a copy stored %d ms beyond the tolerance of clocks', (beyond, expected) => {
    expect(told({ copy: { stored: AS_OF + CLOCK_TOLERANCE + beyond } })).toEqual(expected)
  })

  test('that shows each storing and never names the item may call it otherwise than the register', () => {
    expect(gapsOf({ first: null })).toMatchObject([
      {
        reason: 'contradiction',
        detail: 'no record of the log of vault-hq names github/ada, though the register says that it was stored there on 2026-03-15',
        advice: 'Write the item as the log writes it (docs/register.md), or correct when it was stored, and audit again.',
      },
    ])
  })

  test.each([
    [0, []],
    [1, ['uncovered: the log of vault-hq was read before the copy was stored there']],
  ])('that was read %d ms longer before it was stored than clocks differ', (longer, expected) => {
    expect(told({ log: { collectedAt: stored - CLOCK_TOLERANCE - longer, spans: [{ from: 0, to: AS_OF }] } })).toEqual(expected)
  })

  test('that shows that the item was made later does not show where the codes lay until then', () => {
    expect(told({ first: { action: 'create', time: stored + DAY + 1 } })).toEqual([
      'contradiction: by the log of vault-hq github/ada was made on 2026-03-16, though the register says that it was stored there on 2026-03-15',
    ])
  })

  test.each<[string, Over<EscrowEvent>]>([
    ['was made within a day, for the register knows days', { action: 'create', time: stored + DAY }],
    ['was there before somebody read it', { action: 'view', time: stored + 100 * DAY }],
    ['was to be made, in vain', { action: 'create', outcome: 'error', time: stored + 100 * DAY }],
  ])('leaves nothing open of an item that %s', (_what, first) => {
    expect(told({ first })).toEqual([])
  })

  test('need not name an item whose storing it does not show, or does not cover, or whose codes were dead before', () => {
    expect(told({ first: null, log: { storings: [] } })).toEqual([])
    expect(told({ first: null, log: { storings: [{ from: stored + 1, to: AS_OF }] } })).toEqual([])
    expect(told({ first: null, log: { spans: [{ from: stored + 1, to: AS_OF }] } })).toEqual([expect.stringContaining('does not cover all the time')])
    expect(told({ first: null, until: stored })).toEqual([])
  })

  test('that no source reads is to be configured, where it can be', () => {
    for (const kind of ['vault', 'password-manager', 'safe', 'paper'] as const) {
      expect(gapsOf({ log: noLog, location: { kind } })).toMatchObject([
        {
          reason: 'not-configured',
          detail: 'no source reads a log of vault-hq',
          advice: 'Add a source with location: vault-hq to sparekey.yaml and audit again.',
        },
      ])
    }
    for (const kind of ['hardware-token', 'file', 'email', 'notes', 'chat', 'other'] as const) {
      expect(gapsOf({ log: noLog, location: { kind } })[0]?.advice).toMatch(/^Nobody can tell who opened a copy at vault-hq: move it/)
    }
  })

  test('the gap names the account, and where the copy stands in the register', () => {
    const [gap] = gapsOf({ log: noLog })
    expect(gap).toMatchObject({ about: 'escrowEvents', fact: 'log of vault-hq', hides: { accounts: ['github:ada'] }, ...aCopy().origin })
  })
})

describe('the codes of a set are good', () => {
  const older = aCodeSet({ generated: at('2025-03-15') })
  const newer = aCodeSet({ generated: at('2026-03-15') })
  const lives = (...sets: readonly CodeSet[]) => livesOf(sortCodeSets(sets, AS_OF), AS_OF).map(({ set, until }) => [set.generated, until])

  test('until the next generation, and the current ones until now', () => {
    expect(lives(newer, older)).toEqual([
      [newer.generated, AS_OF],
      [older.generated, newer.generated],
    ])
  })

  test('until now when it is open which set is the current one', () => {
    expect(lives(newer, newer)).toEqual([
      [newer.generated, AS_OF],
      [newer.generated, AS_OF],
    ])
  })

  test('until now when the one that came after was revoked', () => {
    expect(lives(older, aCodeSet({ generated: at('2026-03-15'), status: 'revoked' }))[1]).toEqual([older.generated, AS_OF])
  })

  test('until now when the latest was revoked without another', () => {
    expect(lives(aCodeSet({ status: 'revoked' }))).toEqual([[aCodeSet().generated, AS_OF]])
  })
})

describe('which copies there are', () => {
  const open = (...sets: readonly CodeSet[]) => undecided('github:ada', sortCodeSets(sets, AS_OF)).map(({ reason, detail }) => `${reason}: ${detail}`)
  const { copies: _copies, ...unplaced } = aCodeSet()

  test('the register says', () => {
    expect(open(aCodeSet())).toEqual([])
    expect(open(aCodeSet({ copies: [] }))).toEqual([])
    expect(open()).toEqual([])
    expect(open(aCodeSet({ status: 'revoked' }))).toEqual([])
  })

  test('the register leaves open where they lie', () => {
    expect(open(unplaced)).toEqual(['absent: the register does not say where the copies lie'])
    expect(undecided('github:ada', sortCodeSets([unplaced], AS_OF))).toMatchObject([{ fact: 'copies in the register', ...aCodeSet().origin }])
  })

  test('the register leaves open which set is the current one', () => {
    expect(open(aCodeSet(), aCodeSet())).toEqual(['absent: the register leaves open which code set of github:ada is the current one'])
  })
})
