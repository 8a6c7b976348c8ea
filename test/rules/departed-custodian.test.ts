import type { Person } from '../../src/model/inventory.ts'
import departedCustodian from '../../src/rules/departed-custodian.ts'
import { aCodeSet, aCopy, aLocation, aPerson, aSafe, AS_OF, at, grace, type Over } from '../support/builders.ts'
import { type RuleCase, testRule } from '../support/test-rule.ts'

const GENERATED = at('2026-03-15T10:00:00Z')
const LEFT = at('2026-08-31')
const director = (from: number, to?: number) => [{ role: 'it-director', from, ...(to === undefined ? {} : { to }) }]
/** Grace, who is named nowhere unless a case says so, has left. */
const gone = (
  name: string,
  person: Over<Person>,
  outcome: RuleCase['expect']['outcome'],
  more: RuleCase['facts'] = {},
  message: string | RegExp = /./,
): RuleCase => ({
  name,
  facts: {
    locations: [aLocation(), aSafe({ administrators: ['it-director'] })],
    codeSets: [aCodeSet()],
    people: [aPerson(), grace({ left: LEFT, ...person })],
    ...more,
  },
  expect: { outcome, message },
})
/** Somebody else who has left. */
const linus = (over: Over<Person> = {}): Person => grace({ id: 'linus@acme.test', left: LEFT, ...over })

