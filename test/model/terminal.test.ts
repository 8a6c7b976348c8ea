import fc from 'fast-check'
import { expect, test } from 'vitest'
import { escapeTerminal } from '../../src/model/terminal.ts'

test.each([
  ['plain text, naïve and 日本語', 'plain text, naïve and 日本語'],
  ['a\u{1b}[31mred', 'a\\u{1b}[31mred'],
  ['two\nlines\r\tand a tab', 'two\\nlines\\r\\tand a tab'],
  ['bell\u{7}, delete\u{7f}, C1\u{9b}2J', 'bell\\u{7}, delete\\u{7f}, C1\\u{9b}2J'],
  ['adm\u{202e}nimda', 'adm\\u{202e}nimda'],
  ['ada\u{200b}', 'ada\\u{200b}'],
  ['tag\u{e0041}', 'tag\\u{e0041}'],
  ['line\u{2028}separator', 'line\\u{2028}separator'],
  ['half\u{d800}pair', 'half\\u{d800}pair'],
  ['::add-mask::x', '\\u{3a}:add-mask::x'],
  ['  ::error::x', '  \\u{3a}:error::x'],
  ['a::b', 'a::b'],
  ['text ##[error]x', 'text #\\u{23}[error]x'],
  ['# and ## and [', '# and ## and ['],
])('%j is shown as %j', (text, shown) => {
  expect(escapeTerminal(text)).toBe(shown)
})

test('whatever the text, it prints as one line and gives no command', () => {
  const hostile = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom('\u{1b}', '\n', ':', '#', '[', ' ', '\u{202e}', '\u{d800}', 'a') }))
  fc.assert(
    fc.property(hostile, (text) => {
      const shown = escapeTerminal(text)
      expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u)
      expect(shown).not.toMatch(/^\s*::|##\[/)
      expect(escapeTerminal(shown)).toBe(shown)
    }),
    { numRuns: 20_000 },
  )
})
