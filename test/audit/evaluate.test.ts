import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isQuiet, type Placed } from '../../src/audit/evaluate.ts'
import { join } from '../../src/audit/join.ts'
import { link } from '../../src/audit/link.ts'
import { toLogMatches, toMatches } from '../../src/audit/select.ts'
import { accountKey } from '../../src/model/account.ts'
import type { CodeSet, FactName, Gap, Inventory, Person } from '../../src/model/inventory.ts'
import type { Control } from '../../src/model/policy.ts'
import { type AnyRule, defineRule, type Need } from '../../src/model/rule.ts'
import type { Outcome } from '../../src/model/verdict.ts'
import { DAY } from '../../src/model/time.ts'
import { rules } from '../../src/rules/index.ts'
import { controls as someControls, inventories } from '../support/arbitraries.ts'
import {
  aCodeSet,
  aControl,
  aCopy,
  aForm,
  aGap,
  aLog,
  anAccount,
  aPerson,
  aPlaintext,
  aPolicy,
  aRow,
  AS_OF,
  at,
  type Over,
  theRoles,
} from '../support/builders.ts'
import { everyVerdict } from '../support/every-verdict.ts'
import { anInventory } from '../support/facts.ts'

const place = (inventory: Inventory, controls: readonly Control[], among: readonly AnyRule[] = rules): readonly Placed[] =>
  everyVerdict(link(aPolicy(controls), among), join(inventory, AS_OF), { asOf: AS_OF, roles: theRoles })

/** A rule that always says the same. */
const saying = (outcome: Outcome, needs: readonly Need[], rests?: readonly Need[]): AnyRule =>
  defineRule({
    id: 'saying',
    title: 'It was said',
    about: 'accounts',
    needs,
    defaults: {},
    judge: () => ({ outcome, tell: () => ({ message: 'It was said.', evidence: [aRow()] }), ...(rests === undefined ? {} : { rests }) }),
  })

const told = (placed: readonly Placed[]) => placed.map(({ subject, verdict }) => `${subject} ${verdict.outcome}`)

describe('every subject in scope', () => {
  test('has one verdict of each control, in the order of the accounts', () => {
    const inventory = anInventory({ accounts: [anAccount({ id: 'github:grace' }), anAccount()], codeSets: [aCodeSet()] })
    const placed = place(inventory, [aControl(), aControl({ id: 'BC-04', rule: 'over-age' })])
    expect(placed.map(({ control, subject, owner, verdict }) => [control.id, subject, owner, verdict.outcome])).toEqual([
      ['BC-01', 'github:ada', 'ada@acme.test', 'pass'],
      ['BC-04', 'github:ada', 'ada@acme.test', 'pass'],
      ['BC-01', 'github:grace', undefined, 'pass'],
      ['BC-04', 'github:grace', undefined, 'not-applicable'],
    ])
  })

  test('under its owner, and not under a code that stands where the owner is expected', () => {
    const owners = (people: readonly Person[]) =>
      place(anInventory({ people, accounts: [anAccount()], codeSets: [aCodeSet({ owner: '73019284' })] }), [aControl()]).map(({ owner }) => owner)
    expect(owners([])).toEqual(['••••••••'])
    expect(owners([aPerson({ id: '73019284' })])).toEqual(['73019284'])
  })

  test('and no other has one', () => {
    const inventory = anInventory({ accounts: [anAccount(), anAccount({ id: 'google:ada@acme.test' })] })
    expect(told(place(inventory, [aControl({ select: { service: ['google'] } })]))).toEqual(['google:ada@acme.test pass'])
  })

  test('a rule gets the parameters of the control over its defaults', () => {
    const inventory = anInventory({ accounts: [anAccount({ method: 'insecure' })] })
    expect(told(place(inventory, [aControl({ params: { insecure: 'pass' } })]))).toEqual(['github:ada pass'])
    expect(told(place(inventory, [aControl()]))).toEqual(['github:ada fail'])
  })

  test('a control of a rule that does not exist is a fault of ours', () => {
    expect(() => place(anInventory(), [aControl({ rule: 'no-such-rule' })])).toThrow('no rule no-such-rule')
  })
})

