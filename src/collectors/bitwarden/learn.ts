/** One file of Bitwarden events, one a line → those about registered items, and about all: plain data, by line. */
import type { CollectorContext } from '../../model/collector.ts'
import { lowerAscii } from '../../model/account.ts'
import type { BitwardenSource } from '../../model/configuration.ts'
import { once } from '../../model/once.ts'
import type { Instant } from '../../model/time.ts'
import { type BitwardenEvent, parseBitwardenEvent, type UnreadableBitwardenEvent } from '../../parsers/bitwarden-events.ts'
import { parseStrictJson } from '../../parsers/json.ts'
import type { Line } from '../../parsers/lines.ts'
import type { Beginning, Learner, Learning } from '../escrow-log.ts'
import { type Latest, openLatest, tellsLast } from '../last-record.ts'
import { type Kernel, openKernel } from '../kernel.ts'
import { type LearnedOfLines, learnLines } from '../learn-lines.ts'

export interface LearnedBitwarden extends LearnedOfLines {
  readonly events: readonly (BitwardenEvent & { readonly line: number })[]
}

const nothing: LearnedBitwarden = { records: 0, unreadable: [], events: [], lines: 0 }

const readEvent = ({ text, unreadable }: Pick<Line, 'text' | 'unreadable'>): BitwardenEvent | UnreadableBitwardenEvent => {
  if (text === undefined) return { unreadable: unreadable ?? 'unreadable' }
  const parsed = parseStrictJson(text)
  return 'unreadable' in parsed ? parsed : parseBitwardenEvent(parsed.value)
}

const timeOf = (text: string): Instant | undefined => {
  const event = readEvent({ text })
  return 'unreadable' in event ? undefined : event.time
}

const openLearner = (items: ReadonlySet<string>, kernel: Kernel, latest: Latest, before: LearnedBitwarden, beginning: Beginning): Learner<LearnedBitwarden> =>
  learnLines(latest, before, beginning, ({ see, tells, tellsUnseen }) => {
    const [events, unreadable] = [[...before.events], [...before.unreadable]]
    const read = (line: Line): void => {
      const event = readEvent(line)
      const isElsewhere = event.item !== undefined && !items.has(lowerAscii(event.item))
      if ('unreadable' in event) {
        if (isElsewhere) return
        unreadable.push({ line: line.number, what: event.unreadable })
        tellsUnseen(line)
        return
      }
      see(event.time)
      if (isElsewhere || event.action === undefined) return
      events.push({ ...event, line: line.number })
      tells(line)
    }
    return { kernel, timeOf, read, told: () => ({ unreadable, events }) }
  })

/** How files of one event a line are learned of. */
export const learningOf = (source: BitwardenSource, context: CollectorContext): Learning<LearnedBitwarden> => {
  const items = new Set([...context.items(source.location)].map(lowerAscii))
  const kernel = once(() => openKernel({ next: 'nextOfBitwarden', names: items, isFolded: true }))
  return {
    shape: [source['max-silence'], source.digest, ...[...items].sort()],
    open: (learned = nothing, beginning) => openLearner(items, kernel(), openLatest(source, context), learned, beginning),
    memoryOf: (bytes) => kernel().memoryOf(bytes),
    holds: (learned) => tellsLast(learned, openLatest(source, context)),
  }
}
