import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { PolicyDocument } from '../../src/model/generated/policy.ts'
import type { Checked } from '../../src/model/mistake.ts'
import { type ParsedDocument, parseDocumentStrictly, parseLoosely } from '../../src/parsers/document.ts'
import { policy } from '../../src/parsers/generated/validators/policy.ts'
import { register } from '../../src/parsers/generated/validators/register.ts'
import { waivers } from '../../src/parsers/generated/validators/waivers.ts'
import type { Validator } from '../../src/parsers/wording.ts'
import { atOnce } from '../support/at-once.ts'
import { mistakesIn, valueIn } from '../support/mistakes.ts'

const MEBIBYTE = 1_048_576

const parse = (text: string | Uint8Array, validate: unknown = policy): Checked<ParsedDocument<PolicyDocument>> =>
  parseDocumentStrictly('p.yaml', typeof text === 'string' ? Buffer.from(text) : text, validate as Validator, { bytes: MEBIBYTE })

const wrong = (text: string | Uint8Array, validate: unknown = policy): readonly string[] => mistakesIn(parse(text, validate))

/** A policy with one control; what is added stands in the control. */
const aPolicy = (control = '', top = ''): string => `policy: p
title: T
${top}controls:
  - id: BC-01
    title: T
    rule: over-age
    severity: high
${control}`

describe('a document that is right', () => {
  test('is its value, and tells the line of each part', () => {
    const document = valueIn(parse(aPolicy('    params: { interval: 30d }\n')))
    expect(document.value.controls?.[0]?.params).toEqual({ interval: '30d' })
    expect([document.lineOf(''), document.lineOf('/controls/0'), document.lineOf('/controls/0/rule'), document.lineOf('/controls/0/params/interval')]).toEqual([
      1, 4, 6, 8,
    ])
  })

  test('may begin with a byte order mark and have the line ends of Windows', () => {
    const document = valueIn(parse(`\u{feff}${aPolicy().replaceAll('\n', '\r\n')}`))
    expect(document.value.controls?.[0]?.id).toBe('BC-01')
    expect(document.lineOf('/controls/0/severity')).toBe(7)
  })

  test('may write a character by the escapes of its two halves', () => {
    expect(valueIn(parse(aPolicy().replace('title: T\ncontrols', 'title: "\\ud83d\\ude00"\ncontrols'))).value.title).toBe('😀')
  })

  test('may begin with --- and hold comments', () => {
    expect(valueIn(parse(`# a policy\n---\n${aPolicy()}`)).value.policy).toBe('p')
  })

  test('makes a mistake at the place of a value, and at the nearest part that is there', () => {
    const { mistakeAt } = valueIn(parse(aPolicy()))
    expect(mistakeAt('/controls/0/id', 'is given twice', 'once')).toEqual({
      file: 'p.yaml',
      line: 4,
      column: 9,
      message: 'is given twice',
      hint: 'once',
      excerpt: { text: '  - id: BC-01', caret: 9 },
    })
    expect(mistakeAt('/controls/0/params/interval', 'is missing')).toMatchObject({ line: 4, column: 5 })
  })
})

describe('what no document may be', () => {
  const keys = ['the key controls is missing', "the key policy is missing (The policy's own id.)", 'the key title is missing (What stands above the report.)']
  test.each([
    ['empty', '', ['p.yaml:1:1 a mapping (key: value) is expected, and this is nothing']],
    ['only comments', '# nothing\n# here\n', [expect.stringContaining('a mapping (key: value) is expected, and this is nothing')]],
    ['a text', 'policy', ['p.yaml:1:1 a mapping (key: value) is expected, and this is a text']],
    ['a list', '- policy: p\n', ['p.yaml:1:1 a mapping (key: value) is expected, and this is a list']],
    ['an empty mapping', '{}', keys.map((key) => `p.yaml:1:1 ${key}`)],
    ['not UTF-8', Buffer.from([0x70, 0x3a, 0x20, 0xff]), ['p.yaml the file is not UTF-8 text']],
    ['too large', `# ${'x'.repeat(MEBIBYTE)}`, ['p.yaml the file is larger than 1 MiB']],
    ['without a control', 'policy: p\ntitle: T\ncontrols: []\n', ['p.yaml:3:11 at least one entry is needed']],
    ['null for the controls', 'policy: p\ntitle: T\ncontrols:\n', ['p.yaml:3:10 a list is expected, and this is nothing']],
  ] as [string, string | Uint8Array, string[]][])('%s', (_, text, expected) => {
    expect(wrong(text)).toEqual(expected)
  })
})