describe('a control without subjects', () => {
  const nowhere = { select: { service: ['okta'] } }

  test('is unknown', () => {
    expect(told(place(anInventory({ accounts: [anAccount()] }), [aControl(nowhere)]))).toEqual(['* unknown'])
    expect(told(place(anInventory(), [aControl(), aControl({ id: 'BC-04', rule: 'over-age' })]))).toEqual(['* unknown', '* unknown'])
  })

  test('is unknown also where its rule speaks of accounts that providers report, and none reports any', () => {
    const inventory = anInventory({ codeSets: [aCodeSet()] })
    expect(told(place(inventory, [aControl()]))).toEqual(['github:ada not-applicable', '* unknown'])
    expect(told(place(inventory, [aControl({ rule: 'codes-missing' })]))).toEqual(['github:ada not-applicable', '* unknown'])
    expect(told(place(inventory, [aControl({ rule: 'over-age' })]))).toEqual(['github:ada pass'])
    expect(told(place(inventory, [aControl({ allowEmpty: true })]))).toEqual(['github:ada not-applicable'])
  })

  test('says so, and what to do', () => {
    expect(place(anInventory(), [aControl()])[0]?.verdict.tell()).toEqual({
      message: 'The control found nothing to judge, and nothing judged is nothing proven.',
      evidence: [],
      remediation: 'Correct the select of the control, add the missing sources, or say allow-empty: true.',
    })
  })

  test('is nothing with allow-empty, also where only accounts of another service could not be listed', () => {
    expect(place(anInventory({}, [aGap()]), [aControl({ ...nowhere, allowEmpty: true })])).toEqual([])
  })

  test('has a subject where a rule about accounts does not apply to one that a provider reports', () => {
    const inventory = anInventory({ accounts: [anAccount()] })
    const control = aControl({ rule: 'saying' })
    expect(told(place(inventory, [control], [saying('not-applicable', ['accounts'])]))).toEqual(['github:ada not-applicable'])
    expect(told(place(inventory, [control], [saying('not-applicable', ['codeSets'])]))).toEqual(['github:ada not-applicable', '* unknown'])
  })

  test('is nothing with allow-empty', () => {
    expect(place(anInventory({ accounts: [anAccount()] }), [aControl({ ...nowhere, allowEmpty: true })])).toEqual([])
  })

  test('allow-empty changes nothing where there are subjects', () => {
    expect(told(place(anInventory({ accounts: [anAccount()] }), [aControl({ allowEmpty: true })]))).toEqual(['github:ada pass'])
  })
})

describe('a gap', () => {
  const control = aControl({ rule: 'saying' })
  const ofAda = (over: Over<Gap> = {}) => aGap({ about: 'codeEvents', detail: 'the log is cut', hides: { accounts: ['github:ada'] }, ...over })
  const judge = (rule: AnyRule, gaps: readonly Gap[]) => place(anInventory({ accounts: [anAccount()] }, gaps), [control], [rule])[0]!.verdict

  const table: readonly (readonly [Outcome, Outcome])[] = [
    ['pass', 'unknown'],
    ['not-applicable', 'unknown'],
    ['unknown', 'unknown'],
    ['fail', 'fail'],
  ]
  for (const [said, becomes] of table) {
    test(`in a needed fact makes ${becomes} of ${said}`, () => {
      expect(judge(saying(said, ['accounts', 'codeEvents']), [ofAda()]).outcome).toBe(becomes)
    })
    test(`in another fact leaves ${said}`, () => {
      expect(judge(saying(said, ['accounts']), [ofAda()]).outcome).toBe(said)
    })
    test(`in a fact that the verdict does not rest on leaves ${said}`, () => {
      expect(judge(saying(said, ['accounts', 'codeEvents'], ['accounts']), [ofAda()]).outcome).toBe(said)
    })
    test(`in a fact that the verdict rests on makes ${becomes} of ${said}`, () => {
      expect(judge(saying(said, ['accounts', 'codeEvents'], ['codeEvents']), [ofAda()]).outcome).toBe(becomes)
    })
    test(`in what hides another account leaves ${said}`, () => {
      expect(judge(saying(said, ['codeEvents']), [ofAda({ hides: { accounts: ['github:grace'] } })]).outcome).toBe(said)
    })
  }

  test('in a count makes unknown of an account that has codes, and not of one that has none', () => {
    const google = 'google:ada@acme.test'
    const gap = aGap({ about: 'codeCounts', hides: { accounts: [google] } })
    const outcomeWith = (codeSets: readonly CodeSet[]) =>
      place(anInventory({ accounts: [anAccount({ id: google })], codeSets }, [gap]), [aControl({ rule: 'codes-missing' })])[0]!.verdict.outcome
    expect(outcomeWith([aCodeSet({ account: google })])).toBe('unknown')
    expect(outcomeWith([])).toBe('fail')
  })
})

