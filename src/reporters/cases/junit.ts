import type { CasesReporter, TestedCase, TestedFile } from '../../model/cases.ts'
import { clipName, clipSentence, xmlAttribute, xmlText } from '../escape.ts'

const attributes = (pairs: Readonly<Record<string, string>>): string =>
  Object.entries(pairs)
    .map(([name, value]) => ` ${name}="${xmlAttribute(value)}"`)
    .join('')

const testcase = ({ name, problems }: TestedCase, policy: string): string => {
  const open = `    <testcase${attributes({ classname: clipName(policy), name: clipSentence(name), time: '0.000' })}`
  const [first] = problems
  if (first === undefined) return `${open}/>\n`
  const told = problems.map(({ file, line, column, message }) => xmlText(`${clipName(file)}:${String(line)}:${String(column)}: ${clipSentence(message)}`))
  return `${open}>\n      <failure${attributes({ type: 'case', message: clipSentence(first.message) })}>${told.join('\n')}</failure>\n    </testcase>\n`
}

const suiteStart = ({ file, policy, cases }: TestedFile, index: number): string => {
  const suite = {
    name: clipName(file),
    package: 'sparekey',
    id: String(index),
    // No time is asked of a clock, and the schemas want one.
    timestamp: '1970-01-01T00:00:00',
    hostname: 'localhost',
    tests: String(cases.length),
    failures: String(cases.filter(({ problems }) => problems.length > 0).length),
    errors: '0',
    skipped: '0',
    time: '0.000',
  }
  const property = attributes({ name: 'policy', value: clipName(policy) })
  return `  <testsuite${attributes(suite)}>\n    <properties>\n      <property${property}/>\n    </properties>\n`
}

/** JUnit XML: a suite for a file of cases; a case that does not hold is a failure. */
export const casesJunit: CasesReporter = function* ({ files }) {
  yield '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n'
  for (const [index, file] of files.entries()) {
    yield suiteStart(file, index)
    for (const one of file.cases) yield testcase(one, file.policy)
    yield '    <system-out></system-out>\n    <system-err></system-err>\n  </testsuite>\n'
  }
  yield '</testsuites>\n'
}
