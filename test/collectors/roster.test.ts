import { describe, expect, test } from 'vitest'
import { loadRoster, type Roster } from '../../src/collectors/roster/roster.ts'
import type { Checked } from '../../src/model/mistake.ts'
import { at } from '../support/builders.ts'
import { mistakesIn, valueIn } from '../support/mistakes.ts'

const load = (text: string): Checked<Roster> => loadRoster({ file: 'roster.yaml', sha256: '', bytes: Buffer.from(text) })

const WHOLE = `version: 1
people:
  - id: ada@acme.test
    identities: { github: ada, vault: [oidc-ada, root-ada] }
    roles: [{ role: it-director, from: 2024-01-01 }, { role: auditor, from: 2024-01-01T00:00:00Z, to: 2025-01-01 }]
    left: 2026-08-31
  - id: grace@acme.test
incidents:
  - id: INC-104
    opened: 2026-05-02T07:30:00Z
    closed: 2026-05-02T12:00:00Z
    responders: [grace@acme.test]
    accounts: ['github:ada']
  - { id: INC-105, opened: 2026-05-03, responders: [], accounts: [] }
`

test('a roster is people and incidents, each with its line', () => {
  const inFile = (line: number): object => ({ source: 'roster', file: 'roster.yaml', line })
  expect(valueIn(load(WHOLE))).toEqual({
    people: [
      {
        id: 'ada@acme.test',
        origin: inFile(3),
        identities: { github: ['ada'], vault: ['oidc-ada', 'root-ada'] },
        roles: [
          { role: 'it-director', from: at('2024-01-01') },
          { role: 'auditor', from: at('2024-01-01'), to: at('2025-01-01') },
        ],
        left: at('2026-08-31'),
      },
      { id: 'grace@acme.test', origin: inFile(7), identities: {}, roles: [] },
    ],
    incidents: [
      {
        id: 'INC-104',
        origin: inFile(9),
        opened: at('2026-05-02T07:30:00Z'),
        closed: at('2026-05-02T12:00:00Z'),
        responders: ['grace@acme.test'],
        accounts: ['github:ada'],
      },
      { id: 'INC-105', origin: inFile(14), opened: at('2026-05-03'), responders: [], accounts: [] },
    ],
  })
})

test('a roster may have nobody and no incident', () => {
  expect(valueIn(load('version: 1\npeople: []\n'))).toEqual({ people: [], incidents: [] })
})

describe('a roster that contradicts itself', () => {
  test.each<[string, string, string, string[]]>([
    [
      'a person twice, in another case',
      '- id: grace@acme.test',
      '- id: Ada@ACME.test',
      ['roster.yaml:7:9 the person Ada@ACME.test is given twice (the first is on line 3)', expect.stringContaining('is nobody in the roster') as string],
    ],
    [
      'an identity of two people',
      '- id: grace@acme.test',
      '- id: grace@acme.test\n    identities: { github: Ada }',
      ["roster.yaml:8:27 the github identity Ada is also another person's (one identity has one holder)"],
    ],
    [
      'a name in the own log that is the id of another person, in another case',
      'github: ada,',
      'log: [ada, Grace@acme.test],',
      ['roster.yaml:4:24 the log identity Grace@acme.test is the id of another person (the own log calls people by their ids)'],
    ],
    [
      'a near responder',
      'responders: [grace@acme.test]',
      'responders: [grac@acme.test]',
      ['roster.yaml:12:18 grac@acme.test is nobody in the roster (did you mean grace@acme.test?)'],
    ],
    ['an unknown responder', 'responders: [grace@acme.test]', 'responders: [x]', ['roster.yaml:12:18 x is nobody in the roster']],
    ['a role that ends before it begins', 'to: 2025-01-01', 'to: 2023-12-31', ['roster.yaml:5:103 the role ends before it begins']],
    [
      'an incident that is closed before it is opened',
      'closed: 2026-05-02T12:00:00Z',
      'closed: 2026-05-02T07:29:59Z',
      ['roster.yaml:11:13 the incident is closed before it is opened'],
    ],
    ['an incident twice', 'id: INC-105', 'id: INC-104', ['roster.yaml:14:11 the incident INC-104 is given twice (the first is on line 9)']],
    [
      'an account that is none',
      "['github:ada']",
      "['ada']",
      ['roster.yaml:13:16 an account, service:name, such as github:ada or aws:111122223333/root is expected'],
    ],
    [
      'a role without a beginning',
      '{ role: it-director, from: 2024-01-01 }',
      '{ role: it-director }',
      ['roster.yaml:5:13 the key from is missing (Inclusive.)'],
    ],
    ['a kind of identity in capitals', 'github: ada', 'GitHub: ada', ['roster.yaml:4:19 this name is not allowed: lower-case letters, digits and hyphens']],
    [
      'an identity that is a number',
      'github: ada',
      'github: 5',
      [expect.stringContaining('roster.yaml:4:27 a text is expected, and this is a number') as string],
    ],
  ])('%s', (_, from, to, expected) => {
    const told = mistakesIn(load(WHOLE.replace(from, to)))
    expect(told.slice(0, expected.length)).toEqual(expected)
  })

  test('a name in the own log may be the id of the same person, and that in another log the id of another', () => {
    for (const identity of ['log: ada@acme.test,', 'log: Ada@acme.test,', 'custody: grace@acme.test,'])
      expect('value' in load(WHOLE.replace('github: ada,', identity))).toBe(true)
  })

  test('the same identity twice of one person is right, and so are a role and an incident of no length', () => {
    for (const [from, to] of [
      ['[oidc-ada, root-ada]', '[oidc-ada, OIDC-ada]'],
      ['to: 2025-01-01', 'to: 2024-01-01'],
      ['closed: 2026-05-02T12:00:00Z', 'closed: 2026-05-02T07:30:00Z'],
    ] as const) {
      expect('value' in load(WHOLE.replace(from, to))).toBe(true)
    }
  })

  test('several mistakes come in one run', () => {
    expect(mistakesIn(load(WHOLE.replace('to: 2025-01-01', 'to: 2023-01-01').replace('INC-105', 'INC-104').replace('[grace@acme.test]', '[x]')))).toHaveLength(
      3,
    )
  })

  test('a code in the place of a name is not told', () => {
    for (const text of [
      WHOLE.replace('[grace@acme.test]', '["73019284"]'),
      WHOLE.replace('[grace@acme.test]', '["73019284"]').replace('id: grace@acme.test', 'id: "73019285"'),
      WHOLE.replace('github: ada,', 'custody: 73019284,').replace('- id: grace@acme.test', '- id: grace@acme.test\n    identities: { custody: "73019284" }'),
      WHOLE.replace('INC-104', '73019284').replace('INC-105', '73019284'),
    ]) {
      const checked = load(text)
      if (!('mistakes' in checked)) throw new Error('there is no mistake')
      expect(JSON.stringify(checked.mistakes)).not.toContain('7301928')
    }
  })
})
