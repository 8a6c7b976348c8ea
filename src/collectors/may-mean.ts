/** Cells of a log that are no registered item, and in which one may be meant all the same. */
import { memoize } from '../model/once.ts'
import { matchesPattern } from '../model/pattern.ts'
import { HIDDEN } from '../model/terminal.ts'

/** What parts words, for a class of characters. */
const APART = String.raw`\s,;:=/|\\&+()[\]{}<>"'`
const WORDS = new RegExp(`[^${APART}]+`, 'g')
const AROUND = new RegExp(`^[${APART}]+|[${APART}]+$`, 'g')
/** A cell of one word in plain letters is another item, and most are. */
const ONE_WORD = new RegExp(`^[^${APART}*\\u0080-\\uffff]+$`)
const ASCII = /^[ -~]*$/
/** A log names a thing many times, and so many things one after another. */
const REMEMBERED = 50_000
/** What people write who mean the whole of a place. */
const EVERYTHING: ReadonlySet<string> = new Set(['*', 'all', 'all bags', 'all codes', 'all items', 'everything'])

const digitsOf = (text: string): string => text.replace(/\D/g, '')

/** A text without what is not seen in it, whose lines and whose `and` part it as a sign does. */
const plain = (text: string): string => {
  const seen = ASCII.test(text)
    ? text
    : text
        .normalize('NFKC')
        .replace(/[\n\r\t]+/g, ',')
        .replace(HIDDEN, '')
  return seen.replace(/(?<=\s)and(?=\s)/gi, '&')
}

interface Word {
  readonly text: string
  readonly start: number
  readonly end: number
}

const wordsOf = (text: string): readonly Word[] =>
  Array.from(text.matchAll(WORDS), ({ 0: word, index }) => ({ text: word, start: index, end: index + word.length }))

/** The part of a text around a place, up to the next signs; a blank is none, as a name may have one. */
const partAround = (text: string, words: readonly Word[], first: number, last: number): string => {
  const isParted = (word: number): boolean => text.slice(words[word - 1]?.end, words[word]?.start).trim() !== ''
  let [from, to] = [first, last]
  while (from > 0 && !isParted(from)) from -= 1
  while (to + 1 < words.length && !isParted(to + 1)) to += 1
  return text.slice(words[from]?.start, words[to]?.end)
}

/**
 * Whether a cell that is no registered item may mean one: it stands in it among other words or signs, something is in it that is not seen, `*`
 * stands for a part of it, or all are meant. Among words other digits are another thing: `bag 1 2` is not `bag 1`. `normal` is how items compare.
 */
export const mayMean = (items: ReadonlySet<string>, normal: (item: string) => string): ((cell: string) => boolean) => {
  const names = new Set([...items].map((item) => normal(plain(item)).replace(AROUND, '')))
  /** Of how many words the names are that begin with a word. */
  const lengths = new Map<string, Set<number>>()
  for (const name of names) {
    const words = wordsOf(name)
    const first = words[0]?.text ?? ''
    lengths.set(first, (lengths.get(first) ?? new Set()).add(words.length))
  }
  const spelled = [...items].map(normal)

  const isIn = (text: string): boolean => {
    const words = wordsOf(text)
    return words.some(({ text: word, start }, first) =>
      [...(lengths.get(word) ?? [])].some((length) => {
        const last = first + length - 1
        const name = text.slice(start, words[last]?.end)
        return names.has(name) && digitsOf(partAround(text, words, first, last)) === digitsOf(name)
      }),
    )
  }

  const isMeant = memoize((cell) => {
    const text = normal(cell)
    return (text.includes('*') && spelled.some((item) => matchesPattern(text, item))) || isIn(normal(plain(cell)))
  }, REMEMBERED)
  return (cell) => (items.size > 0 && EVERYTHING.has(normal(cell))) || (!ONE_WORD.test(cell) && isMeant(cell))
}
