import { describe, expect, test } from 'vitest'
import { loadWaivers, strayWaivers } from '../../src/policy/load-waivers.ts'
import { aControl, aPolicy, at } from '../support/builders.ts'
import { mistakesIn, valueIn } from '../support/mistakes.ts'

const theFile = (text: string) => ({ file: 'waivers.yaml', sha256: '', bytes: Buffer.from(text) })
const load = (text: string) => loadWaivers(theFile(text))
const aWaiver = (over: Readonly<Record<string, string>> = {}): string =>
  `  - ${Object.entries({
    id: 'W-1',
    control: 'BC-03',
    subject: 'github:octo-bot',
    reason: 'It closes',
    owner: 'grace@acme.test',
    'approved-by': 'ada@acme.test',
    created: '2026-10-01',
    expires: '2026-12-31',
    ...over,
  })
    .map(([key, value]) => `${key}: ${value}`)
    .join('\n    ')}\n`
const aFile = (...waivers: readonly string[]): string => `waivers:\n${waivers.join('')}`

describe('a waiver', () => {
  test('holds to the end of its last day', () => {
    expect(valueIn(load(aFile(aWaiver())))).toEqual([
      {
        id: 'W-1',
        control: 'BC-03',
        subject: 'github:octo-bot',
        allowGlob: false,
        reason: 'It closes',
        owner: 'grace@acme.test',
        approvedBy: 'ada@acme.test',
        created: at('2026-10-01'),
        ends: at('2027-01-01'),
      },
    ])
  })

  test('may name a glob when it says so, may last one day, and may be approved by its owner: that is told elsewhere', () => {
    expect(valueIn(load(aFile(aWaiver({ subject: "'github:*'", 'allow-glob': 'true', expires: '2026-10-01', owner: 'ada@acme.test' }))))).toMatchObject([
      { subject: 'github:*', allowGlob: true, ends: at('2026-10-02') },
    ])
  })

  test('may be none', () => {
    expect(valueIn(load('waivers: []\n'))).toEqual([])
  })
})

describe('a waiver that is wrong', () => {
  test.each<[string, Readonly<Record<string, string>>, string]>([
    ['ends before it was created', { expires: '2026-09-30' }, 'waivers.yaml:9:14 the waiver ends before it was created'],
    ['names a glob in silence', { subject: "'github:*'" }, 'waivers.yaml:4:14 a subject with * needs allow-glob: true (or name the one subject)'],
    [
      'names a glob and forbids it',
      { subject: "'github:*'", 'allow-glob': 'false' },
      'waivers.yaml:4:14 a subject with * needs allow-glob: true (or name the one subject)',
    ],
    [
      'expires on no day of the calendar',
      { expires: '2026-02-30' },
      'waivers.yaml:9:14 a date such as 2026-12-31 is expected (is the day in the calendar, and does a time have its offset?)',
    ],
    [
      'expires at an hour',
      { expires: '2026-12-31T12:00:00Z' },
      'waivers.yaml:9:14 a date such as 2026-12-31 is expected (is the day in the calendar, and does a time have its offset?)',
    ],
    ['has no owner', { owner: "''" }, 'waivers.yaml:6:12 a text is expected, and this is empty'],
    ['says yes in words', { 'allow-glob': 'yes' }, 'waivers.yaml:10:17 true or false is expected, and this is a text (write true, without quotes)'],
    ['has a key that is misspelt', { 'allow-glbo': 'true' }, 'waivers.yaml:10:5 the key allow-glbo is not known here (did you mean allow-glob?)'],
  ])('%s', (_, over, expected) => {
    expect(mistakesIn(load(aFile(aWaiver(over))))).toEqual([expected])
  })

  test.each(['id', 'control', 'subject', 'reason', 'owner', 'approved-by', 'created', 'expires'])('has no %s', (key) => {
    const without = aWaiver().replace(new RegExp(`${key}: .*\\n {4}|\\n {4}${key}: .*(?=\\n$)`), '')
    expect(mistakesIn(load(aFile(without)))).toEqual([expect.stringMatching(`^waivers\\.yaml:2:5 the key ${key} is missing \\([A-Z].*[.]\\)$`)])
  })

  test('is none where its control is not in the policy: that is told apart', () => {
    const policy = aPolicy([aControl({ id: 'BC-05' })], { id: 'p', disabled: [{ control: aControl({ id: 'BC-15' }), reason: 'r' }] })
    const told = (control: string): readonly string[] => mistakesIn({ mistakes: strayWaivers(theFile(aFile(aWaiver({ control }))), policy) })
    expect(told('BC-05')).toEqual([])
    expect(told('BC-15')).toEqual([])
    expect(told('BC-5')).toEqual(['waivers.yaml:3:14 the policy p has no control BC-5 (did you mean BC-05?)'])
    expect(told('mfa')).toEqual(['waivers.yaml:3:14 the policy p has no control mfa'])
  })

  test('is told with every other, in order of place', () => {
    expect(mistakesIn(load(aFile(aWaiver({ subject: "'*'", expires: '2026-09-01' }), aWaiver())))).toEqual([
      'waivers.yaml:4:14 a subject with * needs allow-glob: true (or name the one subject)',
      'waivers.yaml:9:14 the waiver ends before it was created',
      'waivers.yaml:10:9 the waiver W-1 is given twice (the first is on line 2)',
    ])
  })

  test('is no file of waivers', () => {
    expect(mistakesIn(load(''))).toEqual(['waivers.yaml:1:1 a mapping (key: value) is expected, and this is nothing'])
    expect(mistakesIn(load('- id: W-1\n'))).toEqual(['waivers.yaml:1:1 a mapping (key: value) is expected, and this is a list'])
  })
})
