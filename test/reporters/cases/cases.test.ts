import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { validateXML } from 'xmllint-wasm'
import type { CasesReport } from '../../../src/model/cases.ts'
import { casesJunit } from '../../../src/reporters/cases/junit.ts'
import { casesText } from '../../../src/reporters/cases/text.ts'
import { HOSTILE } from '../../support/a-report.ts'

const report = (name = 'Codes of a year pass', file = 'tests/first.yaml'): CasesReport => ({
  files: [
    {
      file,
      policy: 'first.yaml',
      cases: [
        { name: 'Codes older than a year fail', line: 4, problems: [] },
        {
          name,
          line: 9,
          problems: [
            { file, line: 12, column: 9, message: `expected pass of BC-04 about ${name}, got fail`, hint: 'it speaks about github:ada' },
            { file, line: 9, column: 11, message: 'not expected: BC-03 about github:ada is unknown' },
          ],
        },
      ],
    },
  ],
  coverage: [
    {
      policy: 'first',
      file: 'first.yaml',
      controls: [
        { control: 'BC-03', title: 'Three', shown: [] },
        { control: 'BC-04', title: 'Four', shown: ['fail', 'pass'] },
        { control: 'BC-05', title: 'Five', shown: ['fail', 'pass', 'unknown'] },
      ],
    },
  ],
})

const told = (reporter: typeof casesText, one: CasesReport): string => [...reporter(one, { colour: false })].join('')

test('text tells each case, what is wrong with it and where, and what no case shows', () => {
  expect(told(casesText, report())).toBe(
    [
      'tests/first.yaml tests first.yaml',
      '  ✔ Codes older than a year fail',
      '  ✖ Codes of a year pass',
      '      tests/first.yaml:12:9: expected pass of BC-04 about Codes of a year pass, got fail',
      '        it speaks about github:ada',
      '      tests/first.yaml:9:11: not expected: BC-03 about github:ada is unknown',
      '',
      'Coverage of first first.yaml',
      '  2 of 3 controls shown to fail and to pass',
      '  BC-03  no case shows it',
      '  BC-04  no case shows an unknown',
      '',
      '✖ 2 cases in 1 file: 1 case does not hold',
      '',
    ].join('\n'),
  )
})

test('JUnit obeys the rules of JUnit 4, whatever names mean, and is red where a case does not hold', async () => {
  for (const name of ['Codes of a year pass', ...Object.values(HOSTILE)]) {
    const xml = told(casesJunit, report(name, name))
    const { errors } = await validateXML({ xml: [{ fileName: 'junit.xml', contents: xml }], schema: [readFileSync('test/contracts/junit-4.xsd', 'utf8')] })
    expect(errors.map(({ message }) => message)).toEqual([])
    expect(xml.split('<failure ').length - 1).toBe(1)
    expect(xml).toContain('tests="2" failures="1"')
  }
})

test('no name can forge a line of text or act on a terminal', () => {
  for (const name of Object.values(HOSTILE)) {
    const text = told(casesText, report(name, name))
    expect(text.split('\n')).toHaveLength(told(casesText, report()).split('\n').length)
    // eslint-disable-next-line no-control-regex -- these are what is looked for
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/)
  }
})
