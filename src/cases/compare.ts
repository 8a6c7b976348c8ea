/** What a case expects, against what was found. */
import type { Mistake } from '../model/mistake.ts'
import { inOrder } from '../model/mistake.ts'
import type { Finding } from '../model/report.ts'
import { didYouMean } from '../parsers/wording.ts'
import { type Case, type Expectation, subjectKey } from './load-cases.ts'

const placeOf = ({ control, subject }: Pick<Finding, 'control' | 'subject'>): string => `${control}\n${subjectKey(subject)}`

const missed = ({ control, subject, outcome, message, at }: Expectation, found: Finding | undefined, subjects: readonly string[]): Mistake[] => {
  const what = `${control} about ${subject}`
  if (found === undefined) {
    const hint = didYouMean(subject, subjects) ?? (subjects.length === 0 ? undefined : `it speaks about ${subjects.join(', ')}`)
    return [at(`expected ${outcome} of ${what}, and it says nothing about it`, hint)]
  }
  if (found.outcome !== outcome) return [at(`expected ${outcome} of ${what}, got ${found.outcome}: ${found.message}`)]
  return message === undefined || found.message.includes(message)
    ? []
    : [at(`${what} is ${outcome}, as expected, and its message is another: ${found.message}`)]
}

/** Every expectation that did not come true, every failure and unknown that nobody expected, and every named control that judged nothing; none: the case holds. */
export const compare = ({ controls = [], expect, at }: Case, findings: readonly Finding[]): readonly Mistake[] => {
  const byPlace = new Map(findings.map((finding) => [placeOf(finding), finding]))
  const expected = new Set(expect.map(placeOf))
  const subjectsOf = (control: string): string[] => findings.filter((finding) => finding.control === control).map(({ subject }) => subject)
  const unexpected = findings.filter((finding) => ['fail', 'unknown'].includes(finding.outcome) && !expected.has(placeOf(finding)))
  const isExpected = (control: string): boolean => expect.some((expectation) => expectation.control === control)
  const hasJudged = (control: string): boolean => findings.some((finding) => finding.control === control && finding.outcome !== 'not-applicable')
  const silent = controls.filter((control) => !isExpected(control) && !hasJudged(control))
  return inOrder([
    ...expect.flatMap((expectation) => missed(expectation, byPlace.get(placeOf(expectation)), subjectsOf(expectation.control))),
    ...unexpected.map(({ control, subject, outcome, message }) => at(`not expected: ${control} about ${subject} is ${outcome}: ${message}`)),
    ...silent.map((control) => at(`${control} judged nothing, so nothing is shown of it`, 'give it something to judge, or do not name it')),
  ])
}
