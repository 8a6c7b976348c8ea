/** What is common to logs of one record a line: lines that need not be parsed are passed over, the rest is read, and times are kept. */
import { type Line, splitLines } from '../parsers/lines.ts'
import type { Beginning, LearnedLines, Learner } from './escrow-log.ts'
import { type Latest, openTimes, type TimeKeeper, type Times } from './last-record.ts'
import { type Sift, siftLines } from './sift.ts'

export interface LearnedOfLines extends LearnedLines, Times {
  /** How many lines of the file ended. */
  readonly lines: number
}

/** What whoever reads lines is given. */
export interface LineKeeping {
  /** Keeps the times. */
  readonly see: TimeKeeper['see']
  /** A line told something that is kept. */
  readonly tells: (line: Line) => void
  /** A line told something, and its bytes are no evidence: it cannot be read, or a value stands in clear in it. */
  readonly tellsUnseen: (line: Line) => void
}

/** How the lines of one kind of log are read. `Told` is what they tell besides their number and their times. */
export interface LineReader<Told> extends Pick<Sift, 'kernel' | 'timeOf'>, Partial<Pick<Sift, 'mustRead'>> {
  readonly read: (line: Line) => void
  /** What was read so far; it changes as more is read. */
  readonly told: () => Told
}

/** A learner of one file, going on from what is known of it. */
export const learnLines = <Told extends Pick<LearnedLines, 'unreadable'>>(
  latest: Latest,
  before: LearnedOfLines,
  { bytes, told: toldLines }: Beginning,
  open: (keeping: LineKeeping) => LineReader<Told>,
): Learner<Told & LearnedOfLines> => {
  const times = openTimes(latest, before)
  const {
    kernel,
    timeOf,
    mustRead = () => false,
    read,
    told,
  } = open({
    see: times.see,
    tells: (line) => toldLines?.add(line, line.bytes),
    tellsUnseen: (line) => toldLines?.add(line, undefined),
  })
  const sieve = siftLines({ kernel, mustRead: () => latest.isOfAll || mustRead(), until: latest.end, timeOf, see: times.see })
  const splitter = splitLines({ sieve, before: { lines: before.lines, bytes } })
  let records = before.records
  const readLine = (line: Line): void => {
    records += 1
    read(line)
  }
  const learned = (): Told & LearnedOfLines => ({ ...told(), records: records + splitter.passed(), ...times.times(), lines: splitter.ended() })
  return {
    take(chunk) {
      for (const line of splitter.push(chunk)) readLine(line)
    },
    learned,
    end() {
      splitter.end().forEach(readLine)
      return learned()
    },
  }
}
