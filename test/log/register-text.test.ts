/** What is changed in a register is what was meant, and everything else stays byte for byte. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { loadRegister } from '../../src/collectors/register/register.ts'
import { changeRegister, type SetChange } from '../../src/log/register-text.ts'
import type { CodeSet } from '../../src/model/inventory.ts'
import { isMistaken } from '../../src/model/mistake.ts'

const setsOf = (file: string, text: string): readonly CodeSet[] => {
  const loaded = loadRegister({ file, sha256: '', bytes: Buffer.from(text) })
  if (isMistaken(loaded)) throw new Error(`${JSON.stringify(loaded.mistakes)}\n${text}`)
  return [...loaded.value.codeSets]
}

const next: NonNullable<SetChange['next']> = {
  fields: { account: 'github:ada', name: 'GitHub: "Work"', generated: '2026-11-24T10:00:00Z', issued: 16, status: 'active' },
  copies: [{ location: 'safe', item: '0032', stored: '2026-11-24T11:00:00Z' }],
}
const rotation: SetChange = { fields: { status: 'revoked' }, next }
const use: SetChange = { fields: { remaining: 14 }, used: { at: '2026-11-24T09:00:00Z', code: 5 } }

const HEAD = `# yaml-language-server: $schema=x
version: 1   # the first
locations: [ { id: safe,   kind: safe } ]   # one
`

/** Registers as people write them, each with the set to be changed. */
const forms: readonly [string, string][] = [
  [
    'blocks with comments',
    `${HEAD}
# Who has codes
code-sets:

  # Ada's, in the safe
  - account: github:ada      # her login
    generated: 2026-03-15    # Ides
    issued:    16
    status: active           # until lost
    remaining: 15
    used:
      - { at: 2026-05-02, code: 3 }   # by telephone
    copies:
      - location: safe
        item: "bag 0031"     # sealed
    # that is all

  # Grace's
  - account: 'github:grace'
    status: active
    plan: >
      Every
      spring
`,
  ],
  [
    'flow in blocks, and no end of the last line',
    `${HEAD}code-sets:
- { account: github:ada, generated: 2026-03-15, status: active, remaining: 15, used: [ { at: 2026-05-02, code: 3 } ] } # hers
- { account: github:grace,  status:   active }`,
  ],
  [
    'flow alone',
    `${HEAD}code-sets: [ { account: github:ada, generated: 2026-03-15, status: active, remaining: 15 }, { account: github:grace, status: active } ]\n`,
  ],
  [
    'the set at the end of the file, without a last line end',
    `${HEAD}code-sets:
    -   account: github:ada
        generated: 2026-03-15
        used: []
        remaining: 15
        status: active`,
  ],
  [
    'other line ends',
    `${HEAD}code-sets:\n  - account: github:ada\n    generated: 2026-03-15\n    remaining: 15\n    status: active\n`.replaceAll('\n', '\r\n'),
  ],
  [
    'locations after the sets',
    `version: 1\ncode-sets:\n  - account: github:ada\n    generated: 2026-03-15\n    remaining: 15\n    status: active\n\n# Places\nlocations: [{ id: safe, kind: safe }]\n`,
  ],
]

/** Whether a text is another with some taken out. */
const isPartOf = (part: string, whole: string): boolean => {
  let at = 0
  for (const character of part) {
    at = whole.indexOf(character, at) + 1
    if (at === 0) return false
  }
  return true
}