describe('what YAML allows and we do not', () => {
  const alias = 'an alias is not allowed here (write the value out)'
  const anchor = 'an anchor is not allowed here (write the value out where it is needed)'
  const half = 'half a character stands in this text, a lone surrogate (write the whole one)'
  test.each([
    ['a merge of a mapping', aPolicy('    params: { <<: { interval: 1d } }\n'), ['p.yaml:8:15 merge keys are not supported (write the keys out)']],
    [
      'a merge of an alias',
      `a: &a {}\nb: { <<: *a }\n`,
      [`p.yaml:1:7 ${anchor}`, 'p.yaml:2:6 merge keys are not supported (write the keys out)', `p.yaml:2:10 ${alias}`],
    ],
    ['a merge of a list', `a: { <<: [{}, {}] }\n`, ['p.yaml:1:6 merge keys are not supported (write the keys out)']],
    ['an anchor alone', aPolicy('    allow-empty: &x true\n'), [`p.yaml:8:21 ${anchor}`]],
    ['an alias', 'a: &x b\nc: *x\n', [`p.yaml:1:7 ${anchor}`, `p.yaml:2:4 ${alias}`]],
    ['an alias that leads nowhere', 'a: *x\n', [`p.yaml:1:4 ${alias}`]],
    ['an own tag', aPolicy('    allow-empty: !yes true\n'), [expect.stringContaining('p.yaml:8:18 a tag is not allowed here')]],
    ['a tag of the standard', aPolicy('    allow-empty: !!bool true\n'), [expect.stringContaining('a tag is not allowed here')]],
    ['!!js/function', 'a: !!js/function "x"\n', [expect.stringContaining('p.yaml:1:4 a tag is not allowed here')]],
    ['!!binary', 'a: !!binary aGVsbG8=\n', [expect.stringContaining('a tag is not allowed here')]],
    ['!!python/object', 'a: !!python/object:os.system x\n', [expect.stringContaining('a tag is not allowed here')]],
    ['a tag on the whole document', '!x\na: 1\n', [expect.stringContaining('a tag is not allowed here')]],
    ['a %YAML directive', `%YAML 1.1\n---\n${aPolicy()}`, ['p.yaml:1:1 a %YAML directive is not allowed (remove the line: files are YAML 1.2)']],
    ['a directive of another name', `%X y\n---\n${aPolicy()}`, ['p.yaml:1:1 a directive is not allowed here']],
    ['a second document', `${aPolicy()}---\n${aPolicy()}`, ['p.yaml:8:1 a second document is not allowed']],
    ['a second document that is empty', `${aPolicy()}---\n`, ['p.yaml:8:1 a second document is not allowed']],
    ['a second document after ...', `${aPolicy()}...\na: 1\n`, ['p.yaml:9:1 a second document is not allowed']],
    ['a number for a key', aPolicy().replace('title: T\n', '1: T\n'), [expect.stringMatching(/^p\.yaml:\d+:\d+ /)]],
    ['a list for a key', '? [a, b]\n: c\n', ['p.yaml:1:3 a key must be a text']],
    ['a mapping for a key', '{ { a: 1 }: 2 }\n', ['p.yaml:1:3 a key must be a text']],
    ['half a character in a value', aPolicy('    note: "a\\ud800b"\n'), [`p.yaml:8:11 ${half}`]],
    ['half a character in a key', aPolicy('    "a\\udfff": b\n'), [`p.yaml:8:5 ${half}`]],
    ['the two halves of a character in the wrong order', 'a: "\\ude00\\ud83d"\n', [`p.yaml:1:4 ${half}`]],
    ['a tab for indentation', 'policy: p\ncontrols:\n\t- id: x\n', [expect.stringContaining('p.yaml:3:1 ')]],
  ] as [string, string, string[]][])('%s', (_, text, expected) => {
    expect(wrong(text).slice(0, expected.length)).toEqual(expected)
  })

  test('each of several is told, in order of place', () => {
    expect(wrong('a: &x b\nc: *x\nd: !t e\nf: { <<: *x }\n').map((line) => line.split(' ')[0])).toEqual(
      [...wrong('a: &x b\nc: *x\nd: !t e\nf: { <<: *x }\n').map((line) => line.split(' ')[0])].sort(),
    )
    expect(wrong('a: &x b\nc: *x\nf: { <<: *x }\n')).toHaveLength(4)
  })
})