test('two sets of which either may be the current one leave accesses unknown, whatever the logs show', () => {
  const inventory = anInventory({ codeSets: [aCodeSet(), aCodeSet()] })
  for (const rule of ['access-outside-role', 'unaudited-access']) expect(told(place(inventory, [aControl({ rule })]))).toEqual(['github:ada unknown'])
})

describe('accounts that could not be listed', () => {
  const inventory = anInventory({ accounts: [anAccount()] }, [aGap()])

  test('have a finding of each control whose rule asks for accounts', () => {
    const placed = place(inventory, [aControl(), aControl({ id: 'BC-02', rule: 'codes-missing' }), aControl({ id: 'BC-04', rule: 'over-age' })])
    expect(placed.map(({ control, subject, verdict }) => [control.id, subject, verdict.outcome])).toEqual([
      ['BC-01', 'github:ada', 'pass'],
      ['BC-02', 'github:ada', 'fail'],
      ['BC-04', 'github:ada', 'not-applicable'],
      ['BC-01', 'github:*', 'unknown'],
      ['BC-02', 'github:*', 'unknown'],
      ['BC-04', '*', 'unknown'],
    ])
  })

  test('have none where the control cannot mean them', () => {
    expect(told(place(inventory, [aControl({ select: { service: ['google'] } })]))).toEqual(['* unknown'])
    expect(told(place(inventory, [aControl({ select: { account: ['github:*'] } })]))).toEqual(['github:ada pass', 'github:* unknown'])
    expect(told(place(inventory, [aControl({ select: { account: ['github:ada'] } })]))).toEqual(['github:ada pass', 'github:* unknown'])
  })

  test('make unknown of an account that only the register names', () => {
    expect(told(place(anInventory({ codeSets: [aCodeSet()] }, [aGap()]), [aControl()]))).toEqual(['github:ada unknown', 'github:* unknown'])
  })
})

describe('a select by what the register does not say', () => {
  const old = aCodeSet({ generated: at('2020-01-01') })
  const judge = (codeSet: CodeSet) => told(place(anInventory({ codeSets: [codeSet] }), [aControl({ rule: 'over-age', select: { tier: ['production'] } })]))

  test('makes unknown of a fail, and leaves a pass', () => {
    expect(judge(old)).toEqual(['github:ada fail'])
    expect(judge({ ...old, tier: 'test' })).toEqual(['* unknown'])
    const { tier: _tier, ...untiered } = old
    expect(judge(untiered)).toEqual(['github:ada unknown'])
    expect(judge({ ...untiered, generated: AS_OF })).toEqual(['github:ada pass', '* unknown'])
  })

  test('says why', () => {
    const { tier: _tier, ...untiered } = old
    const [placed] = place(anInventory({ codeSets: [untiered] }), [aControl({ rule: 'over-age', select: { tier: ['production'] } })])
    expect(placed?.verdict.tell().message).toMatch(
      /^Not known: the register does not say whether the control speaks about this account\. Backup codes are \d+ days old/,
    )
  })
})

describe('overrides', () => {
  const control = (...tiers: readonly (readonly [string, unknown])[]) =>
    aControl({
      rule: 'single-location',
      params: { minimum: 1 },
      overrides: tiers.map(([tier, minimum]) => ({ select: { tier: [tier] }, params: { minimum } })),
    })
  const judge = (codeSet: CodeSet, one: Control) => place(anInventory({ codeSets: [codeSet] }), [one])[0]!.verdict
  const single = aCodeSet({ copies: [aCopy()] })
  const { tier: _tier, ...untiered } = single

  test('the first that matches is taken', () => {
    expect(judge(single, control(['production', 2], ['prod*', 1])).outcome).toBe('fail')
    expect(judge(single, control(['prod*', 1], ['production', 2])).outcome).toBe('pass')
    expect(judge(single, control(['test', 2])).outcome).toBe('pass')
  })

  test('one that may match and disagrees makes it unknown', () => {
    const verdict = judge(untiered, control(['production', 2]))
    expect(verdict.outcome).toBe('unknown')
    expect(verdict.tell().message).toContain('does not say which parameters of the control hold here')
  })

  test('one that may match and agrees changes nothing', () => {
    expect(judge(untiered, control(['production', 1])).outcome).toBe('pass')
    expect(judge({ ...untiered, copies: [] }, control(['production', 2])).outcome).toBe('fail')
  })
})

