import type { EscrowEvent } from '../../src/model/inventory.ts'
import accessOutsideRole from '../../src/rules/access-outside-role.ts'
import { CLOCK_TOLERANCE } from '../../src/model/time.ts'
import { aCodeSet, aPerson, anEscrowEvent, anIncident, at, grace, type Over } from '../support/builders.ts'
import { type RuleCase, testRule } from '../support/test-rule.ts'

const NOON = at('2026-10-08T12:00:00Z')
const codeSets = [aCodeSet()]
/** Of ada's set, opened at noon unless said otherwise. */
const opened = (over: Over<EscrowEvent> = {}): EscrowEvent => anEscrowEvent({ time: NOON, ...over })

/** Ada, who owns the set, with one role and nothing else; the policy has no account-owner. */
const held = (
  name: string,
  role: { from: number; to?: number },
  left: number | undefined,
  outcome: RuleCase['expect']['outcome'],
  message: string | RegExp = /./,
): RuleCase => ({
  name,
  facts: { codeSets, people: [aPerson({ roles: [{ role: 'it-director', ...role }], left })], escrowEvents: [opened()] },
  roles: new Map([['it-director', { access: 'all' }]]),
  expect: { outcome, message },
})

/** Grace answers an incident. */
const answered = (name: string, incident: Parameters<typeof anIncident>[0], outcome: RuleCase['expect']['outcome']): RuleCase => ({
  name,
  facts: { codeSets, incidents: [anIncident(incident)], escrowEvents: [opened({ actor: 'oidc-grace' })] },
  expect: { outcome },
})

