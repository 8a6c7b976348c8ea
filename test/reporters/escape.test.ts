import fc from 'fast-check'
import { expect, test } from 'vitest'
import { validateXML } from 'xmllint-wasm'
import { clipName, clipSentence, markdownCode, markdownText, plainText, xmlAttribute, xmlText } from '../../src/reporters/escape.ts'
import { HOSTILE } from '../support/a-report.ts'
import { toHtml, toText } from '../support/markdown.ts'

const hidden = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/gu
const shown = (text: string): string => text.replace(hidden, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`)

/** Text made of what is dangerous somewhere. */
const piece = fc.constantFrom(
  ...[
    '<',
    '>',
    '&',
    '"',
    "'",
    '`',
    '|',
    '*',
    '_',
    '~',
    '[x](y)',
    '![x](y)',
    '<b>',
    '-->',
    ']]>',
    '&amp;',
    '&#0;',
    '\\',
    '$a$',
    'www.evil.test',
    'https://evil.test',
  ],
  ...[
    '@ada',
    'ada@acme.test',
    '#1',
    'GH-1',
    ':tada:',
    '\n',
    '\r\n',
    '\t',
    ' ',
    '  ',
    '\u{0}',
    '\u{1b}',
    '\u{9b}',
    '\u{202e}',
    '\u{2028}',
    '\u{d800}',
    '\u{fffe}',
    '##[',
  ],
  ...['# ', '- ', '1. ', '> ', '---', '===', '    ', '😀', 'é', 'a', '١', '::error::', '%0A'],
)
const hostile = fc.oneof(
  fc.array(piece).map((pieces) => pieces.join('')),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(...Object.values(HOSTILE)),
)

test('names and sentences are cut between characters, with a note', () => {
  expect(clipName('x'.repeat(256))).toBe('x'.repeat(256))
  expect(clipName('😀'.repeat(256))).toBe('😀'.repeat(256))
  expect(clipName('😀'.repeat(257))).toBe(`${'😀'.repeat(256)}… (257 characters)`)
  expect(clipSentence('x'.repeat(1025))).toBe(`${'x'.repeat(1024)}… (1025 characters)`)
})

test('XML is well-formed whatever the text', async () => {
  const texts = fc.sample(hostile, { numRuns: 2_000, seed: 1 })
  const elements = texts.map((text) => `<e a="${xmlAttribute(text)}">${xmlText(text)}</e>`)
  // One document, since each asks for a new machine; and a control, that the judge can refuse.
  const judge = async (xml: string): Promise<boolean> => (await validateXML({ xml: [{ fileName: 'a.xml', contents: xml }], schema: [ANYTHING] })).valid
  expect(await judge(`<all>${elements.join('\n')}</all>`)).toBe(true)
  expect(await judge(`<all>${elements.join('\n')}<e a="\u{1}"/></all>`)).toBe(false)
})

const ANYTHING = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="all"><xs:complexType><xs:sequence>
  <xs:element name="e" maxOccurs="unbounded"><xs:complexType mixed="true"><xs:attribute name="a"/></xs:complexType></xs:element>
</xs:sequence></xs:complexType></xs:element></xs:schema>`

test('XML gives back what it allows, and shows the rest', () => {
  expect(xmlAttribute('a\n\t\r<b> & "c" \u{0}\u{fffe}\u{d800}\u{202e}\u{9b}é😀')).toBe(
    'a&#10;&#9;&#13;&lt;b&gt; &amp; &quot;c&quot; \u{fffd}\u{fffd}\u{fffd}\\u{202e}\\u{9b}é😀',
  )
  expect(xmlText('a\nb\r\tc')).toBe('a\\u{a}b\\u{d}\\u{9}c')
  expect(xmlText('##[error]')).toBe('##&#91;error]')
})

test('no character is taken for a plain one that is not', () => {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\t': '&#9;', '\n': '&#10;', '\r': '&#13;' }
  const isLegal = /^[\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]$/u
  // All of the first plane, and what is special beyond it.
  const points = [...Array(0x1_0000).keys(), 0x1_0000, 0x1_bca0, 0x1_d173, 0x1_f600, 0x1_fffe, 0xe_0001, 0xe_0100, 0x10_ffff]
  const wrong = points.filter((point) => {
    const character = String.fromCodePoint(point)
    const inXml = isLegal.test(character) ? shown(character) : '\u{fffd}'
    return (
      plainText(character) !== shown(character) ||
      xmlAttribute(`a${character}b`) !== `a${entities[character] ?? inXml}b` ||
      xmlText(`a${character}b`) !== `a${/\s/.test(character) ? inXml : (entities[character] ?? inXml)}b`
    )
  })
  expect(wrong).toEqual([])
})

/** What a page made of one text shows of it, and with which tags. */
const inPage = (page: string): { readonly seen: string; readonly tags: readonly string[] } => {
  const html = toHtml(page)
  return { seen: toText(page), tags: [...new Set([...html.matchAll(/<\/?([a-z0-9]+)/g)].map(([, tag]) => tag ?? ''))].sort() }
}
const blanks = (text: string): string => text.replace(/[ \u{a0}]+/gu, ' ')

test('Markdown shows the text and makes nothing of it, in prose and in tables', () => {
  fc.assert(
    fc.property(hostile, fc.constantFrom(markdownText, markdownCode), (text, escape) => {
      const prose = inPage(`= ${escape(text)} =`)
      expect(blanks(prose.seen)).toBe(blanks(`= ${shown(text)} =`))
      expect(prose.tags.filter((tag) => !['p', 'code', 'wbr'].includes(tag))).toEqual([])

      const table = inPage(`| a | b |\n| - | - |\n| = ${escape(text)} = | two |`)
      expect(table.tags.filter((tag) => !['code', 'wbr', 'table', 'tbody', 'td', 'th', 'thead', 'tr'].includes(tag))).toEqual([])
      expect(toHtml(`| a | b |\n| - | - |\n| ${escape(text)} | two |`).split('<td>')).toHaveLength(3)
      expect(blanks(table.seen)).toContain(blanks(`= ${shown(text)} =`))
    }),
    { numRuns: 300 },
  )
})

test('Markdown puts into code what GitHub would make lively', () => {
  for (const word of ['@org/all', '(@ada)', 'ada@acme.test,', '#1', 'acme/x#1.', 'GH-1', ':tada:', ':+1:', ':100:']) {
    const prose = toHtml(markdownText(`see ${word} there`)).replace(/<code>[^]*?<\/code>/g, '…')
    expect(prose).toMatch(/^<p>see \W*…\W* there<\/p>$/)
  }
  expect(markdownText('on 2026-10-08T16:30:52Z')).not.toContain('<code>')
})
