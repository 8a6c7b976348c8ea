/**
 * One line of a HashiCorp Vault or OpenBao audit device. Fields: OpenBao `internal/audit/format.go`; every one may
 * be missing (Vault Enterprise can leave any out), so a line without what tells an access from none is unreadable.
 * Of the payload nothing is carried: `request.data` and `response.data` are never read.
 */
import { type Instant, parseInstant } from '../model/time.ts'
import { field, isRecord, parseJsonText, textField } from './json.ts'

export interface VaultRecord {
  readonly type: 'request' | 'response'
  readonly time: Instant
  readonly requestId: string
  /** The names under which a register may know the item, such as `secret/data/x` and `secret/x` for KV version 2. */
  readonly items: readonly string[]
  /** What was done; undefined: nothing that shows or changes codes, such as reading metadata. */
  readonly action: 'view' | 'create' | 'update' | 'delete' | undefined
  readonly refused: boolean
  /** true: the answer was wrapped, so that it showed nothing yet. */
  readonly wrapped: boolean
  readonly actor?: string
  readonly actorKind: 'human' | 'service' | 'unknown'
  readonly ticket?: string
}

export interface UnreadableVaultLine {
  readonly unreadable: string
  /** The item names, when at least these can be read. */
  readonly items?: readonly string[]
}

const PREFIX = /^[^{]{0,64}(?=\{)/
const OPERATIONS = new Set([
  'create',
  'read',
  'update',
  'patch',
  'delete',
  'list',
  'help',
  'revoke',
  'renew',
  'rollback',
  'alias-lookahead',
  'header',
  'resolve-role',
])
const KV2_VERBS = new Set(['data', 'metadata', 'delete', 'undelete', 'destroy', 'subkeys'])
const SERVICE_MOUNTS = /^(?:approle|kubernetes|cert|aws|gcp|azure|jwt-ci)(?:-|$)/

/** KV version 2 puts a verb between the mount and the item; version 1 has none. */
const readPath = (path: string, mountPoint: string | undefined): { names: string[]; verb: string } => {
  const mount = mountPoint !== undefined && path.startsWith(mountPoint) ? mountPoint : path.slice(0, path.indexOf('/') + 1)
  const [verb = '', ...rest] = path.slice(mount.length).split('/')
  if (!KV2_VERBS.has(verb) || rest.length === 0) return { names: [path], verb: 'data' }
  const item = rest.join('/')
  return { names: [...new Set([path, `${mount}data/${item}`, `${mount}${item}`])], verb }
}

const toAction = (operation: string, verb: string): VaultRecord['action'] => {
  if (verb === 'subkeys') return undefined
  if (verb === 'metadata') return operation === 'delete' ? 'delete' : undefined
  if (verb === 'delete' || verb === 'destroy') return 'delete'
  if (verb === 'undelete') return 'create'
  switch (operation) {
    case 'read':
      return 'view'
    case 'create':
      return 'create'
    case 'update':
    case 'patch':
      return 'update'
    case 'delete':
      return 'delete'
    default:
      return undefined
  }
}

/** The ticket of an audited request header or of the token's metadata. */
const readTicket = (request: unknown, auth: unknown): string | undefined => {
  const headers = field(request, 'headers')
  const audited = isRecord(headers) ? Object.entries(headers).filter(([name]) => name.toLowerCase().includes('ticket')) : []
  const texts = audited.flatMap(([, values]) => (Array.isArray(values) ? (values as unknown[]) : [values]))
  return texts.find((text): text is string => typeof text === 'string' && text.trim() !== '') ?? textField(field(auth, 'metadata'), 'ticket')
}

const actorKindOf = (displayName: string | undefined, tokenType: string | undefined): VaultRecord['actorKind'] => {
  if (displayName === undefined || displayName === 'root' || displayName === 'token') return 'unknown'
  return tokenType === 'batch' || SERVICE_MOUNTS.test(displayName) ? 'service' : 'human'
}

export const parseVaultLine = (line: string): VaultRecord | UnreadableVaultLine => {
  const parsed = parseJsonText(line.replace(PREFIX, ''))
  if ('unreadable' in parsed) return parsed
  const record = parsed.value
  const request = field(record, 'request')
  const auth = field(record, 'auth')
  const path = textField(request, 'path')
  if (path === undefined) return { unreadable: 'request.path is missing' }

  const namespace = textField(field(request, 'namespace'), 'path') ?? ''
  const { names, verb } = readPath(path, textField(request, 'mount_point'))
  const items = names.map((name) => `${namespace}${name}`)
  const unreadable = (what: string): UnreadableVaultLine => ({ unreadable: what, items })

  const type = textField(record, 'type')
  if (type !== 'request' && type !== 'response') return unreadable('type is neither request nor response')
  const time = parseInstant(textField(record, 'time') ?? '')
  if (time === undefined) return unreadable('time is missing or no time')
  const requestId = textField(request, 'id')
  if (requestId === undefined) return unreadable('request.id is missing')
  const operation = textField(request, 'operation')
  if (operation === undefined || !OPERATIONS.has(operation)) return unreadable('request.operation is missing or not known')

  const displayName = textField(auth, 'display_name')
  const actor = displayName ?? textField(auth, 'entity_id')
  const ticket = readTicket(request, auth)
  return {
    type,
    time,
    requestId: `${requestId}${textField(record, 'forwarded_from') ?? ''}`,
    items,
    action: toAction(operation, verb),
    refused: textField(record, 'error') !== undefined || field(field(auth, 'policy_results'), 'allowed') === false,
    wrapped: field(field(record, 'response'), 'wrap_info') !== undefined,
    ...(actor === undefined ? {} : { actor }),
    actorKind: actorKindOf(displayName, textField(auth, 'token_type')),
    ...(ticket === undefined ? {} : { ticket }),
  }
}
