import { expect, test } from 'vitest'
import { expiryOf } from '../../src/model/expiry.ts'
import { isTimed } from '../../src/model/register-time.ts'
import { declaredService } from '../../src/model/services.ts'
import { CLOCK_TOLERANCE, DAY } from '../../src/model/time.ts'
import { aCodeSet, AS_OF, at } from '../support/builders.ts'

const generated = at('2026-11-01')
const told = (set: Parameters<typeof aCodeSet>[0], expiresAfter?: number | 'never') => {
  const service = declaredService({ id: 'registrar', name: 'Registrar', rotation: 'scheduled', ...(expiresAfter === undefined ? {} : { expiresAfter }) })
  const expiry = expiryOf(aCodeSet({ expires: undefined, generated, ...set }), service, AS_OF)
  if (expiry === undefined) return undefined
  const { fact, value } = expiry.row()
  return [isTimed(expiry) ? expiry.time : expiry.doubt, fact, value]
}

test('is what the register says of the set, whatever it says of the service', () => {
  const expires = at('2027-01-01')
  const expected = [expires, 'expires', '2027-01-01T00:00:00.000Z']
  for (const of of [undefined, 'never', 90 * DAY] as const) expect(told({ expires }, of)).toEqual(expected)
})

test('follows from the generation where codes of the service are good for a time', () => {
  expect(told({}, 90 * DAY)).toEqual([generated + 90 * DAY, 'generated', '2026-11-01T00:00:00.000Z'])
  expect(told({ generated: AS_OF + CLOCK_TOLERANCE }, DAY)?.[0]).toBe(AS_OF + CLOCK_TOLERANCE + DAY)
})

test('is none where nothing says that the codes end', () => {
  expect(told({})).toBeUndefined()
  expect(told({}, 'never')).toBeUndefined()
})

test('is not known where the generation is not', () => {
  const since = 'Codes of Registrar expire 90 days after they were generated. '
  expect(told({ generated: undefined }, 90 * DAY)).toEqual([`${since}The register does not say when the codes were generated.`, 'generated', 'absent'])
  expect(told({ generated: AS_OF + CLOCK_TOLERANCE + 1 }, 90 * DAY)?.[0]).toBe(`${since}The register says that the codes were generated later than the audit.`)
})