testRule(accessOutsideRole, [
  {
    name: 'passes an access by a director',
    facts: { codeSets, escrowEvents: [opened()] },
    expect: {
      outcome: 'pass',
      message: 'Every access (1) was by somebody whose role reached the account.',
      evidence: [
        {
          source: 'vault-hq',
          file: 'audit.jsonl',
          line: 7,
          fact: 'view',
          value: 'ada@acme.test (oidc-ada) viewed the copy at vault-hq on 2026-10-08T12:00:00.000Z',
        },
      ],
    },
  },
  {
    name: 'passes where the logs show no access',
    facts: { codeSets },
    expect: { outcome: 'pass', message: 'The logs show no access to a copy.', evidence: [] },
  },
  {
    name: 'fails an actor whom the roster does not know',
    facts: { codeSets, escrowEvents: [opened({ actor: 'oidc-mallory' })] },
    expect: {
      outcome: 'fail',
      message: /^oidc-mallory, whom the roster does not know, viewed the copy at vault-hq on 2026-10-08T12:00:00\.000Z\.$/,
      evidence: [{ source: 'vault-hq', line: 7, fact: 'view' }],
    },
  },
  {
    name: 'fails an actor who is known in another kind of log only',
    facts: { codeSets, escrowEvents: [opened({ actor: 'A. Lovelace' })] },
    expect: { outcome: 'fail' },
  },
  {
    name: 'says unknown of an event without an actor',
    facts: { codeSets, escrowEvents: [opened({ actor: undefined })] },
    expect: { outcome: 'unknown', message: 'It is not known whether a role reached the account: somebody, whom the log does not name, viewed the copy' },
  },
  { name: 'compares identities case-insensitively', facts: { codeSets, escrowEvents: [opened({ actor: 'OIDC-Ada' })] }, expect: { outcome: 'pass' } },
  {
    name: 'tells the kind of log apart: a custody form knows A. Lovelace',
    facts: { codeSets, escrowEvents: [opened({ sourceType: 'custody', actor: 'a. lovelace', location: 'hq-safe', item: 'bag 0031' })] },
    expect: { outcome: 'pass' },
  },

  held('a role reaches from its beginning', { from: NOON }, undefined, 'pass'),
  held('a role does not reach a millisecond before it', { from: NOON + 1 }, undefined, 'fail', 'whose role it-director began only on 2026-10-08'),
  held('a role reaches until the last millisecond', { from: 0, to: NOON + 1 }, undefined, 'pass'),
  held('a role does not reach at its end', { from: 0, to: NOON }, undefined, 'fail', 'whose role it-director had ended on 2026-10-08'),
  held('a role that is over today had not begun then', { from: NOON + 1, to: NOON + 2 }, undefined, 'fail', 'whose role it-director began only on'),
  held('who leaves a millisecond later still holds the role', { from: 0 }, NOON + 1, 'pass'),
  held('who has left holds no role', { from: 0 }, NOON, 'fail'),
  {
    name: 'a role that the policy does not name reaches nothing',
    facts: { codeSets, people: [aPerson({ roles: [{ role: 'constructor', from: 0 }] })], escrowEvents: [opened()] },
    roles: new Map(),
    expect: { outcome: 'fail' },
  },

  {
    name: 'an owner opens the own set',
    facts: { codeSets, people: [aPerson({ roles: [] })], escrowEvents: [opened()] },
    expect: { outcome: 'pass' },
  },
  {
    name: 'an owner opens nothing where the policy has no account-owner',
    facts: { codeSets, people: [aPerson({ roles: [] })], escrowEvents: [opened()] },
    roles: new Map(),
    expect: { outcome: 'fail' },
  },
  {
    name: 'ownership ends with leaving',
    facts: { codeSets, people: [aPerson({ roles: [], left: NOON })], escrowEvents: [opened()] },
    expect: { outcome: 'fail' },
  },
  {
    name: 'an owner is named case-insensitively',
    facts: { codeSets: [aCodeSet({ owner: 'Ada@ACME.test' })], people: [aPerson({ roles: [] })], escrowEvents: [opened()] },
    expect: { outcome: 'pass' },
  },
  {
    name: 'says which role had ended',
    facts: {
      codeSets: [aCodeSet({ owner: undefined })],
      people: [aPerson({ roles: [{ role: 'it-director', from: 0, to: at('2026-06-30') }] })],
      escrowEvents: [opened()],
    },
    expect: { outcome: 'fail', message: 'ada@acme.test (oidc-ada), whose role it-director had ended on 2026-06-30, viewed the copy' },
  },
  {
    name: 'says that the actor had left',
    facts: { codeSets, people: [aPerson({ left: at('2026-08-31') })], escrowEvents: [opened()] },
    expect: { outcome: 'fail', message: 'who had left on 2026-08-31, viewed the copy' },
  },
  {
    name: 'says which role did not reach, and that there was none',
    facts: { codeSets: [aCodeSet({ owner: undefined })], people: [aPerson({ roles: [{ role: 'incident-response', from: 0 }] })], escrowEvents: [opened()] },
    expect: { outcome: 'fail', message: 'whose role then, incident-response, did not reach the account, viewed the copy' },
  },
  {
    name: 'says every role that did not reach',
    facts: {
      codeSets: [aCodeSet({ owner: undefined })],
      people: [aPerson({ roles: ['incident-response', 'auditor'].map((role) => ({ role, from: 0 })) })],
      escrowEvents: [opened()],
    },
    expect: { outcome: 'fail', message: 'whose role then, incident-response, auditor, did not reach the account, viewed the copy' },
  },
  {
    name: 'a role that would not have reached explains nothing by its end',
    facts: {
      codeSets: [aCodeSet({ owner: undefined })],
      people: [aPerson({ roles: [{ role: 'incident-response', from: 0, to: at('2026-06-30') }] })],
      escrowEvents: [opened()],
    },
    expect: { outcome: 'fail', message: 'who held no role, viewed the copy' },
  },
  {
    name: 'says that the actor held no role',
    facts: { codeSets: [aCodeSet({ owner: undefined })], people: [aPerson({ roles: [] })], escrowEvents: [opened()] },
    expect: { outcome: 'fail', message: 'who held no role, viewed the copy' },
  },
  { name: "grace does not open ada's set", facts: { codeSets, escrowEvents: [opened({ actor: 'oidc-grace' })] }, expect: { outcome: 'fail' } },
  {
    name: 'a set without an owner is nobody’s',
    facts: { codeSets: [aCodeSet({ owner: undefined })], people: [aPerson({ roles: [] })], escrowEvents: [opened()] },
    expect: { outcome: 'fail' },
  },
  {
    name: 'a role with access own reaches the own set',
    facts: { codeSets, people: [aPerson({ roles: [{ role: 'holder', from: 0 }] })], escrowEvents: [opened()] },
    roles: new Map([['holder', { access: 'own' }]]),
    expect: { outcome: 'pass' },
  },
  {
    name: "a role with access own does not reach another's set",
    facts: { codeSets: [aCodeSet({ owner: 'grace@acme.test' })], people: [aPerson({ roles: [{ role: 'holder', from: 0 }] })], escrowEvents: [opened()] },
    roles: new Map([['holder', { access: 'own' }]]),
    expect: { outcome: 'fail' },
  },
  {
    name: 'what owners may open is not open to others, however much it is',
    facts: { codeSets: [aCodeSet({ owner: 'grace@acme.test' })], people: [aPerson({ roles: [] })], escrowEvents: [opened()] },
    roles: new Map([['account-owner', { access: 'all' }]]),
    expect: { outcome: 'fail' },
  },
  ...(
    [
      ['all', 'unknown'],
      ['own', 'unknown'],
      ['incident', 'fail'],
    ] as const
  ).map(([access, outcome]): RuleCase => ({
    name: `says ${outcome} of who may have owned the set, where an owner's access is ${access}`,
    facts: {
      codeSets: [aCodeSet({ generated: undefined }), aCodeSet({ owner: 'grace@acme.test' })],
      people: [aPerson({ roles: [] })],
      escrowEvents: [opened()],
    },
    roles: new Map([['account-owner', { access }]]),
    expect: { outcome },
  })),
  {
    name: 'a set without an owner is nobody’s, whoever owned another',
    facts: {
      codeSets: [aCodeSet({ owner: undefined, generated: at('2026-03-15') }), aCodeSet({ generated: NOON + 1 })],
      people: [aPerson({ roles: [] })],
      escrowEvents: [opened()],
    },
    expect: { outcome: 'fail' },
  },
  {
    name: 'the owner of an earlier set opened it while it was the current one',
    facts: {
      codeSets: [aCodeSet({ owner: 'ada@acme.test', generated: at('2026-03-15') }), aCodeSet({ owner: 'grace@acme.test', generated: NOON + 1 })],
      people: [aPerson({ roles: [] })],
      escrowEvents: [opened()],
    },
    expect: { outcome: 'pass' },
  },
  {
    name: 'the owner of an earlier set does not open the next one',
    facts: {
      codeSets: [aCodeSet({ owner: 'ada@acme.test', generated: at('2026-03-15') }), aCodeSet({ owner: 'grace@acme.test', generated: NOON })],
      people: [aPerson({ roles: [] })],
      escrowEvents: [opened()],
    },
    expect: { outcome: 'fail' },
  },
  {
    name: 'says unknown where it is open whose set it was',
    facts: {
      codeSets: [aCodeSet({ owner: 'ada@acme.test', generated: undefined }), aCodeSet({ owner: 'grace@acme.test' })],
      people: [aPerson({ roles: [] })],
      escrowEvents: [opened()],
    },
    expect: { outcome: 'unknown', message: 'of whom the register leaves open whether the codes were theirs' },
  },
  {
    name: 'says unknown of an access before the first registered set, where owners differ',
    facts: {
      codeSets: [aCodeSet({ owner: 'ada@acme.test', generated: NOON + 1 }), aCodeSet({ owner: 'grace@acme.test', generated: NOON + 2 })],
      people: [aPerson({ roles: [] })],
      escrowEvents: [opened()],
    },
    expect: { outcome: 'unknown' },
  },
  ...(
    [
      ['passes', CLOCK_TOLERANCE, 'pass'],
      ['does not say whose the codes were', CLOCK_TOLERANCE + 1, 'unknown'],
    ] as const
  ).map(([name, before, outcome]): RuleCase => ({
    name: `${name} ${String(before)} ms before the only set was generated, which is the actor's`,
    facts: { codeSets: [aCodeSet({ generated: NOON + before })], people: [aPerson({ roles: [] })], escrowEvents: [opened()] },
    expect: { outcome },
  })),
  {
    name: 'passes where every set has the same owner, whenever they were generated',
    facts: { codeSets: [aCodeSet({ generated: undefined }), aCodeSet()], people: [aPerson({ roles: [] })], escrowEvents: [opened()] },
    expect: { outcome: 'pass' },
  },

  answered('an incident reaches from its opening', { opened: NOON }, 'pass'),
  answered('an incident does not reach a millisecond before it', { opened: NOON + 1 }, 'fail'),
  answered('an incident reaches until the last millisecond', { closed: NOON + 1 }, 'pass'),
  answered('an incident does not reach once it is closed', { closed: NOON }, 'fail'),
  answered('an incident that is still open reaches', { closed: undefined }, 'pass'),
  answered('an incident reaches its responders only', { responders: ['ada@acme.test'] }, 'fail'),
  answered('responders are named case-insensitively', { responders: ['Grace@Acme.test'] }, 'pass'),
  answered('an incident reaches the accounts that it names only', { accounts: ['github:grace'] }, 'fail'),
  answered('an incident names accounts case-insensitively', { accounts: ['github:ADA'] }, 'pass'),
  {
    name: 'a responder without a role is none',
    facts: { codeSets, people: [grace({ roles: [] })], incidents: [anIncident()], escrowEvents: [opened({ actor: 'oidc-grace' })] },
    expect: { outcome: 'fail' },
  },
  {
    name: 'a ticket is no role',
    facts: { codeSets, escrowEvents: [opened({ actor: 'oidc-grace', ticket: 'ACME-18' })] },
    expect: { outcome: 'fail' },
  },

  {
    name: 'says unknown of an unknown outcome where a success would fail',
    facts: { codeSets, escrowEvents: [opened({ actor: 'oidc-mallory', outcome: 'unknown' })] },
    expect: { outcome: 'unknown', message: 'oidc-mallory, whom the roster does not know, perhaps viewed the copy' },
  },
  {
    name: 'an unknown outcome is otherwise without effect',
    facts: { codeSets, escrowEvents: [opened({ outcome: 'unknown' })] },
    expect: { outcome: 'pass' },
  },
  ...(['denied', 'error'] as const).map((outcome): RuleCase => ({
    name: `what was ${outcome} is no access`,
    facts: { codeSets, escrowEvents: [opened({ actor: 'oidc-mallory', outcome })] },
    expect: { outcome: 'pass', message: 'no access' },
  })),
  ...(['view', 'copy', 'export', 'use'] as const).map((action): RuleCase => ({
    name: `to ${action} is an access`,
    facts: { codeSets, escrowEvents: [opened({ actor: 'oidc-mallory', action })] },
    expect: { outcome: 'fail', evidence: [{ fact: action }] },
  })),
  ...(['create', 'update', 'delete', 'share', 'test', 'acl'] as const).map((action): RuleCase => ({
    name: `to ${action} is no access`,
    facts: { codeSets, escrowEvents: [opened({ actor: 'oidc-mallory', action })] },
    expect: { outcome: 'pass', message: 'no access' },
  })),
  {
    name: 'an export of a whole location is an access to all that lies there',
    facts: { codeSets, escrowEvents: [opened({ actor: 'oidc-mallory', action: 'export', item: undefined })] },
    expect: { outcome: 'fail', message: 'oidc-mallory, whom the roster does not know, exported the copy' },
  },
  {
    name: 'another item at the location is none of its business',
    facts: { codeSets, escrowEvents: [opened({ actor: 'oidc-mallory', item: 'github/grace' })] },
    expect: { outcome: 'pass', message: 'no access' },
  },

  {
    name: 'one bad access fails among good and unknown ones, and is the one that is shown',
    facts: {
      codeSets,
      escrowEvents: [
        opened({ id: 'a' }),
        opened({ id: 'b', actor: 'oidc-mallory', outcome: 'unknown' }),
        opened({ id: 'c', actor: 'oidc-mallory', time: NOON + 1 }),
        opened({ id: 'd', actor: 'oidc-mallory', time: NOON + 2 }),
      ],
    },
    expect: {
      outcome: 'fail',
      message: /on 2026-10-08T12:00:00\.001Z \(and 1 more\)\.$/,
      evidence: [
        { value: 'oidc-mallory viewed the copy at vault-hq on 2026-10-08T12:00:00.001Z' },
        { value: 'oidc-mallory viewed the copy at vault-hq on 2026-10-08T12:00:00.002Z' },
      ],
    },
  },
  { name: 'speaks of an account where it is open which set is the current one', facts: { codeSets: [aCodeSet(), aCodeSet()] }, expect: { outcome: 'pass' } },
  { name: 'does not speak where there are no copies', facts: {}, expect: { outcome: 'not-applicable' } },
  {
    name: 'does not speak where the only set is revoked and nobody opened it',
    facts: { codeSets: [aCodeSet({ status: 'revoked' })] },
    expect: { outcome: 'not-applicable' },
  },
  {
    name: 'speaks of accesses to the copies of a revoked set',
    facts: { codeSets: [aCodeSet({ status: 'revoked' })], escrowEvents: [opened({ actor: 'oidc-mallory' })] },
    expect: { outcome: 'fail' },
  },
])
