/** What the records of a log say together, request by request. A log has many records, and an event needs little of each. */
import type { Some } from '../../model/group.ts'
import type { VaultRecord } from '../../parsers/vault-audit.ts'

/** One request about one item by one actor. Records that name different actors are told apart: each is judged. */
export interface Request {
  readonly requestId: string
  /** Absent: the request is about no item of its own, such as the opening of a wrapped answer. */
  readonly item?: string | undefined
  readonly actor?: string | undefined
  /** The time, the actor's kind and the line are those of the first answer; of the first record, when there is no answer. */
  readonly time: VaultRecord['time']
  readonly actorKind: VaultRecord['actorKind']
  readonly line: number
  /** The answer's, where it tells one. */
  readonly action?: VaultRecord['action'] | 'export'
  readonly ticket?: string | undefined
  readonly isAnswered: boolean
  /** There is an answer without error. */
  readonly granted: boolean
  readonly refused: boolean
  readonly wrapped: boolean
  /** The time of the earliest record. */
  readonly since: VaultRecord['time']
  /** The HMACs of the tokens that open what was wrapped; each device writes them in a way of its own. */
  readonly wrapTokens: readonly string[]
  /** Those of which this request may have opened one. */
  readonly opens: readonly string[]
}

/** A request and the files that tell of it, of which the first tells its line. */
export interface LoggedRequest {
  readonly request: Request
  readonly files: Readonly<Some<string>>
}

type Changing<T> = { -readonly [K in keyof T]: T[K] }

const NONE: readonly string[] = []

/** What one record says of one item, or of none. Field by field, as there may be millions. */
export const toRequest = (record: VaultRecord, item: string | undefined, action: Request['action'], line: number): Request => ({
  requestId: record.requestId,
  item,
  actor: record.actor,
  time: record.time,
  actorKind: record.actorKind,
  line,
  action,
  ticket: record.ticket,
  isAnswered: record.type === 'response',
  granted: record.type === 'response' && !record.refused,
  refused: record.refused,
  wrapped: record.wrapped,
  since: record.time,
  wrapTokens: record.wrapToken === undefined ? NONE : [record.wrapToken],
  opens: record.opens ?? NONE,
})

const isSame = (a: Request, b: Request): boolean => a.item === b.item && a.actor === b.actor

/** true: the later one is the first that answers, so that its place is that of both. */
const addTo = (to: Changing<Request>, later: Request): boolean => {
  const isFirstAnswer = later.isAnswered && !to.isAnswered
  if (isFirstAnswer) {
    to.isAnswered = true
    to.time = later.time
    to.actorKind = later.actorKind
    to.line = later.line
    to.action = later.action ?? to.action
  }
  to.action ??= later.action
  to.ticket ??= later.ticket
  to.granted ||= later.granted
  to.refused ||= later.refused
  to.wrapped ||= later.wrapped
  if (later.since < to.since) to.since = later.since
  if (later.wrapTokens.length > 0) to.wrapTokens = [...to.wrapTokens, ...later.wrapTokens]
  if (later.opens.length > 0) to.opens = [...to.opens, ...later.opens]
  return isFirstAnswer
}

export interface Requests {
  /** Takes what a record says, in the order in which they were written. It is kept, and what later ones say is added to it. */
  add(request: Request): void
  /** Every request, in order of its first record. They change when more is added. */
  all(): readonly Request[]
}

/** The requests with one id; nearly always it is one. */
type Alike = Changing<Request> | Changing<Request>[]

const sameIn = (alike: Alike | undefined, request: Request): Changing<Request> | undefined => {
  if (Array.isArray(alike)) return alike.find((other) => isSame(other, request))
  return alike !== undefined && isSame(alike, request) ? alike : undefined
}

const withOther = (alike: Alike | undefined, request: Request): Alike =>
  alike === undefined ? request : Array.isArray(alike) ? [...alike, request] : [alike, request]

/** The requests of one file, going on from those that are known of it. */
export const gatherRequests = (before: readonly Request[]): Requests => {
  const byId = new Map<string, Alike>()
  const add = (request: Request): void => {
    const alike = byId.get(request.requestId)
    const same = sameIn(alike, request)
    if (same === undefined) byId.set(request.requestId, withOther(alike, request))
    else addTo(same, request)
  }
  for (const request of before) add({ ...request })
  return { add, all: () => [...byId.values()].flat() }
}

const withFile = (files: LoggedRequest['files'], file: string): LoggedRequest['files'] => (files.includes(file) ? files : [...files, file])

/** The requests of all files, in the order in which they were written: those that several devices tell of are one. */
export const uniteRequests = (logs: readonly { readonly file: string; readonly requests: readonly Request[] }[]): readonly LoggedRequest[] => {
  const [first, ...others] = logs
  if (first !== undefined && others.length === 0) {
    const files: LoggedRequest['files'] = [first.file]
    return first.requests.map((request) => ({ request, files }))
  }
  const byId = new Map<string, { readonly request: Changing<Request>; files: LoggedRequest['files'] }[]>()
  for (const { file, requests } of logs) {
    for (const request of requests) {
      const known = byId.get(request.requestId)
      const same = known?.find((other) => isSame(other.request, request))
      if (known === undefined) byId.set(request.requestId, [{ request: { ...request }, files: [file] }])
      else if (same === undefined) known.push({ request: { ...request }, files: [file] })
      else same.files = addTo(same.request, request) ? [file, ...same.files.filter((other) => other !== file)] : withFile(same.files, file)
    }
  }
  return [...byId.values()].flat()
}