describe('a key that is given twice', () => {
  test('is told with the line of the first', () => {
    expect(wrong(aPolicy('    params: { interval: 1d }\n    params: { interval: 2d }\n'))).toEqual([
      'p.yaml:9:5 the key is given twice (the first is on line 8)',
    ])
  })

  test('is told in a mapping on one line', () => {
    expect(wrong(aPolicy('    params: { interval: 1d, interval: 2d }\n'))).toEqual(['p.yaml:8:29 the key is given twice (the first is on line 8)'])
  })

  test('is told however it is quoted, and as often as it is given', () => {
    expect(wrong(`policy: p\n"policy": q\n'policy': r\n`)).toEqual([
      'p.yaml:2:1 the key is given twice (the first is on line 1)',
      'p.yaml:3:1 the key is given twice (the first is on line 1)',
    ])
  })

  test('is told for names that every object has', () => {
    expect(wrong('constructor: 1\n__proto__: 2\nconstructor: 3\n__proto__: 4\n')).toEqual([
      'p.yaml:3:1 the key is given twice (the first is on line 1)',
      'p.yaml:4:1 the key is given twice (the first is on line 2)',
    ])
  })

  test('is none in two mappings', () => {
    expect('value' in parse(`${aPolicy('    select: { tier: a }\n')}    overrides:\n      - { select: { tier: b }, params: {} }\n`)).toBe(true)
  })
})

