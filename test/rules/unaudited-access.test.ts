import type { CodeEvent, EscrowEvent, Log } from '../../src/model/inventory.ts'
import { HOUR } from '../../src/model/time.ts'
import type { Outcome } from '../../src/model/verdict.ts'
import unauditedAccess from '../../src/rules/unaudited-access.ts'
import { aCodeEvent, aCodeSet, aCopy, aForm, aGap, aLog, anEscrowEvent, anIncident, AS_OF, aStoring, at, type Over } from '../support/builders.ts'
import { type RuleCase, testRule } from '../support/test-rule.ts'

const STORED = at('2026-03-15T10:02:00Z')
const NOON = at('2026-10-08T12:00:00Z')
const codeSets = [aCodeSet()]
const opened = (over: Over<EscrowEvent> = {}): EscrowEvent => anEscrowEvent({ time: NOON, ...over })
const unexplained = (over: Over<EscrowEvent> = {}): EscrowEvent => opened({ ticket: undefined, ...over })
const used = (over: Over<CodeEvent> = {}): CodeEvent => aCodeEvent({ time: NOON, ...over })

/** Grace opens a copy without a ticket, during an incident. */
const answered = (name: string, incident: Parameters<typeof anIncident>[0], event: Over<EscrowEvent>, outcome: Outcome): RuleCase => ({
  name,
  facts: { codeSets, incidents: [anIncident(incident)], escrowEvents: [unexplained({ actor: 'oidc-grace', ...event })] },
  expect: { outcome },
})

/** A code is used at noon, and this is what the log of the vault shows of it. */
const before = (name: string, event: Over<EscrowEvent>, outcome: Outcome, params: RuleCase['params'] = {}, message: string | RegExp = /./): RuleCase => ({
  name,
  facts: { codeSets, codeEvents: [used()], escrowEvents: [aStoring(), opened(event)] },
  params,
  expect: { outcome, message },
})

/** A code is used at noon, and the log of the vault shows nothing of the copy, not even that it was stored. */
const unnamed = (
  name: string,
  vault: Over<Log>,
  stored: number | undefined,
  outcome: Outcome,
  event: Over<EscrowEvent> = { item: 'github/grace' },
): RuleCase => ({
  name,
  facts: {
    codeSets: [aCodeSet({ copies: [aCopy({ stored })] })],
    codeEvents: [used()],
    logs: [aLog(vault)],
    escrowEvents: [aStoring(event)],
  },
  expect: { outcome, message: outcome === 'unknown' ? 'cannot show that none was opened' : 'no copy was opened before it' },
})

/** A code is used at noon, no copy was opened, and these are the logs of the vault and of the safe. */
const silent = (name: string, vault: Over<Log>, form: Over<Log>, outcome: Outcome): RuleCase => ({
  name,
  facts: { codeSets, codeEvents: [used()], logs: [aLog(vault), aForm(form)] },
  expect: { outcome },
})

