/**
 * One line of a HashiCorp Vault or OpenBao audit device. Fields: OpenBao `internal/audit/format.go`; every one may
 * be missing (Vault Enterprise can leave any out), so a line without what tells an access from none is unreadable.
 * Of the payload nothing is carried; vault-plaintext.ts alone looks at it, and says where something stands in clear.
 */
import { type Instant, parseInstant } from '../model/time.ts'
import { field, isRecord, type ParsedJson, parseStrictJson, textField } from './json.ts'
import { seenText } from './text.ts'

export interface VaultRecord {
  readonly type: 'request' | 'response'
  readonly time: Instant
  readonly requestId: string
  /** The names under which a register may know the item, such as `secret/data/x` and `secret/x` for KV version 2. */
  readonly items: readonly string[]
  /** What was done; undefined: nothing that shows or changes codes, such as reading metadata. */
  readonly action: 'view' | 'create' | 'update' | 'delete' | undefined
  /** The path itself, and what was done to it where it is a secret of KV version 1, whose name may look like a verb of version 2. */
  readonly plain: { readonly item: string; readonly action: VaultRecord['action'] }
  /** false: the log leaves out the namespace, so that the item may lie in any. */
  readonly hasNamespace: boolean
  readonly refused: boolean
  /** true: the answer was wrapped, so that it showed nothing yet. */
  readonly wrapped: boolean
  /** The HMAC of the token that opens the wrapped answer; only ever compared with others. */
  readonly wrapToken: string | undefined
  /** The HMACs of the tokens of which this request may open one, or wrap it anew; undefined: it opens none. */
  readonly opens: readonly string[] | undefined
  /** disable, enable: of an audit device; raw: the storage itself was read, under every path and policy; move: a mount got another path. */
  readonly system: 'disable' | 'enable' | 'raw' | 'move' | undefined
  /** Of the audit device: the path at which it is. */
  readonly device: string | undefined
  readonly actor: string | undefined
  readonly actorKind: 'human' | 'service' | 'unknown'
  readonly ticket: string | undefined
}

export interface UnreadableVaultLine {
  readonly unreadable: string
  /** The item names, when at least these can be read. */
  readonly items?: readonly string[]
  readonly hasNamespace?: boolean
}

const HMAC = 'hmac-sha256:'
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

interface ReadPath {
  readonly names: readonly string[]
  readonly verb: string
}

/** KV version 2 puts a verb between the mount and the item; version 1 has none. */
const splitAt = (path: string, mount: string): ReadPath | undefined => {
  const end = path.indexOf('/', mount.length)
  const verb = path.slice(mount.length, end)
  if (end === -1 || !KV2_VERBS.has(verb)) return undefined
  const item = path.slice(end + 1)
  return { names: [verb === 'data' ? path : `${mount}data/${item}`, `${mount}${item}`], verb }
}

