/** Cases are read strictly: what would make a case show nothing, or something else than it says, is a mistake at its place. */
import { expect, test } from 'vitest'
import { loadCases } from '../../src/cases/load-cases.ts'
import { isMistaken } from '../../src/model/mistake.ts'

const HEAD = 'policy: ../first.yaml\nas-of: 2026-11-23T00:00:00Z\n'

const load = (text: string): ReturnType<typeof loadCases> => loadCases({ file: 'cases.yaml', sha256: '', bytes: Buffer.from(HEAD + text) })

/** "line: message; hint" of each. */
const mistakes = (text: string): readonly string[] => {
  const loaded = load(text)
  return isMistaken(loaded) ? loaded.mistakes.map(({ line, message, hint }) => `${String(line)}: ${message}${hint === undefined ? '' : `; ${hint}`}`) : []
}

const caseWith = (given: string, expected = '[{ control: BC-04, subject: "github:ada", outcome: pass }]'): string =>
  `cases:\n  - name: One\n    given:\n${given
    .split('\n')
    .map((line) => `      ${line}`)
    .join('\n')}\n    expect: ${expected}\n`

const SAFE = 'locations: [{ id: safe, kind: safe }]'
const COPY = `${SAFE}\ncode-sets: [{ account: "github:ada", status: active, copies: [{ location: safe, item: bag 1 }] }]`

test.each([
  ['a key that there is not', caseWith('code-set: []'), ['6: the key code-set is not known here; did you mean code-sets?']],
  ['no cases', 'cases: []\n', ['3: at least one entry is needed']],
  [
    'two cases of one name',
    'cases:\n  - { name: One, controls: all, expect: [] }\n  - { name: One, controls: all, expect: [] }\n',
    ['5: another case has this name; the first is on line 4'],
  ],
  [
    'nothing expected of nothing',
    'cases:\n  - { name: One, expect: [] }\n',
    ['4: nothing is expected, and no control is judged; name the controls: controls: [BC-01], or controls: all'],
  ],
  [
    'an expectation of a control that is not judged',
    'cases:\n  - { name: One, controls: [BC-01], expect: [{ control: BC-02, subject: "*", outcome: unknown }] }\n',
    ['4: BC-02 is not among the controls that the case judges; name it under controls'],
  ],
  [
    'two expectations of one subject, however it is spelled',
    'cases:\n  - name: One\n    expect:\n      - { control: A, subject: "github:ada", outcome: pass }\n      - { control: A, subject: "github:Ada", outcome: fail }\n',
    ['7: what A says about github:Ada is expected twice; a control says one thing about a subject; the first is on line 6'],
  ],
  ['an outcome that there is not', 'cases:\n  - { name: One, expect: [{ control: A, subject: "*", outcome: failed }] }\n', 1],
  [
    'a copy at a location that is not declared',
    caseWith('code-sets: [{ account: "github:ada", status: active, copies: [{ location: saef }] }]\nlocations: [{ id: safe, kind: safe }]'),
    ['6: the location saef is not declared; did you mean safe?'],
  ],
  ['an unknown service', caseWith('accounts: [{ account: "githup:ada" }]'), ['6: the service githup is not known; did you mean github?']],
  [
    'an event without a log',
    caseWith(`${COPY}\nescrow-events: [{ location: safe, item: bag 1, action: view, at: 2026-06-01 }]`),
    ['8: no log of safe is given, and an event is read from a log; name the log under logs, with its type'],
  ],
  [
    'an event at an item that no copy has, which would be passed over',
    caseWith(`${COPY}\nlogs: [{ location: safe, type: custody }]\nescrow-events: [{ location: safe, item: bag 2, action: view, at: 2026-06-01 }]`),
    ['9: no copy at safe is called bag 2; did you mean bag 1?'],
  ],
  [
    'a log of a location that is not declared',
    caseWith('logs: [{ location: safe, type: custody }]'),
    ['6: the location safe is not declared; declare it under locations'],
  ],
  [
    'a gap in the accounts of a location',
    caseWith(`${SAFE}\ngaps: [{ about: accounts, of: safe, reason: absent }]`),
    ['7: an account or all of a service is expected, such as github:ada or github:*'],
  ],
  [
    'a responder who is nobody',
    caseWith('people: [{ id: ada }]\nincidents: [{ id: I, opened: 2026-01-01, responders: [adda], accounts: ["github:ada"] }]'),
    ['7: adda is nobody in the roster; did you mean ada?'],
  ],
])('%s is a mistake', (_, text, expected) => {
  if (typeof expected === 'number') expect(mistakes(text)).toHaveLength(expected)
  else expect(mistakes(text)).toEqual(expected)
})

test('a mistake in the facts of the file is told once, however many cases there are', () => {
  const text = `given: { code-sets: [{ account: "github:ada", status: active, copies: [{ location: safe }] }] }\ncases:\n  - { name: A, controls: all, expect: [] }\n  - { name: B, controls: all, expect: [] }\n`
  expect(mistakes(text)).toEqual(['3: the location safe is not declared; declare it under locations'])
})

test('the facts of the file come before those of the case', () => {
  const loaded = load(`given: { locations: [{ id: safe, kind: safe }] }\n${caseWith('locations: [{ id: vault, kind: vault }]')}`)
  if (isMistaken(loaded)) throw new Error(JSON.stringify(loaded.mistakes))
  expect(loaded.value.cases[0]?.inventory.facts.locations.map(({ id }) => id)).toEqual(['safe', 'vault'])
})

test('what is not given is not known', () => {
  const loaded = load(
    caseWith(
      `locations: [{ id: safe, kind: safe }]\naccounts: [{ account: "github:ada" }, { account: "aws:111122223333/ada" }, { account: "aws:111122223333/root" }]\nlogs: [{ location: safe, type: carrier-pigeon }]`,
    ),
  )
  if (isMistaken(loaded)) throw new Error(JSON.stringify(loaded.mistakes))
  const { facts, sources } = loaded.value.cases[0]!.inventory
  expect(facts.accounts.map(({ mfa, method, holder, devices }) => [mfa, method, holder, devices])).toEqual([
    ['unknown', 'unknown', 'person', undefined],
    ['unknown', 'not-reported', 'unknown', undefined],
    ['unknown', 'not-reported', 'person', undefined],
  ])
  expect(facts.logs).toMatchObject([{ grade: 'client' }])
  expect(facts.logs[0]).not.toHaveProperty('covers')
  expect(sources.map(({ id, scope, location }) => [id, scope, location])).toEqual([
    ['github:*', 'github:*', undefined],
    ['aws:111122223333/*', 'aws:111122223333/*', undefined],
    ['safe', undefined, 'safe'],
  ])
})
