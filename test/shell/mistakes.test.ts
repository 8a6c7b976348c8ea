import { expect, test } from 'vitest'
import { formatMistakes } from '../../src/shell/mistakes.ts'
import { coloursOf } from '../../src/cli/print.ts'
import type { Mistake } from '../../src/model/mistake.ts'

const formatted = (mistakes: readonly Mistake[], colour = false): string =>
  formatMistakes(mistakes, 'nothing was judged', { pathOf: (file) => `conf/${file}`, colours: coloursOf(colour) })

const mistake: Mistake = {
  file: 'policy.yaml',
  line: 12,
  column: 15,
  message: 'one of critical, high, medium, low or info is expected',
  hint: 'did you mean high?',
  excerpt: { text: '    severity: hgih', caret: 15 },
}

test('a mistake has its place, its line with a caret, and what to do', () => {
  expect(formatted([mistake])).toBe(
    [
      'conf/policy.yaml:12:15: one of critical, high, medium, low or info is expected',
      '  12 |     severity: hgih',
      '     |               ^',
      '  did you mean high?',
      '',
      '1 mistake in 1 file; nothing was judged',
      '',
    ].join('\n'),
  )
})

test('a mistake of a whole file has neither line nor excerpt', () => {
  expect(formatted([{ file: 'policy.yaml', message: 'the file is not UTF-8 text' }])).toBe(
    'conf/policy.yaml: the file is not UTF-8 text\n\n1 mistake in 1 file; nothing was judged\n',
  )
})

test('all mistakes are told, and counted by file', () => {
  const told = formatted([mistake, { file: 'waivers.yaml', message: 'a' }, { file: 'policy.yaml', message: 'b' }])
  expect(told.split('\n').at(-2)).toBe('3 mistakes in 2 files; nothing was judged')
  expect(told).toMatch(/conf\/policy\.yaml:12:15.*conf\/waivers\.yaml: a.*conf\/policy\.yaml: b/s)
})

test('the caret stands below its place when tabs or escaped characters come before it', () => {
  const lines = formatted([{ ...mistake, excerpt: { text: 'a:\t"\u{1b}x"\t- y', caret: 9 } }]).split('\n')
  expect(lines[1]).toBe('  12 | a:\t"\\u{1b}x"\t- y')
  expect(lines[2]).toBe('     |   \t         \t^')
})

test('nothing in a name, a message, an excerpt or a hint acts on the terminal', () => {
  const hostile = '\u{1b}]0;x\u{7}\u{202e}\n::error::'
  const told = formatted([{ file: hostile, line: 1, column: 1, message: hostile, hint: hostile, excerpt: { text: hostile, caret: 2 } }])
  expect(told.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
  expect(told).not.toMatch(/^\s*::/m)
})

test('colours change nothing but colours', () => {
  const colourful = formatted([mistake], true)
  expect(colourful).toContain('\u{1b}[31m^')
  expect(colourful.replaceAll(/\u{1b}\[\d+m/gu, '')).toBe(formatted([mistake]))
})
