/**
 * Every reader of escrow logs, from its files to the verdicts: a code that was used with no opening before it, an
 * opening that nothing explains, one by somebody whose role does not reach it, and one that is as it should be.
 */
import { describe, expect, test } from 'vitest'
import { audit } from '../src/audit/audit.ts'
import { collect } from '../src/collectors/collect.ts'
import type { LogSource } from '../src/model/configuration.ts'
import type { Person } from '../src/model/inventory.ts'
import { DAY } from '../src/model/time.ts'
import { rules } from '../src/rules/index.ts'
import { aCodeEvent, aCodeSet, aControl, aCopy, aLocation, anIncident, aPerson, aPolicy, aProviderLog, AS_OF, at } from './support/builders.ts'
import { aContext, type Documents } from './support/collecting.ts'
import { aDatabase, anEntry, PASSWORD, toFile } from './support/kdbx.ts'
import { aLive } from './support/live.ts'
import { common, mappedLine, OPENED, type Reader, readers } from './support/readers.ts'

interface Case {
  readonly openedBy?: string
  /** Other sources of the same location, with their files. */
  readonly beside?: readonly Reader[]
  readonly isUsed?: boolean
  readonly isIncident?: boolean
  readonly rules?: readonly string[]
}

const judge = async (
  { source, item, ada, files }: Reader,
  { openedBy, isUsed = false, isIncident = false, beside = [], rules: asked = ['unaudited-access', 'access-outside-role'] }: Case,
): Promise<Record<string, string>> => {
  const director: Person = aPerson({ identities: { [source.type]: [ada] } })
  const register = {
    codeSets: [aCodeSet({ copies: [aCopy({ location: 'escrow', item })] })],
    locations: [aLocation({ id: 'escrow' })],
    services: [],
  }
  const incidents = isIncident ? [anIncident({ opened: at('2026-10-08'), closed: at('2026-10-09'), responders: [director.id] })] : []
  const documents = Object.assign({}, files(openedBy), ...beside.map((other) => other.files(openedBy))) as Documents
  const { items: _, copies: _copies, ...context } = aContext(documents, { live: aLive({ env: { KEY: PASSWORD } }) })
  const inventory = await collect(
    [source, ...beside.map((other) => other.source)],
    { register, roster: { people: [director], incidents }, written: [] },
    context,
  )
  const facts = { ...inventory.facts, providerLogs: [aProviderLog()], codeEvents: isUsed ? [aCodeEvent({ time: at('2026-10-08T12:00:00Z') })] : [] }
  const controls = asked.map((rule) => aControl({ id: rule, rule }))
  const gate = { failOn: 'medium', allowIncomplete: false, exitZero: false } as const
  const report = audit({ policy: aPolicy(controls), waivers: [], inventory: { ...inventory, facts }, rules, asOf: AS_OF, maxAge: 7 * DAY, gate })
  return Object.fromEntries(
    controls.map(({ id }) => [
      id,
      [...report.findings.filter(({ control }) => control === id), ...report.quietOf(id)].find(({ subject }) => subject === 'github:ada')?.outcome ?? 'none',
    ]),
  )
}

describe.each(readers.map((reader) => [`${reader.source.type} (${reader.source.files.join('')}, ${reader.silent})`, reader] as const))('%s', (_, reader) => {
  test('shows no access where there was none', async () => {
    expect(await judge(reader, {})).toEqual({ 'unaudited-access': 'pass', 'access-outside-role': 'pass' })
  })

  test('says nothing of a time in which it was silent for longer than its source allows', async () => {
    const { source } = reader
    const allowing = (days: string): Reader => ({ ...reader, source: { ...source, 'max-silence': days } as LogSource })
    expect(await judge(allowing('366d'), {})).toEqual({ 'unaudited-access': 'pass', 'access-outside-role': 'pass' })
    expect(await judge(allowing('7d'), {})).toEqual({ 'unaudited-access': 'unknown', 'access-outside-role': 'unknown' })
    expect(await judge(allowing('7d'), { isUsed: true })).toMatchObject({ 'unaudited-access': 'unknown' })
    expect(await judge(allowing('7d'), { openedBy: reader.stranger })).toEqual({ 'unaudited-access': 'fail', 'access-outside-role': 'fail' })
  })

  test('shows that a code was used with no opening before, as far as its silence proves anything', async () => {
    expect(await judge(reader, { isUsed: true })).toEqual({ 'unaudited-access': reader.silent, 'access-outside-role': 'pass' })
  })

  test('shows an opening that nothing explains', async () => {
    expect(await judge(reader, { openedBy: reader.ada })).toEqual({ 'unaudited-access': 'fail', 'access-outside-role': 'pass' })
  })

  test('shows an opening by somebody whose role does not reach it', async () => {
    expect(await judge(reader, { openedBy: reader.stranger, isIncident: true })).toEqual({ 'unaudited-access': 'fail', 'access-outside-role': 'fail' })
  })

  test('shows an opening and a use that are as they should be', async () => {
    expect(await judge(reader, { openedBy: reader.ada, isUsed: true, isIncident: true })).toEqual({ 'unaudited-access': 'pass', 'access-outside-role': 'pass' })
  })
})