testRule(departedCustodian, [
  {
    name: 'passes where nobody has left',
    facts: { codeSets: [aCodeSet()] },
    expect: { outcome: 'pass', message: 'Nobody has left', evidence: [{ line: 14, fact: 'generated', value: '2026-03-15T10:00:00.000Z' }] },
  },
  {
    name: 'passes where nobody has left, though it is not known when the codes were generated',
    facts: { codeSets: [aCodeSet({ generated: undefined })] },
    expect: { outcome: 'pass', evidence: [{ fact: 'status', value: 'active' }] },
  },
  ...(
    [
      ['does not know the owner', { codeSets: [aCodeSet({ owner: 'bob@acme.test' })] }, 'the roster does not know the owner bob@acme.test'],
      ['is not told an owner', { codeSets: [aCodeSet({ owner: undefined })] }, 'the register does not say who owns the set'],
      [
        'does not know who can open a copy',
        { codeSets: [aCodeSet()], locations: [aLocation({ administrators: ['bob@acme.test'] }), aSafe()] },
        'the roster does not know bob@acme.test, who can open vault-hq',
      ],
      [
        'is not told who can open a copy',
        { codeSets: [aCodeSet()], locations: [aLocation({ administrators: undefined }), aSafe()] },
        'the register does not say who can open vault-hq',
      ],
      ['is not told where copies lie', { codeSets: [aCodeSet({ copies: undefined })] }, 'it is not known where all copies lie'],
    ] as const
  ).map(([name, facts, why]): RuleCase => ({
    name: `says unknown where nobody of the roster has left, and it ${name}`,
    facts,
    expect: {
      outcome: 'unknown',
      message: `Nobody in the roster has left since the codes were generated, and ${why}.`,
      evidence: [{ fact: 'generated' }],
      remediation: 'Leave those who left in the roster',
    },
  })),
  gone('fails where the role is written in other letters', { roles: [{ role: 'IT-Director', from: at('2024-01-01') }] }, 'fail'),
  {
    name: 'fails where somebody left who is named at the place',
    facts: { codeSets: [aCodeSet()], people: [aPerson(), grace({ left: LEFT })] },
    expect: {
      outcome: 'fail',
      message: /^grace@acme\.test, who left on 2026-08-31, could open hq-safe; the codes were generated before, on 2026-03-15\.$/,
      evidence: [
        { line: 14, fact: 'generated' },
        { source: 'roster', fact: 'left', value: 'grace@acme.test on 2026-08-31' },
      ],
    },
  },
  gone('passes where who left could open nothing', {}, 'pass'),
  {
    name: 'names the first of several by their id, whatever their order in the roster, and each once',
    facts: {
      codeSets: [aCodeSet({ copies: [aCopy({ location: 'hq-safe' })] })],
      people: [aPerson(), linus({ roles: director(0) }), grace({ left: LEFT, roles: director(0) }), linus({ id: 'zoe@acme.test', roles: director(0) })],
      locations: [aSafe({ administrators: ['grace@acme.test', 'it-director'] })],
    },
    expect: {
      outcome: 'fail',
      message: 'grace@acme.test, who left on 2026-08-31, could open hq-safe (and 2 more);',
      evidence: [{ fact: 'generated' }, ...['grace', 'linus', 'zoe'].map((name) => ({ value: `${name}@acme.test on 2026-08-31` }))],
    },
  },
  {
    name: 'counts who could open several places once',
    facts: {
      locations: [aLocation(), aSafe({ administrators: ['it-director'] })],
      codeSets: [aCodeSet()],
      people: [aPerson(), grace({ left: LEFT, roles: director(0) })],
    },
    expect: { outcome: 'fail', message: 'could open vault-hq as it-director; the codes', evidence: [{}, { value: 'grace@acme.test on 2026-08-31' }] },
  },
  gone('fails where who left held a role named there', { roles: director(0) }, 'fail', {}, 'could open vault-hq as it-director'),
  gone('fails where the role was held twice, and once since the generation', { roles: [...director(0, 1), ...director(GENERATED)] }, 'fail'),
  gone('passes where the role had ended before the set was', { roles: director(0, GENERATED) }, 'pass'),
  gone('fails where it ended a millisecond after the generation', { roles: director(0, GENERATED + 1) }, 'fail'),
  gone('passes where the role was to begin only later', { roles: director(AS_OF + 1) }, 'pass'),
  gone('fails where the role began at the instant of the audit', { roles: director(AS_OF), left: AS_OF }, 'fail'),
  gone('fails where who left owns the set', {}, 'fail', { codeSets: [aCodeSet({ owner: 'Grace@acme.test' })] }, 'who left on 2026-08-31, owned the set'),
  gone('passes where the codes were generated when the leaving was over', { left: GENERATED, roles: director(0) }, 'pass', {}, 'Nobody has left since'),
  gone('fails where they were generated a millisecond before', { left: GENERATED + 1, roles: director(0) }, 'fail'),
  gone('passes as long as the leaving lies ahead', { left: AS_OF + 1, roles: director(0) }, 'pass'),
  gone('fails at the instant of the leaving', { left: AS_OF, roles: director(0) }, 'fail'),
  gone(
    'says unknown where it is not known who can open a place',
    {},
    'unknown',
    {
      locations: [aLocation({ administrators: undefined }), aSafe({ administrators: [] })],
    },
    'Somebody has left since the codes were generated, and the register does not say who can open vault-hq.',
  ),
  gone('fails all the same where another place proves it', { roles: director(0) }, 'fail', {
    locations: [aLocation({ administrators: undefined }), aSafe({ administrators: ['it-director'] })],
  }),
  gone(
    'says unknown where the register does not name the owner',
    {},
    'unknown',
    { codeSets: [aCodeSet({ owner: undefined })] },
    'does not say who owns the set',
  ),
  gone('says unknown where the roster does not know the owner', {}, 'unknown', { codeSets: [aCodeSet({ owner: 'zoe@acme.test' })] }, 'does not know the owner'),
  gone(
    'says unknown where nobody knows who may open a place',
    {},
    'unknown',
    { locations: [aLocation(), aSafe({ administrators: ['zoe@acme.test'] })] },
    'nobody knows who zoe@acme.test is, who can open hq-safe',
  ),
  gone(
    'knows a role that somebody in the roster holds',
    {},
    'pass',
    {
      locations: [aLocation(), aSafe({ administrators: ['janitor'] })],
      people: [aPerson({ roles: [...director(0), { role: 'janitor', from: 0 }] }), grace({ left: LEFT })],
    },
    'Nobody who has left since the codes were generated could open a copy.',
  ),
  gone('knows a role that the policy names', {}, 'pass', {
    locations: [aLocation(), aSafe({ administrators: ['incident-response'] })],
    people: [aPerson(), grace({ left: LEFT, roles: [] })],
  }),
  gone('says unknown where it is not known where the copies lie', {}, 'unknown', { codeSets: [aCodeSet({ copies: undefined })] }),
  gone('passes a set without copies that somebody else owns', {}, 'pass', { codeSets: [aCodeSet({ copies: [] })] }),
  gone(
    'says unknown where it is not known when the codes were generated',
    { roles: director(0) },
    'unknown',
    {
      codeSets: [aCodeSet({ generated: undefined })],
    },
    /^The register does not say when the codes were generated\. grace@acme\.test left on 2026-08-31, and .*whether the role was held while the set existed/,
  ),
  gone('says unknown of codes generated in the future', { roles: director(0) }, 'unknown', { codeSets: [aCodeSet({ generated: AS_OF + 400_000 })] }),
  gone('passes codes without a date where who left could open nothing', {}, 'pass', { codeSets: [aCodeSet({ generated: undefined })] }),
  gone('looks at the places of the copies only', { roles: director(0) }, 'pass', {
    locations: [aLocation(), aSafe({ administrators: [] })],
    codeSets: [aCodeSet({ copies: [aCopy({ location: 'hq-safe' })] })],
  }),
  {
    name: 'shows when the codes were generated, and who left that perhaps could open them',
    facts: {
      locations: [aLocation(), aSafe({ administrators: undefined })],
      codeSets: [aCodeSet()],
      people: [aPerson(), grace({ left: LEFT })],
    },
    expect: { outcome: 'unknown', evidence: [{ line: 14, fact: 'generated' }, { value: 'grace@acme.test on 2026-08-31' }] },
  },
  {
    name: 'shows when the codes were generated where who left could open none',
    facts: { locations: [aLocation(), aSafe({ administrators: ['it-director'] })], codeSets: [aCodeSet()], people: [aPerson(), grace({ left: LEFT })] },
    expect: { outcome: 'pass', evidence: [{ line: 14, fact: 'generated' }] },
  },
  { name: 'does not speak where there is no set', facts: {}, expect: { outcome: 'not-applicable' } },
  {
    name: 'does not speak of AWS, which has no codes',
    subject: 'aws:111122223333/root',
    facts: { codeSets: [aCodeSet({ account: 'aws:111122223333/root' })] },
    expect: { outcome: 'not-applicable', message: 'no backup codes' },
  },
])
