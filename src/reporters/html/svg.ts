/** Pictures as inline SVG, drawn from numbers. Colours and patterns are classes of the style of the page; each kind has a word and a pattern of its own, too. */
import { plainText } from '../escape.ts'
import { name } from './escape.ts'

/** What a shape stands for: `k-…` in reports/templates/html/report.css. */
export type Kind = 'bad' | 'soon' | 'fine' | 'proven' | 'excused' | 'none' | 'unknown' | 'unseen'

export interface Part {
  readonly kind: Kind
  readonly count: number
}

const rounded = (number: number): string => String(Math.round(number * 10) / 10)

type Attributes = Readonly<Record<string, string | number>>

const element = (tag: string, attributes: Attributes, content = ''): string => {
  const told = Object.entries(attributes).map(([key, value]) => ` ${key}="${typeof value === 'number' ? rounded(value) : value}"`)
  return `<${tag}${told.join('')}>${content}</${tag}>`
}

const rect = (kind: Kind, x: number, y: number, width: number, height: number): string => element('rect', { class: `k-${kind}`, x, y, width, height })

const text = (content: string, x: number, y: number, { className = 't', anchor = 'start' } = {}): string =>
  element('text', { class: className, x, y, ...(anchor === 'start' ? {} : { 'text-anchor': anchor }) }, name(content))

/** 999, 1.2k, 34k: what stands over a narrow column. The table beside the picture has the number. */
export const short = (count: number): string =>
  count < 1000
    ? String(count)
    : count < 9950
      ? `${rounded(count / 1000)}k`
      : count < 999_500
        ? `${String(Math.round(count / 1000))}k`
        : `${rounded(count / 1_000_000)}M`

export interface Described {
  readonly id: string
  readonly title: string
  /** What there is to see, in a sentence. */
  readonly says: string
}

interface Drawing {
  readonly width: number
  readonly height: number
  readonly content: readonly string[]
}

const svg = (id: string, className: string, { title, says }: Described, { width, height, content }: Drawing): string =>
  element(
    'svg',
    { class: className, viewBox: `0 0 ${rounded(width)} ${rounded(height)}`, role: 'img', 'aria-labelledby': `${id}-title ${id}-desc` },
    `${element('title', { id: `${id}-title` }, name(title))}${element('desc', { id: `${id}-desc` }, name(says))}${content.join('')}`,
  )

/** A picture with what a reader who does not see it is told. */
const picture = (described: Described, drawing: Drawing): string => svg(described.id, 'picture', described, drawing)

/** The same drawn twice, for a wide page and for a phone, where the words of the wide one would be too small to read. The style shows one of the two. */
const pictures = (described: Described, wide: Drawing, narrow: Drawing): string =>
  svg(described.id, 'picture wide', described, wide) + svg(`${described.id}-narrow`, 'picture narrow', described, narrow)

/** How wide the drawings are for a wide page. */
const WIDE = 560
/** And for a phone: in one of 360 pixels they are drawn as they are, and so are their words. */
const NARROW = 300

const totalOf = (parts: readonly Part[]): number => parts.reduce((sum, { count }) => sum + count, 0)

/** A part that is there is to be seen, however small. */
const LEAST = 2

export interface Column {
  /** What it stands for. */
  readonly name: string
  /** Beneath it, in lines; none: a mark of its neighbours says what it is. */
  readonly label: readonly string[]
  readonly parts: readonly Part[]
  /** In widths of a month. */
  readonly width?: number
  /** Not all of it was seen. */
  readonly isUnseen?: boolean
}

/** The numbers of a column: of all where there is more than what is bad, and of what is bad with its sign. */
const marksOf = (parts: readonly Part[]): readonly { readonly className: string; readonly said: string }[] => {
  const total = totalOf(parts)
  const bad = totalOf(parts.filter(({ kind }) => kind === 'bad'))
  return [...(total > bad ? [{ className: 't n', said: short(total) }] : []), ...(bad > 0 ? [{ className: 't n bad', said: `✕${short(bad)}` }] : [])]
}

const COLUMNS = { width: WIDE, height: 196, top: 34, bottom: 154 } as const

const standing = (all: readonly Column[], most: number): Drawing => {
  const unit = COLUMNS.width / all.reduce((sum, { width = 1 }) => sum + width, 0)
  const room = COLUMNS.bottom - COLUMNS.top
  const drawn: string[] = []
  let x = 0
  for (const { label, parts, width = 1, isUnseen = false } of all) {
    const middle = x + (unit * width) / 2
    const bar = Math.min(unit * width, unit * 1.4) * 0.7
    if (isUnseen) drawn.push(rect('unseen', x + 0.5, COLUMNS.top, unit * width - 1, room))
    let y: number = COLUMNS.bottom
    for (const { kind, count } of parts) {
      if (count === 0) continue
      const height = Math.max(LEAST, (count / most) * room)
      y -= height
      drawn.push(rect(kind, middle - bar / 2, y, bar, height))
    }
    drawn.push(...marksOf(parts).map(({ className, said }, index) => text(said, middle, y - 5 - 14 * index, { className, anchor: 'middle' })))
    drawn.push(...label.map((line, index) => text(line, middle, COLUMNS.bottom + 17 + 14 * index, { anchor: 'middle' })))
    if (label.length > 0) drawn.push(element('path', { class: 'axis', d: `M${rounded(middle)} ${String(COLUMNS.bottom)}v4` }))
    x += unit * width
  }
  drawn.push(element('path', { class: 'axis', d: `M0 ${String(COLUMNS.bottom)}h${String(COLUMNS.width)}` }))
  return { ...COLUMNS, content: drawn }
}