test('every control × subject in its scope has exactly one verdict, in any inventory', () => {
  fc.assert(
    fc.property(inventories, someControls, (inventory, controls) => {
      const { keys, joined, unlisted, logs } = join(inventory, AS_OF)
      const { accounts, codeSets, codeCounts, codeEvents } = inventory.facts
      const named = [
        ...accounts.map(({ id }) => id),
        ...[...codeSets, ...codeCounts, ...codeEvents.filter(({ time }) => time <= AS_OF)].map(({ account }) => account),
      ]
      expect(named.filter((id) => !keys.includes(accountKey(id)))).toEqual([])

      const expected = controls.flatMap((control) => {
        const rule = rules.find(({ id }) => id === control.rule)!
        if (rule.about === 'logs')
          return logs.filter(({ subject }) => toLogMatches(control.select)(subject) === 'yes').map(({ subject }) => `${control.id} ${subject.id}`)
        const needsAccounts = (rule.needs as readonly Need[]).includes('accounts')
        const listed = keys.filter((key) => toMatches(control.select)(joined(key).subject, joined(key).facts.codeSets) !== 'no')
        const hidden = needsAccounts ? unlisted.map(({ subject }) => subject).filter((subject) => toMatches(control.select)(subject, undefined) !== 'no') : []
        return [...listed, ...hidden.map(({ id }) => id)].map((subject) => `${control.id} ${subject}`)
      })
      const placed = place(inventory, controls)
      const told = placed.filter(({ subject }) => subject !== '*')
      expect(told.map(({ control, subject }) => `${control.id} ${accountKey(subject)}`).sort()).toEqual(expected.sort())

      // A control by which nothing was judged has one more verdict, which says so.
      const nobody = placed.filter(({ subject }) => subject === '*').map(({ control }) => control.id)
      expect(new Set(nobody).size).toBe(nobody.length)
      const silent = controls.filter(({ id }) => !told.some(({ control }) => control.id === id))
      expect(silent.filter(({ id, allowEmpty }) => !allowEmpty && !nobody.includes(id))).toEqual([])
    }),
  )
})

test('every gap in a needed fact that hides a subject yields unknown unless it fails, in any inventory', () => {
  // codes-missing alone says which facts its verdicts rest on; what it does with that is tested above and in its own table.
  const strict = rules.filter(({ id, about }) => id !== 'codes-missing' && about === 'accounts')
  const controls = strict.map((rule) => aControl({ id: rule.id, rule: rule.id }))

  fc.assert(
    fc.property(inventories, (inventory) => {
      const { joined } = join(inventory, AS_OF)
      const listed = new Set(inventory.facts.accounts.map(({ id }) => accountKey(id)))
      const hides = ({ about, hides: hidden }: Gap, subject: string): boolean => {
        if ('accounts' in hidden) return hidden.accounts.some((id) => accountKey(id) === accountKey(subject))
        if ('scope' in hidden) return accountKey(subject).startsWith(hidden.scope.slice(0, -1)) && !(about === 'accounts' && listed.has(accountKey(subject)))
        const { current } = joined(accountKey(subject)).facts.codeSets
        return about === 'escrowEvents' && (current?.copies ?? []).some(({ location }) => location === hidden.location)
      }
      for (const { control, subject, verdict } of place(inventory, controls)) {
        const needs = strict.find(({ id }) => id === control.rule)!.needs as readonly FactName[]
        const hiding = inventory.gaps.filter((gap) => needs.includes(gap.about) && hides(gap, subject))
        // What the catalogue alone decides rests on no fact.
        if (hiding.length > 0 && verdict.rests?.length !== 0) expect(['fail', 'unknown']).toContain(verdict.outcome)
      }
    }),
    { numRuns: 500 },
  )
})

describe('nothing judged is nothing proven', () => {
  const rulesOfSets = ['over-age', 'rotation-due', 'single-location', 'access-outside-role', 'unaudited-access']

  test.each(rulesOfSets)('%s with an empty register is unknown', (rule) => {
    expect(told(place(anInventory({ accounts: [anAccount()], codeSets: [] }), [aControl({ rule })]))).toContain('* unknown')
  })

  test('a select that is mistyped is unknown, though accounts without a tier may be meant', () => {
    const inventory = anInventory({ accounts: [anAccount({ id: 'github:grace' })], codeSets: [aCodeSet({ tier: 'production' })] })
    expect(told(place(inventory, [aControl({ rule: 'over-age', select: { tier: ['prodution'] } })]))).toContain('* unknown')
  })

  test('what the catalogue rules out is proven', () => {
    const aws = anInventory({ accounts: [anAccount({ id: 'aws:111122223333/ada' })], codeSets: [] })
    expect(told(place(aws, [aControl({ rule: 'over-age', select: { service: ['aws'] } })]))).toEqual(['aws:111122223333/ada not-applicable'])
  })

  test('an empty inventory is unknown, whatever a control allows', () => {
    expect(told(place(anInventory({ codeSets: [] }), [aControl({ allowEmpty: true })]))).toEqual(['* unknown'])
  })

  test('codes are not missing of AWS accounts that could not be listed', () => {
    const gap = aGap({ hides: { scope: 'aws:111122223333/*' } })
    const placed = place(anInventory({ accounts: [anAccount({ id: 'aws:111122223333/ada' })], codeSets: [] }, [gap]), [
      aControl({ rule: 'codes-missing' }),
      aControl({ id: 'BC-02' }),
    ])
    expect(told(placed)).toEqual(expect.arrayContaining(['aws:111122223333/* not-applicable', 'aws:111122223333/* unknown']))
  })
})

