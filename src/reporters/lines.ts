/** Text for a terminal, in lines. Everything from outside is escaped here. */
import { escapeTerminal } from '../model/terminal.ts'
import { clipName, clipSentence } from './escape.ts'

/** Lines are at most so long, where the words allow it. */
const WIDTH = 100

/** A name on a terminal: at a readable length, on one line, and harmless. */
export const name = (text: string): string => escapeTerminal(clipName(text))

/** Lines as one text, each ended. */
export const lines = (some: readonly string[]): string => some.map((line) => `${line}\n`).join('')

/** A sentence in lines: the first after `start`, the others after `indent`. Each is escaped anew, since a line may begin with what was within. */
export const wrap = (sentence: string, start: string, indent = ' '.repeat(start.length)): string[] => {
  const [first = '', ...words] = escapeTerminal(clipSentence(sentence)).split(' ')
  const wrapped = [`${start}${first}`]
  for (const word of words) {
    const line = wrapped.at(-1) ?? ''
    if (line.length + 1 + word.length > WIDTH) wrapped.push(`${indent}${word}`)
    else wrapped[wrapped.length - 1] = `${line} ${word}`
  }
  return wrapped.map(escapeTerminal)
}