const LYING = { label: 92, numbers: 64, height: 24, between: 34 } as const

const lying = (all: readonly Column[], most: number): Drawing => {
  const room = NARROW - LYING.label - LYING.numbers
  const content = all.flatMap(({ name: called, parts, isUnseen = false }, index) => {
    const top = index * LYING.height
    const drawn = [text(called, 0, top + 17), ...(isUnseen ? [rect('unseen', LYING.label, top + 0.5, room, LYING.height - 1)] : [])]
    let x: number = LYING.label
    for (const { kind, count } of parts) {
      if (count === 0) continue
      const width = Math.max(LEAST, (count / most) * room)
      drawn.push(rect(kind, x, top + 5, width, 14))
      x += width
    }
    return [...drawn, ...marksOf(parts).map(({ className, said }, mark) => text(said, x + 6 + LYING.between * mark, top + 17, { className }))]
  })
  return {
    width: NARROW,
    height: all.length * LYING.height,
    content: [...content, element('path', { class: 'axis', d: `M${String(LYING.label)} 0v${String(all.length * LYING.height)}` })],
  }
}

/** Columns over a line, parts upon one another; on a phone they lie, each beside its name. */
export const columns = (described: Described, all: readonly Column[]): string => {
  const most = Math.max(1, ...all.map(({ parts }) => totalOf(parts)))
  return pictures(described, standing(all, most), lying(all, most))
}

export interface Row extends Part {
  readonly label: string
}

const ROWS = { label: 132, number: 56, height: 30 } as const

const bars = (all: readonly Row[], width: number): Drawing => {
  const most = Math.max(1, ...all.map(({ count }) => count))
  const room = width - ROWS.label - ROWS.number
  return {
    width,
    height: all.length * ROWS.height,
    content: all.flatMap(({ label, kind, count }, index) => {
      const middle = (index + 0.5) * ROWS.height
      const long = count === 0 ? 0 : Math.max(LEAST, (count / most) * room)
      return [
        text(label, 0, middle + 4.5),
        ...(long === 0 ? [] : [rect(kind, ROWS.label, middle - 9, long, 18)]),
        text(short(count), ROWS.label + long + 8, middle + 4.5, { className: 't n' }),
      ]
    }),
  }
}

/** Bars beside their names, from the left. */
export const rows = (described: Described, all: readonly Row[]): string => pictures(described, bars(all, WIDE), bars(all, NARROW))

export interface Span {
  readonly name: string
  readonly says: string
  readonly kind: Kind
  /** Shares of the whole width. */
  readonly from: number
  readonly to: number
}

const AXIS = 22
/** A name that is longer would run into what is said of it; on a phone both have a line of their own. */
const NAME = 34
const SAID = 40

const clip = (label: string, most: number): string => {
  const characters = Array.from(plainText(label))
  return characters.length <= most ? characters.join('') : `${characters.slice(0, most - 1).join('')}…`
}

const spansIn = (all: readonly Span[], ends: readonly [string, string], isWide: boolean): Drawing => {
  const width = isWide ? WIDE : NARROW
  const each = isWide ? 44 : 60
  const track = each - 15
  const height = all.length * each
  return {
    width,
    height: height + AXIS,
    content: [
      ...all.flatMap(({ name: label, says, kind, from, to }, index) => {
        const top = index * each
        const className = kind === 'fine' ? 't muted' : 't n'
        return [
          text(clip(label, NAME), 0, top + 15),
          isWide ? text(says, width, top + 15, { className, anchor: 'end' }) : text(clip(says, SAID), 0, top + 33, { className }),
          element('path', { class: 'track', d: `M0 ${rounded(top + track)}h${String(width)}` }),
          ...(to > from ? [rect(kind, from * width, top + track - 6, Math.max(LEAST * 2, (to - from) * width), 12)] : []),
        ]
      }),
      text(ends[0], 0, height + 14, { className: 't muted' }),
      text(ends[1], width, height + 14, { className: 't muted', anchor: 'end' }),
    ],
  }
}

/** Spans of time under their names, one beneath the other; `ends` are written at both ends of the time. */
export const spans = (described: Described, all: readonly Span[], ends: readonly [string, string]): string =>
  pictures(described, spansIn(all, ends, true), spansIn(all, ends, false))

const SHARES = { width: WIDE, height: 16 } as const

/** Parts of one whole, side by side. Small ones are drawn wide enough to be seen, at the cost of the others. */
export const shares = (described: Described, parts: readonly Part[]): string => {
  const there = parts.filter(({ count }) => count > 0)
  const whole = Math.max(1, totalOf(there))
  const weights = there.map(({ kind, count }) => ({ kind, weight: Math.max(count / whole, 0.012) }))
  const scale =
    SHARES.width /
    Math.max(
      1,
      weights.reduce((sum, { weight }) => sum + weight, 0),
    )
  let x = 0
  return picture(described, {
    ...SHARES,
    content: weights.map(({ kind, weight }) => {
      const width = weight * scale
      x += width
      return rect(kind, x - width, 0, Math.max(1, width - 2), SHARES.height)
    }),
  })
}
