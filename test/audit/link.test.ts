import { describe, expect, test } from 'vitest'
import { link, only } from '../../src/audit/link.ts'
import { rules } from '../../src/rules/index.ts'
import { aCodeSet, aControl, AS_OF, aSubject } from '../support/builders.ts'
import { sortCodeSets } from '../../src/audit/code-sets.ts'

const ofAge = aControl({ id: 'AGE', rule: 'over-age', select: { service: ['github'] }, overrides: [{ select: { tier: ['test'] }, params: { interval: 1 } }] })
const ofCopies = aControl({ id: 'COPIES', rule: 'single-location', params: { minimum: 3 } })
const ofSilence = aControl({ id: 'SILENCE', rule: 'log-silent', select: { location: ['vault-hq'] } })
const policy = { controls: [ofSilence, ofAge, ofCopies] }
const linked = link(policy, rules)

const ada = aSubject('github:ada')
const setsOf = (tier: string) => sortCodeSets([aCodeSet({ tier })], AS_OF)

describe('a linked policy', () => {
  test('has every control in its order, with the defaults of its rule below its own parameters', () => {
    expect(linked.controls.map(({ id, params }) => [id, params])).toEqual([
      ['SILENCE', rules.find(({ id }) => id === 'log-silent')!.defaults],
      ['AGE', rules.find(({ id }) => id === 'over-age')!.defaults],
      ['COPIES', { minimum: 3, apart: ['location', 'site'] }],
    ])
  })

  test('knows which speak about accounts and which about logs, each with its rule', () => {
    expect(linked.ofAccounts.map(({ control, rule }) => [control.id, rule.id])).toEqual([
      ['AGE', 'over-age'],
      ['COPIES', 'single-location'],
    ])
    expect(linked.ofLogs.map(({ control, rule }) => [control.id, rule.id])).toEqual([['SILENCE', 'log-silent']])
  })

  test('tells of an account whether a control speaks about it, and with which parameters', () => {
    const [age, copies] = linked.ofAccounts
    expect(age?.scopeOf(ada, setsOf('production'))).toBe('yes')
    expect(age?.scopeOf(aSubject('google:ada@acme.test'), setsOf('production'))).toBe('no')
    expect(age?.paramsFor(ada, setsOf('test'))).toEqual([{ interval: 1 }])
    expect(copies?.paramsFor(ada, setsOf('test'))).toEqual([{ minimum: 3, apart: ['location', 'site'] }])
  })

  test('tells of a log whether a control speaks about it, and with which parameters', () => {
    const [silence] = linked.ofLogs
    expect([silence?.scopeOf({ id: 'vault-hq' }), silence?.scopeOf({ id: 'hq-safe' })]).toEqual(['yes', 'no'])
    expect(silence?.paramsFor({ id: 'vault-hq' })).toEqual([linked.controls[0]?.params])
  })

  test('has no control of a rule that does not exist', () => {
    expect(() => link({ controls: [aControl({ rule: 'nothing' })] }, rules)).toThrow('no rule nothing')
  })
})

test.each([
  ['AGE', ['AGE'], ['AGE'], []],
  ['SILENCE', ['SILENCE'], [], ['SILENCE']],
  ['GONE', [], [], []],
])('only %s is left when only that is asked for', (id, controls, ofAccounts, ofLogs) => {
  const one = only(linked, id)
  expect(one.controls.map((control) => control.id)).toEqual(controls)
  expect(one.ofAccounts.map(({ control }) => control.id)).toEqual(ofAccounts)
  expect(one.ofLogs.map(({ control }) => control.id)).toEqual(ofLogs)
})
