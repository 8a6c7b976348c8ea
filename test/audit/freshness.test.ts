import { describe, expect, test } from 'vitest'
import { audit } from '../../src/audit/audit.ts'
import { freshen } from '../../src/audit/freshness.ts'
import type { Account, Facts, Gap, Inventory, SourceRecord } from '../../src/model/inventory.ts'
import { DAY } from '../../src/model/time.ts'
import { rules } from '../../src/rules/index.ts'
import { aCodeEvent, aCodeSet, aControl, aForm, aLog, anAccount, aPolicy, AS_OF, at } from '../support/builders.ts'
import { anInventory, aSource, joinedOf } from '../support/facts.ts'

const MAX_AGE = 7 * DAY
const from = (source: string) => ({ source, file: `${source}.json` })

const github: SourceRecord = aSource('github-acme', { type: 'github', scope: 'github:*' })
const google: SourceRecord = aSource('google-acme', { type: 'google', scope: 'google:*' })
const aws: SourceRecord = aSource('aws-prod', { type: 'aws', scope: 'aws:111122223333/*' })
const vault: SourceRecord = aSource('vault-hq', { type: 'vault', location: 'vault-hq', grade: 'server' })

const account = (id: Account['id'], source: string, over: Partial<Account> = {}): Account =>
  anAccount({ id, proofs: [{ origin: from(source), fact: 'enrolled' }], ...over })

const facts: Partial<Facts> = {
  accounts: [
    account('github:ada', 'github-acme'),
    account('google:ada@acme.test', 'google-acme', { method: 'not-reported' }),
    account('aws:111122223333/root', 'aws-prod', { method: 'not-reported' }),
  ],
  codeCounts: [{ account: 'google:ada@acme.test', remaining: 9, origin: from('google-acme') }],
}

/** An inventory all of whose sources were collected at one time. */
const collectedAt = (time: string, over: Partial<Facts> = {}): Inventory =>
  anInventory(
    { ...facts, ...over },
    [],
    [github, google, aws, vault].map((source) => ({ ...source, collectedAt: at(time) })),
  )
const fresh = (inventory: Inventory): Inventory => freshen(inventory, { asOf: AS_OF, maxAge: MAX_AGE })
const told = ({ source, about, reason, hides }: Gap): unknown[] => [
  source,
  about,
  reason,
  'scope' in hides ? hides.scope : 'accounts' in hides ? hides.accounts : hides.location,
]

