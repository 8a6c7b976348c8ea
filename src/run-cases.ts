/** The story of policy tests: read cases → read their policies → judge each case → compare. */
import { posix, resolve } from 'node:path'
import { audit } from './audit/audit.ts'
import { compare } from './cases/compare.ts'
import { type Case, type CaseFile, loadCases, unknownControls } from './cases/load-cases.ts'
import { openFolder } from './files.ts'
import type { CasesReport, PolicyCoverage, TestedCase } from './model/cases.ts'
import { everyFinding } from './model/finding-order.ts'
import { type Files, RefusedFile } from './model/files.ts'
import { type Checked, isMistaken, type Mistake } from './model/mistake.ts'
import type { Policy } from './model/policy.ts'
import type { Finding } from './model/report.ts'
import type { Outcome } from './model/verdict.ts'
import { shippedPolicies } from './package-files.ts'
import { loadPolicy } from './policy/load-policy.ts'
import { isShippedName } from './policy/shipped.ts'
import { rules } from './rules/index.ts'

const CASES = '**/*.{yaml,yml}'

/** The files of cases at a path: the file itself, or all YAML files below a folder; or why there are none. */
const findCases = async (files: Files, path: string): Promise<Checked<readonly string[]>> => {
  const none = (message: string, hint: string): Checked<readonly string[]> => ({ mistakes: [{ file: path, message, hint }] })
  try {
    const named = await files.list(path)
    if (named.length > 0) return { value: named }
  } catch (error) {
    if (!(error instanceof RefusedFile)) throw error
    const below = await files.list(posix.join(path, CASES))
    return below.length > 0 ? { value: below } : none('the folder has no cases', 'write some: a YAML file with policy, as-of and cases')
  }
  return none('it is not there', 'name the folder or the file of the cases')
}

const readCases = async (files: Files, path: string): Promise<Checked<CaseFile>> => {
  const file = await files.read(path)
  return 'problem' in file ? { mistakes: [{ file: path, message: file.detail }] } : loadCases(file)
}

/** A file of cases with the policy that it tests. */
interface Test {
  readonly cases: CaseFile
  readonly policy: Policy
  readonly policyFile: string
}

/** Paths of policies are relative to the file that names them; a shipped policy is named as such. */
const readTest = async (files: Files, path: string): Promise<Checked<Test>> => {
  const read = await readCases(files, path)
  if (isMistaken(read)) return read
  const cases = read.value
  const { path: named, at } = cases.policy
  const policyFile = isShippedName(named) ? named : posix.join(posix.dirname(path), named)
  const loaded = await loadPolicy({ files, shipped: shippedPolicies }, [{ path: policyFile, named: at }])
  if (isMistaken(loaded)) return loaded
  const unknown = unknownControls(cases, loaded.value)
  return unknown.length > 0 ? { mistakes: unknown } : { value: { cases, policy: loaded.value, policyFile } }
}

/** What a policy, narrowed to the controls of a case, finds in its facts. Waivers are agreements about accounts that are, and play no part. */
const judge = (policy: Policy, { controls, inventory, asOf }: Case): readonly Finding[] => [
  ...everyFinding(
    audit({
      policy: controls === undefined ? policy : { ...policy, controls: policy.controls.filter(({ id }) => controls.includes(id)) },
      waivers: [],
      inventory,
      rules,
      asOf,
      maxAge: Infinity,
      gate: { failOn: 'info', allowIncomplete: false, exitZero: false },
    }),
  ),
]

interface Tested {
  readonly case: TestedCase
  /** What each control was shown to say; nothing where the case does not hold. */
  readonly shown: readonly Pick<Finding, 'control' | 'outcome'>[]
}

const test = (policy: Policy, one: Case): Tested => {
  const findings = judge(policy, one)
  const problems = compare(one, findings)
  return { case: { name: one.name, line: one.at('').line ?? 0, problems }, shown: problems.length > 0 ? [] : findings }
}

/** What all cases together show of each policy, in the order in which the policies come. */
const coverageOf = (tested: readonly { readonly test: Test; readonly cases: readonly Tested[] }[]): readonly PolicyCoverage[] =>
  [...new Map(tested.map(({ test: { policyFile, policy } }) => [policyFile, policy]))].map(([file, policy]) => {
    const shown = new Map<string, Set<Outcome>>(policy.controls.map(({ id }) => [id, new Set()]))
    for (const { test: one, cases } of tested) {
      if (one.policyFile !== file) continue
      for (const { control, outcome } of cases.flatMap((each) => each.shown)) shown.get(control)?.add(outcome)
    }
    return { policy: policy.id, file, controls: policy.controls.map(({ id, title }) => ({ control: id, title, shown: [...(shown.get(id) ?? [])].sort() })) }
  })

export interface RunCases {
  readonly report: CasesReport
  /** The whole path of every file that was read for it: nothing may be written in the place of one. */
  readonly reads: readonly string[]
}

/** Tests the policies that the cases at some paths name; or says every mistake in what people wrote, and tests nothing. */
export const runCases = async (paths: readonly string[], folder = '.'): Promise<Checked<RunCases>> => {
  const files = openFolder(folder, true)
  const found = new Set<string>()
  const mistakes: Mistake[] = []
  for (const path of paths) {
    const listed = await findCases(files, path)
    if (isMistaken(listed)) mistakes.push(...listed.mistakes)
    else for (const file of listed.value) found.add(posix.normalize(file))
  }
  const tests: Test[] = []
  for (const file of [...found].sort()) {
    const read = await readTest(files, file)
    if (isMistaken(read)) mistakes.push(...read.mistakes)
    else tests.push(read.value)
  }
  if (mistakes.length > 0) return { mistakes }
  const tested = tests.map((one) => ({ test: one, cases: one.cases.cases.map((each) => test(one.policy, each)) }))
  const report = {
    files: tested.map(({ test: { cases, policyFile }, cases: each }) => ({ file: cases.file, policy: policyFile, cases: each.map((done) => done.case) })),
    coverage: coverageOf(tested),
  }
  const read = tests.flatMap(({ cases, policy }) => [cases.file, ...policy.files.map(({ file }) => file)])
  return { value: { report, reads: [...new Set(read)].map((file) => resolve(folder, file)) } }
}
