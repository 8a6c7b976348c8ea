/**
 * Patterns for names, as policies write them: a part of the regular expressions that everybody knows. They are matched
 * by following all ways at once (Thompson 1968), so that the time grows with the length of the name times that of the
 * pattern and no pattern can make an audit hang. What cannot be matched so (look-around, back-references) is no pattern.
 *
 * There are: letters as they are, `.`, classes `[A-Za-z-]` and `[^…]`, `\d` `\w` `\s` and their capitals, `\` before a sign,
 * groups `( )` and `(?: )`, `|`, `*` `+` `?`, `{2}` `{2,}` `{2,5}`, `^` and `$`. A pattern is looked for anywhere in the name.
 */
import { memoize } from './once.ts'

/** A sign: whether it is one of these. */
type Test = (sign: string) => boolean

type Node =
  | { readonly kind: 'sign'; readonly test: Test }
  | { readonly kind: 'start' | 'end' }
  | { readonly kind: 'sequence' | 'choice'; readonly parts: readonly Node[] }
  | { readonly kind: 'repeat'; readonly node: Node; readonly least: number; readonly most: number }

/** More than anybody writes; a pattern of many counted repetitions would be larger than it looks. */
const MOST_STATES = 2000
const MOST_REPEATS = 100
const MOST_DEPTH = 20
/** The state of a pattern that was found. */
const MATCH = 0

const isDigit: Test = (sign) => /^[0-9]$/.test(sign)
const isWord: Test = (sign) => /^\w$/.test(sign)
const isSpace: Test = (sign) => /^\s$/.test(sign)
const not =
  (test: Test): Test =>
  (sign) =>
    !test(sign)
const CLASSES: ReadonlyMap<string, Test> = new Map([
  ['d', isDigit],
  ['w', isWord],
  ['s', isSpace],
  ['D', not(isDigit)],
  ['W', not(isWord)],
  ['S', not(isSpace)],
])
const isLineEnd: Test = (sign) => /^[\n\r\u2028\u2029]$/.test(sign)

class NoPattern extends Error {}

const fault = (): never => {
  throw new NoPattern()
}

