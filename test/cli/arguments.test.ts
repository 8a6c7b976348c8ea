import { expect, test } from 'vitest'
import { instantArgument, outputArgument } from '../../src/cli/arguments.ts'

test.each([
  ['2026-11-23', '2026-11-23T00:00:00Z'],
  ['2026-11-23T10:00', '2026-11-23T10:00:00Z'],
  ['2026-11-23T10:00:00', '2026-11-23T10:00:00Z'],
  ['2026-11-23 10:00:00', '2026-11-23T10:00:00Z'],
  ['2026-11-23 10:00:00+01:00', '2026-11-23T10:00:00+01:00'],
  ['2026-11-23t10:00:00z', '2026-11-23T10:00:00Z'],
])('the time %s was meant to be %s', (given, meant) => {
  expect(() => instantArgument(given)).toThrow(`did you mean ${meant}?`)
})

test.each(['', 'now', '1', '01/02/2026', '2026-02-30', '2026-02-30T00:00:00Z', '2026-11-23T23:59:60Z', '2026-11-23T00:00:00+25:00', '--all'])(
  'nothing is known of what the time %j was meant to be',
  (given) => {
    expect(() => instantArgument(given)).toThrow(/^(?!.*did you mean)/)
  },
)

test('an instant is the same with any offset', () => {
  expect(instantArgument('2026-11-23T01:30:00+01:30')).toBe(instantArgument('2026-11-23T00:00:00Z'))
})

test('outputs come one after the other, one of them on stdout', () => {
  const outputs = outputArgument('junit=a=b.xml', outputArgument('json=out/a.json', outputArgument('json=-')))
  expect(outputs).toEqual([{ format: 'json' }, { format: 'json', path: 'out/a.json' }, { format: 'junit', path: 'a=b.xml' }])
  expect(() => outputArgument('text', outputs)).toThrow('only one report can go to stdout')
  expect(() => outputArgument('text=out/../out/a.json', outputs)).toThrow('is written twice')
})

test.each([
  ['template=report.md.hbs', { template: 'report.md.hbs' }],
  ['template=report.md.hbs:-', { template: 'report.md.hbs' }],
  ['template=t/report.md.hbs:out/report.md', { template: 't/report.md.hbs', path: 'out/report.md' }],
  ['template=C:\\t\\report.md.hbs:D:\\out\\report.md', { template: 'C:\\t\\report.md.hbs', path: 'D:\\out\\report.md' }],
  ['template=a:b.hbs:c:d', { template: 'a:b.hbs', path: 'c:d' }],
  ['template=a=b.hbs:c=d', { template: 'a=b.hbs', path: 'c=d' }],
  ['template=a.hbs:b.hbs:c', { template: 'a.hbs', path: 'b.hbs:c' }],
  ['template=a.hbs.hbs', { template: 'a.hbs.hbs' }],
])('the output %j is a template and where it goes', (given, expected) => {
  expect(outputArgument(given)).toEqual([{ format: 'template', ...expected }])
})

test('two reports of one template are two outputs, and its file is written once', () => {
  const outputs = outputArgument('template=a.hbs:b', outputArgument('template=a.hbs'))
  expect(outputs).toHaveLength(2)
  expect(() => outputArgument('template=c.hbs:./b', outputs)).toThrow('./b is written twice')
  expect(() => outputArgument('template=c.hbs', outputs)).toThrow('only one report can go to stdout; give this one a file: template=c.hbs:PATH')
})

test.each([
  ['template', 'template names no file; such as template=report.md.hbs:out/report.md'],
  ['template=', 'template names no file'],
  ['template=report.md', 'report.md is no template: its name does not end in .hbs'],
  ['template=report.md:out.md', 'its name does not end in .hbs'],
  ['template=.hbs', '.hbs is no template'],
  ['template=report.md.hbs:', 'names no file to write; write template=report.md.hbs:PATH, or template=report.md.hbs alone for stdout'],
  ['report.md.hbs', 'did you mean template=report.md.hbs?'],
  ['', 'the value is empty'],
  ['json=', 'names no file'],
  ['=out/a.json', 'no report format without a name'],
  ['xml', 'the formats are'],
  ['toString', 'no report format toString'],
  ['JSON', 'did you mean json?'],
  ['audit.md', 'did you mean markdown=audit.md?'],
  ['audit.html', 'did you mean html=audit.html?'],
])('the output %j is refused', (given, message) => {
  expect(() => outputArgument(given)).toThrow(message)
})
