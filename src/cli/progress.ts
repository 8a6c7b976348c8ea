/** How far the sources are that are being asked: a line each that is kept up on a terminal, plain lines elsewhere. On stderr. */
import type { Ended, Progress } from '../index.ts'
import type { ListrDefaultRendererLogLevels } from 'listr2'
import { escapeTerminal } from '../model/terminal.ts'
import { say } from './print.ts'

export interface Shown {
  readonly tell: (progress: Progress) => void
  readonly ended: (ended: Ended) => void
  /** Leaves the terminal as a program should. */
  readonly close: () => Promise<void>
}

const count = (number: number, noun: string): string => `${number.toLocaleString('en-US')} ${noun}${number === 1 ? '' : 's'}`

const clock = (instant: number): string => `${new Date(instant).toISOString().slice(11, 19)} UTC`

const waiting = ({ what, waitingUntil = 0 }: Progress): string => `${what}: the provider asks for patience until ${clock(waitingUntil)}`

/** "the member list: 12 pages, 1,200 records". */
const state = (progress: Progress): string => {
  const { what, pages, records, waitingUntil, lack } = progress
  if (waitingUntil !== undefined) return waiting(progress)
  return lack === undefined ? `${what}: ${count(pages, 'page')}, ${count(records, 'record')}` : `${what}: ${lack.detail}`
}

const summary = ({ requests, records, gaps }: Ended): string =>
  [count(requests, 'request'), count(records, 'record'), ...(gaps === 0 ? [] : [count(gaps, 'gap')])].join(', ')

const plain = (sources: ReadonlySet<string>): Shown => ({
  tell: (progress) => {
    if (progress.waitingUntil !== undefined) say(`${progress.source}: ${waiting(progress)}`)
  },
  ended: (ended) => {
    if (sources.has(ended.source)) say(`${ended.source}: ${summary(ended)}`)
  },
  close: () => Promise.resolve(),
})

const onTerminal = async (sources: ReadonlySet<string>): Promise<Shown> => {
  const { Listr, ListrLogger, ProcessOutput } = await import('listr2')
  const outputs = new Map<string, (text: string) => void>()
  const ends = new Map<string, (text: string) => void>()
  const tasks = [...sources].map((source) => {
    const end = new Promise<string>((resolve) => ends.set(source, resolve))
    return {
      title: source,
      task: async (_: unknown, task: { output: string; title: string }) => {
        outputs.set(source, (text) => (task.output = escapeTerminal(text)))
        task.title = escapeTerminal(`${source}: ${await end}`)
      },
    }
  })
  const logger = new ListrLogger<ListrDefaultRendererLogLevels>({ processOutput: new ProcessOutput(process.stderr, process.stderr) })
  const list = new Listr(tasks, { concurrent: true, exitOnError: false, registerSignalListeners: false, rendererOptions: { logger } })
  const shown = list.run()
  return {
    tell: (progress) => outputs.get(progress.source)?.(state(progress)),
    ended: (ended) => ends.get(ended.source)?.(summary(ended)),
    close: async () => {
      for (const end of ends.values()) end('not asked to the end')
      await shown
    },
  }
}

/** Shows the sources of these ids; nothing for others, and nothing where there are none. */
export const showProgress = async (ids: readonly string[], isTerminal: boolean): Promise<Shown> => {
  const sources = new Set(ids)
  return isTerminal && ids.length > 0 ? onTerminal(sources) : plain(sources)
}
