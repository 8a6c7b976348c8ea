import { describe, expect, test } from 'vitest'
import { HOUR, DAY } from '../../src/model/time.ts'
import { loadConfiguration, namedFiles } from '../../src/policy/load-configuration.ts'
import { mistakesIn, oneLine } from '../support/mistakes.ts'

const aFile = (text: string) => ({ file: 'sparekey.yaml', sha256: '', bytes: Buffer.from(text) })
const load = (text: string) => loadConfiguration(aFile(text))

const SMALL = `version: 1
policy: policy.yaml
register: register.yaml
roster: roster.yaml
sources:
  - { id: github-acme, type: github, organization: acme }
  - { id: vault-hq, type: vault, location: vault-hq, files: [audit.jsonl] }
`

describe('a configuration', () => {
  test('has defaults for what it leaves out', () => {
    expect(load(SMALL).configuration).toEqual({
      file: 'sparekey.yaml',
      policies: ['policy.yaml'],
      register: 'register.yaml',
      roster: 'roster.yaml',
      sources: [
        { id: 'github-acme', type: 'github', organization: 'acme' },
        { id: 'vault-hq', type: 'vault', location: 'vault-hq', files: ['audit.jsonl'] },
      ],
      maxEvidenceAge: 7 * DAY,
      reports: [],
      failOn: 'medium',
    })
  })

  test('may say all of it', () => {
    const whole = `${SMALL.replace('policy: policy.yaml', 'policy: [a.yaml, b.yaml]')}waivers: waivers.yaml\nmax-evidence-age: 12h\nreports: [json=out/a.json, text]\nfail-on: low\n`
    expect(load(whole).configuration).toMatchObject({
      policies: ['a.yaml', 'b.yaml'],
      waivers: 'waivers.yaml',
      maxEvidenceAge: 12 * HOUR,
      reports: ['json=out/a.json', 'text'],
      failOn: 'low',
    })
  })

  test('may have no source', () => {
    expect(load(SMALL.replace(/sources:[^]*/, 'sources: []\n')).configuration?.sources).toEqual([])
  })
})

const KEY = 'AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c'

