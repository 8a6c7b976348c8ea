import staleEscrow from '../../src/rules/stale-escrow.ts'
import type { ItemState, Log } from '../../src/model/inventory.ts'
import { DAY } from '../../src/model/time.ts'
import { aCodeEvent, aCodeSet, aCopy, aLog, aProviderLog, AS_OF, at } from '../support/builders.ts'
import { type RuleCase, testRule } from '../support/test-rule.ts'

const MINUTE = 60_000
const GENERATED = at('2026-03-15T10:00:00Z')
const shown = (...times: number[]) => times.map((time) => aCodeEvent({ kind: 'generated', time }))
const of = (account: string, expected: RuleCase['expect'], facts: RuleCase['facts'] = {}): Omit<RuleCase, 'name'> => ({
  subject: account,
  facts: { codeSets: [aCodeSet({ account })], ...facts },
  expect: expected,
})

const STORED = at('2026-03-15T10:02:00Z')
/** A database in the place of the vault, and what it says of the copy there. */
const aState = (over: Partial<ItemState> = {}): ItemState => ({
  item: aCopy().item!,
  changed: STORED,
  origin: { source: 'kdbx', file: 'escrow.kdbx' },
  ...over,
})
const database = (items: readonly ItemState[], over: Partial<Log> = {}) =>
  aLog({ source: 'kdbx', sourceType: 'keepassxc', grade: 'client', covers: undefined, items, ...over })
const inDatabase = (items: readonly ItemState[], over: Partial<Log> = {}): RuleCase['facts'] => ({
  codeSets: [aCodeSet({ copies: [aCopy()] })],
  providerLogs: [aProviderLog()],
  logs: [database(items, over)],
})
const atRegistrar = (items: readonly ItemState[]): Omit<RuleCase, 'name' | 'expect'> => ({
  subject: 'registrar:acme',
  facts: {
    ...inDatabase(items),
    codeSets: [aCodeSet({ account: 'registrar:acme', copies: [aCopy()] })],
    services: [{ id: 'registrar', name: 'Domain registrar', rotation: 'scheduled' }],
  },
})

