/** What the records of a log say together, request by request. A log has many records, and an event needs little of each. */
import type { VaultRecord } from '../../parsers/vault-audit.ts'

/** One request about one item by one actor. Records that name different actors are told apart: each is judged. */
export interface Request {
  readonly requestId: string
  /** undefined: the request is about no item of its own, such as the opening of a wrapped answer. */
  readonly item: string | undefined
  readonly actor: string | undefined
  /** The time, the actor's kind and the place are those of the first answer; of the first record, when there is no answer. */
  readonly time: VaultRecord['time']
  readonly actorKind: VaultRecord['actorKind']
  readonly file: string
  readonly line: number
  /** The answer's, where it tells one. */
  readonly action: VaultRecord['action'] | 'export'
  readonly ticket: string | undefined
  readonly isAnswered: boolean
  /** There is an answer without error. */
  readonly granted: boolean
  readonly refused: boolean
  readonly wrapped: boolean
  /** The time of the earliest record. */
  readonly since: VaultRecord['time']
  /** Every file that has a record of it. */
  readonly files: readonly string[]
  /** The HMACs of the tokens that open what was wrapped; each device writes them in a way of its own. */
  readonly wrapTokens: readonly string[]
  /** Those of which this request may have opened one. */
  readonly opens: readonly string[]
}

type Gathering = { -readonly [K in keyof Request]: Request[K] }

const NONE: readonly string[] = []

const begin = (record: VaultRecord, item: string | undefined, action: Request['action'], file: string, line: number): Gathering => ({
  requestId: record.requestId,
  item,
  actor: record.actor,
  time: record.time,
  actorKind: record.actorKind,
  file,
  line,
  action,
  ticket: record.ticket,
  isAnswered: record.type === 'response',
  granted: record.type === 'response' && !record.refused,
  refused: record.refused,
  wrapped: record.wrapped,
  since: record.time,
  files: [file],
  wrapTokens: record.wrapToken === undefined ? NONE : [record.wrapToken],
  opens: record.opens ?? NONE,
})

const add = (to: Gathering, record: VaultRecord, action: Request['action'], file: string, line: number): void => {
  if (record.type === 'response') {
    if (!to.isAnswered) {
      to.isAnswered = true
      to.time = record.time
      to.actorKind = record.actorKind
      to.file = file
      to.line = line
      to.action = action ?? to.action
    }
    to.granted ||= !record.refused
  }
  to.action ??= action
  to.ticket ??= record.ticket
  to.refused ||= record.refused
  to.wrapped ||= record.wrapped
  if (record.time < to.since) to.since = record.time
  if (!to.files.includes(file)) to.files = [...to.files, file]
  if (record.wrapToken !== undefined) to.wrapTokens = [...to.wrapTokens, record.wrapToken]
  if (record.opens !== undefined) to.opens = [...to.opens, ...record.opens]
}

export interface Requests {
  /** Takes a record, in the order in which they were written. `item`, `action`: what it says of one item, or of none. */
  add(record: VaultRecord, item: string | undefined, action: Request['action'], file: string, line: number): void
  /** Every request, in order of its first record; they are let go as they are handed on. */
  take(): Generator<Request, void, undefined>
}

export const gatherRequests = (): Requests => {
  const byId = new Map<string, Gathering[]>()
  return {
    add(record, item, action, file, line) {
      const known = byId.get(record.requestId)
      if (known === undefined) {
        byId.set(record.requestId, [begin(record, item, action, file, line)])
        return
      }
      const same = known.find((request) => request.item === item && request.actor === record.actor)
      if (same === undefined) known.push(begin(record, item, action, file, line))
      else add(same, record, action, file, line)
    },
    *take() {
      for (const [id, requests] of byId) {
        byId.delete(id)
        yield* requests
      }
    },
  }
}
