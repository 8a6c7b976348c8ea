/** `sparekey doctor`: what each source lets be seen, what it does not, and the least that mends it. Only the first page of each list is asked for. */
import { type Gap, type Inventory, isMistaken, liveSources, prepareCollect, type Progress } from '../index.ts'
import { escapeTerminal } from '../model/terminal.ts'
import { whileAsking } from './asking.ts'
import { formatMistakes } from '../shell/mistakes.ts'
import { pathFrom } from '../shell/paths.ts'
import { type Colours, coloursOf, count, type ExitCode, printError, printOut, type Shell } from './print.ts'
import { DEFAULT_CONFIG, type DoctorFlags } from './program.ts'

interface Line {
  readonly what: string
  readonly reason?: Gap['reason']
  readonly advice?: string | undefined
}

/** What a first page alone always lacks. */
const OF_A_PART: ReadonlySet<Gap['reason']> = new Set(['incomplete', 'contradiction', 'absent'])

const seen = ({ what, records }: Progress): Line => ({ what: `${what}: ${count(records, 'record')} on the first page` })

/** The lines about a source that was asked: every list in the order in which it was asked for, and what its answers say of permission. */
const ofAsked = (told: readonly Progress[], gaps: readonly Gap[]): Line[] => {
  const last = new Map(told.filter(({ waitingUntil }) => waitingUntil === undefined).map((progress) => [progress.what, progress]))
  const lines = [...last.values()].map((progress) =>
    progress.lack === undefined
      ? seen(progress)
      : { what: `${progress.what}: ${progress.lack.detail}`, reason: progress.lack.reason, advice: progress.lack.advice },
  )
  const known = new Set(lines.map(({ what }) => what))
  const others = gaps.filter(({ reason, detail }) => !OF_A_PART.has(reason) && !known.has(detail))
  return [...lines, ...new Map(others.map(({ detail, reason, advice }) => [detail, { what: detail, reason, advice }])).values()]
}

const ofKept = ({ files, records }: Inventory['sources'][number], gaps: readonly Gap[]): Line[] => [
  ...(files.length === 0 ? [] : [{ what: `${count(files.length, 'kept file')}, ${count(records, 'record')}` }]),
  ...gaps.map(({ detail, reason, advice }) => ({ what: detail, reason, advice })),
]

function* toText(lines: readonly Line[], { green, red, dim }: Colours): Generator<string> {
  for (const { what, reason, advice } of lines) {
    yield reason === undefined ? `  ${green('seen')}     ${escapeTerminal(what)}\n` : `  ${red('not seen')} ${escapeTerminal(what)} (${reason})\n`
    if (advice !== undefined) yield `           ${dim(escapeTerminal(advice))}\n`
  }
}

export const doctorCommand = async ({ config = DEFAULT_CONFIG, allowOutside = false }: DoctorFlags, shell: Shell): Promise<ExitCode> => {
  const prepared = await prepareCollect({ config, asOf: shell.started, allowOutside })
  if (isMistaken(prepared)) {
    printError(formatMistakes(prepared.mistakes, 'nothing was asked', { pathOf: pathFrom(config), colours: coloursOf(shell.colour.error) }))
    return 2
  }
  const { sources, collect } = prepared.value
  const told: Progress[] = []
  const work: typeof collect = (live = {}) =>
    collect({
      ...live,
      probe: true,
      // What a first page lacks is no gap here.
      ended: (ended) => live.ended?.({ ...ended, gaps: 0 }),
      tell: (progress) => {
        told.push(progress)
        live.tell?.(progress)
      },
    })
  const asked = await whileAsking({ sources, config, work }, shell)
  if ('code' in asked) return asked.code

  const live = new Set(liveSources(sources).map(({ id }) => id))
  const colours = coloursOf(shell.colour.out)
  const checked = asked.value.sources
    .filter(({ about }) => about !== undefined)
    .map((source) => {
      const gaps = asked.value.gaps.filter((gap) => gap.source === source.id)
      const lines = live.has(source.id)
        ? ofAsked(
            told.filter((progress) => progress.source === source.id),
            gaps,
          )
        : ofKept(source, gaps)
      return { source, lines }
    })
  const pieces = checked.flatMap(({ source: { id, type, about = '' }, lines }) => [
    `${colours.bold(escapeTerminal(id))} (${escapeTerminal(`${type} ${about}`)}, ${live.has(id) ? 'asked' : 'kept files'})\n`,
    ...toText(lines, colours),
  ])
  if (!(await printOut(pieces.length === 0 ? ['The configuration names no source.\n'] : pieces))) return 4
  return checked.every(({ lines }) => lines.every(({ reason }) => reason === undefined)) ? 0 : 3
}
