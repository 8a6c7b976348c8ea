import { expect, test } from 'vitest'
import { evidence, placeOf } from '../../src/model/evidence.ts'
import { aRow } from '../support/builders.ts'

test('evidence names its place, and leaves out what it does not have', () => {
  expect(evidence({ source: 'register', file: 'register.yaml', line: 14 }, 'generated', '2026-03-15')).toStrictEqual({
    source: 'register',
    file: 'register.yaml',
    line: 14,
    fact: 'generated',
    value: '2026-03-15',
  })
  expect(evidence({ source: 'github-acme', file: 'members.json', record: '/0' }, 'member')).toStrictEqual({
    source: 'github-acme',
    file: 'members.json',
    record: '/0',
    fact: 'member',
  })
})

test('places stand by source, file and line, and lines by number', () => {
  const places = [
    aRow({ source: 'a', file: 'x', line: 2 }),
    aRow({ source: 'a', file: 'x', line: 10 }),
    aRow({ source: 'a', file: 'y' }),
    aRow({ source: 'a', file: 'y', record: '/0' }),
    aRow({ source: 'b' }),
  ].map(placeOf)
  expect([...places].reverse().sort()).toEqual(places)
  expect(placeOf({ source: 'a' })).toBe('a\n\n000000000000\n')
})
