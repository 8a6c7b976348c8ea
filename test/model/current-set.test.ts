import { describe, expect, test } from 'vitest'
import { COMPLETE_THE_REGISTER, currentCopies, currentSet, isStopped, possibleSets, type Stopped, withoutCodes } from '../../src/model/current-set.ts'
import type { CodeSets, LoggedCopy } from '../../src/model/rule.ts'
import { aCodeSet, aCopy, aLocation, aSubject, at } from '../support/builders.ts'

const ada = aSubject('github:ada')
const inRegister = { source: 'register', file: 'register.yaml', line: 10 }

/** The verdict with what it tells. */
const told = (found: object) => {
  expect(isStopped(found)).toBe(true)
  const { tell, ...verdict } = (found as Stopped).verdict
  return { ...verdict, ...tell() }
}

const current = aCodeSet()
const one: CodeSets = { history: [current], current }

describe('the current set', () => {
  test('is the one that the register has', () => {
    expect(currentSet(ada, one)).toEqual({ set: current })
  })

  test('is not asked for where the service has no codes: no fact is looked at', () => {
    const none = { outcome: 'not-applicable', rests: [], message: 'AWS has no backup codes.', evidence: [] }
    expect(told(currentSet(aSubject('aws:111122223333/root'), one))).toEqual(none)
    expect(told({ verdict: withoutCodes(aSubject('aws:111122223333/root').service) })).toEqual(none)
  })

  test('is unknown where the register leaves it open, and each that may be it is shown', () => {
    const history = [current, aCodeSet({ generated: undefined })]
    expect(told(currentSet(ada, { history, open: 'which' }))).toEqual({
      outcome: 'unknown',
      message: 'The register leaves open which code set of github:ada is the current one.',
      evidence: [
        { ...inRegister, fact: 'generated', value: '2026-03-15T10:00:00.000Z' },
        { ...inRegister, fact: 'generated', value: 'absent' },
      ],
      remediation: COMPLETE_THE_REGISTER,
    })
    expect(COMPLETE_THE_REGISTER).toMatch(/^Complete the register/)
  })

  test('is unknown where a later set is revoked: perhaps no code works', () => {
    const revoked = aCodeSet({ generated: at('2026-05-01'), status: 'revoked' })
    const codeSets: CodeSets = { history: [revoked, current], open: 'whether' }
    expect(told(currentSet(ada, codeSets))).toEqual({
      outcome: 'unknown',
      message: 'The register has a revoked code set of github:ada that is later than the one in use, or may be: it is open whether any code still works.',
      evidence: [
        { ...inRegister, fact: 'generated', value: '2026-05-01T00:00:00.000Z, revoked' },
        { ...inRegister, fact: 'generated', value: '2026-03-15T10:00:00.000Z' },
      ],
      remediation: 'Correct the register and audit again.',
    })
    expect(possibleSets(codeSets)).toEqual([current])
  })

  test('is one of those that are not revoked, where it is open which', () => {
    const undated = aCodeSet({ generated: undefined })
    expect(possibleSets({ history: [undated, current, aCodeSet({ status: 'revoked' })], open: 'which' })).toEqual([undated, current])
    expect(possibleSets({ history: [current, undated], current })).toEqual([current])
    expect(possibleSets({ history: [aCodeSet({ status: 'revoked' })] })).toEqual([])
  })

  test('is none where the register has none', () => {
    expect(told(currentSet(ada, { history: [] }))).toEqual({
      outcome: 'not-applicable',
      message: 'The register has no current code set of github:ada.',
      evidence: [],
    })
  })
})

describe('its copies', () => {
  const logged = (location: string): LoggedCopy => ({
    copy: aCopy({ location }),
    location: aLocation({ id: location }),
    log: { location, spans: [], silences: [], whole: true, storings: [] },
    reach: 'reachable',
  })
  const both = [logged('vault-hq'), logged('hq-safe')]
  const missing = (message: string, value: string) => ({
    outcome: 'unknown',
    message,
    evidence: [{ ...inRegister, fact: 'copies', value }],
    remediation: COMPLETE_THE_REGISTER,
  })

  test('are those of the register', () => {
    expect(currentCopies(ada, one, both)).toEqual({ set: current, copies: both })
  })

  test('are none where there is no current set', () => {
    expect(told(currentCopies(ada, { history: [] }, []))).toMatchObject({ outcome: 'not-applicable' })
  })

  test('are unknown where the register does not say where they lie', () => {
    const unplaced = aCodeSet({ copies: undefined })
    expect(told(currentCopies(ada, { history: [unplaced], current: unplaced }, []))).toEqual(
      missing('The register does not say where the copies lie.', 'absent'),
    )
  })

  test('are unknown where one lies at a location that is not declared', () => {
    expect(told(currentCopies(ada, one, both.slice(0, 1)))).toEqual(
      missing('A copy lies at a location that the register does not declare.', 'undeclared location'),
    )
  })
})
