import { describe, expect, test } from 'vitest'
import { columns, rows, shares, short, spans } from '../../../src/reporters/html/svg.ts'
import { HOSTILE } from '../../support/a-report.ts'

const ABOUT = { id: 'x', title: 'A picture', says: 'One is overdue.' }

interface Rect {
  readonly kind: string
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** The drawing for a wide page, and the one for a phone. */
const drawingsIn = (svg: string): readonly [string, string] => {
  const [wide = '', narrow = ''] = svg.split('<svg class="picture narrow"')
  return [wide, narrow]
}

const rectsIn = (svg: string): readonly Rect[] =>
  [...drawingsIn(svg)[0].matchAll(/<rect class="k-(\w+)" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)">/g)].map(([, kind, ...numbers]) => {
    const [x, y, width, height] = numbers.map(Number) as [number, number, number, number]
    return { kind: kind!, x, y, width, height }
  })
const textsOf = (drawing: string): readonly string[] => [...drawing.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text!)
const textsIn = (svg: string): readonly string[] => textsOf(drawingsIn(svg)[0])

test('tells those who do not see it what it is and what there is to see', () => {
  const svg = columns(ABOUT, [])
  expect(svg).toContain('role="img" aria-labelledby="x-title x-desc"')
  expect(svg).toContain('<title id="x-title">A picture</title><desc id="x-desc">One is overdue.</desc>')
})

test.each([
  [0, '0'],
  [999, '999'],
  [1000, '1k'],
  [1249, '1.2k'],
  [9949, '9.9k'],
  [9950, '10k'],
  [34_500, '35k'],
  [999_499, '999k'],
  [999_500, '1M'],
  [1_250_000, '1.3M'],
])('writes %i as %s', (count, expected) => {
  expect(short(count)).toBe(expected)
})

describe('on a phone', () => {
  const november = {
    name: 'Nov 2026',
    label: ['Nov', '2026'],
    parts: [
      { kind: 'bad', count: 1 },
      { kind: 'fine', count: 3 },
    ],
    isUnseen: true,
  } as const
  const december = { name: 'Dec 2026', label: [], parts: [{ kind: 'fine', count: 0 }] } as const
  const span = { name: 'vault-hq', says: 'no gap known, and much more than a line has room for', kind: 'fine', from: 0, to: 1 } as const
  const all = [columns(ABOUT, [november, december]), rows(ABOUT, [{ label: 'young', kind: 'fine', count: 4 }]), spans(ABOUT, [span], ['2025', '2026'])]

  test('every picture with words is drawn a second time, no wider than a phone, and named alike', () => {
    for (const svg of all) {
      const [, narrow] = drawingsIn(svg)
      expect(narrow).toMatch(/^ viewBox="0 0 300 \d+" role="img" aria-labelledby="x-narrow-title x-narrow-desc">/)
      expect(narrow).toContain('<title id="x-narrow-title">A picture</title><desc id="x-narrow-desc">One is overdue.</desc>')
      for (const [, at, width = '0'] of narrow.matchAll(/ x="([\d.]+)"(?:[^>]* width="([\d.]+)")?/g))
        expect(Number(at) + Number(width)).toBeLessThanOrEqual(300)
    }
  })

  test('columns lie, each beside its name', () => {
    const [, narrow] = drawingsIn(columns(ABOUT, [november, december]))
    expect(textsOf(narrow)).toEqual(['Nov 2026', '4', '✕1', 'Dec 2026'])
    expect([...narrow.matchAll(/class="k-(\w+)"/g)].map(([, kind]) => kind)).toEqual(['unseen', 'bad', 'fine'])
  })

  test('what is said of a span has a line of its own, and is cut where it would be too long', () => {
    expect(textsOf(drawingsIn(all[2]!)[1])).toEqual(['vault-hq', 'no gap known, and much more than a line…', '2025', '2026'])
  })
})

