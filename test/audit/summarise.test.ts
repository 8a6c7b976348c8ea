import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Count, counting, summarise } from '../../src/audit/summarise.ts'
import { aFinding } from '../support/builders.ts'

const counts = new Map<string, Count>([
  ['BC-01', { pass: 3, fail: 2, unknown: 1, 'not-applicable': 1 }],
  ['BC-02', { pass: 1, fail: 0, unknown: 0, 'not-applicable': 4 }],
])

test('every outcome is counted once, and waived fails are fails too', () => {
  const { whole, of } = summarise(counts, [aFinding({ control: 'BC-01', standing: 'waived' }), aFinding({ control: 'BC-01' })])
  expect(of('BC-01')).toEqual({ pass: 3, fail: 2, unknown: 1, notApplicable: 1, waived: 1 })
  expect(of('BC-02')).toEqual({ pass: 1, fail: 0, unknown: 0, notApplicable: 4, waived: 0 })
  expect(whole).toEqual({ pass: 4, fail: 2, unknown: 1, notApplicable: 5, waived: 1 })
})

test('a control that judged nothing has zeros', () => {
  const { whole, of } = summarise(new Map(), [])
  expect(of('BC-01')).toEqual({ pass: 0, fail: 0, unknown: 0, notApplicable: 0, waived: 0 })
  expect(whole).toEqual(of('BC-01'))
  expect(counting()).toEqual({ pass: 0, fail: 0, unknown: 0, 'not-applicable': 0 })
})

test('nothing vanishes from the counts', () => {
  const count = fc.record({ pass: fc.nat(), fail: fc.nat(), unknown: fc.nat(), 'not-applicable': fc.nat() })
  fc.assert(
    fc.property(fc.dictionary(fc.string(), count), (some) => {
      const { pass, fail, unknown, notApplicable } = summarise(new Map(Object.entries(some)), []).whole
      const total = Object.values(some)
        .flatMap((one) => Object.values(one))
        .reduce((sum, one) => sum + one, 0)
      expect(pass + fail + unknown + notApplicable).toBe(total)
    }),
  )
})
