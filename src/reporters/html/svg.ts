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

/** A picture with what a reader who does not see it is told. */
const picture = ({ id, title, says }: Described, width: number, height: number, content: readonly string[]): string =>
  element(
    'svg',
    { class: 'picture', viewBox: `0 0 ${rounded(width)} ${rounded(height)}`, role: 'img', 'aria-labelledby': `${id}-title ${id}-desc` },
    `${element('title', { id: `${id}-title` }, name(title))}${element('desc', { id: `${id}-desc` }, name(says))}${content.join('')}`,
  )

const totalOf = (parts: readonly Part[]): number => parts.reduce((sum, { count }) => sum + count, 0)

/** A part that is there is to be seen, however small. */
const LEAST = 2

export interface Column {
  /** Beneath it, in lines; none: a mark of its neighbours says what it is. */
  readonly label: readonly string[]
  readonly parts: readonly Part[]
  /** In widths of a month. */
  readonly width?: number
  /** Not all of it was seen. */
  readonly isUnseen?: boolean
}

const COLUMNS = { width: 560, height: 196, top: 34, bottom: 154 } as const

/** Columns over a line, parts upon one another. */
export const columns = (described: Described, all: readonly Column[]): string => {
  const most = Math.max(1, ...all.map(({ parts }) => totalOf(parts)))
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
    const total = totalOf(parts)
    const bad = totalOf(parts.filter(({ kind }) => kind === 'bad'))
    const marks = [...(total > bad ? [{ className: 't n', said: short(total) }] : []), ...(bad > 0 ? [{ className: 't n bad', said: `✕${short(bad)}` }] : [])]
    drawn.push(...marks.map(({ className, said }, index) => text(said, middle, y - 5 - 14 * index, { className, anchor: 'middle' })))
    drawn.push(...label.map((line, index) => text(line, middle, COLUMNS.bottom + 17 + 14 * index, { anchor: 'middle' })))
    if (label.length > 0) drawn.push(element('path', { class: 'axis', d: `M${rounded(middle)} ${String(COLUMNS.bottom)}v4` }))
    x += unit * width
  }
  drawn.push(element('path', { class: 'axis', d: `M0 ${String(COLUMNS.bottom)}h${String(COLUMNS.width)}` }))
  return picture(described, COLUMNS.width, COLUMNS.height, drawn)
}

export interface Row extends Part {
  readonly label: string
}

const ROWS = { width: 560, label: 132, number: 56, height: 30 } as const

/** Bars beside their names, from the left. */
export const rows = (described: Described, all: readonly Row[]): string => {
  const most = Math.max(1, ...all.map(({ count }) => count))
  const room = ROWS.width - ROWS.label - ROWS.number
  return picture(
    described,
    ROWS.width,
    all.length * ROWS.height,
    all.flatMap(({ label, kind, count }, index) => {
      const middle = (index + 0.5) * ROWS.height
      const width = count === 0 ? 0 : Math.max(LEAST, (count / most) * room)
      return [
        text(label, 0, middle + 4.5),
        ...(width === 0 ? [] : [rect(kind, ROWS.label, middle - 9, width, 18)]),
        text(short(count), ROWS.label + width + 8, middle + 4.5, { className: 't n' }),
      ]
    }),
  )
}

export interface Span {
  readonly name: string
  readonly says: string
  readonly kind: Kind
  /** Shares of the whole width. */
  readonly from: number
  readonly to: number
}

const SPANS = { width: 560, height: 44, axis: 22 } as const
/** Names longer than this would run into what is said of them. */
const NAME = 34

const clip = (label: string): string => {
  const characters = Array.from(plainText(label))
  return characters.length <= NAME ? characters.join('') : `${characters.slice(0, NAME - 1).join('')}…`
}

/** Spans of time under their names, one beneath the other; `ends` are written at both ends of the time. */
export const spans = (described: Described, all: readonly Span[], ends: readonly [string, string]): string => {
  const height = all.length * SPANS.height
  return picture(described, SPANS.width, height + SPANS.axis, [
    ...all.flatMap(({ name: label, says, kind, from, to }, index) => {
      const top = index * SPANS.height
      return [
        text(clip(label), 0, top + 15),
        text(says, SPANS.width, top + 15, { className: kind === 'fine' ? 't muted' : 't n', anchor: 'end' }),
        element('path', { class: 'track', d: `M0 ${rounded(top + 29)}h${String(SPANS.width)}` }),
        ...(to > from ? [rect(kind, from * SPANS.width, top + 23, Math.max(LEAST * 2, (to - from) * SPANS.width), 12)] : []),
      ]
    }),
    text(ends[0], 0, height + 14, { className: 't muted' }),
    text(ends[1], SPANS.width, height + 14, { className: 't muted', anchor: 'end' }),
  ])
}

const SHARES = { width: 560, height: 16 } as const

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
  return picture(
    described,
    SHARES.width,
    SHARES.height,
    weights.map(({ kind, weight }) => {
      const width = weight * scale
      x += width
      return rect(kind, x - width, 0, Math.max(1, width - 2), SHARES.height)
    }),
  )
}
