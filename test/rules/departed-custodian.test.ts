import type { Person } from '../../src/model/inventory.ts'
import departedCustodian from '../../src/rules/departed-custodian.ts'
import { aCodeSet, aCopy, aLocation, aPerson, aSafe, AS_OF, at, grace, type Over } from '../support/builders.ts'
import { type RuleCase, testRule } from '../support/test-rule.ts'

const GENERATED = at('2026-03-15T10:00:00Z')
const LEFT = at('2026-08-31')
const director = (from: number, to?: number) => [{ role: 'it-director', from, ...(to === undefined ? {} : { to }) }]
/** Grace, who is named nowhere unless a case says so, has left. */
const gone = (name: string, person: Over<Person>, outcome: RuleCase['expect']['outcome'], more: RuleCase['facts'] = {}): RuleCase => ({
  name,
  facts: {
    locations: [aLocation(), aSafe({ administrators: ['it-director'] })],
    codeSets: [aCodeSet()],
    people: [aPerson(), grace({ left: LEFT, ...person })],
    ...more,
  },
  expect: { outcome },
})

testRule(departedCustodian, [
  { name: 'passes where nobody has left', facts: { codeSets: [aCodeSet()] }, expect: { outcome: 'pass', message: 'Nobody has left' } },
  {
    name: 'fails where somebody left who is named at the place',
    facts: { codeSets: [aCodeSet()], people: [aPerson(), grace({ left: LEFT })] },
    expect: {
      outcome: 'fail',
      message: 'grace@acme.test, who left on 2026-08-31, could open hq-safe',
      evidence: [
        { line: 14, fact: 'generated' },
        { source: 'roster', fact: 'left' },
      ],
    },
  },
  gone('passes where who left could open nothing', {}, 'pass'),
  gone('fails where who left held a role named there', { roles: director(0) }, 'fail'),
  gone('passes where the role had ended before the set was', { roles: director(0, GENERATED) }, 'pass'),
  gone('fails where it ended a millisecond after the generation', { roles: director(0, GENERATED + 1) }, 'fail'),
  gone('passes where the role was to begin only later', { roles: director(AS_OF + 1) }, 'pass'),
  gone('fails where who left owns the set', {}, 'fail', { codeSets: [aCodeSet({ owner: 'Grace@acme.test' })] }),
  gone('passes where the codes were generated when the leaving was over', { left: GENERATED, roles: director(0) }, 'pass'),
  gone('fails where they were generated a millisecond before', { left: GENERATED + 1, roles: director(0) }, 'fail'),
  gone('passes as long as the leaving lies ahead', { left: AS_OF + 1, roles: director(0) }, 'pass'),
  gone('fails at the instant of the leaving', { left: AS_OF, roles: director(0) }, 'fail'),
  gone('says unknown where it is not known who can open a place', {}, 'unknown', {
    locations: [aLocation({ administrators: undefined }), aSafe({ administrators: [] })],
  }),
  gone('fails all the same where another place proves it', { roles: director(0) }, 'fail', {
    locations: [aLocation({ administrators: undefined }), aSafe({ administrators: ['it-director'] })],
  }),
  gone('says unknown where the register does not name the owner', {}, 'unknown', { codeSets: [aCodeSet({ owner: undefined })] }),
  gone('says unknown where the roster does not know the owner', {}, 'unknown', { codeSets: [aCodeSet({ owner: 'zoe@acme.test' })] }),
  gone('says unknown where nobody knows who may open a place', {}, 'unknown', { locations: [aLocation(), aSafe({ administrators: ['zoe@acme.test'] })] }),
  gone('knows a role that the policy names', {}, 'pass', {
    locations: [aLocation(), aSafe({ administrators: ['incident-response'] })],
    people: [aPerson(), grace({ left: LEFT, roles: [] })],
  }),
  gone('says unknown where it is not known where the copies lie', {}, 'unknown', { codeSets: [aCodeSet({ copies: undefined })] }),
  gone('passes a set without copies that somebody else owns', {}, 'pass', { codeSets: [aCodeSet({ copies: [] })] }),
  gone('says unknown where it is not known when the codes were generated', { roles: director(0) }, 'unknown', {
    codeSets: [aCodeSet({ generated: undefined })],
  }),
  gone('says unknown of codes generated in the future', { roles: director(0) }, 'unknown', { codeSets: [aCodeSet({ generated: AS_OF + 400_000 })] }),
  gone('passes codes without a date where who left could open nothing', {}, 'pass', { codeSets: [aCodeSet({ generated: undefined })] }),
  gone('looks at the places of the copies only', { roles: director(0) }, 'pass', {
    locations: [aLocation(), aSafe({ administrators: [] })],
    codeSets: [aCodeSet({ copies: [aCopy({ location: 'hq-safe' })] })],
  }),
  { name: 'does not speak where there is no set', facts: {}, expect: { outcome: 'not-applicable' } },
  {
    name: 'does not speak of AWS, which has no codes',
    subject: 'aws:111122223333/root',
    facts: { codeSets: [aCodeSet({ account: 'aws:111122223333/root' })] },
    expect: { outcome: 'not-applicable', message: 'no backup codes' },
  },
])
