/** A file of cases → the cases with their facts as inventories, or every mistake in it. */
import { accountKey, isAccount } from '../model/account.ts'
import type { WholeFile } from '../model/files.ts'
import type { Case as CaseDocument, CasesDocument, Expectation as ExpectationDocument } from '../model/generated/cases.ts'
import type { Inventory } from '../model/inventory.ts'
import { type Checked, inOrder, type Mistake } from '../model/mistake.ts'
import type { Policy } from '../model/policy.ts'
import { type Instant, parseInstant } from '../model/time.ts'
import { type ParsedDocument, parseDocumentStrictly, type Places, type Sense } from '../parsers/document.ts'
import { entriesOf, type Entry } from '../parsers/entries.ts'
import { cases as validate } from '../parsers/generated/validators/cases.ts'
import type { Known } from '../parsers/known.ts'
import { didYouMean } from '../parsers/wording.ts'
import { gather, type GivenEntries, givenMistakes, type KnownGiven } from './given.ts'
import { toInventory } from './to-inventory.ts'

const LIMITS = { bytes: 4 * 1_048_576 }

/** A mistake, or an expectation that did not come true, at its place in the file. */
export type At = (message: string, hint?: string) => Mistake

/** A finding that must come of a case. */
export interface Expectation extends ExpectationDocument {
  readonly at: At
}

export interface Case {
  readonly name: string
  readonly asOf: Instant
  /** Absent: every control of the policy. */
  readonly controls?: readonly string[]
  readonly inventory: Inventory
  readonly expect: readonly Expectation[]
  readonly at: At
}

export interface CaseFile {
  readonly file: string
  readonly policy: { readonly path: string; readonly at: At }
  readonly cases: readonly Case[]
}

/** What two spellings of one subject have in common. */
export const subjectKey = (subject: string): string => (isAccount(subject) ? accountKey(subject) : subject)

const factsOf = (document: ParsedDocument<Known<CasesDocument>>, one: Known<CaseDocument>, places: Places): KnownGiven =>
  gather([
    { places: document, pointer: '/given', given: document.value.given },
    { places, pointer: '/given', given: one.given },
  ])

const repeatedNames = (cases: readonly Entry<Known<CaseDocument>>[]): Mistake[] => {
  const first = new Map<string, number>()
  return cases.flatMap(({ value: { name }, lineOf, mistakeAt }) => {
    if (name === undefined) return []
    const before = first.get(name)
    first.set(name, before ?? lineOf('/name'))
    return before === undefined ? [] : [mistakeAt('/name', 'another case has this name', `the first is on line ${String(before)}`)]
  })
}

const repeatedExpectations = (expect: readonly Entry<Known<ExpectationDocument>>[]): Mistake[] => {
  const first = new Map<string, number>()
  return expect.flatMap(({ value: { control, subject }, lineOf, mistakeAt }) => {
    if (control === undefined || subject === undefined) return []
    const key = `${control}\n${subjectKey(subject)}`
    const before = first.get(key)
    first.set(key, before ?? lineOf(''))
    return before === undefined
      ? []
      : [
          mistakeAt(
            '',
            `what ${control} says about ${subject} is expected twice`,
            `a control says one thing about a subject; the first is on line ${String(before)}`,
          ),
        ]
  })
}

/** What a case judges nothing by, and what it expects of controls that it does not judge. */
const wrongControls = (
  { value: { controls, expect }, mistakeAt }: Entry<Known<CaseDocument>>,
  expected: readonly Entry<Known<ExpectationDocument>>[],
): Mistake[] => {
  if (controls === undefined)
    return expect?.length === 0
      ? [mistakeAt('/expect', 'nothing is expected, and no control is judged', 'name the controls: controls: [BC-01], or controls: all')]
      : []
  if (controls === 'all') return []
  const named = controls
  return expected.flatMap(({ value: { control }, mistakeAt: at }) =>
    control === undefined || named.includes(control) || named.includes(undefined)
      ? []
      : [at('/control', `${control} is not among the controls that the case judges`, 'name it under controls')],
  )
}

/** Facts of the file are looked at with each case, and told once. */
const once = (mistakes: readonly Mistake[]): readonly Mistake[] => [
  ...new Map(mistakes.map((mistake) => [[mistake.line, mistake.column, mistake.message].join('\n'), mistake])).values(),
]

const inconsistencies: Sense<CasesDocument> = (document) => {
  const cases = entriesOf(document, '/cases', document.value.cases)
  return once([
    ...repeatedNames(cases),
    ...cases.flatMap((one) => {
      const expected = entriesOf(one, '/expect', one.value.expect)
      return [...givenMistakes(factsOf(document, one.value, one)), ...wrongControls(one, expected), ...repeatedExpectations(expected)]
    }),
  ])
}

const toCase = (file: string, document: ParsedDocument<CasesDocument>, one: Entry<CaseDocument>): Case => {
  const { name, controls, expect, 'as-of': own } = one.value
  const asOf = parseInstant(own ?? document.value['as-of']) ?? 0
  const named = controls ?? [...new Set(expect.map(({ control }) => control))]
  return {
    name,
    asOf,
    ...(named === 'all' ? {} : { controls: named }),
    // Of a document without mistakes all is known.
    inventory: toInventory(file, factsOf(document, one.value, one) as unknown as GivenEntries, asOf),
    expect: entriesOf(one, '/expect', expect).map(({ value, mistakeAt }) => ({ ...value, at: (message, hint) => mistakeAt('', message, hint) })),
    at: (message, hint) => one.mistakeAt('/name', message, hint),
  }
}

/** The cases of a file, or every mistake in it that can be seen without the policy. */
export const loadCases = (file: WholeFile): Checked<CaseFile> => {
  const parsed = parseDocumentStrictly<CasesDocument>(file.file, file.bytes, validate, LIMITS, inconsistencies)
  if ('mistakes' in parsed) return parsed
  const document = parsed.value
  return {
    value: {
      file: file.file,
      policy: { path: document.value.policy, at: (message, hint) => document.mistakeAt('/policy', message, hint) },
      cases: entriesOf(document, '/cases', document.value.cases).map((one) => toCase(file.file, document, one)),
    },
  }
}

/** Controls that cases name and that the policy does not have. */
export const unknownControls = ({ cases }: CaseFile, policy: Policy): readonly Mistake[] => {
  const ids = policy.controls.map(({ id }) => id)
  const unknown = (control: string, at: At): Mistake[] =>
    ids.includes(control) ? [] : [at(`the policy ${policy.id} has no control ${control}`, didYouMean(control, ids))]
  return inOrder(
    once(
      cases.flatMap(({ controls = [], expect, at }) => [
        ...expect.flatMap((expectation) => unknown(expectation.control, expectation.at)),
        ...controls.filter((control) => !expect.some((expectation) => expectation.control === control)).flatMap((control) => unknown(control, at)),
      ]),
    ),
  )
}