describe('columns', () => {
  const two = columns(ABOUT, [
    {
      name: 'Nov 2026',
      label: ['Nov'],
      parts: [
        { kind: 'bad', count: 1 },
        { kind: 'fine', count: 3 },
      ],
    },
    { name: 'later', label: [], parts: [{ kind: 'fine', count: 2 }], width: 3 },
  ])

  test('are as high as their numbers, upon one another, over one line', () => {
    const [bad, fine, other] = rectsIn(two) as [Rect, Rect, Rect]
    expect([bad.height, fine.height, other.height]).toEqual([30, 90, 60])
    expect(fine.y + fine.height).toBe(bad.y)
    expect(other.y + other.height).toBe(bad.y + bad.height)
  })

  test('have their numbers, what is bad with a sign of its own', () => {
    expect(textsIn(two)).toEqual(['4', '✕1', 'Nov', '2'])
    expect(textsIn(columns(ABOUT, [{ name: 'x', label: [], parts: [{ kind: 'bad', count: 2 }] }]))).toEqual(['✕2'])
  })

  test('of nothing are no bar and no number', () => {
    const empty = columns(ABOUT, [{ name: 'x', label: ['Nov', '2026'], parts: [{ kind: 'bad', count: 0 }] }])
    expect(rectsIn(empty)).toEqual([])
    expect(textsIn(empty)).toEqual(['Nov', '2026'])
  })

  test('are to be seen however small', () => {
    const [, small] = rectsIn(
      columns(ABOUT, [
        { name: 'x', label: [], parts: [{ kind: 'fine', count: 100_000 }] },
        { name: 'x', label: [], parts: [{ kind: 'bad', count: 1 }] },
      ]),
    )
    expect(small!.height).toBe(2)
  })

  test('that were not wholly seen stand before a ground of their own', () => {
    expect(
      rectsIn(
        columns(ABOUT, [
          { name: 'x', label: [], parts: [], isUnseen: true },
          { name: 'x', label: [], parts: [] },
        ]),
      ).map(({ kind }) => kind),
    ).toEqual(['unseen'])
  })
})

test('rows are as long as their numbers', () => {
  const svg = rows(ABOUT, [
    { label: 'young', kind: 'fine', count: 4 },
    { label: 'old', kind: 'fine', count: 2 },
    { label: 'not known', kind: 'unknown', count: 0 },
  ])
  const [young, old, ...others] = rectsIn(svg)
  expect(young!.width).toBe(2 * old!.width)
  expect(others).toEqual([])
  expect(textsIn(svg)).toEqual(['young', '4', 'old', '2', 'not known', '0'])
})

describe('spans', () => {
  const span = (over: object = {}) => ({ name: 'vault-hq', says: 'no gap known', kind: 'fine' as const, from: 0.5, to: 1, ...over })

  test('lie where their time lies', () => {
    const [rect] = rectsIn(spans(ABOUT, [span()], ['a', 'b']))
    expect(rect).toMatchObject({ x: 280, width: 280 })
    expect(textsIn(spans(ABOUT, [span()], ['2025', '2026']))).toEqual(['vault-hq', 'no gap known', '2025', '2026'])
  })

  test('of nothing are not drawn, and still named', () => {
    const svg = spans(ABOUT, [span({ to: 0.5 })], ['a', 'b'])
    expect(rectsIn(svg)).toEqual([])
    expect(textsIn(svg)).toContain('vault-hq')
  })

  test('have short names, and names that are text', () => {
    const svg = spans(ABOUT, [span({ name: HOSTILE.long }), span({ name: HOSTILE.markup }), span({ name: HOSTILE.bidi })], ['a', 'b'])
    expect(textsIn(svg)[0]).toBe(`${'x'.repeat(33)}…`)
    expect(svg).not.toMatch(/<script|\u{202e}/u)
    expect(textsIn(svg)).toContain('ada\\u{202e}gnp.exe')
  })
})

test('shares fill the width and leave none out, however small', () => {
  const svg = shares(ABOUT, [
    { kind: 'bad', count: 1 },
    { kind: 'none', count: 0 },
    { kind: 'proven', count: 99_999 },
  ])
  const [bad, proven, ...others] = rectsIn(svg) as [Rect, Rect]
  expect(others).toEqual([])
  expect(bad.width).toBeGreaterThan(3)
  expect(Math.round(proven.x + proven.width)).toBe(558)
})
