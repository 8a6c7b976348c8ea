import { describe, expect, test } from 'vitest'
import { isTimed, registerRow, registerTime, type TimeField } from '../../src/model/register-time.ts'
import { CLOCK_TOLERANCE, formatInstant } from '../../src/model/time.ts'
import { aCodeSet, AS_OF } from '../support/builders.ts'

const file = { source: 'register', file: 'register.yaml' }

describe('a field as evidence', () => {
  test('stands on its own line, else on that of the set, else on none', () => {
    expect(registerRow(aCodeSet(), 'generated', 'x')).toEqual({ ...file, line: 14, fact: 'generated', value: 'x' })
    expect(registerRow(aCodeSet(), 'tested', 'x')).toEqual({ ...file, line: 10, fact: 'tested', value: 'x' })
    expect(registerRow(aCodeSet({ origin: file }), 'tested', 'x')).toStrictEqual({ ...file, fact: 'tested', value: 'x' })
  })

  test('that is not there is absent', () => {
    expect(registerRow(aCodeSet(), 'tested').value).toBe('absent')
  })
})

describe.each<[TimeField, string]>([
  ['generated', 'the codes were generated'],
  ['tested', 'a code was tried'],
  ['reviewed', 'the unused codes were last reviewed'],
  ['checked', 'somebody last checked that no code was used'],
  ['since', 'the codes were lost or compromised'],
])('the time of %s', (field, happened) => {
  const read = (time: number | undefined) => {
    const told = registerTime(aCodeSet({ lines: {}, [field]: time }), field, AS_OF)
    return { ...told, row: told.row(), isTimed: isTimed(told) }
  }
  const row = (value: string) => ({ ...file, line: 10, fact: field, value })

  test('can be judged up to five minutes after the audit', () => {
    const time = AS_OF + CLOCK_TOLERANCE
    expect(read(time)).toEqual({ isTimed: true, time, row: row(formatInstant(time)) })
  })

  test('is not known a millisecond later', () => {
    const time = AS_OF + CLOCK_TOLERANCE + 1
    expect(read(time)).toEqual({ isTimed: false, doubt: `The register says that ${happened} later than the audit.`, row: row(formatInstant(time)) })
  })

  test('is not known where the register does not have it', () => {
    expect(read(undefined)).toEqual({ isTimed: false, doubt: `The register does not say when ${happened}.`, row: row('absent') })
  })
})
