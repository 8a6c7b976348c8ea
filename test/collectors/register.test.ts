import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { loadRegister, type Register } from '../../src/collectors/register/register.ts'
import type { Checked } from '../../src/model/mistake.ts'
import { DAY } from '../../src/model/time.ts'
import { atOnce } from '../support/at-once.ts'
import { at } from '../support/builders.ts'
import { mistakesIn, valueIn } from '../support/mistakes.ts'

const load = (text: string, file = 'register.yaml'): Checked<Register> => loadRegister({ file, sha256: '', bytes: Buffer.from(text) })
const loadLines = (...lines: readonly string[]): Checked<Register> => load(lines.join('\n'), 'register.jsonl')

const WHOLE = `version: 1
services:
  - { id: registrar, name: Domain registrar, issues: 12, rotation: scheduled }
locations:
  - id: vault-hq
    kind: vault
    product: hashicorp-vault
    encrypted: true
    site: eu-west-1
    administrators: [it-director]
    unlocked-by: [okta:acme]
  - { id: hq-safe, kind: safe }
code-sets:
  - account: github:ada
    name: GitHub Work
    owner: ada@acme.test
    tier: production
    generated: 2026-03-15T10:00:00Z
    issued: 16
    remaining: 15
    used: [{ at: 2026-05-02, code: 5 }, { at: 2026-05-03T08:00:00Z }]
    tested: 2026-03-15T10:05:00Z
    status: lost
    since: 2026-11-10
    expires: 2027-03-15
    reviewed: 2026-10-01
    checked: 2026-11-01
    plan: Annual
    copies:
      - { location: vault-hq, item: secret/data/ada, stored: 2026-03-15T10:02:00Z }
      - location: hq-safe
  - { account: 'registrar:acme', status: active }
`

describe('a register', () => {
  const inFile = (line: number): object => ({ source: 'register', file: 'register.yaml', line })
  const read = valueIn(load(WHOLE))

  test('may say of a service of the catalogue what the catalogue leaves open', () => {
    const open = WHOLE.replace('code-sets:', '').replace('services:\n', 'services:\n  - { id: dropbox, name: Ours, rotation: on-use }\n')
    expect(valueIn(load(`${open.split('  - account:')[0] ?? ''}code-sets: []\n`)).services.map(({ id }) => id)).toEqual(['dropbox', 'registrar'])
  })

  test('may say of a service of its own how its codes end and where new ones are had', () => {
    const of = (said: string) => valueIn(load(WHOLE.replace('issues: 12, rotation: scheduled', `issues: 12, rotation: scheduled, ${said}`))).services[0]
    expect(of('single-use: false, expires-after: 90d, regenerate: Account → Codes')).toMatchObject({
      singleUse: false,
      expiresAfter: 90 * DAY,
      regenerate: 'Account → Codes',
    })
    expect(of('expires-after: never')).toMatchObject({ expiresAfter: 'never' })
  })

  test('is read field by field, each with its line where that is another than the line of the set', () => {
    expect(read.codeSets.at(0)).toEqual({
      account: 'github:ada',
      origin: inFile(14),
      lines: {
        generated: 18,
        status: 23,
        owner: 16,
        remaining: 20,
        issued: 19,
        tested: 22,
        expires: 25,
        reviewed: 26,
        checked: 27,
        since: 24,
        name: 15,
        copies: 29,
      },
      status: 'lost',
      name: 'GitHub Work',
      owner: 'ada@acme.test',
      tier: 'production',
      generated: at('2026-03-15T10:00:00Z'),
      issued: 16,
      remaining: 15,
      used: [{ at: at('2026-05-02'), code: 5 }, { at: at('2026-05-03T08:00:00Z') }],
      tested: at('2026-03-15T10:05:00Z'),
      since: at('2026-11-10'),
      expires: at('2027-03-15'),
      reviewed: at('2026-10-01'),
      checked: at('2026-11-01'),
      plan: 'Annual',
      copies: [
        { location: 'vault-hq', item: 'secret/data/ada', stored: at('2026-03-15T10:02:00Z'), origin: inFile(30) },
        { location: 'hq-safe', origin: inFile(31) },
      ],
    })
    expect(read.locations).toEqual([
      {
        id: 'vault-hq',
        origin: inFile(5),
        kind: 'vault',
        product: 'hashicorp-vault',
        encrypted: true,
        site: 'eu-west-1',
        administrators: ['it-director'],
        unlockedBy: ['okta:acme'],
      },
      { id: 'hq-safe', origin: inFile(12), kind: 'safe' },
    ])
    expect(read.services).toEqual([{ id: 'registrar', name: 'Domain registrar', issues: 12, rotation: 'scheduled' }])
  })

  test('does not have a field that it does not give', () => {
    expect(read.codeSets.at(1)).toEqual({ account: 'registrar:acme', origin: inFile(32), lines: {}, status: 'active' })
  })

  test('may be empty, and may hold several sets of one account', () => {
    expect(valueIn(load('version: 1\nlocations: []\ncode-sets: []\n'))).toEqual({ codeSets: [], locations: [], services: [] })
    expect(valueIn(load(`${WHOLE}  - { account: 'github:ada', status: revoked }\n`)).codeSets).toHaveLength(3)
  })
})