describe('keepassxc', () => {
  const database = async (...times: readonly [string, ...string[]]): Promise<Reader> => {
    const made = aDatabase()
    anEntry(made, 'Ada', times)
    const bytes = await toFile(made)
    return {
      source: { location: 'escrow', id: 'database', type: 'keepassxc', files: ['escrow.kdbx'], 'password-env': 'KEY' },
      item: 'Ada',
      ada: 'ada',
      stranger: 'mallory',
      silent: 'unknown',
      files: () => ({ 'escrow.kdbx': bytes }),
    }
  }
  /** A log that tells who took the key of the database, as an opening of what lies there. */
  const beside: Reader = {
    source: {
      ...common,
      id: 'log',
      type: 'mapped',
      identities: 'keepassxc',
      files: ['log.jsonl'],
      format: 'json-lines',
      columns: { time: 'at', actor: 'user', action: 'did', item: 'item' },
      actions: { checkout: 'view' },
      outcomes: 'success',
      time: { form: 'instant', clock: 'server' },
      grade: 'client',
    },
    item: 'Ada',
    ada: 'ada',
    stranger: 'mallory',
    silent: 'unknown',
    files: (actor) => ({ 'log.jsonl': [mappedLine(1, 'other', 'ada'), ...(actor === undefined ? [] : [mappedLine(2, 'Ada', actor)])].join('\n') }),
  }
  const unknown = { 'unaudited-access': 'unknown', 'access-outside-role': 'unknown' }

  test.each<[string, [string, ...string[]]]>([
    ['that nobody changed', ['2026-01-01T00:00:00Z']],
    ['that somebody changed', ['2026-01-01T00:00:00Z', OPENED]],
  ])('of an entry %s proves nothing about who opened it, used or not', async (_, times) => {
    const reader = await database(...times)
    expect(await judge(reader, {})).toEqual(unknown)
    expect(await judge(reader, { isUsed: true, isIncident: true })).toEqual(unknown)
  })

  test.each<[string, [string, ...string[]], string]>([
    ['before its codes were generated holds codes of before', ['2026-01-01T00:00:00Z', '2026-03-01T00:00:00Z'], 'fail'],
    ['since its codes were generated may hold them', ['2026-01-01T00:00:00Z', '2026-03-15T10:02:00Z'], 'pass'],
  ])('an entry that was last changed %s', async (_, times, outcome) => {
    expect(await judge(await database(...times), { rules: ['stale-escrow'] })).toEqual({ 'stale-escrow': outcome })
  })

  test('a database that cannot be read leaves open of when its copies are', async () => {
    const reader = await database('2026-01-01T00:00:00Z')
    const cut = { ...reader, files: () => ({ 'escrow.kdbx': (reader.files()['escrow.kdbx'] as Uint8Array).slice(0, -5) }) }
    for (const other of [cut, { ...reader, files: () => ({}) }, { ...reader, source: { ...reader.source, 'password-env': 'OTHER' } as LogSource }])
      expect(await judge(other, { rules: ['stale-escrow'] })).toEqual({ 'stale-escrow': 'unknown' })
  })

  test('keeps what another log shows from passing, and no failure from being one', async () => {
    const reader = await database('2026-01-01T00:00:00Z')
    expect(await judge(beside, {})).toEqual({ 'unaudited-access': 'pass', 'access-outside-role': 'pass' })
    expect(await judge(reader, { beside: [beside] })).toEqual(unknown)
    expect(await judge(reader, { beside: [beside], openedBy: 'mallory' })).toEqual({ 'unaudited-access': 'fail', 'access-outside-role': 'fail' })
  })
})
