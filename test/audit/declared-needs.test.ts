import { expect, test } from 'vitest'
import { defineRule } from '../../src/model/rule.ts'
import { judgeCase } from '../support/test-rule.ts'

/** A rule that declares code sets, and looks at facts as it is told. */
const looking = (look: (facts: object) => unknown) =>
  defineRule({
    id: 'looking',
    title: 'It looks',
    about: 'accounts',
    needs: ['codeSets'],
    defaults: {},
    judge: (_subject, facts) => {
      const seen = typeof look(facts)
      return { outcome: 'pass', tell: () => ({ message: seen, evidence: [] }) }
    },
  })

const judge = (look: (facts: object) => unknown) => judgeCase(looking(look), { name: 'it looks', facts: {}, expect: { outcome: 'pass' } }).message

test('a rule may look at the facts that it declares, and at no others', () => {
  expect(judge((facts) => Reflect.get(facts, 'codeSets'))).toBe('object')
  expect(() => judge((facts) => Reflect.get(facts, 'people'))).toThrow('the rule looks at people without declaring it')
  expect(() => judge((facts) => 'people' in facts)).toThrow('need not ask')
  expect(() => judge((facts) => Object.keys(facts))).toThrow('looks at all facts')
})