describe('a register that contradicts itself', () => {
  const withSet = (set: string): readonly string[] => mistakesIn(load(WHOLE.replace("{ account: 'registrar:acme', status: active }", set)))

  test.each<[string, string, string[]]>([
    [
      'a location that is nowhere, with a near one',
      '{ account: github:grace, status: active, copies: [{ location: vault-hg }] }',
      ['register.yaml:32:67 the location vault-hg is not declared (did you mean vault-hq?)'],
    ],
    [
      'a location that is nowhere near',
      '{ account: github:grace, status: active, copies: [{ location: attic }] }',
      ['register.yaml:32:67 the location attic is not declared (declare it under locations)'],
    ],
    ['a service with a near one', '{ account: githbu:grace, status: active }', ['register.yaml:32:16 the service githbu is not known (did you mean github?)']],
    [
      'a service of the register with a near one',
      '{ account: registar:x, status: active }',
      ['register.yaml:32:16 the service registar is not known (did you mean registrar?)'],
    ],
    [
      'a service that is nowhere near',
      '{ account: mastodon:x, status: active }',
      ['register.yaml:32:16 the service mastodon is not known (declare it under services)'],
    ],
    [
      'since without a loss',
      '{ account: github:grace, status: active, since: 2026-01-01 }',
      ['register.yaml:32:53 since stands only with status lost or compromised'],
    ],
    [
      'more left than issued',
      '{ account: github:grace, status: active, issued: 10, remaining: 11 }',
      ['register.yaml:32:69 more codes remain than were issued (10)'],
    ],
    [
      'used codes that were never issued',
      '{ account: github:grace, status: active, issued: 10, used: [{ at: 2026-01-01, code: 10 }, { at: 2026-01-02, code: 11 }, { at: 2026-01-03 }] }',
      ['register.yaml:32:119 there is no code 11: 10 were issued'],
    ],
    [
      'all of it at once',
      '{ account: githbu:grace, status: spent, since: 2026-01-01, issued: 1, remaining: 2, copies: [{ location: attic }] }',
      [
        'register.yaml:32:16 the service githbu is not known (did you mean github?)',
        'register.yaml:32:52 since stands only with status lost or compromised',
        'register.yaml:32:86 more codes remain than were issued (1)',
        'register.yaml:32:110 the location attic is not declared (declare it under locations)',
      ],
    ],
  ])('%s', (_, set, expected) => {
    expect(withSet(set)).toEqual(expected)
  })

  test('everything left, or since with a loss, is right', () => {
    for (const set of ['{ account: github:x, status: active, issued: 10, remaining: 10 }', '{ account: github:x, status: compromised, since: 2026-01-01 }']) {
      expect('value' in load(WHOLE.replace("{ account: 'registrar:acme', status: active }", set))).toBe(true)
    }
  })

  test.each<[string, string, string, string[]]>([
    [
      'a location twice',
      'id: hq-safe',
      'id: vault-hq',
      [
        'register.yaml:12:11 the location vault-hq is given twice (the first is on line 5)',
        'register.yaml:31:19 the location hq-safe is not declared (declare it under locations)',
      ],
    ],
    [
      'a service of the catalogue',
      'id: registrar',
      'id: google',
      [
        'register.yaml:3:11 the service google is in the catalogue already (remove it here)',
        'register.yaml:32:16 the service registrar is not known (declare it under services)',
      ],
    ],
    [
      'a service of the catalogue, with a rotation that it knows otherwise',
      'id: registrar, name: Domain registrar, issues: 12, rotation: scheduled',
      'id: github-org, name: Ours, issues: 12, rotation: none',
      [
        'register.yaml:3:57 the catalogue has a source that says scheduled (write rotation: scheduled)',
        'register.yaml:32:16 the service registrar is not known (declare it under services)',
      ],
    ],
    [
      'a service of the catalogue, with more than one statement that it knows otherwise',
      'services:\n',
      'services:\n  - { id: bitwarden, name: Ours, rotation: none, single-use: false, expires-after: 1d }\n',
      ['register.yaml:3:11 the service bitwarden is in the catalogue already (remove it here)'],
    ],
    [
      'a service of the catalogue, of which one statement is new and another contradicts it',
      'services:\n',
      'services:\n  - { id: google, name: Ours, rotation: scheduled, single-use: false, expires-after: 90d }\n',
      ['register.yaml:3:64 the catalogue has a source that says true (write single-use: true)'],
    ],
    [
      'a span that is none',
      'rotation: scheduled }',
      'rotation: scheduled, expires-after: soon }',
      ['register.yaml:3:94 a whole number and a unit, such as 12h, 30d or 2w, or never, is expected'],
    ],
    [
      'a span without its unit',
      'rotation: scheduled }',
      'rotation: scheduled, expires-after: 90 }',
      ['register.yaml:3:94 a whole number and a unit, such as 12h, 30d or 2w, or never, is expected, and this is a number (write 90d)'],
    ],
    ['a lock that is nowhere', 'okta:acme', 'otka:acme', ['register.yaml:11:19 the service otka is not known (did you mean okta?)']],
  ])('%s', (_, from, to, expected) => {
    expect(mistakesIn(load(WHOLE.replace(from, to)))).toEqual(expected)
  })

  test('a service twice', () => {
    const twice = WHOLE.replace('locations:\n', '  - { id: registrar, name: Other, rotation: none }\nlocations:\n')
    expect(mistakesIn(load(twice))).toEqual(['register.yaml:4:11 the service registrar is given twice (the first is on line 3)'])
  })

  test.each(['github', 'github:', ':ada', 'GitHub:ada', 'github: ada', 'aws:ada', 'aws:11112222333/root', 'aws:111122223333/'])(
    'the account %j is none',
    (account) => {
      expect(withSet(`{ account: '${account}', status: active }`)).toEqual([expect.stringContaining('an account, service:name, such as github:ada') as string])
    },
  )

  test.each(['code: "73019284"', 'codes: [73019284]', 'value: 3f9a1-7c2e8'])('there is no place for a code (%s)', (field) => {
    const checked = load(WHOLE.replace("{ account: 'registrar:acme', status: active }", `{ account: github:x, status: active, ${field} }`))
    if (!('mistakes' in checked)) throw new Error('there is no mistake')
    expect(checked.mistakes).toHaveLength(1)
    expect(JSON.stringify(checked.mistakes)).not.toMatch(/7301|9284|3f9a1|7c2e8/)
  })

  test('a code in the place of a name is not told', () => {
    for (const [from, to] of [
      ['location: hq-safe\n', 'location: "73019284"\n'],
      ['okta:acme', 'ab1cd-7c2e8:acme'],
      ['id: hq-safe', 'id: "73019285"'],
    ] as const) {
      const checked = load(WHOLE.replace(from, to))
      if (!('mistakes' in checked)) throw new Error('there is no mistake')
      expect(JSON.stringify(checked.mistakes)).not.toMatch(/7301928|ab1cd|7c2e8/)
    }
    const near = load(WHOLE.replace('location: hq-safe\n', 'location: "73019284"\n').replace('id: hq-safe', 'id: "73019285"'))
    expect(JSON.stringify(near)).not.toMatch(/7301928/)
  })
})

