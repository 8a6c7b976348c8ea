/** An own log made in memory, with fixed keys and times, so that tests can tamper with it. */
import { createPrivateKey, type KeyObject } from 'node:crypto'
import { type TrustedKey, parseTrustedKey } from '../../src/log/keys.ts'
import { growTree } from '../../src/log/merkle.ts'
import { formatCheckpoint, formatNotes, type Note, publish, signNote, type Signer } from '../../src/log/note.ts'
import { NONE, toLine, toRecord } from '../../src/log/record.ts'
import type { Event, LogRecord } from '../../src/model/generated/log.ts'
import { HOUR, type Instant } from '../../src/model/time.ts'
import { at } from './builders.ts'

export const ORIGIN = 'escrow.acme.test/hq'

/** A private key that everybody knows. */
export const aPrivateKey = (byte: number): KeyObject =>
  createPrivateKey({ key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, byte)]), format: 'der', type: 'pkcs8' })

export const pemOf = (byte: number): string => aPrivateKey(byte).export({ format: 'pem', type: 'pkcs8' }).toString()

export const operator: Signer = { name: ORIGIN, privateKey: aPrivateKey(1) }
export const second: Signer = { name: 'second.acme.test', privateKey: aPrivateKey(2) }
export const stranger: Signer = { name: 'stranger.acme.test', privateKey: aPrivateKey(3) }

export const trusted = (signer: Signer, limits = ''): TrustedKey => parseTrustedKey(`${publish(signer)} ${limits}`)!

export const START = at('2026-11-02T09:00:00Z')

export const opening: Event = { kind: 'open', keys: [publish(operator)] }
export const anAccess = (over: object = {}): Event => ({
  kind: 'access',
  action: 'view',
  account: 'github:ada',
  location: 'hq-safe',
  item: 'bag 0031',
  actor: 'ada@acme.test',
  ticket: 'INC-104',
  ...over,
})
export const heartbeat: Event = { kind: 'heartbeat' }

/** Records one after another, an hour apart unless said otherwise. */
export const aChain = (
  events: readonly Event[],
  { origin = ORIGIN, start = START, at: timeOf = (seq) => start + seq * HOUR }: { origin?: string; start?: Instant; at?: (seq: number) => Instant } = {},
): LogRecord[] => {
  const records: LogRecord[] = []
  for (const [seq, event] of events.entries()) records.push(toRecord({ origin, seq, prev: records.at(-1)?.hash ?? NONE }, event, timeOf(seq)))
  return records
}

export const linesOf = (records: readonly LogRecord[]): string[] => records.map(toLine)
export const textOf = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('')

/** A checkpoint of the first lines. */
export const aCheckpoint = (lines: readonly string[], signers: readonly Signer[] = [operator], origin = ORIGIN): Note => {
  const tree = growTree()
  for (const line of lines) tree.add(Buffer.from(line))
  const text = formatCheckpoint({ origin, size: lines.length, root: Buffer.from(tree.root()).toString('base64') })
  return signers.reduce<Note>(signNote, { text, signatures: [] })
}

export const notesText = (...notes: readonly Note[]): string => formatNotes(notes)
