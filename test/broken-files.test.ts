/** Files with several mistakes each, and all that is told of them in one run. */
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { load } from '../src/load.ts'
import type { Mistake } from '../src/model/mistake.ts'
import { mistakesIn } from './support/mistakes.ts'
import { tempFolder } from './support/temp-folder.ts'

const right = {
  'sparekey.yaml': `version: 1
policy: policy.yaml
waivers: waivers.yaml
register: register.yaml
roster: roster.yaml
sources:
  - { id: vault-hq, type: vault, location: vault-hq, files: [audit.jsonl] }
`,
  'policy.yaml': 'policy: p\ntitle: T\ncontrols:\n  - { id: A, title: T, rule: over-age, severity: high }\n',
  'waivers.yaml': 'waivers: []\n',
  'register.yaml': 'version: 1\nlocations:\n  - { id: vault-hq, kind: vault }\ncode-sets: []\n',
  'roster.yaml': 'version: 1\npeople: []\n',
}

const told = async (over: Readonly<Record<string, string>>): Promise<readonly string[]> =>
  mistakesIn(await load({ config: join(tempFolder({ ...right, ...over }), 'sparekey.yaml') }))

const table: readonly [string, Readonly<Record<string, string>>, readonly string[]][] = [
  [
    'a policy with mistakes of shape and a control twice',
    {
      'policy.yaml': `policy: p
titel: T
extends: [none.yaml]
controls:
  - { id: A, title: T, rule: over-agee, severity: high }
  - { id: B, title: T, rule: over-age, severity: high, params: { interval: 365 } }
  - { id: A, title: 5, rule: over-age, severity: high }
`,
    },
    [
      'policy.yaml:2:1 the key titel is not known here (did you mean title?)',
      'policy.yaml:5:30 one of mfa-missing, codes-missing, too-few-devices, rotation-due, over-age, expired, single-location, forbidden-storage, missing-storage-kind, circular-storage, access-outside-role, unaudited-access, used-not-rotated, low-remaining, stale-escrow, untested-codes, review-overdue, use-check-overdue, lost-not-regenerated, orphaned-set, departed-custodian, count-mismatch, bad-name, plaintext-in-log, log-silent or log-tampered is expected (did you mean over-age?)',
      'policy.yaml:6:76 a whole number and a unit, such as 12h, 30d or 2w is expected, and this is a number (write 365d)',
      'policy.yaml:7:11 the control A is given twice (the first is on line 5)',
      'policy.yaml:7:21 a text is expected, and this is a number (put it in quotes)',
      'policy.yaml:3:11 none.yaml is not there',
    ],
  ],
  [
    'a policy whose syntax is broken and that extends a file that is not there',
    { 'policy.yaml': 'policy: p\ntitle: T\ntitle: T\nextends:\n  - none.yaml\n' },
    ['policy.yaml:3:1 the key is given twice (the first is on line 2)', 'policy.yaml:5:5 none.yaml is not there'],
  ],
  [
    'waivers with every mistake at once',
    {
      'waivers.yaml': `waivers:
  - { id: W-1, control: A, subject: 'github:*', reason: r, owner: a, approved-by: b, created: 2026-10-01, expires: 2026-09-30 }
  - { id: W-1, control: A, subject: 'aws:*', reason: r, ownr: a, approved-by: b, created: 2026-10-01, expires: 2026-09-30 }
  - { id: W-2, control: A, subject: github:ada, allow-glob: yes, reason: '', owner: a, approved-by: b, created: 2026-13-01, expires: 2026-09-30 }
  - W-3
`,
    },
    [
      'waivers.yaml:2:37 a subject with * needs allow-glob: true (or name the one subject)',
      'waivers.yaml:2:116 the waiver ends before it was created',
      'waivers.yaml:3:11 the waiver W-1 is given twice (the first is on line 2)',
      'waivers.yaml:3:37 a subject with * needs allow-glob: true (or name the one subject)',
      'waivers.yaml:3:57 the key ownr is not known here (did you mean owner?)',
      'waivers.yaml:3:112 the waiver ends before it was created',
      'waivers.yaml:4:61 true or false is expected, and this is a text (write true, without quotes)',
      'waivers.yaml:4:74 a text is expected, and this is empty',
      'waivers.yaml:4:113 a date such as 2026-12-31 is expected (is the day in the calendar, and does a time have its offset?)',
      'waivers.yaml:5:5 a mapping (key: value) is expected, and this is a text',
    ],
  ],
  [
    'a register with mistakes of shape and of sense',
    {
      'register.yaml': `version: "1"
services:
  - { id: github, name: GitHub, rotation: none }
locations:
  - { id: vault-hq, kind: valt, unlocked-by: [otka:acme] }
  - { id: vault-hq, kind: safe }
code-sets:
  - { account: githbu:ada, status: lots, copies: [{ location: vault-hg }, vault-hq, { location: vault-hq }] }
  - { account: github, status: active, since: 2026-01-01, issued: 1, remaining: 2, tier: }
`,
    },
    [
      'register.yaml:1:10 1 is expected (write 1, without quotes)',
      'register.yaml:3:11 the service github is in the catalogue already (remove it here)',
      'register.yaml:5:27 one of vault, password-manager, safe, paper, hardware-token, file, email, notes, chat or other is expected (did you mean vault?)',
      'register.yaml:5:47 the service otka is not known (did you mean okta?)',
      'register.yaml:6:11 the location vault-hq is given twice (the first is on line 5)',
      'register.yaml:8:16 the service githbu is not known (did you mean github?)',
      'register.yaml:8:36 one of active, spent, lost, compromised or revoked is expected (did you mean lost?)',
      'register.yaml:8:63 the location vault-hg is not declared (did you mean vault-hq?)',
      'register.yaml:8:75 a mapping (key: value) is expected, and this is a text (write { location: vault-hq })',
      'register.yaml:9:16 an account, service:name, such as github:ada or aws:111122223333/root is expected',
      'register.yaml:9:47 since stands only with status lost or compromised',
      'register.yaml:9:81 more codes remain than were issued (1)',
      'register.yaml:9:90 a text is expected, and this is nothing',
    ],
  ],
  [
    'a register whose lists are under misspelt keys: what they declare is not missed',
    {
      'register.yaml': `version: 1
service: [{ id: registrar, name: R, rotation: none }]
location: [{ id: vault-hq, kind: vault }]
code-sets: [{ account: registrar:acme, status: active, copies: [{ location: vault-hq }] }]
`,
    },
    [
      'register.yaml:2:1 the key service is not known here (did you mean services?)',
      'register.yaml:3:1 the key location is not known here (did you mean locations?)',
    ],
  ],
  [
    'a register in JSON lines with bad lines',
    {
      'sparekey.yaml': right['sparekey.yaml'].replace('register.yaml', 'register.jsonl'),
      'register.jsonl': `{"id":"vault-hq","kind":"valt"}
{"id":"hq-safe","kind":"safe"
{"account":"github:ada","status":"active","copies":[{"location":"vault-hq"},{"location":"hq-safe"},{"location":"attic"}]}
{"account":"githbu:ada","status":"active","since":"2026-01-01","tier":5}
{"id":"vault-hq","kind":"vault","kind":"vault"}
[1]
`,
    },
    [
      'register.jsonl:1:25 one of vault, password-manager, safe, paper, hardware-token, file, email, notes, chat or other is expected (did you mean vault?)',
      'register.jsonl:2:1 a JSON object is expected on each line, and this is not valid JSON',
      'register.jsonl:3:112 the location attic is not declared (declare it under locations)',
      'register.jsonl:4:12 the service githbu is not known (did you mean github?)',
      'register.jsonl:4:51 since stands only with status lost or compromised',
      'register.jsonl:4:71 a text is expected, and this is a number (put it in quotes)',
      'register.jsonl:5:1 the location vault-hq is given twice (the first is on line 1)',
      'register.jsonl:5:33 the key is given twice (the first is on line 5)',
      'register.jsonl:6:1 a JSON object is expected on each line, and this is another value',
    ],
  ],
  [
    'a roster with mistakes of shape and of sense',
    {
      'roster.yaml': `version: 1
people:
  - { id: ada@acme.test, identities: { github: ada, Git: x }, roles: [{ role: director, from: 2026-02-01, to: 2026-01-01 }] }
  - { id: ADA@acme.test, left: soon }
  - { id: grace@acme.test, identities: { github: [grace, Ada] }, roles: director }
incidents:
  - { id: I-1, opened: 2026-02-01, closed: 2026-01-01, responders: [grcae@acme.test], accounts: [github] }
  - { id: I-1, responders: grace@acme.test, accounts: [] }
`,
    },
    [
      'roster.yaml:3:53 this name is not allowed: lower-case letters, digits and hyphens',
      'roster.yaml:3:111 the role ends before it begins',
      'roster.yaml:4:11 the person ADA@acme.test is given twice (the first is on line 3)',
      'roster.yaml:4:32 a date such as 2026-05-02, or a time with an offset such as 2026-05-02T07:30:00Z is expected',
      "roster.yaml:5:50 the github identity Ada is also another person's (one identity has one holder)",
      'roster.yaml:5:73 a list is expected, and this is a text (write [director])',
      'roster.yaml:7:44 the incident is closed before it is opened',
      'roster.yaml:7:69 grcae@acme.test is nobody in the roster (did you mean grace@acme.test?)',
      'roster.yaml:7:98 an account, service:name, such as github:ada or aws:111122223333/root is expected',
      'roster.yaml:8:5 the key opened is missing (Since when it holds.)',
      'roster.yaml:8:11 the incident I-1 is given twice (the first is on line 7)',
      'roster.yaml:8:28 a list is expected, and this is a text (write [grace@acme.test])',
    ],
  ],
  [
    'a roster without its people: no responder is called nobody',
    { 'roster.yaml': 'version: 1\npeopel: []\nincidents:\n  - { id: I-1, opened: 2026-02-01, responders: [ada], accounts: [] }\n' },
    ['roster.yaml:2:1 the key peopel is not known here (did you mean people?)'],
  ],
  [
    'a configuration with mistakes of every kind, and a register with some, too',
    {
      'sparekey.yaml': `version: 1
policy: [policy.yaml, none.yaml]
register: register.yaml
rooster: roster.yaml
waivers: gone.yaml
sources:
  - { id: vault-hq, type: vault, location: vault-hg, files: audit.jsonl, covers: 2026-01-01 }
  - { id: vault-hq, type: vault, location: vault-hq, files: [../audit.jsonl], covers: { from: 2026-02-01, to: 2026-02-01 } }
  - { id: register, type: custody, location: attic, files: ['*.csv'], covers: { from: 2026-02-01, to: 2026-01-31T23:00:00Z } }
  - { id: aws, type: awss, account: 111122223333 }
reports: [jsn, 5, json=../a.json]
fail-on: hgih
`,
      'register.yaml': 'version: 1\nlocations:\n  - { id: vault-hq, kind: valt }\ncode-sets: []\n',
    },
    [
      'sparekey.yaml:2:23 none.yaml is not there',
      'sparekey.yaml:4:1 the key rooster is not known here (did you mean roster?)',
      'sparekey.yaml:5:10 gone.yaml is not there',
      'sparekey.yaml:7:44 the register has no location vault-hg (did you mean vault-hq?)',
      'sparekey.yaml:7:61 a list is expected, and this is a text (write [audit.jsonl])',
      'sparekey.yaml:7:82 a mapping (key: value) is expected, and this is a text (write { from: 2026-01-01 })',
      'sparekey.yaml:8:11 the source vault-hq is given twice (the first is on line 7)',
      'sparekey.yaml:8:62 ../audit.jsonl lies outside the folder of the configuration (allow it with --allow-outside)',
      'sparekey.yaml:8:111 the log covers no time: to is not later than from',
      'sparekey.yaml:9:11 the id register is reserved (every report calls a file of yours so; register-1 would do)',
      'sparekey.yaml:9:46 the register has no location attic',
      'sparekey.yaml:9:103 the log covers no time: to is not later than from',
      'sparekey.yaml:10:22 one of github, aws, google, vault, cloudtrail, bitwarden, onepassword, keepassxc, custody, log or mapped is expected (did you mean aws?)',
      'sparekey.yaml:11:11 there is no report format jsn (did you mean json?)',
      'sparekey.yaml:11:16 a text is expected, and this is a number (put it in quotes)',
      'sparekey.yaml:11:19 ../a.json lies outside the folder of the configuration (allow it with --allow-outside)',
      'sparekey.yaml:12:10 one of critical, high, medium, low or info is expected (did you mean high?)',
      'register.yaml:3:27 one of vault, password-manager, safe, paper, hardware-token, file, email, notes, chat or other is expected (did you mean vault?)',
    ],
  ],
  [
    'a tab, told once, and a second one',
    { 'roster.yaml': 'version: 1\npeople:\n  - id: ada\n\troles: []\n    left: 2026-01-01\n  - id: grace\n\troles: []\n' },
    ['roster.yaml:4:1 a tab cannot indent; use spaces', 'roster.yaml:7:1 a tab cannot indent; use spaces'],
  ],
]

