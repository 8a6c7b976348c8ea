import { expect, test } from 'vitest'
import { currentCopies, currentSet, isStopped } from '../../src/model/current-set.ts'
import { aCodeSet, aLocation, aSubject } from '../support/builders.ts'
import { someFacts } from '../support/facts.ts'

const GITHUB = aSubject('github:ada')

test('shows every set that may be the current one', () => {
  const found = currentSet(GITHUB, someFacts({ codeSets: [aCodeSet(), aCodeSet({ generated: undefined })] }).codeSets)
  expect(isStopped(found) && found.verdict.tell()).toMatchObject({
    message: 'The register leaves open which code set of github:ada is the current one.',
    evidence: [{ value: 'absent' }, { value: '2026-03-15T10:00:00.000Z' }],
  })
})

test('shows that a copy lies at a location that is not declared', () => {
  const { codeSets, locations } = someFacts({ codeSets: [aCodeSet()], locations: [aLocation()] })
  const found = currentCopies(GITHUB, codeSets, locations)
  expect(isStopped(found) && found.verdict.outcome).toBe('unknown')
  expect(isStopped(found) && found.verdict.tell()).toMatchObject({ evidence: [{ fact: 'copies', value: 'undeclared location' }] })
})
