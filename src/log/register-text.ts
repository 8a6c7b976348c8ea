/** Changes to a register as people wrote it: what is not changed stays as it is, byte for byte, comments and layout included. */
import { isMap, isScalar, isSeq, type Node, type Pair, parseDocument, type YAMLMap, type YAMLSeq } from 'yaml'

/** A code set of the register: where it stands among the sets, and on which line. */
export interface SetPlace {
  readonly index: number
  readonly line: number
}

export type Scalar = string | number

export interface NewCopy {
  readonly location: string
  readonly item: string
  readonly stored: string
}

export interface SetChange {
  /** Fields to set. */
  readonly fields?: Readonly<Record<string, Scalar>>
  /** A code that was used, by its position. */
  readonly used?: { readonly at: string; readonly code: number }
  /** A set of the same account to put after it. */
  readonly next?: { readonly fields: Readonly<Record<string, Scalar>>; readonly copies: readonly NewCopy[] }
}

/** A text to put in the place of what stands from one offset to another. */
interface Splice {
  readonly from: number
  readonly to: number
  readonly text: string
}

const splice = (text: string, splices: readonly Splice[]): string =>
  [...splices].sort((a, b) => b.from - a.from).reduce((changed, { from, to, text: put }) => changed.slice(0, from) + put + changed.slice(to), text)

/** A text that YAML reads as that text without quotes. */
const PLAIN = /^[A-Za-z][\w./@-]*(?::[\w./@-]+)*$/
const WORDS: ReadonlySet<string> = new Set(['true', 'false', 'null', 'yes', 'no', 'on', 'off'])
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z$/

/** A scalar in YAML; what may need quotes has those of JSON. */
const toYaml = (value: Scalar): string =>
  typeof value === 'number' || TIME.test(value) || (PLAIN.test(value) && !WORDS.has(value.toLowerCase())) ? String(value) : JSON.stringify(value)

const toFlow = (fields: Readonly<Record<string, Scalar>>): string =>
  `{ ${Object.entries(fields)
    .map(([key, value]) => `${key}: ${toYaml(value)}`)
    .join(', ')} }`

const toFlowSet = ({ fields, copies }: NonNullable<SetChange['next']>): string =>
  `${toFlow(fields).slice(0, -2)}, copies: [${copies.map((copy) => toFlow({ ...copy })).join(', ')}] }`

/** Lines of a new set in a block, each as far in as it must be. */
const toBlockSet = ({ fields, copies }: NonNullable<SetChange['next']>, indent: string): string => {
  const lines = [
    ...Object.entries(fields).map(([key, value]) => `${key}: ${toYaml(value)}`),
    ...(copies.length === 0 ? ['copies: []'] : ['copies:', ...copies.map((copy) => `  - ${toFlow({ ...copy })}`)]),
  ]
  return lines.map((line, index) => `${indent}${index === 0 ? '- ' : '  '}${line}\n`).join('')
}

const startOf = (node: unknown): number => (node as Node).range?.[0] ?? 0

/** Where a node ends, without blanks, comments and line ends after it. */
const endOf = (node: unknown): number => {
  if (isMap(node) && node.flow !== true) {
    const last = node.items.at(-1)
    return endOf(last?.value ?? last?.key)
  }
  return isSeq(node) && node.flow !== true ? endOf(node.items.at(-1)) : ((node as Node).range?.[1] ?? 0)
}

/** The beginning of the line after the one on which something ends. */
const nextLine = (text: string, offset: number): number => {
  if (text[offset - 1] === '\n') return offset
  const end = text.indexOf('\n', offset)
  return end === -1 ? text.length : end + 1
}

const columnOf = (text: string, offset: number): number => offset - (text.lastIndexOf('\n', offset - 1) + 1)

/** How the line before an offset ends. */
const lineEnd = (text: string, offset: number): string => (text[text.lastIndexOf('\n', offset - 1) - 1] === '\r' ? '\r\n' : '\n')

