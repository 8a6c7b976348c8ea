/** An own log on the disk, which the functions of the program write to. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beginLog } from '../../src/log/append.ts'
import { type Verification, verifyLog } from '../../src/log/verify.ts'
import { HOUR } from '../../src/model/time.ts'
import { opening, ORIGIN, START } from './own-log.ts'
import { tempFolder } from './temp-folder.ts'

/** The path of a log that was just begun, in a folder of its own. */
export const aLogFile = (): string => {
  const path = join(tempFolder(), 'log.jsonl')
  beginLog(path, ORIGIN, opening, START)
  return path
}

/** When everything is appended. */
export const now = (): number => START + HOUR

export const verifyFile = (path: string): Verification =>
  verifyLog({ log: { file: path, bytes: readFileSync(path) }, checkpoints: [] }, { keys: [], signers: 1, asOf: now() })

/** Tickets are how a writer numbers what it wrote. */
export const ticketsIn = (records: Verification['records']): readonly string[] =>
  records.flatMap(({ record: { event } }) => (event.kind === 'access' && event.ticket !== undefined ? [event.ticket] : []))