testRule(unauditedAccess, [
  {
    name: 'passes where nothing happened',
    facts: { codeSets },
    expect: { outcome: 'pass', message: 'The logs show no access and no use.', evidence: [] },
  },
  {
    name: 'any ticket text covers an access',
    facts: { codeSets, escrowEvents: [opened({ ticket: '?' })] },
    expect: { outcome: 'pass', message: 'Every access (1) and use (0) is explained.', evidence: [{ source: 'vault-hq', fact: 'view' }] },
  },
  {
    name: 'fails an access without a ticket or incident, by whomever',
    facts: { codeSets, escrowEvents: [unexplained()] },
    expect: {
      outcome: 'fail',
      message: 'No ticket and no incident covers it: ada@acme.test (oidc-ada) viewed the copy at vault-hq on 2026-10-08T12:00:00.000Z.',
      evidence: [{ source: 'vault-hq', file: 'audit.jsonl', line: 7, fact: 'view' }],
      remediation: 'record the ticket or incident',
    },
  },
  {
    name: 'ticket: optional lets an access pass',
    facts: { codeSets, escrowEvents: [unexplained()] },
    params: { ticket: 'optional' },
    expect: { outcome: 'pass', message: 'The logs show no use, and accesses need no ticket.' },
  },
  {
    name: 'ticket: optional lets a use after an opening pass',
    facts: { codeSets, codeEvents: [used()], escrowEvents: [unexplained()] },
    params: { ticket: 'optional' },
    expect: { outcome: 'pass', message: 'Every access (1) and use (1) is explained.', evidence: [{ fact: 'backup code used' }] },
  },
  {
    name: 'ticket: optional still asks for an opening before a use',
    facts: { codeSets, codeEvents: [used()] },
    params: { ticket: 'optional' },
    expect: { outcome: 'fail' },
  },

  answered('an incident covers from its opening', { opened: NOON }, {}, 'pass'),
  answered('an incident does not cover a millisecond before it', { opened: NOON + 1 }, {}, 'fail'),
  answered('an incident covers until the last millisecond', { closed: NOON + 1 }, {}, 'pass'),
  answered('an incident does not cover once it is closed', { closed: NOON }, {}, 'fail'),
  answered('an incident that is still open covers', { closed: undefined }, {}, 'pass'),
  answered('an incident covers its responders only', {}, { actor: 'oidc-ada' }, 'fail'),
  answered('an incident does not cover a stranger', {}, { actor: 'oidc-mallory' }, 'fail'),
  answered('an incident covers the accounts that it names only', { accounts: ['github:grace'] }, {}, 'fail'),
  answered('an incident may cover an event without an actor', {}, { actor: undefined }, 'unknown'),
  answered('a closed incident does not cover an event without an actor', { closed: NOON }, { actor: undefined }, 'fail'),
  {
    name: 'one incident of several may cover an event without an actor',
    facts: {
      codeSets,
      incidents: [anIncident({ closed: NOON }), anIncident({ id: 'INC-105' })],
      escrowEvents: [unexplained({ actor: undefined })],
    },
    expect: { outcome: 'unknown' },
  },
  {
    name: 'nothing covers an event without an actor where there was no incident',
    facts: { codeSets, escrowEvents: [unexplained({ actor: undefined })] },
    expect: { outcome: 'fail' },
  },
  {
    name: 'a ticket covers an event without an actor',
    facts: { codeSets, escrowEvents: [opened({ actor: undefined })] },
    expect: { outcome: 'pass' },
  },

  {
    name: 'says unknown of an unknown outcome where a success would fail',
    facts: { codeSets, escrowEvents: [unexplained({ outcome: 'unknown' })] },
    expect: { outcome: 'unknown', message: 'perhaps viewed the copy', remediation: 'Find out whether the access succeeded' },
  },
  { name: 'an unknown outcome is otherwise without effect', facts: { codeSets, escrowEvents: [opened({ outcome: 'unknown' })] }, expect: { outcome: 'pass' } },
  ...(['denied', 'error'] as const).map((outcome): RuleCase => ({
    name: `what was ${outcome} needs no ticket`,
    facts: { codeSets, escrowEvents: [unexplained({ outcome })] },
    expect: { outcome: 'pass', message: 'no access' },
  })),
  ...(['create', 'update', 'delete', 'share', 'test', 'acl'] as const).map((action): RuleCase => ({
    name: `to ${action} needs no ticket`,
    facts: { codeSets, escrowEvents: [unexplained({ action })] },
    expect: { outcome: 'pass' },
  })),
  ...(['copy', 'export', 'use'] as const).map((action): RuleCase => ({
    name: `to ${action} needs a ticket`,
    facts: { codeSets, escrowEvents: [unexplained({ action })] },
    expect: { outcome: 'fail' },
  })),

  {
    name: 'passes a use after an opening, and shows both',
    facts: { codeSets, codeEvents: [used()], escrowEvents: [opened({ time: NOON - HOUR })] },
    expect: {
      outcome: 'pass',
      message: 'Every access (1) and use (1) is explained.',
      evidence: [{ fact: 'view' }, { source: 'github-acme', record: '/3', fact: 'backup code used', value: '2026-10-08T12:00:00.000Z' }],
    },
  },
  {
    name: 'fails a use that nobody opened a copy for',
    facts: { codeSets, codeEvents: [used()] },
    expect: {
      outcome: 'fail',
      message: 'A backup code was used on 2026-10-08T12:00:00.000Z and no copy was opened before it.',
      evidence: [{ source: 'github-acme', fact: 'backup code used' }],
    },
  },
  before('an opening exactly at the edge of the window explains a use', { time: NOON - 24 * HOUR }, 'pass'),
  before('an opening a millisecond before the window does not', { time: NOON - 24 * HOUR - 1 }, 'fail'),
  before('an opening at the instant of the use explains it', { time: NOON }, 'pass'),
  before('an opening a millisecond after the use does not', { time: NOON + 1 }, 'fail'),
  before(
    'an opening that people date a quarter of an hour after it may',
    { time: NOON + HOUR / 4, timeBasis: 'wall' },
    'unknown',
    {},
    'opened about then, by a clock on the wall',
  ),
  before('an opening that people date a millisecond later does not', { time: NOON + HOUR / 4 + 1, timeBasis: 'wall' }, 'fail'),
  before('an opening that people date a quarter of an hour before the window may', { time: NOON - 24.25 * HOUR, timeBasis: 'wall' }, 'unknown'),
  before('an opening that people date a millisecond earlier does not', { time: NOON - 24.25 * HOUR - 1, timeBasis: 'wall' }, 'fail'),
  before('the window of the policy, at its edge', { time: NOON - HOUR }, 'pass', { window: HOUR }),
  before('the window of the policy, a millisecond before it', { time: NOON - HOUR - 1 }, 'fail', { window: HOUR }),
  before('an opening that was denied explains nothing', { time: NOON - HOUR, outcome: 'denied' }, 'fail'),
  before('what is no opening explains nothing', { time: NOON - HOUR, action: 'update' }, 'fail'),
  before('another item explains nothing', { time: NOON - HOUR, item: 'github/grace' }, 'fail'),
  unnamed('says unknown where the log shows each storing and not this one', {}, STORED, 'unknown'),
  unnamed('and where it names the item at another location', {}, STORED, 'unknown', { location: 'hq-safe' }),
  unnamed('fails where it names the item', {}, STORED, 'fail', {}),
  unnamed('fails where the copy was stored before the log begins', { covers: { from: STORED + 1, to: AS_OF } }, STORED, 'fail'),
  unnamed('says unknown from the first moment of the log on', { covers: { from: STORED, to: AS_OF } }, STORED, 'unknown'),
  unnamed('says unknown to the last moment of the log', { covers: { from: STORED - HOUR, to: AS_OF } }, AS_OF, 'unknown'),
  unnamed('fails where the log had ended when the copy was stored', { covers: { from: STORED, to: NOON } }, NOON + 1, 'fail'),
  unnamed(
    'says unknown though the log was silent for some other time',
    { covers: { from: at('2026-01-01'), to: AS_OF }, silences: [{ from: at('2026-02-01'), to: at('2026-02-02') }] },
    STORED,
    'unknown',
  ),
  {
    name: 'says unknown where the log names another copy of the account, and another place this item',
    facts: {
      codeSets: [
        aCodeSet({ copies: [aCopy({ stored: STORED }), aCopy({ item: 'github/ada-2', stored: STORED }), aCopy({ location: 'hq-safe', stored: STORED })] }),
      ],
      codeEvents: [used()],
      escrowEvents: [aStoring({ item: 'github/ada-2' }), aStoring({ location: 'hq-safe' })],
    },
    expect: { outcome: 'unknown', message: 'cannot show that none was opened' },
  },
  {
    name: 'says unknown where the register does not say what the copy is called, nor since when it lies there',
    facts: { codeSets: [aCodeSet({ copies: [aCopy({ item: undefined, stored: undefined })] })], codeEvents: [used()] },
    expect: { outcome: 'unknown', message: 'cannot show that none was opened' },
  },
  unnamed('says unknown where it is the generation that counts as the storing', {}, undefined, 'unknown'),
  unnamed('fails where the log need not show a storing', { sourceType: 'mapped' }, STORED, 'fail'),
  before(
    'says unknown where it is not known whether the opening succeeded',
    { time: NOON - HOUR, outcome: 'unknown' },
    'unknown',
    {},
    'whether the request for a copy before it succeeded',
  ),
  ...(
    [
      ['does not explain a use of codes that were generated since', at('2026-10-08T11:00:00Z'), 'fail'],
      ['explains a use on the day of a generation of which the register knows the day alone', at('2026-10-08'), 'pass'],
    ] as const
  ).map(([name, generated, outcome]): RuleCase => ({
    name: `an opening of a copy of the set before ${name}`,
    facts: {
      codeSets: [aCodeSet(), aCodeSet({ generated, copies: [aCopy({ item: 'github/ada-2', stored: generated })] })],
      codeEvents: [used()],
      escrowEvents: [aStoring(), aStoring({ id: 'storing-2', item: 'github/ada-2', time: generated }), opened({ time: NOON - 2 * HOUR })],
    },
    expect: { outcome },
  })),
  {
    name: 'passes the test at set-up, which the register tells',
    facts: { codeSets: [aCodeSet({ tested: NOON })], codeEvents: [used()] },
    expect: { outcome: 'pass', message: 'no use' },
  },
  before('an opening of the other copy explains a use', { time: NOON - HOUR, location: 'hq-safe', item: 'bag 0031', sourceType: 'custody' }, 'pass'),
  before('an opening explains a use at any grade of the log', { time: NOON - HOUR, evidence: 'client' }, 'pass'),

  silent('a client does not prove silence', { grade: 'client' }, {}, 'unknown'),
  silent('people prove silence where they write down each opening', { grade: 'manual' }, {}, 'fail'),
  silent('a log that begins with the window proves silence', { covers: { from: NOON - 24 * HOUR, to: NOON } }, {}, 'fail'),
  silent('a log that begins a millisecond later does not', { covers: { from: NOON - 24 * HOUR + 1, to: NOON } }, {}, 'unknown'),
  silent('a log that ends a millisecond before the use does not', { covers: { from: 0, to: NOON - 1 } }, {}, 'unknown'),
  silent('a log that does not say what it covers proves nothing', { covers: undefined }, {}, 'unknown'),
  silent('every copy counts: the form of the safe ends too early', {}, { covers: { from: 0, to: NOON - 1 } }, 'unknown'),
  {
    name: 'a log that is not whole proves no silence',
    facts: { codeSets, codeEvents: [used()] },
    gaps: [aGap({ about: 'escrowEvents', source: 'vault-hq', reason: 'unreadable', hides: { location: 'vault-hq' } })],
    expect: { outcome: 'unknown', message: 'cannot show that none was opened before' },
  },
  { name: 'a location without a log proves nothing', facts: { codeSets, codeEvents: [used()], logs: [aLog()] }, expect: { outcome: 'unknown' } },
  {
    name: 'a copy without an item proves nothing: nothing in a log would be about it',
    facts: { codeSets: [aCodeSet({ copies: [aCopy({ item: undefined })] })], codeEvents: [used()] },
    expect: { outcome: 'unknown' },
  },
  { name: 'a set without copies proves nothing', facts: { codeSets: [aCodeSet({ copies: [] })], codeEvents: [used()] }, expect: { outcome: 'unknown' } },
  {
    name: 'a set whose copies are not registered proves nothing',
    facts: { codeSets: [aCodeSet({ copies: undefined })], codeEvents: [used()] },
    expect: { outcome: 'unknown' },
  },
  { name: 'a use without a set is unknown, not unspoken of', facts: { codeEvents: [used()] }, expect: { outcome: 'unknown' } },
  {
    name: 'the copies of the set of that time count, and not those of a later one',
    facts: {
      codeSets: [aCodeSet({ copies: [aCopy()] }), aCodeSet({ generated: NOON + 1, copies: [aCopy({ location: 'hq-safe' })] })],
      codeEvents: [used()],
      logs: [aLog()],
    },
    expect: { outcome: 'fail' },
  },
  {
    name: 'the set of that time counts from its generation',
    facts: {
      codeSets: [aCodeSet({ copies: [aCopy()] }), aCodeSet({ generated: NOON, copies: [aCopy({ location: 'hq-safe' })] })],
      codeEvents: [used()],
      logs: [aLog()],
    },
    expect: { outcome: 'unknown' },
  },
  {
    name: 'says unknown where it is open which set a use was of',
    facts: { codeSets: [aCodeSet(), aCodeSet({ generated: undefined })], codeEvents: [used()] },
    expect: { outcome: 'unknown' },
  },
  {
    name: 'a use that perhaps failed is unknown where a use would fail',
    facts: { codeSets, codeEvents: [used({ outcome: 'unknown' })] },
    expect: { outcome: 'unknown' },
  },
  {
    name: 'a use that perhaps failed passes after an opening',
    facts: { codeSets, codeEvents: [used({ outcome: 'unknown' })], escrowEvents: [opened()] },
    expect: { outcome: 'pass' },
  },
  ...(['generated', 'deleted', 'viewed'] as const).map((kind): RuleCase => ({
    name: `that codes were ${kind} at the provider is neither an access nor a use`,
    facts: { codeSets, codeEvents: [used({ kind })] },
    expect: { outcome: 'pass', message: 'no access and no use' },
  })),
  {
    name: '`used` in the register is no use that was seen at the provider',
    facts: { codeSets: [aCodeSet({ used: [{ at: NOON, code: 5 }] })] },
    expect: { outcome: 'pass' },
  },
  {
    name: 'a fail stands among what is unknown, and alone is shown',
    facts: {
      codeSets,
      codeEvents: [used({ time: at('2026-05-02'), origin: { source: 'github-acme', file: 'security-log-ada.json', record: '/1' } })],
      escrowEvents: [unexplained({ outcome: 'unknown' })],
    },
    expect: { outcome: 'fail', evidence: [{ fact: 'backup code used', record: '/1' }] },
  },
  {
    name: 'accesses and uses are counted together',
    facts: { codeSets, codeEvents: [used({ time: at('2026-05-02') })], escrowEvents: [unexplained()] },
    expect: { outcome: 'fail', message: /\(and 1 more\)\.$/, evidence: [{ fact: 'view' }, { fact: 'backup code used' }] },
  },
  { name: 'speaks of an account where it is open which set is the current one', facts: { codeSets: [aCodeSet(), aCodeSet()] }, expect: { outcome: 'pass' } },
  { name: 'does not speak where there are no copies and no use', facts: {}, expect: { outcome: 'not-applicable' } },
  { name: 'does not speak where the only set is revoked', facts: { codeSets: [aCodeSet({ status: 'revoked' })] }, expect: { outcome: 'not-applicable' } },
])
