/** Values that a command needs: taken from its options, or asked for on a terminal. */
import { createInterface } from 'node:readline/promises'
import { InvalidArgumentError } from '@commander-js/extra-typings'
import { maskCodes } from '../model/mask.ts'
import { printError, say, type Shell } from './print.ts'

export interface Question<T> {
  /** The option that would have said it. */
  readonly option: string
  readonly question: string
  readonly value: T | undefined
  readonly parse: (text: string) => T
  /** What an empty answer means, and what holds where nobody is there to be asked. Absent: there must be an answer. */
  readonly otherwise?: T
}

type Answers<Q> = { readonly [Key in keyof Q]: Q[Key] extends Question<infer T> ? T : never }

/** Asks until the answer can be meant. The answer is shown by the terminal alone, and told in no message. */
const askOne = async <T>({ question, parse, otherwise }: Question<T>, ask: (prompt: string) => Promise<string>): Promise<T> => {
  for (;;) {
    const answer = (await ask(`${question}: `)).trim()
    try {
      if (answer !== '') return parse(answer)
      if (otherwise !== undefined) return otherwise
    } catch (error) {
      if (!(error instanceof InvalidArgumentError)) throw error
      printError(`${maskCodes(error.message)}\n`)
    }
  }
}

/** The values; undefined: some are missing and nobody is there to be asked, which has been said. */
export const answersTo = async <Q extends Record<string, Question<never> | Question<string> | Question<number>>>(
  questions: Q,
  shell: Shell,
): Promise<Answers<Q> | undefined> => {
  const all = Object.entries(questions) as [string, Question<unknown>][]
  const missing = all.filter(([, { value }]) => value === undefined)
  const known = Object.fromEntries(all.map(([key, { value }]) => [key, value]))
  if (missing.length > 0 && !(shell.terminal && process.stdin.isTTY)) {
    const needed = missing.filter(([, { otherwise }]) => otherwise === undefined)
    if (needed.length === 0) return { ...known, ...Object.fromEntries(missing.map(([key, { otherwise }]) => [key, otherwise])) } as Answers<Q>
    say(`${needed.map(([, { option }]) => option).join(', ')}: the value is missing`)
    return undefined
  }
  const terminal = missing.length === 0 ? undefined : createInterface({ input: process.stdin, output: process.stderr })
  try {
    for (const [key, question] of missing)
      known[key] = await askOne(question, (prompt) => (terminal as NonNullable<typeof terminal>).question(prompt, { signal: shell.signal }))
  } finally {
    terminal?.close()
  }
  return known as Answers<Q>
}
