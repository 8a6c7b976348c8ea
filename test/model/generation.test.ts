import { expect, test } from 'vitest'
import { COMPLETE_THE_REGISTER, isStopped } from '../../src/model/current-set.ts'
import { scheduledGeneration } from '../../src/model/generation.ts'
import type { CodeSet } from '../../src/model/inventory.ts'
import { CLOCK_TOLERANCE, formatInstant } from '../../src/model/time.ts'
import { aCodeSet, AS_OF, aSubject, type Over } from '../support/builders.ts'

const asked = (account: string, set: Over<CodeSet> = {}) => {
  const current = aCodeSet({ account, ...set })
  const found = scheduledGeneration(aSubject(account), { history: [current], current }, AS_OF)
  if (!isStopped(found)) return { ...found, row: found.row() }
  const { tell, ...verdict } = found.verdict
  return { ...verdict, ...tell() }
}
const row = { source: 'register', file: 'register.yaml', line: 14, fact: 'generated' }

test('codes that are rotated on a schedule have a generation', () => {
  const generated = AS_OF + CLOCK_TOLERANCE
  expect(asked('github:ada', { generated })).toEqual({ generated, row: { ...row, value: formatInstant(generated) } })
})

test('codes that are not have none to judge, and no fact is looked at', () => {
  const expected = { outcome: 'not-applicable', rests: [], message: 'Codes of Bitwarden are not rotated on a schedule.', evidence: [] }
  expect(asked('bitwarden:ada@acme.test')).toEqual(expected)
  const nothing = scheduledGeneration(aSubject('bitwarden:ada@acme.test'), { history: [], open: 'which' }, AS_OF)
  expect(isStopped(nothing) && nothing.verdict).toMatchObject({ outcome: 'not-applicable', rests: [] })
})

test('of codes of which no source says so it is unknown, and the register may say it', () => {
  expect(asked('dropbox:ada@acme.test')).toEqual({
    outcome: 'unknown',
    message: 'No source says whether codes of Dropbox can be regenerated at will.',
    evidence: [],
    remediation: 'Look in the settings there. Then declare dropbox under services in the register, with its rotation, and audit again.',
  })
})

test('of a time that cannot be judged it is unknown', () => {
  expect(asked('github:ada', { generated: undefined })).toEqual({
    outcome: 'unknown',
    message: 'The register does not say when the codes were generated.',
    evidence: [{ ...row, value: 'absent' }],
    remediation: COMPLETE_THE_REGISTER,
  })
  expect(asked('github:ada', { generated: AS_OF + CLOCK_TOLERANCE + 1 })).toMatchObject({ outcome: 'unknown' })
})

test('without a current set there is nothing to judge', () => {
  for (const account of ['github:ada', 'dropbox:ada@acme.test']) {
    const found = scheduledGeneration(aSubject(account), { history: [] }, AS_OF)
    expect(isStopped(found) && found.verdict.outcome).toBe('not-applicable')
  }
})