/** Whole lines put where a line begins, ending as the line before them does; the last line of a file may lack its end. */
const insertLines = (text: string, at: number, lines: string): Splice => {
  const whole = at === 0 || text[at - 1] === '\n' ? lines : `\n${lines.replace(/\n$/, '')}`
  return { from: at, to: at, text: whole.replaceAll('\n', lineEnd(text, at)) }
}

const pairOf = (map: YAMLMap, key: string): Pair | undefined => map.items.find((pair) => isScalar(pair.key) && pair.key.value === key)

const addTo = (text: string, map: YAMLMap, key: string, value: string): Splice => {
  const end = endOf(map.items.at(-1)?.value ?? map.items.at(-1)?.key)
  if (map.flow === true) return { from: end, to: end, text: `, ${key}: ${value}` }
  const indent = ' '.repeat(columnOf(text, startOf(map.items[0]?.key)))
  return insertLines(text, nextLine(text, end), `${indent}${key}: ${value}\n`)
}

const setField = (text: string, map: YAMLMap, key: string, value: Scalar): Splice => {
  const pair = pairOf(map, key)
  return pair === undefined ? addTo(text, map, key, toYaml(value)) : { from: startOf(pair.value), to: endOf(pair.value), text: toYaml(value) }
}

const addUse = (text: string, map: YAMLMap, used: NonNullable<SetChange['used']>): Splice => {
  const use = toFlow(used)
  const list = pairOf(map, 'used')?.value
  if (!isSeq(list)) return addTo(text, map, 'used', `[${use}]`)
  if (list.items.length === 0) return { from: startOf(list), to: endOf(list), text: `[${use}]` }
  const end = endOf(list.items.at(-1))
  if (list.flow === true) return { from: end, to: end, text: `, ${use}` }
  return insertLines(text, nextLine(text, end), `${' '.repeat(columnOf(text, startOf(list)))}- ${use}\n`)
}

const addSet = (text: string, sets: YAMLSeq, set: YAMLMap, next: NonNullable<SetChange['next']>): Splice => {
  const end = endOf(set)
  if (sets.flow === true) return { from: end, to: end, text: `, ${toFlowSet(next)}` }
  const indent = ' '.repeat(columnOf(text, startOf(sets)))
  return insertLines(text, nextLine(text, end), set.flow === true ? `${indent}- ${toFlowSet(next)}\n` : toBlockSet(next, indent))
}

const changeYaml = (text: string, { index }: SetPlace, { fields = {}, used, next }: SetChange): string => {
  const sets = parseDocument(text, { version: '1.2', schema: 'core', keepSourceTokens: true }).get('code-sets')
  const set = isSeq(sets) ? sets.items[index] : undefined
  if (!isSeq(sets) || !isMap(set)) throw new Error('the register has no such code set')
  // Of lines that belong at one place the last named comes first.
  const splices = [
    ...(next === undefined ? [] : [addSet(text, sets, set, next)]),
    ...(used === undefined ? [] : [addUse(text, set, used)]),
    ...Object.entries(fields)
      .reverse()
      .map(([key, value]) => setField(text, set, key, value)),
  ]
  return splice(text, splices)
}

/** A line of JSON, and how lines end, which that line may lack. */
const changeLine = (line: string, end: string, { fields = {}, used, next }: SetChange): string => {
  const set = JSON.parse(line) as Record<string, unknown> & { used?: object[] }
  const changed = { ...set, ...fields, ...(used === undefined ? {} : { used: [...(set.used ?? []), used] }) }
  return [JSON.stringify(changed), ...(next === undefined ? [] : [JSON.stringify({ ...next.fields, copies: next.copies })])].join(end)
}

/** The text of a register, YAML or JSON lines by its name, with one set changed. */
export const changeRegister = (file: string, text: string, place: SetPlace, change: SetChange): string => {
  if (!file.endsWith('.jsonl')) return changeYaml(text, place, change)
  const end = text.includes('\r\n') ? '\r\n' : '\n'
  return text
    .split('\n')
    .map((line, index) => (index + 1 === place.line ? line.replace(/^.*?(?=\r?$)/s, (json) => changeLine(json, end, change)) : line))
    .join('\n')
}