testRule(staleEscrow, [
  {
    name: 'passes a copy in a database that was changed since the generation',
    facts: inDatabase([aState()]),
    expect: { outcome: 'pass', evidence: [{ fact: 'generated' }, { source: 'kdbx', fact: 'last changed', value: '2026-03-15T10:02:00.000Z' }] },
  },
  {
    name: 'fails a copy in a database that was last changed before the generation',
    facts: inDatabase([aState({ changed: at('2025-01-01') })]),
    expect: {
      outcome: 'fail',
      message: 'The copy at vault-hq was last changed on 2025-01-01T00:00:00.000Z, before the registered generation of 2026-03-15T10:00:00.000Z',
      evidence: [{ line: 14 }, { source: 'kdbx', file: 'escrow.kdbx', value: '2025-01-01T00:00:00.000Z' }],
    },
  },
  {
    name: 'lets a copy be changed a day before the generation, for calendars differ',
    facts: inDatabase([aState({ changed: GENERATED - DAY })]),
    expect: { outcome: 'pass' },
  },
  { name: 'and no longer before', facts: inDatabase([aState({ changed: GENERATED - DAY - 1 })]), expect: { outcome: 'fail' } },
  {
    name: 'fails a copy that was thrown away',
    facts: inDatabase([aState({ deleted: at('2026-05-01') })]),
    expect: { outcome: 'fail', message: 'The copy at vault-hq was thrown away on 2026-05-01T00:00:00.000Z.', evidence: [{ line: 14 }, { fact: 'deleted' }] },
  },
  {
    name: 'fails it at a service whose log shows no generation, too',
    ...atRegistrar([aState({ changed: 0 })]),
    expect: { outcome: 'fail' },
  },
  {
    name: 'has no more to say there of a copy that was changed since',
    ...atRegistrar([aState()]),
    expect: { outcome: 'not-applicable', rests: ['codeSets', 'locations'], evidence: [{ line: 14 }, { source: 'kdbx' }] },
  },
  {
    name: 'says unknown there where the database does not say',
    ...atRegistrar([]),
    expect: { outcome: 'unknown', message: 'when the copy at vault-hq was last changed' },
  },
  { name: 'says unknown where the database does not say of this copy', facts: inDatabase([aState({ item: 'another' })]), expect: { outcome: 'unknown' } },
  {
    name: 'says unknown where the database was read before the copy was stored',
    facts: inDatabase([aState({ changed: at('2025-01-01') })], { collectedAt: STORED - 1 }),
    expect: { outcome: 'unknown' },
  },
  {
    name: 'believes a database that was read when the copy was stored',
    facts: inDatabase([aState({ changed: at('2025-01-01') })], { collectedAt: STORED }),
    expect: { outcome: 'fail' },
  },
  {
    name: 'counts from the generation where the register does not say when the copy was stored',
    facts: {
      ...inDatabase([aState({ changed: at('2025-01-01') })], { collectedAt: GENERATED }),
      codeSets: [aCodeSet({ copies: [aCopy({ stored: undefined })] })],
    },
    expect: { outcome: 'fail' },
  },
  {
    name: 'passes where one of two databases has the codes of now',
    facts: { ...inDatabase([]), logs: [database([aState({ changed: at('2025-01-01') })]), database([aState()], { source: 'second' })] },
    expect: { outcome: 'pass' },
  },
  {
    name: 'says unknown where it is not known which set is registered',
    facts: { ...inDatabase([aState({ changed: at('2025-01-01') })]), codeSets: [aCodeSet({ generated: undefined, copies: [aCopy()] })] },
    expect: { outcome: 'unknown' },
  },
  {
    name: 'a later generation at the provider comes first',
    facts: { ...inDatabase([aState({ changed: 0 })]), codeEvents: shown(at('2026-10-20')) },
    expect: { outcome: 'fail', message: 'shows codes generated' },
  },
  {
    name: 'passes where the log goes back to the generation and shows no later one',
    facts: { codeSets: [aCodeSet()], codeEvents: shown(GENERATED), providerLogs: [aProviderLog()] },
    expect: { outcome: 'pass', evidence: [{ line: 14, fact: 'generated' }, { fact: 'codes generated' }] },
  },
  {
    name: 'passes where the log begins at the generation',
    facts: { codeSets: [aCodeSet()], providerLogs: [aProviderLog({ since: GENERATED })] },
    expect: { outcome: 'pass' },
  },
  {
    name: 'says unknown where it begins a millisecond later',
    facts: { codeSets: [aCodeSet()], providerLogs: [aProviderLog({ since: GENERATED + 1 })] },
    expect: { outcome: 'unknown', message: 'goes back to 2026-03-15', evidence: [{ line: 14, fact: 'generated' }] },
  },
  {
    name: 'passes where one of two logs goes back to the generation',
    facts: { codeSets: [aCodeSet()], providerLogs: [aProviderLog({ since: GENERATED }), aProviderLog({ source: 'github-two', since: AS_OF })] },
    expect: { outcome: 'pass' },
  },
  {
    name: 'fails a later generation, however far the log goes back',
    facts: { codeSets: [aCodeSet()], codeEvents: shown(at('2026-10-20T13:05:11Z')), providerLogs: [aProviderLog({ since: AS_OF - 1 })] },
    expect: {
      outcome: 'fail',
      message: 'shows codes generated on 2026-10-20T13:05:11.000Z',
      evidence: [{ line: 14 }, { source: 'github-acme', fact: 'codes generated' }],
    },
  },
  {
    name: 'fails a later generation without any log that says how far it goes back',
    facts: { codeSets: [aCodeSet()], codeEvents: shown(GENERATED + 60_000) },
    expect: { outcome: 'fail' },
  },
  {
    name: 'takes what falls into the registered second for the registered generation',
    facts: { codeSets: [aCodeSet()], codeEvents: shown(GENERATED + 999), providerLogs: [aProviderLog()] },
    expect: { outcome: 'pass' },
  },
  {
    name: 'fails the next second',
    facts: { codeSets: [aCodeSet()], codeEvents: shown(GENERATED + 1000), providerLogs: [aProviderLog()] },
    expect: { outcome: 'fail' },
  },
  {
    name: 'another event than a generation makes no copy stale',
    facts: { codeSets: [aCodeSet()], codeEvents: [aCodeEvent({ kind: 'viewed' })], providerLogs: [aProviderLog()] },
    expect: { outcome: 'pass' },
  },
  { name: 'says unknown where no source shows generations', facts: { codeSets: [aCodeSet()] }, expect: { outcome: 'unknown', message: 'No source shows' } },
  {
    name: 'says unknown without a registered generation, and shows those of the provider',
    facts: { codeSets: [aCodeSet({ generated: undefined })], codeEvents: shown(GENERATED), providerLogs: [aProviderLog()] },
    expect: {
      outcome: 'unknown',
      evidence: [
        { fact: 'generated', value: 'absent' },
        { fact: 'codes generated', value: '2026-03-15T10:00:00.000Z' },
      ],
    },
  },
  {
    name: 'says unknown of a registered generation in the future',
    facts: { codeSets: [aCodeSet({ generated: AS_OF + 5 * MINUTE + 1 })], providerLogs: [aProviderLog()] },
    expect: { outcome: 'unknown', message: 'later than the audit' },
  },
  {
    name: 'compares with the current set',
    facts: { codeSets: [aCodeSet(), aCodeSet({ generated: at('2026-10-21') })], codeEvents: shown(at('2026-10-20')), providerLogs: [aProviderLog()] },
    expect: { outcome: 'pass' },
  },
  {
    name: 'Google, where only administrators leave a trace: never passes',
    ...of(
      'google:ada@acme.test',
      { outcome: 'unknown', message: 'only generations by administrators' },
      { providerLogs: [aProviderLog({ scope: 'google:*' })] },
    ),
  },
  {
    name: 'Google, where an administrator generated later: fails',
    ...of('google:ada@acme.test', { outcome: 'fail' }, { codeEvents: [aCodeEvent({ account: 'google:ada@acme.test', kind: 'generated' })] }),
  },
  {
    name: 'says unknown where no source says whether a log shows generations, whatever log there is',
    ...of(
      'microsoft:ada@acme.test',
      { outcome: 'unknown', message: 'No source says whether a log of Microsoft account shows' },
      { providerLogs: [aProviderLog()] },
    ),
  },
  {
    name: 'does not speak of Dropbox, whose log shows no generation',
    ...of('dropbox:ada@acme.test', { outcome: 'not-applicable', message: 'No log of Dropbox' }),
  },
  {
    name: 'does not speak of a service of the register',
    ...of('registrar:acme', { outcome: 'not-applicable' }, { services: [{ id: 'registrar', name: 'Domain registrar', rotation: 'scheduled' }] }),
  },
  { name: 'does not speak where there is no set', facts: {}, expect: { outcome: 'not-applicable', message: 'no current code set' } },
  {
    name: 'does not speak of AWS, which has no codes',
    subject: 'aws:111122223333/root',
    facts: { codeSets: [aCodeSet({ account: 'aws:111122223333/root' })] },
    expect: { outcome: 'not-applicable', message: 'no backup codes' },
  },
  {
    name: 'says unknown where it is open which of two sets is the current one',
    facts: { codeSets: [aCodeSet(), aCodeSet({ generated: undefined })] },
    expect: { outcome: 'unknown', message: 'leaves open' },
  },
])