describe('what was collected too long ago, or later than as-of, is not known', () => {
  test.each([
    ['2026-11-15T23:59:59.999Z', 'stale'],
    ['2026-11-23T00:05:00.001Z', 'future'],
  ])('collected %s: %s', (time, reason) => {
    const inventory = fresh(collectedAt(time))
    expect(inventory.facts.accounts.map(({ id, holder, mfa, method }) => [id, holder, mfa, method])).toEqual([
      ['github:ada', 'unknown', 'unknown', 'unknown'],
      ['google:ada@acme.test', 'unknown', 'unknown', 'not-reported'],
      ['aws:111122223333/root', 'unknown', 'unknown', 'not-reported'],
    ])
    expect(inventory.facts.codeCounts).toEqual([])
    expect(inventory.gaps.map(told)).toEqual([
      ['github-acme', 'accounts', reason, 'github:*'],
      ['google-acme', 'accounts', reason, 'google:*'],
      ['google-acme', 'codeCounts', reason, 'google:*'],
      ['google-acme', 'codeEvents', reason, 'google:*'],
      ['aws-prod', 'accounts', reason, 'aws:111122223333/*'],
      ['vault-hq', 'escrowEvents', reason, 'vault-hq'],
    ])
  })

  test.each(['2026-11-16T00:00:00Z', '2026-11-23T00:05:00Z'])('collected %s it is known', (time) => {
    const inventory = collectedAt(time)
    expect(fresh(inventory)).toBe(inventory)
  })

  test('of a database says nothing of its items any more, and what it is stays known', () => {
    const items = [{ item: 'x', changed: 0, origin: from('vault-hq') }]
    const itemsAt = (time: string) => fresh(collectedAt(time, { logs: [aLog({ items }), aForm()] })).facts.logs.map((log) => log.items)
    expect(itemsAt('2026-11-01')).toEqual([[], undefined])
    expect(itemsAt('2026-11-22')).toEqual([items, undefined])
  })

  test('of one source only, the others speak on', () => {
    const inventory = collectedAt('2026-11-22')
    const [first, ...others] = inventory.sources
    const aged = fresh({ ...inventory, sources: [{ ...first!, collectedAt: at('2026-11-01') }, ...others] })
    expect(aged.facts.accounts.map(({ mfa }) => mfa)).toEqual(['unknown', 'enrolled', 'enrolled'])
    expect(aged.gaps.map(told)).toEqual([['github-acme', 'accounts', 'stale', 'github:*']])
  })

  test('and the gap says in words what is missing and why', () => {
    expect(fresh(collectedAt('2026-11-01')).gaps.filter(({ about }) => about !== 'codeEvents')).toMatchObject([
      { fact: 'github facts', detail: 'they were collected at 2026-11-01T00:00:00.000Z, more than 7 days before the audit' },
      { fact: 'google facts' },
      { fact: 'google facts' },
      { fact: 'aws facts' },
      { fact: 'vault log of vault-hq', detail: 'the log was collected at 2026-11-01T00:00:00.000Z, more than 7 days before the audit' },
    ])
    expect(fresh(collectedAt('2026-11-24')).gaps[0]?.detail).toBe('they were collected at 2026-11-24T00:00:00.000Z, which is later than the audit')
  })

  test.each([
    ['register', ['codeSets', 'locations']],
    ['roster', ['people', 'incidents']],
  ])('of the %s, as an inventory of long ago has it', (id, about) => {
    const old = aSource(id, { collectedAt: at('2020-01-01') })
    const { gaps } = fresh(anInventory(facts, [], [old]))
    expect(gaps.map((gap) => gap.about)).toEqual(about)
    for (const gap of gaps) expect(gap).toMatchObject({ source: id, reason: 'stale', fact: `${id} facts`, hides: { scope: '*' } })
    const inventory = anInventory(facts, [], [{ ...old, collectedAt: AS_OF }])
    expect(fresh(inventory)).toBe(inventory)
  })

  test('of a source that declares nothing about accounts nothing is too old', () => {
    expect(fresh(anInventory(facts, [], [aSource('waivers', { collectedAt: at('2020-01-01') })])).gaps).toEqual([])
  })

  test('of an old list, also whether what it has is still there', () => {
    const listingOf = (...sources: readonly SourceRecord[]) => {
      const proofs = sources.map(({ id }) => ({ origin: from(id), fact: 'enrolled' }))
      const { facts: found, gaps } = joinedOf(fresh(anInventory({ accounts: [anAccount({ proofs })] }, [], sources)))
      return [found.listing.state, gaps.listing.map(({ reason }) => reason)]
    }
    const old = { ...github, collectedAt: at('2026-11-01') }
    expect(listingOf(old)).toEqual(['incomplete', ['stale']])
    expect(listingOf({ ...github, collectedAt: AS_OF + DAY })).toEqual(['incomplete', ['future']])
    expect(listingOf(old, { ...github, id: 'github-two' })).toEqual(['listed', []])
    expect(listingOf(github)).toEqual(['listed', []])
  })

  test('what an old source and a fresh one say together is not known, whichever says it first', () => {
    const sources = [{ ...github, collectedAt: at('2026-11-01') }, aSource('github-two', { type: 'github', scope: 'github:*', collectedAt: AS_OF })]
    for (const proofs of [
      ['github-acme', 'github-two'],
      ['github-two', 'github-acme'],
    ]) {
      const both = anAccount({ proofs: proofs.map((source) => ({ origin: from(source), fact: 'enrolled' })) })
      expect(fresh(anInventory({ accounts: [both] }, [], sources)).facts.accounts).toMatchObject([{ mfa: 'unknown' }])
    }
  })

  test('a log of another source hides nothing of an old one', () => {
    const logs = { providerLogs: [{ source: 'elsewhere', scope: 'github-org:acme', since: at('2026-06-01') } as const] }
    expect(fresh(collectedAt('2026-11-01', logs)).gaps.filter(({ source, about }) => source === 'github-acme' && about === 'codeEvents')).toEqual([])
  })

  test('an old log of GitHub hides what happened to the codes it speaks about', () => {
    const logs = { providerLogs: [{ source: 'github-acme', scope: 'github-org:acme', since: at('2026-06-01') } as const] }
    expect(fresh(collectedAt('2026-11-01', logs)).gaps.map(told)).toContainEqual(['github-acme', 'codeEvents', 'stale', ['github-org:acme']])
  })

  test('so that nothing passes because an old log does not tell of a use', () => {
    const policy = aPolicy([aControl({ rule: 'unaudited-access', params: { ticket: 'optional' } })])
    const outcomeOf = (time: string): string | undefined => {
      const inventory = anInventory(
        {
          codeSets: [aCodeSet({ account: 'github-org:acme', copies: [] })],
          providerLogs: [{ source: 'github-acme', scope: 'github-org:acme', since: at('2026-01-01') }],
        },
        [],
        [{ ...github, collectedAt: at(time) }],
      )
      const gate = { failOn: 'medium', allowIncomplete: false, exitZero: false } as const
      const { findings } = audit({ policy, waivers: [], inventory, rules, asOf: AS_OF, maxAge: MAX_AGE, gate })
      return findings.find(({ subject }) => subject === 'github-org:acme')?.outcome
    }
    expect(outcomeOf('2026-11-22')).not.toBe('unknown')
    expect(outcomeOf('2026-11-01')).toBe('unknown')
  })

  test('what an old log says has happened stands', () => {
    const event = aCodeEvent({ origin: from('github-acme') })
    expect(fresh(collectedAt('2026-11-01', { codeEvents: [event] })).facts.codeEvents).toEqual([event])
  })
})