describe('what the schema does not allow, in words', () => {
  test.each([
    ['an unknown key', '    intreval: 1d\n', 'p.yaml:8:5 the key intreval is not known here'],
    ['a misspelt parameter', '    params: { intreval: 1d }\n', 'p.yaml:8:15 the key intreval is not known here (did you mean interval?)'],
    ['a parameter of another rule', '    params: { window: 1d }\n', 'p.yaml:8:15 the key window is not known here (the only key here is interval)'],
    ['__proto__', '    __proto__: {}\n', 'p.yaml:8:5 the key __proto__ is not known here'],
    ['constructor', '    constructor: {}\n', 'p.yaml:8:5 the key constructor is not known here'],
    ['allow-empty: no', '    allow-empty: no\n', 'p.yaml:8:18 true or false is expected, and this is a text (write false, without quotes)'],
    ['allow-empty: off', '    allow-empty: off\n', 'p.yaml:8:18 true or false is expected, and this is a text (write false, without quotes)'],
    ['allow-empty: Yes', '    allow-empty: Yes\n', 'p.yaml:8:18 true or false is expected, and this is a text (write true, without quotes)'],
    ['allow-empty: "true"', '    allow-empty: "true"\n', 'p.yaml:8:18 true or false is expected, and this is a text (write true, without quotes)'],
    ['allow-empty: 1', '    allow-empty: 1\n', 'p.yaml:8:18 true or false is expected, and this is a number'],
    ['allow-empty without a value', '    allow-empty:\n', 'p.yaml:8:17 true or false is expected, and this is nothing'],
    ['a mapping for a list', '    references: { a: b }\n', 'p.yaml:8:17 a list is expected, and this is a mapping'],
    ['a list for a mapping', '    params: [interval]\n', 'p.yaml:8:13 a mapping (key: value) is expected, and this is a list'],
    ['a number for a text', '    references: [5]\n', 'p.yaml:8:18 a text is expected, and this is a number (put it in quotes)'],
    ['an entry twice', '    references: [a, a]\n', 'p.yaml:8:17 an entry is given twice'],
    ['an empty text', '    references: [""]\n', 'p.yaml:8:18 a text is expected, and this is empty'],
    ['an empty select', '    select: {}\n', 'p.yaml:8:13 at least one key is needed'],
    ['an empty list of patterns', '    select: { tier: [] }\n', 'p.yaml:8:21 at least one entry is needed'],
    ['a regular expression', `    select: { account: '(a+)+$' }\n`, 'Regular expressions are not supported'],
    ['a regular expression in a list', `    select: { account: ['^github:.*'] }\n`, 'Regular expressions are not supported'],
  ])('%s', (_, control, expected) => {
    expect(wrong(aPolicy(control)).join('\n')).toContain(expected)
  })

  test.each(['3 days', '30', '"30"', '012d', '1.5d', '-1d', '30D', '30 d', '1y', '1m', 'P30D', '1d12h', '100000d', '٣d', 'd', '1_000d', '0x10d', '1e3d'])(
    '%s is no duration',
    (text) => {
      const [first, ...rest] = wrong(aPolicy(`    params: { interval: ${text} }\n`))
      expect(first).toMatch(/^p\.yaml:8:25 (a whole number and a unit, such as 12h, 30d or 2w is expected|a text is expected, and this is a number)/)
      expect(rest).toEqual([])
    },
  )

  test.each(['0d', '12h', '99999w'])('%s is one', (text) => {
    expect('value' in parse(aPolicy(`    params: { interval: ${text} }\n`))).toBe(true)
  })

  test.each([
    ['a rule', aPolicy().replace('over-age', 'over-aeg'), 'p.yaml:6:11', 'did you mean over-age?'],
    ['a severity', aPolicy().replace('high', 'hihg'), 'p.yaml:7:15', 'did you mean high?'],
    ['a top key', aPolicy('', 'extend: []\n'), 'p.yaml:3:1', 'did you mean extends?'],
  ])('the near word for %s is suggested', (_, text, place, hint) => {
    expect(wrong(text)).toEqual([expect.stringMatching(new RegExp(`^${place} .*\\(${hint.replace('?', '\\?')}\\)$`)) as string])
  })

  test('no word is suggested where none is near', () => {
    expect(wrong(aPolicy().replace('over-age', 'xyzzy'))).toEqual([
      'p.yaml:6:11 one of mfa-missing, codes-missing, too-few-devices, rotation-due, over-age, expired, single-location, forbidden-storage, missing-storage-kind, circular-storage, access-outside-role, unaudited-access, used-not-rotated, low-remaining, stale-escrow, untested-codes, review-overdue, use-check-overdue, lost-not-regenerated, orphaned-set, departed-custodian, count-mismatch, bad-name, plaintext-in-log, log-silent or log-tampered is expected',
    ])
  })
})

describe('times in a waiver', () => {
  const aWaiver = (expires: string, more = 'owner: grace@acme.test'): string => `waivers:
  - id: W-1
    control: BC-01
    subject: github:ada
    reason: closes
    ${more}
    approved-by: ada@acme.test
    created: 2026-01-01
    expires: ${expires}
`
  test('a right one is right', () => {
    expect('value' in parse(aWaiver('2028-02-29'), waivers)).toBe(true)
  })

  test.each(['2026-02-30', '2026-02-29', '2026-13-01', '2026-1-1', '2026-00-10', '20261231', '31.12.2026', '2026-12-31T00:00:00Z', 'never', '""'])(
    'expires: %s is a mistake',
    (text) => {
      expect(wrong(aWaiver(text), waivers)[0]).toMatch(/^p\.yaml:9:14 a (date such as 2026-12-31|text) is expected/)
    },
  )

  test('a waiver without expiry or with an empty owner is a mistake', () => {
    expect(wrong(aWaiver('2026-12-31').replace(/ {4}expires.*\n/, ''), waivers)).toEqual([
      'p.yaml:2:5 the key expires is missing (The last day on which it holds, to its end in UTC.)',
    ])
    expect(wrong(aWaiver('2026-12-31', 'owner: ""'), waivers)).toEqual(['p.yaml:6:12 a text is expected, and this is empty'])
    expect(wrong(aWaiver('2026-12-31', 'owner:'), waivers)).toEqual(['p.yaml:6:11 a text is expected, and this is nothing'])
  })
})