describe('a log', () => {
  const ofLog = (over: Over<Gap> = {}) => aGap({ about: 'escrowEvents', detail: 'the log is cut', hides: { location: 'vault-hq' }, ...over })
  const silent = aControl({ rule: 'log-silent' })

  test('has one verdict of each control about logs, under the id of its location, and accounts have none', () => {
    const inventory = anInventory({ accounts: [anAccount()] })
    expect(told(place(inventory, [silent, aControl({ id: 'BC-24', rule: 'plaintext-in-log' })]))).toEqual([
      'hq-safe pass',
      'hq-safe not-applicable',
      'vault-hq pass',
      'vault-hq pass',
    ])
  })

  test('that no source reads is no subject', () => {
    expect(told(place(anInventory({ logs: [aLog()] }), [silent]))).toEqual(['vault-hq pass'])
    expect(told(place(anInventory({ logs: [] }), [silent]))).toEqual(['* unknown'])
  })

  test('that is to be read and is not there is unknown', () => {
    expect(told(place(anInventory({ logs: [] }, [ofLog({ reason: 'absent' })]), [silent]))).toEqual(['vault-hq unknown'])
  })

  test('with a gap does not pass, and a failure that was seen stands', () => {
    const inventory = anInventory({ logs: [aLog()], plaintexts: [aPlaintext()] }, [ofLog()])
    expect(told(place(inventory, [silent, aControl({ id: 'BC-24', rule: 'plaintext-in-log' })]))).toEqual(['vault-hq unknown', 'vault-hq fail'])
    expect(told(place(anInventory({ logs: [aLog()] }, [ofLog()]), [aControl({ rule: 'plaintext-in-log' })]))).toEqual(['vault-hq unknown'])
  })

  test('has parameters of its own by an override on its location', () => {
    const old = aForm({ lastRecord: AS_OF - 8 * DAY })
    const control = aControl({ ...silent, overrides: [{ select: { location: ['*-safe'] }, params: { 'max-silence': 30 * DAY } }] })
    expect(told(place(anInventory({ logs: [aLog(), old] }), [control]))).toEqual(['hq-safe pass', 'vault-hq pass'])
    expect(told(place(anInventory({ logs: [aLog(), old] }), [silent]))).toEqual(['hq-safe fail', 'vault-hq pass'])
  })

  test('is selected by its location, and by nothing else', () => {
    expect(told(place(anInventory({ accounts: [anAccount()] }), [aControl({ ...silent, select: { location: ['vault-*'] } })]))).toEqual(['vault-hq pass'])
    expect(told(place(anInventory({ accounts: [anAccount()] }), [aControl({ ...silent, select: { service: ['*'] } })]))).toEqual(['* unknown'])
  })

  test('to which a rule does not apply, for what was seen of it, is nothing judged', () => {
    const inventory = anInventory({ accounts: [anAccount()], logs: [aForm()] })
    const said = (rests?: readonly []) => [{ ...saying('not-applicable', [], rests), about: 'logs', needs: ['logs'] } as unknown as AnyRule]
    expect(told(place(inventory, [aControl({ rule: 'saying' })], said()))).toEqual(['hq-safe not-applicable', '* unknown'])
    expect(told(place(inventory, [aControl({ rule: 'saying' })], said([])))).toEqual(['hq-safe not-applicable'])
  })

  test('that the kind of log rules out counts as judged', () => {
    expect(told(place(anInventory({ accounts: [anAccount()], logs: [aForm()] }), [aControl({ rule: 'plaintext-in-log' })]))).toEqual(['hq-safe not-applicable'])
  })
})

test('what passes and what does not apply asks nothing of anybody', () => {
  const quiet = (['pass', 'not-applicable', 'fail', 'unknown'] as const).map((outcome) => isQuiet({ outcome, tell: () => ({ message: 'said', evidence: [] }) }))
  expect(quiet).toEqual([true, true, false, false])
})