/** Recursive descent over the signs of the pattern. */
const parse = (pattern: string): Node => {
  const signs = Array.from(pattern)
  let at = 0
  const next = (): string => signs[at++] ?? fault()
  const takes = (sign: string): boolean => {
    if (signs[at] !== sign) return false
    at += 1
    return true
  }

  const escaped = (): { readonly test: Test; readonly sign?: string } => {
    const sign = next()
    const known = CLASSES.get(sign)
    if (known !== undefined) return { test: known }
    return /^[A-Za-z0-9]$/.test(sign) ? fault() : { test: (other) => other === sign, sign }
  }

  const inClass = (): Test => {
    const isNegated = takes('^')
    const tests: Test[] = []
    while (!takes(']')) {
      const first = next()
      const one = first === '\\' ? escaped() : { test: (other: string) => other === first, sign: first }
      const from = one.sign
      if (from !== undefined && signs[at] === '-' && signs[at + 1] !== ']' && signs[at + 1] !== undefined) {
        at += 1
        const last = next()
        const to = last === '\\' ? (escaped().sign ?? fault()) : last
        if (to < from || Array.from(to).length !== 1) fault()
        tests.push((other) => other >= from && other <= to)
      } else tests.push(one.test)
    }
    const any: Test = (sign) => tests.some((test) => test(sign))
    return isNegated ? not(any) : any
  }

  const count = (): number => {
    let digits = ''
    while (/^[0-9]$/.test(signs[at] ?? '')) digits += next()
    return digits === '' || Number(digits) > MOST_REPEATS ? fault() : Number(digits)
  }

  const repeated = (node: Node): Node => {
    const [least, most] = takes('*')
      ? [0, Infinity]
      : takes('+')
        ? [1, Infinity]
        : takes('?')
          ? [0, 1]
          : takes('{')
            ? (() => {
                const from = count()
                const to = !takes(',') ? from : signs[at] === '}' ? Infinity : count()
                return takes('}') && to >= from ? [from, to] : fault()
              })()
            : [1, 1]
    if (least === 1 && most === 1) return node
    if (node.kind === 'start' || node.kind === 'end' || /^[*+?{]$/.test(signs[at] ?? '')) fault()
    return { kind: 'repeat', node, least, most }
  }

  const atom = (depth: number): Node => {
    const sign = next()
    switch (sign) {
      case '(': {
        if (takes('?') && !takes(':')) fault()
        const inner = choice(depth + 1)
        return takes(')') ? inner : fault()
      }
      case '[':
        return { kind: 'sign', test: inClass() }
      case '\\':
        return { kind: 'sign', test: escaped().test }
      case '.':
        return { kind: 'sign', test: not(isLineEnd) }
      case '^':
        return { kind: 'start' }
      case '$':
        return { kind: 'end' }
      case '*':
      case '+':
      case '?':
      case '{':
      case '}':
      case ']':
        return fault()
      default:
        return { kind: 'sign', test: (other) => other === sign }
    }
  }

  const sequence = (depth: number): Node => {
    const parts: Node[] = []
    while (at < signs.length && signs[at] !== '|' && signs[at] !== ')') parts.push(repeated(atom(depth)))
    return { kind: 'sequence', parts }
  }

  const choice = (depth: number): Node => {
    if (depth > MOST_DEPTH) fault()
    const parts = [sequence(depth)]
    while (takes('|')) parts.push(sequence(depth))
    return { kind: 'choice', parts }
  }

  const whole = choice(0)
  return at === signs.length ? whole : fault()
}

/** One state: a sign that leads on, or ways that are open at once (`where`: only at the beginning or end of the name). */
type State = { readonly test: Test; readonly to: number } | { readonly where?: 'start' | 'end'; readonly ways: readonly number[] } | { readonly isMatch: true }

interface Program {
  readonly states: readonly State[]
  readonly first: number
}

/** Each node becomes states that lead on to `to`; the result is the state with which the node begins. */
const compile = (pattern: string): Program => {
  const states: State[] = [{ isMatch: true }]
  const add = (state: State): number => {
    if (states.length >= MOST_STATES) fault()
    states.push(state)
    return states.length - 1
  }
  const build = (node: Node, to: number): number => {
    switch (node.kind) {
      case 'sign':
        return add({ test: node.test, to })
      case 'start':
      case 'end':
        return add({ where: node.kind, ways: [to] })
      case 'sequence':
        return [...node.parts].reverse().reduce((after, part) => build(part, after), to)
      case 'choice':
        return node.parts.length === 1 ? build(node.parts[0] as Node, to) : add({ ways: node.parts.map((part) => build(part, to)) })
      case 'repeat': {
        let after = to
        if (node.most === Infinity) {
          const ways: number[] = [to]
          after = add({ ways })
          ways.push(build(node.node, after))
        } else for (let extra = node.least; extra < node.most; extra += 1) after = add({ ways: [to, build(node.node, after)] })
        for (let times = 0; times < node.least; times += 1) after = build(node.node, after)
        return after
      }
    }
  }
  const first = build(parse(pattern), MATCH)
  return { states, first }
}

/** A policy has few patterns and a register few names, each many times. */
const matcherOf = memoize((pattern) => {
  const program = compile(pattern)
  return memoize((name) => follow(program, name), 1000)
}, Infinity)

/** Whether a text is a pattern of the kind above. */
export const isNamePattern = (text: string): boolean => {
  try {
    compile(text)
    return true
  } catch (error) {
    if (error instanceof NoPattern) return false
    throw error
  }
}

/** Whether the pattern is found in the name. All ways are followed at once: no name and no pattern makes it slow. */
export const matchesName = (pattern: string, name: string): boolean => matcherOf(pattern)(name)

const follow = ({ states, first }: Program, name: string): boolean => {
  const signs = Array.from(name)

  /** The states that are open at a place, once all ways are followed that read no sign. */
  const settle = (open: number[], place: number): ReadonlySet<number> => {
    const seen = new Set<number>()
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const state = states[next]
      if (state === undefined || seen.has(next)) continue
      seen.add(next)
      if (!('ways' in state)) continue
      if (state.where === undefined || (state.where === 'start' ? place === 0 : place === signs.length)) open.push(...state.ways)
    }
    return seen
  }

  let open = settle([first], 0)
  for (const [place, sign] of signs.entries()) {
    if (open.has(MATCH)) return true
    // The pattern may begin at every place.
    const led = [first]
    for (const index of open) {
      const state = states[index]
      if (state !== undefined && 'test' in state && state.test(sign)) led.push(state.to)
    }
    open = settle(led, place + 1)
  }
  return open.has(MATCH)
}