describe('times in a register', () => {
  const aRegister = (generated: string): string =>
    `version: 1\nlocations: []\ncode-sets:\n  - { account: github:ada, status: active, generated: ${generated} }\n`

  test.each(['2026-03-15', '2026-03-15T10:00:00Z', '2026-03-15T10:00:00+02:00', '"2026-03-15T10:00:00.123456789Z"'])('%s is a time', (text) => {
    expect('value' in parse(aRegister(text), register)).toBe(true)
  })

  test.each([
    '2026-03-15T10:00:00',
    '2026-03-15T10:00Z',
    '2026-03-15 10:00:00Z',
    '2026-02-30T10:00:00Z',
    '2026-03-15T24:00:00Z',
    '2026-03-15T10:00:60Z',
    '2026',
    'yesterday',
  ])('%s is none', (text) => {
    const told = wrong(aRegister(text), register)
    expect(told).toHaveLength(1)
    expect(told[0]).toMatch(/^p\.yaml:4:55 a (date such as 2026-05-02, or a time with an offset|text is expected)/)
  })
})

test('several mistakes of several places come in one run, sorted by place', () => {
  expect(
    wrong(`policy: p
titel: T
controls:
  - id: BC 01
    title: ''
    rule: over-agee
    severity: hgih
    params: { interval: 3 days, x: 1 }
    allow-empty: no
`),
  ).toEqual([
    'p.yaml:2:1 the key titel is not known here (did you mean title?)',
    'p.yaml:4:9 this is not written as it must be (Letters, digits, dot, underscore and hyphen; at most 100.)',
    'p.yaml:5:12 a text is expected, and this is empty',
    expect.stringMatching(/^p\.yaml:6:11 one of .*\(did you mean over-age\?\)$/),
    'p.yaml:7:15 one of critical, high, medium, low or info is expected (did you mean high?)',
    'p.yaml:9:18 true or false is expected, and this is a text (write false, without quotes)',
  ])
})

describe('bombs are refused at once', () => {
  const laughs = [
    'a: &a [x,x,x,x,x,x,x,x,x]',
    ...Array.from('bcdefghi').map((key, index) => `${key}: &${key} [${Array(9).fill(`*${'abcdefgh'[index]!}`).join(',')}]`),
  ].join('\n')
  test.each([
    ['20,000 open brackets', '['.repeat(20_000), 'nested deeper than 32 levels'],
    ['20,000 closed brackets', '['.repeat(20_000) + ']'.repeat(20_000), 'nested deeper than 32 levels'],
    ['20,000 mappings', '{a: '.repeat(20_000), 'nested deeper than 32 levels'],
    ['20,000 entries in one another', `${'- '.repeat(20_000)}x`, 'nested deeper than 32 levels'],
    ['20,000 keys in one another', `${'? '.repeat(20_000)}x`, 'nested deeper than 32 levels'],
    ['1,000 levels of indentation', Array.from({ length: 1_000 }, (_, level) => `${' '.repeat(level)}a:`).join('\n'), 'nested deeper than 32 levels'],
    ['brackets in a key', `? ${'['.repeat(5_000)}${']'.repeat(5_000)}\n: x`, 'nested deeper than 32 levels'],
    ['aliases of aliases', laughs, 'an alias is not allowed here'],
    ['250,000 aliases', `a: &a x\nb: [${'*a,'.repeat(250_000)}]`, 'more than 100 anchors, aliases and tags'],
    ['300,000 anchors', '&a '.repeat(300_000), 'more than 100 anchors, aliases and tags'],
    ['300,000 tags', '!a '.repeat(300_000), 'more than 100 anchors, aliases and tags'],
    [
      'a quadratic merge',
      `a: &a {${Array.from({ length: 2_000 }, (_, key) => `k${String(key)}: 1`).join(', ')}}\nb: { <<: [${'*a,'.repeat(8_000)}] }`,
      'anchors, aliases and tags',
    ],
    ['5,000 keys in one mapping', Array.from({ length: 5_000 }, (_, key) => `k${String(key)}: 1`).join('\n'), 'is not known here'],
    ['a long regular expression', aPolicy(`    select: { account: '(a+)+$${'a'.repeat(50_000)}' }\n`), 'Regular expressions are not supported'],
    ['a line of 900,000 digits', `a: "${'1'.repeat(900_000)}"`, 'the key a is not known here'],
  ])('%s', (_, text, expected) => {
    const told = atOnce(() => wrong(text))
    expect(told.some((line) => line.includes(expected))).toBe(true)
  })

  test('32 levels are none', () => {
    expect(wrong(`${'['.repeat(32)}${']'.repeat(32)}`)).toEqual(['p.yaml:1:1 a mapping (key: value) is expected, and this is a list'])
    expect(wrong(`${'['.repeat(33)}${']'.repeat(33)}`)).toEqual(['p.yaml:1:33 the file is nested deeper than 32 levels'])
  })

  test('a text with stars, exclamation marks and ampersands is none', () => {
    const references = Array.from({ length: 200 }, (_, index) => `"*${String(index)} & !"`).join(', ')
    expect('value' in parse(aPolicy(`    references: [${references}]\n`))).toBe(true)
  })
})