describe('every mistake is told in one run', () => {
  test.each(table)('%s', async (_, files, expected) => {
    expect(await told(files)).toEqual(expected)
  })

  test.each(['configuration', 'policy', 'register', 'roster', 'waivers'])('the id %s is reserved', async (id) => {
    expect(await told({ 'sparekey.yaml': right['sparekey.yaml'].replace('id: vault-hq', `id: ${id}`) })).toEqual([
      `sparekey.yaml:7:11 the id ${id} is reserved (every report calls a file of yours so; ${id}-1 would do)`,
    ])
  })

  test('each with its line and a caret, also in JSON lines', async () => {
    const lines = '{"id":"vault-hq","kind":"vault"}\n{"account":"githbu:ada","status":"active"} \n73019284 is no JSON\n'
    const folder = tempFolder({ ...right, 'register.jsonl': lines, 'sparekey.yaml': right['sparekey.yaml'].replace('register.yaml', 'register.jsonl') })
    const checked = (await load({ config: join(folder, 'sparekey.yaml') })) as { readonly mistakes: readonly Mistake[] }
    expect(checked.mistakes.map(({ line, column, excerpt }) => [line, column, excerpt])).toEqual([
      [2, 12, { text: '{"account":"githbu:ada","status":"active"}', caret: 12 }],
      [3, 1, { text: expect.stringMatching(/^\D+ is no JSON$/) as string, caret: 1 }],
    ])
  })
})