describe('a configuration that is wrong', () => {
  test.each<[string, string, string, string[]]>([
    ['a source twice', 'id: vault-hq', 'id: github-acme', ['sparekey.yaml:7:11 the source github-acme is given twice (the first is on line 6)']],
    [
      'a type that is misspelt',
      'type: github',
      'type: gitub',
      [
        'sparekey.yaml:6:30 one of github, aws, google, vault, cloudtrail, bitwarden, onepassword, keepassxc, custody, log or mapped is expected (did you mean github?)',
      ],
    ],
    ['a source without a type', 'type: github, ', '', ['sparekey.yaml:6:5 the key type is missing']],
    [
      'an own log whose keys nobody knows',
      'type: github, organization: acme',
      'type: log, location: safe, files: [log.jsonl]',
      [expect.stringMatching(/^sparekey\.yaml:6:5 the key keys is missing \(.*as sparekey log open and sparekey log show --log FILE print them/)],
    ],
    [
      'an own log in which one key would sign for two',
      'type: github, organization: acme',
      `type: log, location: safe, files: [log.jsonl], signers: 2, keys: [a.test/hq+00000000+${KEY}, a.test/hq+00000000+${KEY} to=2027-01-01, b.test+11111111+${KEY}]`,
      [expect.stringMatching(/^sparekey\.yaml:6:\d+ b\.test has the same key as a\.test\/hq: it is one signer \(each signer needs a key of its own\)$/)],
    ],
    [
      'a source without what its type needs',
      ', organization: acme',
      '',
      ['sparekey.yaml:6:5 the key organization is missing (The organisation, as it stands in its address.)'],
    ],
    [
      'a key of another type of source',
      'organization: acme',
      'organization: acme, location: x',
      [
        'sparekey.yaml:6:58 the key location is not known here (the keys here are id, type, organization, enterprise, base-url, token-env, app, activity-window, security-logs, collected and files)',
      ],
    ],
    [
      'an address to which a token would go unencrypted',
      'organization: acme',
      'organization: acme, base-url: http://github.acme.test/api/v3',
      ['sparekey.yaml:6:68 credentials would be sent unencrypted (write https://)'],
    ],
    ['an address that is none', 'organization: acme', "organization: acme, base-url: 'https://['", ['sparekey.yaml:6:68 https://[ is no address']],
    ['a log without files', 'files: [audit.jsonl]', 'files: []', ['sparekey.yaml:7:61 at least one entry is needed']],
    [
      'a source that is a text',
      '- { id: github-acme, type: github, organization: acme }',
      '- github',
      [expect.stringContaining('sparekey.yaml:6:5 a mapping (key: value) is expected') as string],
    ],
    ['another version', 'version: 1', 'version: 2', ['sparekey.yaml:1:10 1 is expected']],
    ['a version in quotes', 'version: 1', 'version: "1"', ['sparekey.yaml:1:10 1 is expected (write 1, without quotes)']],
    ['an empty list of policies', 'policy: policy.yaml', 'policy: []', ['sparekey.yaml:2:9 at least one entry is needed']],
    [
      'a policy that is a number',
      'policy: policy.yaml',
      'policy: 5',
      ['sparekey.yaml:2:9 a text is expected, and this is a number (put it in quotes)', 'sparekey.yaml:2:9 a list is expected, and this is a number'],
    ],
    ['no roster', 'roster: roster.yaml\n', '', ['sparekey.yaml:1:1 the key roster is missing (Who is who: people, roles, incidents.)']],
    [
      'a severity that is none',
      'version: 1',
      'version: 1\nfail-on: hgih',
      ['sparekey.yaml:2:10 one of critical, high, medium, low or info is expected (did you mean high?)'],
    ],
    [
      'an age without a unit',
      'version: 1',
      'version: 1\nmax-evidence-age: 7',
      ['sparekey.yaml:2:19 a whole number and a unit, such as 12h, 30d or 2w is expected, and this is a number (write 7d)'],
    ],
  ])('has %s', (_, from, to, expected) => {
    expect(mistakesIn(load(SMALL.replace(from, to)))).toEqual(expected)
  })

  test('an account id without quotes is told to need them', () => {
    expect(mistakesIn(load(SMALL.replace('type: github, organization: acme', 'type: aws, account: 111122223333')))).toEqual([
      'sparekey.yaml:6:44 a text is expected, and this is a number (put it in quotes)',
    ])
  })

  test.each(['2026-11-22', '2026-11-22T21:00:00', 'yesterday'])('%s is no time of a collection', (text) => {
    expect(mistakesIn(load(SMALL.replace('organization: acme', `organization: acme, collected: ${text}`)))).toEqual([
      expect.stringContaining('sparekey.yaml:6:69 a time with an offset, such as 2026-05-02T07:30:00Z is expected') as string,
    ])
  })
})

test.each([
  ['7d', 0],
  ['0d', 1],
  ['7', 1],
])('a silence of %s has %d mistakes', (silence, count) => {
  const log = `sources:\n  - { id: v, type: vault, location: v, files: [a], max-silence: ${silence} }\n`
  expect(load(SMALL.replace(/sources:[^]*/, log)).mistakes).toHaveLength(count)
})

describe('a KeePass database', () => {
  const keepassxc = (key: string): string =>
    SMALL.replace(/sources:[^]*/, `sources:\n  - { id: k, type: keepassxc, location: keepass, files: [a.kdbx]${key} }\n`)

  test.each([', password-env: KEY', ', key-file: a.key', ', password-env: KEY, key-file: a.key'])('has its key in %s', (key) => {
    expect(load(keepassxc(key)).mistakes).toEqual([])
  })

  test.each([
    ['', 'sparekey.yaml:6:5 a KeePass database needs its key (name the environment variable with its password under password-env, or the key-file)'],
    [', password: secret', 'sparekey.yaml:6:67 the key password is not known here'],
    [', password-env: "a b"', 'sparekey.yaml:6:81 this is not written as it must be'],
  ])('with the key %j is a mistake', (key, mistake) => {
    expect(mistakesIn(load(keepassxc(key))).join('\n')).toContain(mistake)
  })
})

describe('the files that a broken configuration names', () => {
  test('are found all the same', () => {
    const { policies, waivers, register, roster } = namedFiles(aFile(`${SMALL}waivers: w.yaml\nbroken: [`))
    const places = [...policies, waivers, register, roster].map((named) => named && `${oneLine(named.named('is named'))}: ${named.path}`)
    expect(places).toEqual([
      'sparekey.yaml:2:9 is named: policy.yaml',
      'sparekey.yaml:8:10 is named: w.yaml',
      'sparekey.yaml:3:11 is named: register.yaml',
      'sparekey.yaml:4:9 is named: roster.yaml',
    ])
    const several = namedFiles(aFile(SMALL.replace('policy: policy.yaml', 'policy: [a.yaml, 5, "", b.yaml]'))).policies
    expect(several.map(({ path, named }) => [path, named('').column])).toEqual([
      ['a.yaml', 10],
      ['b.yaml', 25],
    ])
  })

  test.each(['', '[]', 'policy: 5', 'policy: { a: b }', '['.repeat(20_000), 'policy: *x', '\u{0}'])('are none in %j', (text) => {
    expect(namedFiles(aFile(text))).toEqual({ policies: [] })
  })
})

describe('a mapping', () => {
  const mapped = (over: string): string =>
    SMALL.replace(
      /  - [{] id: vault-hq.*/,
      `  - id: pam
    type: mapped
    location: pam-hq
    files: [log.csv]
    format: csv
${over}`,
    )
  const RIGHT = `    columns: { time: Time, actor: User, action: Operation, item: Secret, outcome: Result }
    actions: { checkout: view }
    outcomes: { ok: success }
    time: { form: instant, clock: server }
    grade: client
`

  test('may be right', () => {
    expect(load(mapped(RIGHT)).mistakes).toEqual([])
    expect(load(mapped(RIGHT.replace('grade: client', 'grade: server').replace('item:', 'sequence: No, item:'))).mistakes).toEqual([])
    expect(load(mapped(RIGHT.replace('{ ok: success }', 'success').replace(', outcome: Result', ''))).mistakes).toEqual([])
    expect(load(mapped(RIGHT.replace('form: instant', 'form: local, zone: Europe/Berlin'))).mistakes).toEqual([])
  })

  test.each([
    [
      'grade: client',
      'grade: server',
      'sparekey.yaml:16:12 the silence of a log proves something only where a missing record would be seen (name under columns the sequence, a number that rises by one with every record; or write client)',
    ],
    [', outcome: Result', '', 'sparekey.yaml:14:15 no column is named that has the outcome (name it under columns, or write outcomes: success)'],
    ['{ ok: success }', 'success', 'sparekey.yaml:12:83 no value of this column is given a meaning (write under outcomes what each means)'],
    ['form: instant', 'form: local', 'sparekey.yaml:15:11 local times need their zone (write zone: Europe/Berlin)'],
    ['form: instant', 'form: instant, zone: UTC', 'sparekey.yaml:15:34 times of the form instant have no zone'],
    ['form: instant', 'form: local, zone: Europe/Berln', 'sparekey.yaml:15:32 Europe/Berln is no time zone (such as Europe/Berlin or UTC)'],
    ['form: instant', 'form: local, zone: "+01:00"', 'sparekey.yaml:15:32 +01:00 is no time zone (such as Europe/Berlin or UTC)'],
    [
      'checkout: view',
      'checkout: veiw',
      'sparekey.yaml:13:26 one of view, copy, export, create, update, delete, share, use, test, acl or none is expected (did you mean view?)',
    ],
  ])('%s as %s', (from, to, mistake) => {
    expect(load(mapped(RIGHT.replace(from, to))).mistakes.map(oneLine)).toEqual([mistake])
  })
})