describe('no mistake shows a code', () => {
  const codes = {
    'eight digits': '73019284',
    'two groups of five': '3f9a1-7c2e8',
    'twenty-five digits': '1234567890123456789054321',
    'twenty-five digits in groups': '12345-67890-12345-67890-54321',
    'twenty-five characters in groups': 'ABC1D-2EFG3-H4IJ5-KLM6N-7OPQ8',
    'thirty-two characters': 'k3j9x8vq1zbn5m2w7t4r6y0plhgfdsa1',
    'thirty-two characters in groups': 'k3j9 x8vq 1zbn 5m2w 7t4r 6y0p lhgf dsa1',
    'sixteen digits in groups': '1234 5678 9012 3456',
    'eight digits in groups': '7301 9284',
  }
  const shapes: readonly [string, (code: string) => string][] = [
    ['a value', (code) => aPolicy(`    allow-empty: ${code}\n`)],
    ['a quoted value', (code) => aPolicy(`    severity2: "${code}"\n`)],
    ['a value in a list', (code) => aPolicy(`    params: [${code}]\n`)],
    ['a key', (code) => aPolicy(`    "${code}": 1\n`)],
    ['a plain key', (code) => aPolicy(`    ${code}: 1\n`)],
    ['a comment on the line', (code) => aPolicy(`    allow-empty: no # ${code}\n`)],
    ['a comment without a blank', (code) => aPolicy(`    allow-empty: no #${code}\n`)],
    ['a rule', (code) => aPolicy().replace('over-age', code)],
    ['a duration', (code) => aPolicy(`    params: { interval: ${code} }\n`)],
    ['broken syntax', (code) => `policy: "${code}\n`],
    ['a block in a key', (code) => `policy: p\n  ${code}: x\n`],
    ['an alias', (code) => `policy: *${code.replaceAll(' ', '')}\n`],
    ['a tag', (code) => `policy: !${code.replaceAll(' ', '')} x\n`],
    ['a key twice', (code) => `"${code}": 1\n"${code}": 2\n`],
    ['far to the right', (code) => aPolicy(`    references: [5, ${'"x", '.repeat(60)}"${code}", 5]\n`)],
  ]
  const digitsOf = (text: string): string => text.replace(/[^0-9A-Za-z]/g, '')

  /** No five characters of the code, however it is grouped. */
  const holds = (told: string, code: string): string | undefined => {
    const bare = digitsOf(code)
    const parts = Array.from({ length: bare.length - 4 }, (_, start) => bare.slice(start, start + 5))
    return parts.find((part) => digitsOf(told).includes(part))
  }

  test.each(Object.entries(codes).flatMap(([name, code]) => shapes.map(([where, text]) => [name, where, text(code), code] as const)))(
    '%s as %s',
    (_, __, text, code) => {
      const checked = parse(text)
      if (!('mistakes' in checked)) throw new Error('there is no mistake')
      for (const { message, hint = '', excerpt } of checked.mistakes) {
        expect(holds(`${message}\n${hint}\n${excerpt?.text ?? ''}`, code)).toBeUndefined()
      }
    },
  )

  test('at whatever place the line is clipped', () => {
    for (let before = 60; before < 190; before += 1) {
      const checked = parse(`${'x'.repeat(before)}: 1 # 73019284\n`)
      if (!('mistakes' in checked)) throw new Error('there is no mistake')
      for (const { message, excerpt } of checked.mistakes) expect(holds(`${message}\n${excerpt?.text ?? ''}`, '73019284')).toBeUndefined()
      const right = parse(`a: { ${'b: 1, '.repeat(before)}c: 1 } # 73019284\n`)
      if (!('mistakes' in right)) throw new Error('there is no mistake')
      for (const { excerpt } of right.mistakes) expect(holds(excerpt?.text ?? '', '73019284')).toBeUndefined()
    }
  })

  test('what is no code stays readable', () => {
    const checked = parse(aPolicy('    allow-empty: no # since 2026-03-15T10:00:00Z, account 111122223333\n'))
    expect('mistakes' in checked && checked.mistakes[0]?.excerpt).toEqual({
      text: '    allow-empty: no # since 2026-03-15T10:00:00Z, account 111122223333',
      caret: 18,
    })
  })
})