describe('a register in JSON lines', () => {
  const safe = '{"id":"hq-safe","kind":"safe"}'
  const ada = '{"account":"github:ada","status":"active","generated":"2026-03-15","copies":[{"location":"hq-safe","item":"bag 0031"}]}'

  test('has a code set, a location or a service on each line', () => {
    const registrar = '{"id":"registrar","name":"Registrar","rotation":"none"}'
    const inFile = (line: number): object => ({ source: 'register', file: 'register.jsonl', line })
    expect(valueIn(loadLines(safe, '', ` ${ada} `, registrar))).toEqual({
      codeSets: [
        {
          account: 'github:ada',
          origin: inFile(3),
          lines: {},
          status: 'active',
          generated: at('2026-03-15'),
          copies: [{ location: 'hq-safe', item: 'bag 0031', origin: inFile(3) }],
        },
      ],
      locations: [{ id: 'hq-safe', origin: inFile(1), kind: 'safe' }],
      services: [{ id: 'registrar', name: 'Registrar', rotation: 'none' }],
    })
  })

  test('may have blanks, escapes, a byte order mark and the line ends of Windows', () => {
    const spaced = '{ "account" : "github:\\u0061da", "status": "active", "name": "a  \\" b" }'
    expect(valueIn(load(`\u{feff}${safe}\r\n${spaced}\r\n`, 'register.jsonl')).codeSets).toMatchObject([{ account: 'github:ada', name: 'a  " b' }])
  })

  test('may name a location before it is declared', () => {
    expect('value' in loadLines(ada, safe)).toBe(true)
  })

  test('tells each wrong line, with its number', () => {
    expect(
      mistakesIn(
        loadLines(
          safe,
          '{"account":"github:grace","status":"lots"}',
          'account: github:grace',
          '[1]',
          '{"account":"github:grace","status":"active","codes":["73019284"]}',
          '{"account":"github:grace","status":"active","tier":"a","tier":"b"}',
          '{"account":"github:grace","status":"active"',
          '{"account":"github:gr\\ud800ce","status":"active"}',
          '{}',
        ),
      ),
    ).toEqual([
      expect.stringMatching(/^register\.jsonl:2:\d+ one of active, spent, lost, compromised or revoked is expected/),
      'register.jsonl:3:1 a JSON object is expected on each line, and this is not valid JSON',
      'register.jsonl:4:1 a JSON object is expected on each line, and this is another value',
      expect.stringMatching(/^register\.jsonl:5:\d+ the key codes is not known here/),
      expect.stringMatching(/^register\.jsonl:6:\d+ the key is given twice/),
      'register.jsonl:7:1 a JSON object is expected on each line, and this is not valid JSON',
      'register.jsonl:8:1 a JSON object is expected on each line, and this is JSON with half a character in it, a lone surrogate',
      expect.stringMatching(/^register\.jsonl:9:1 the key id is missing/),
      expect.stringMatching(/^register\.jsonl:9:1 the key name is missing/),
      expect.stringMatching(/^register\.jsonl:9:1 the key rotation is missing/),
    ])
  })

  test.each([
    '{"account":"github:ada","account":"github:grace","status":"active"}',
    '{"account":"github:ada","status":"active","copies":[{"location":"hq-safe","location":"hq-safe"}]}',
    `{"account":"github:ada","status":"active","tier":"x","tier":"y","used":[${Array(11).fill('{"at":"2026-05-02","code":1e3}').join(',')}]}`,
    '{"account":"github:ada","status":"active","stat\\u0075s":"lost"}',
  ])('refuses a key that is given twice: %s', (line) => {
    expect(mistakesIn(loadLines(safe, line))).toContainEqual(expect.stringMatching(/^register\.jsonl:2:\d+ the key is given twice/))
  })

  test('refuses what leads nowhere, at its line', () => {
    expect(
      mistakesIn(loadLines('{"id":"hq-save","kind":"safe"}', ada, '{"account":"githbu:ada","status":"active"}', '{"id":"hq-save","kind":"paper"}')),
    ).toEqual([
      'register.jsonl:2:90 the location hq-safe is not declared (did you mean hq-save?)',
      'register.jsonl:3:12 the service githbu is not known (did you mean github?)',
      'register.jsonl:4:7 the location hq-save is given twice (the first is on line 1)',
    ])
  })

  test.each<[string, string]>([
    ['a location', '{"account":"github:ada","status":"active","copies":[{"location":"73019284"}]}'],
    ['a service', '{"account":"k3j9x8vq1zbn5m2w7t4r6y0plhgfdsa1:ada","status":"active"}'],
    ['a status', '{"account":"github:ada","status":"73019284"}'],
    ['a key', '{"account":"github:ada","status":"active","73019284":1}'],
    ['a line of its own', '73019284'],
    ['a line that is no JSON', '{"account":"github:ada","status":73019284"}'],
  ])('never tells a code that stands for %s', (_, line) => {
    const checked = loadLines(safe, '{"id":"73019285","kind":"safe"}', line)
    if (!('mistakes' in checked)) throw new Error('there is no mistake')
    expect(JSON.stringify(checked.mistakes)).not.toMatch(/7301928|k3j9x8/)
  })

  test('of 10,000 lines is read at once', () => {
    const lines = Array.from({ length: 10_000 }, (_, index) => ada.replace('github:ada', `github:user-${String(index)}`))
    expect(atOnce(() => valueIn(loadLines(safe, ...lines))).codeSets).toHaveLength(10_000)
  })

  test('is none when it is empty', () => {
    expect(loadLines('', '  ')).toEqual({ mistakes: [{ file: 'register.jsonl', message: 'the register is empty' }] })
  })

  test('is a register or has mistakes, whatever its lines', () => {
    const line = fc.oneof(
      fc.jsonValue().map((value) => JSON.stringify(value)),
      fc.string(),
      fc
        .dictionary(fc.constantFrom('account', 'status', 'kind', 'id', 'copies', 'generated', '__proto__'), fc.jsonValue({ maxDepth: 2 }))
        .map((value) => JSON.stringify(value)),
    )
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 5 }), (lines) => {
        const checked = loadLines(...lines)
        if (lines.every((text) => text.trim() === '')) return
        expect('value' in checked || checked.mistakes.every(({ line: number = 0 }) => number > 0)).toBe(true)
      }),
    )
  })
})