describe.each(forms)('%s', (_, text) => {
  const before = setsOf('register.yaml', text)

  test('a rotation makes the old set void, and adds the new one', () => {
    const changed = changeRegister('register.yaml', text, { index: 0, line: 0 }, rotation)
    const [old, added, ...rest] = setsOf('register.yaml', changed)
    expect(old).toMatchObject({ account: 'github:ada', status: 'revoked', generated: before[0]!.generated })
    expect(added).toMatchObject({ account: 'github:ada', status: 'active', issued: 16, name: 'GitHub: "Work"', copies: [{ location: 'safe', item: '0032' }] })
    expect(rest.map(({ account }) => account)).toEqual(before.slice(1).map(({ account }) => account))
    // Nothing but the status is gone.
    expect(isPartOf(text.replace(/(github:ada[^]*?)active/, '$1'), changed)).toBe(true)
    for (const comment of text.match(/#.*/g) ?? []) expect(changed).toContain(comment.trimEnd())
  })

  test('a use is added to what was used, and one code less remains', () => {
    const changed = changeRegister('register.yaml', text, { index: 0, line: 0 }, use)
    const [set, ...rest] = setsOf('register.yaml', changed)
    expect(set?.used?.map(({ code }) => code)).toEqual([...(before[0]!.used ?? []).map(({ code }) => code), 5])
    expect(set?.remaining).toBe(14)
    expect(rest.map(({ account, status }) => [account, status])).toEqual(before.slice(1).map(({ account, status }) => [account, status]))
    expect(isPartOf(text.replace('remaining: 15', 'remaining: '), changed)).toBe(true)
  })

  test.each([
    ['a rotation', rotation],
    ['a use', use],
    ['a use in a set without any', { ...use, fields: { tested: '2026-11-24' } }],
  ])('lines end as they did after %s', (_, change) => {
    const unix = text.replaceAll('\r\n', '\n')
    const windows = unix.replaceAll('\n', '\r\n')
    const changed = changeRegister('register.yaml', unix, { index: 0, line: 0 }, change)
    expect(changed).not.toContain('\r')
    expect(changeRegister('register.yaml', windows, { index: 0, line: 0 }, change)).toBe(changed.replaceAll('\n', '\r\n'))
  })

  test('what is taken back leaves the file as it was', () => {
    const changed = changeRegister('register.yaml', text, { index: 0, line: 0 }, { fields: { remaining: 14 } })
    expect(changed).not.toBe(text)
    expect(changeRegister('register.yaml', changed, { index: 0, line: 0 }, { fields: { remaining: 15 } })).toBe(text)
  })
})

test('exactly this is changed', () => {
  const [, text] = forms[0]!
  expect(changeRegister('register.yaml', text, { index: 0, line: 0 }, { ...use, next })).toBe(
    text
      .replace('remaining: 15', 'remaining: 14')
      .replace('# by telephone\n', '# by telephone\n      - { at: 2026-11-24T09:00:00Z, code: 5 }\n')
      .replace(
        '# sealed\n',
        `# sealed
  - account: github:ada
    name: "GitHub: \\"Work\\""
    generated: 2026-11-24T10:00:00Z
    issued: 16
    status: active
    copies:
      - { location: safe, item: "0032", stored: 2026-11-24T11:00:00Z }
`,
      ),
  )
})

test('in a register of lines only its line is another, and the new set is the next', () => {
  const text = `{"id":"safe","kind":"safe"}\n{ "account": "github:ada", "status": "active", "generated": "2026-03-15" }\n{"account":"github:grace", "status":"active"}\n`
  const changed = changeRegister('register.jsonl', text, { index: 0, line: 2 }, rotation)
  expect(changed.split('\n').map((line) => line.slice(0, 40))).toEqual([
    '{"id":"safe","kind":"safe"}',
    '{"account":"github:ada","status":"revoke',
    '{"account":"github:ada","name":"GitHub: ',
    '{"account":"github:grace", "status":"act',
    '',
  ])
  expect(setsOf('register.jsonl', changed)).toHaveLength(3)
})

test.each(['\n', ''])('and all its lines end as they did, also where the file ends with %j', (end) => {
  const unix = `{"id":"safe","kind":"safe"}\n{"account":"github:ada","status":"active","generated":"2026-03-15"}${end}`
  const windows = unix.replaceAll('\n', '\r\n')
  const changed = changeRegister('register.jsonl', unix, { index: 0, line: 2 }, rotation)
  expect(changeRegister('register.jsonl', windows, { index: 0, line: 2 }, rotation)).toBe(changed.replaceAll('\n', '\r\n'))
})

test('whatever a text is, it is read as that text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }), (plan) => {
      fc.pre(!/\p{Cs}/u.test(plan))
      const [, text] = forms[0]!
      expect(setsOf('register.yaml', changeRegister('register.yaml', text, { index: 0, line: 0 }, { fields: { plan } }))[0]?.plan).toBe(plan)
    }),
  )
})