describe('properties', () => {
  const pieces = fc.constantFrom(
    'policy: p\n',
    '  ',
    '- ',
    '? ',
    ': ',
    '[',
    ']',
    '{',
    '}',
    '&a ',
    '*a',
    '!t ',
    '"',
    "'",
    '\t',
    '\n',
    '---\n',
    '...\n',
    '%YAML 1.1\n',
    '<<: ',
    '| \n',
    '> \n',
    '#',
    'a: 1\n',
    '\u{feff}',
    '\r\n',
    '@',
    '`',
    '1',
    'no',
    '~',
    ', ',
  )
  test('whatever the bytes, there is a value or a mistake in the file', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 200 }),
          fc.array(pieces, { maxLength: 40 }).map((parts) => Buffer.from(parts.join(''))),
        ),
        (bytes) => {
          const checked = parse(bytes)
          if ('value' in checked) return
          expect(checked.mistakes.length).toBeGreaterThan(0)
          const lines = Buffer.from(bytes).toString('utf8').split('\n').length
          for (const { line, column, excerpt } of checked.mistakes) {
            if (line === undefined) continue
            expect(line).toBeGreaterThan(0)
            expect(line).toBeLessThanOrEqual(lines)
            expect(column).toBeGreaterThan(0)
            expect(excerpt?.text.length).toBeLessThanOrEqual(160)
          }
          const places = checked.mistakes.map(({ line = 0, column = 0 }) => line * 1e6 + column)
          expect(places).toEqual([...places].sort((a, b) => a - b))
        },
      ),
      { numRuns: 2_000 },
    )
  })

  test('the loose reading never throws', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 200 }),
          fc.array(pieces, { maxLength: 40 }).map((parts) => Buffer.from(parts.join(''))),
        ),
        (bytes) => {
          parseLoosely('p.yaml', bytes)
        },
      ),
      { numRuns: 1_000 },
    )
    expect(parseLoosely('p.yaml', Buffer.from('a: 1\nb: [x\n'))).toMatchObject({ value: { a: 1 } })
    expect(parseLoosely('p.yaml', Buffer.from('['.repeat(20_000)))).toBeUndefined()
    expect(parseLoosely('p.yaml', Buffer.from('a: &a x\nb: *a\n'))).toBeUndefined()
  })
})
