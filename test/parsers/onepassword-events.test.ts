import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseOnepasswordEvent, parsePageEnd } from '../../src/parsers/onepassword-events.ts'
import { at } from '../support/builders.ts'
import { anAudit, aSignIn, aUsage, ITEM } from '../support/onepassword.ts'

describe('a usage', () => {
  test('says who used which item, and when', () => {
    expect(parseOnepasswordEvent(aUsage())).toEqual({
      id: '56YE2TYN2VFYRLNSHKPW5NVT5E',
      time: at('2026-10-08T09:00:00Z'),
      item: ITEM,
      actor: 'grace@acme.test',
      action: 'view',
      outcome: 'success',
      evidence: 'client',
    })
  })

  test.each([
    ['reveal', 'view', 'client'],
    ['enter-item-edit-mode', 'view', 'client'],
    ['other', 'view', 'client'],
    ['secure-copy', 'copy', 'client'],
    ['export', 'export', 'client'],
    ['share', 'share', 'client'],
    ['fill', 'use', 'client'],
    ['select-sso-provider', 'use', 'client'],
    ['server-create', 'create', 'server'],
    ['server-update', 'update', 'server'],
    ['server-fetch', 'view', 'server'],
  ])('of %s is %s, told by the %s', (action, expected, evidence) => {
    expect(parseOnepasswordEvent(aUsage({ action }))).toMatchObject({ action: expected, evidence, outcome: 'success' })
  })

  test('of the first version of the API has no action, and may have been an access', () => {
    expect(parseOnepasswordEvent(aUsage({ action: undefined }))).toMatchObject({ action: 'view', outcome: 'unknown' })
  })

  test('has the id of the user where the address is not told', () => {
    expect(parseOnepasswordEvent(aUsage({ user: { uuid: 'U1' } }))).toMatchObject({ actor: 'U1' })
    expect(parseOnepasswordEvent(aUsage({ user: null }))).not.toHaveProperty('actor')
  })

  test.each([
    ['an id', { uuid: undefined }, { unreadable: 'uuid is missing', item: ITEM }],
    ['a time', { timestamp: null }, { unreadable: 'timestamp is missing or no time', item: ITEM }],
    ['an offset', { timestamp: '2026-10-08T09:00:00' }, { unreadable: 'timestamp is missing or no time', item: ITEM }],
    ['an action that is known', { action: 'peek' }, { unreadable: 'action is none that is known', item: ITEM }],
    ['an action in words', { action: 5 }, { unreadable: 'action is none that is known', item: ITEM }],
    ['an item', { item_uuid: '' }, { unreadable: 'neither an item usage nor an audit event nor a sign-in attempt' }],
  ])('without %s is unreadable', (_, over, expected) => {
    expect(parseOnepasswordEvent(aUsage(over))).toEqual(expected)
  })
})

describe('an audit event', () => {
  test('is about no item', () => {
    expect(parseOnepasswordEvent(anAudit())).toMatchObject({ actor: 'ada@acme.test', evidence: 'server', action: undefined })
  })

  test('of an export may have shown every item', () => {
    expect(parseOnepasswordEvent(anAudit({ action: 'export' }))).toMatchObject({ action: 'export', outcome: 'unknown' })
  })

  test.each([{ uuid: null }, { timestamp: 'x' }, { action: undefined }])('with %j is unreadable', (over) => {
    expect(parseOnepasswordEvent(anAudit(over))).toHaveProperty('unreadable')
  })
})

test('a sign-in attempt says when it was', () => {
  expect(parseOnepasswordEvent(aSignIn())).toMatchObject({ time: at('2026-10-08T09:00:00Z'), action: undefined })
})

test.each([
  [{ has_more: false }, undefined],
  [{ has_more: true }, 'a further page was not fetched (has_more)'],
  [{}, 'the last page does not say whether another follows (has_more)'],
  [{ has_more: 'false' }, 'the last page does not say whether another follows (has_more)'],
])('the page %j ends with %s', (page, expected) => {
  expect(parsePageEnd(page)).toBe(expected)
})

test('every JSON value is an event or unreadable', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.dictionary(fc.constantFrom(...Object.keys(aUsage())), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 }), (value, over) => {
      expect(parseOnepasswordEvent(value)).toHaveProperty('unreadable')
      const parsed = parseOnepasswordEvent(aUsage(over))
      expect('unreadable' in parsed || typeof parsed.time === 'number').toBe(true)
    }),
  )
})