/** Every mount that a path may have: what goes before each of its slashes. */
const possibleMounts = (path: string): readonly string[] => [...path.matchAll(/\//g)].map(({ index }) => path.slice(0, index + 1))

/** Namespaces and mounts end with a slash; one that is written without it is meant so. */
const asFolder = (text: string | undefined): string | undefined => (text === undefined || text.endsWith('/') ? text : `${text}/`)

/** The mount that a path begins with. OpenBao writes the namespace before the mount, and not before the path. */
const mountOf = (path: string, mountPoint: string | undefined, namespace: string): string | undefined => {
  if (mountPoint === undefined || path.startsWith(mountPoint)) return mountPoint
  const within = mountPoint.slice(namespace.length)
  return mountPoint.startsWith(namespace) && path.startsWith(within) ? within : undefined
}

/** The names of the item that a path leads to; where the log leaves out the mount, those under every mount that it may have. */
const readPath = (path: string, mount: string | undefined): ReadPath => {
  if (mount !== undefined) {
    const split = splitAt(path, mount)
    return split === undefined
      ? { names: [path], verb: 'data' }
      : { names: split.names.includes(path) ? split.names : [path, ...split.names], verb: split.verb }
  }
  const mounts = possibleMounts(path)
  const splits = mounts.map((mount) => splitAt(path, mount)).filter((split) => split !== undefined)
  return { names: [...new Set([path, ...splits.flatMap(({ names }) => names)])], verb: splits[0]?.verb ?? 'data' }
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

/** Paths that open a wrapped answer, or wrap it anew. The second is how it was done before there was the first. */
const OPENING: ReadonlySet<string> = new Set(['sys/wrapping/unwrap', 'cubbyhole/response', 'sys/wrapping/rewrap'])

/** A token as the log has it, where that is no token any more. */
const hmacField = (value: unknown, key: string): string | undefined => {
  const text = textField(value, key)
  return text?.startsWith(HMAC) === true ? text : undefined
}

/** The token may be handed over in the request, or be what the request is made with. */
const tokensOf = (request: unknown): readonly string[] =>
  [hmacField(field(request, 'data'), 'token'), hmacField(request, 'client_token')].filter((token) => token !== undefined)

const AUDIT = 'sys/audit/'

const systemOf = (path: string, operation: string): VaultRecord['system'] => {
  if (path.startsWith(AUDIT) && path.length > AUDIT.length)
    return operation === 'delete' ? 'disable' : ['create', 'update'].includes(operation) ? 'enable' : undefined
  if (path === 'sys/remount' && ['create', 'update'].includes(operation)) return 'move'
  return path.startsWith('sys/raw/') && operation === 'read' ? 'raw' : undefined
}

const isBlank = (error: unknown): boolean => error === undefined || error === null || error === ''

/** A value of which the log has only the HMAC may be that of no text at all. */
const isReadable = (text: unknown): text is string => typeof text === 'string' && seenText(text) !== undefined && !text.startsWith(HMAC)

/** The ticket of an audited request header or of the token's metadata. */
const readTicket = (request: unknown, auth: unknown): string | undefined => {
  const headers = field(request, 'headers')
  const ofToken = field(field(auth, 'metadata'), 'ticket')
  if (!isRecord(headers)) return isReadable(ofToken) ? ofToken : undefined
  const audited = Object.entries(headers).filter(([name]) => name.toLowerCase().includes('ticket'))
  const texts = audited.flatMap(([, values]) => (Array.isArray(values) ? (values as unknown[]) : [values]))
  return [...texts, ofToken].find(isReadable)
}

const actorKindOf = (displayName: string | undefined, tokenType: string | undefined): VaultRecord['actorKind'] => {
  if (displayName === undefined || displayName === 'root' || displayName === 'token') return 'unknown'
  return tokenType === 'batch' || SERVICE_MOUNTS.test(displayName) ? 'service' : 'human'
}

/** The JSON of a line, after the prefix that a device may write before it. */
export const parseVaultJson = (line: string): ParsedJson => parseStrictJson(line.startsWith('{') ? line : line.replace(PREFIX, ''))

export const parseVaultLine = (line: string): VaultRecord | UnreadableVaultLine => {
  const parsed = parseVaultJson(line)
  return 'unreadable' in parsed ? parsed : readVaultRecord(parsed.value)
}

/** What a record says, of which nothing is a payload. */
export const readVaultRecord = (record: unknown): VaultRecord | UnreadableVaultLine => {
  const request = field(record, 'request')
  const auth = field(record, 'auth')
  const path = textField(request, 'path')
  if (path === undefined) return { unreadable: 'request.path is missing' }

  const scope = field(request, 'namespace')
  const namespace = asFolder(textField(scope, 'path')) ?? ''
  const hasNamespace = namespace !== '' || textField(scope, 'id') === 'root'
  const { names, verb } = readPath(path, mountOf(path, asFolder(textField(request, 'mount_point')), namespace))
  const items = namespace === '' ? names : names.map((name) => `${namespace}${name}`)
  const unreadable = (what: string): UnreadableVaultLine => ({ unreadable: what, items, hasNamespace })

  const type = textField(record, 'type')
  if (type !== 'request' && type !== 'response') return unreadable('type is neither request nor response')
  const time = parseInstant(textField(record, 'time') ?? '')
  if (time === undefined) return unreadable('time is missing or no time')
  const requestId = textField(request, 'id')
  if (requestId === undefined) return unreadable('request.id is missing')
  const operation = textField(request, 'operation')
  if (operation === undefined || !OPERATIONS.has(operation)) return unreadable('request.operation is missing or not known')

  const displayName = textField(auth, 'display_name')
  const policies = field(auth, 'policies')
  // Whoever holds a wrapping token can be anybody.
  const isBearer = Array.isArray(policies) && policies.includes('response-wrapping')
  const actor = isBearer ? undefined : (displayName ?? textField(auth, 'entity_id'))
  const system = systemOf(path, operation)
  const ticket = readTicket(request, auth)
  const wrapping = field(field(record, 'response'), 'wrap_info')
  return {
    type,
    time,
    requestId: `${requestId}${textField(record, 'forwarded_from') ?? ''}`,
    items,
    action: toAction(operation, verb),
    plain: { item: `${namespace}${path}`, action: toAction(operation, 'data') },
    hasNamespace,
    refused: !isBlank(field(record, 'error')) || field(field(auth, 'policy_results'), 'allowed') === false,
    wrapped: wrapping !== undefined,
    wrapToken: hmacField(wrapping, 'token'),
    opens: OPENING.has(path) ? tokensOf(request) : undefined,
    system,
    device: system === 'disable' || system === 'enable' ? path.slice(AUDIT.length) : undefined,
    actor,
    actorKind: actorKindOf(displayName, textField(auth, 'token_type')),
    ticket,
  }
}
