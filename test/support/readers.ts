/** Every reader of logs, with the files of a log in its format. */
import type { LogSource } from '../../src/model/configuration.ts'
import { ACCOUNT, aListing, aRecord, aSession, SECRET } from './cloudtrail.ts'
import type { Documents } from './collecting.ts'
import { aPage, aUsage, ITEM } from './onepassword.ts'

export interface Reader {
  readonly source: LogSource
  readonly item: string
  /** How the log calls ada, who may open every copy, and somebody whom nobody knows. */
  readonly ada: string
  readonly stranger: string
  /** The files of a log with something about another item, that the copy was stored where the log shows that, and, if somebody opened it, that. */
  readonly files: (actor?: string) => Documents
  /** What a use without an opening comes to: a client may have stayed silent. */
  readonly silent: 'fail' | 'unknown'
}

export const OPENED = '2026-10-08T09:00:00Z'
export const common = { location: 'escrow', covers: { from: '2026-01-01' } }
const BITWARDEN = { ada: 'e756dd4d-bac6-4e71-aa68-da0b1ae04874', item: '3767a302-8208-4dc6-b842-030428a1cfad' }

const STORED = '2026-03-15T10:02:00Z'

const vaultLine = (type: string, path: string, actor: string, operation = 'read', time = OPENED): string =>
  JSON.stringify({
    time,
    type,
    auth: { display_name: actor, token_type: 'service', policy_results: { allowed: true } },
    request: { id: `${operation} ${path}`, operation, mount_point: 'secret/', path, namespace: { id: 'root' } },
  })
const bitwardenEvent = (itemId: string, actingUserId: string, type = 1107, date = OPENED): object => ({ type, itemId, actingUserId, date, device: 9 })
export const mappedLine = (no: number, item: string, user: string): string => JSON.stringify({ no, at: OPENED, user, did: 'checkout', item })

export const readers: readonly Reader[] = [
  {
    source: { ...common, id: 'log', type: 'vault', files: ['log.jsonl'] },
    item: 'secret/data/escrow/ada',
    ada: 'oidc-ada',
    stranger: 'oidc-mallory',
    silent: 'fail',
    files: (actor) => ({
      'log.jsonl': ['secret/data/other', ...(actor === undefined ? [] : ['secret/data/escrow/ada'])]
        .flatMap((path) => ['request', 'response'].map((type) => vaultLine(type, path, actor ?? 'oidc-ada')))
        .concat(['request', 'response'].map((type) => vaultLine(type, 'secret/data/escrow/ada', 'oidc-ada', 'create', STORED)))
        .join('\n'),
    }),
  },
  {
    source: { ...common, id: 'log', type: 'cloudtrail', files: ['log.json'] },
    item: SECRET,
    ada: `${ACCOUNT}/source-identity:ada`,
    stranger: 'ada',
    silent: 'fail',
    files: (actor) => ({
      'log.json': {
        Records: [
          aListing(),
          aRecord({ eventID: 'stored', eventName: 'PutSecretValue', eventTime: STORED }),
          ...(actor === undefined ? [] : [aRecord({ userIdentity: actor === 'ada' ? aSession('ada') : aSession('x', 'ada') })]),
        ],
      },
    }),
  },
  {
    source: { ...common, id: 'log', type: 'bitwarden', files: ['log.json'] },
    item: BITWARDEN.item,
    ada: BITWARDEN.ada,
    stranger: '00000000-0000-4000-8000-000000000000',
    silent: 'unknown',
    files: (actor) => ({
      'log.json': {
        object: 'list',
        data: [
          bitwardenEvent('other', BITWARDEN.ada),
          bitwardenEvent(BITWARDEN.item, BITWARDEN.ada, 1100, STORED),
          ...(actor === undefined ? [] : [bitwardenEvent(BITWARDEN.item, actor)]),
        ],
        continuationToken: null,
      },
    }),
  },
  {
    source: { ...common, id: 'log', type: 'bitwarden', files: ['log.csv'] },
    item: BITWARDEN.item,
    ada: BITWARDEN.ada,
    stranger: '00000000-0000-4000-8000-000000000000',
    silent: 'unknown',
    files: (actor) => ({
      'log.csv': [
        'message,appIcon,appName,userId,userName,userEmail,date,ip,type,installationId',
        `Viewed item 0badcafe.,,,${BITWARDEN.ada},,,${OPENED},,Cipher_ClientViewed,`,
        `Created item 3767a302.,,,${BITWARDEN.ada},,,${STORED},,Cipher_Created,`,
        ...(actor === undefined ? [] : [`Viewed item 3767a302.,,,${actor},,,${OPENED},,Cipher_ClientViewed,`]),
      ].join('\n'),
    }),
  },
  {
    source: { ...common, id: 'log', type: 'onepassword', files: ['log.json'] },
    item: ITEM,
    ada: 'ada@acme.test',
    stranger: 'mallory@acme.test',
    silent: 'unknown',
    files: (actor) => ({
      'log.json': aPage([
        aUsage({ uuid: 'U', item_uuid: 'OTHER' }),
        aUsage({ uuid: 'S', action: 'server-create', timestamp: STORED }),
        ...(actor === undefined ? [] : [aUsage({ user: { email: actor } })]),
      ]),
    }),
  },
  {
    source: { ...common, id: 'log', type: 'custody', files: ['log.csv'] },
    item: 'bag 0031',
    ada: 'A. Lovelace',
    stranger: 'Z. Stranger',
    silent: 'fail',
    files: (actor) => ({
      'log.csv': [
        'row_id,container_id,opened_at,tz,opened_by,item_id,action,ticket',
        '1,SAFE-1,2026-10-07T11:00,Europe/Berlin,A. Lovelace,esc-other,inventory,',
        ...(actor === undefined ? [] : [`2,SAFE-1,2026-10-08T11:00,Europe/Berlin,${actor},bag 0031,view,`]),
      ].join('\n'),
    }),
  },
  ...(['client', 'server'] as const).map((grade): Reader => ({
    source: {
      ...common,
      id: 'log',
      type: 'mapped',
      files: ['log.jsonl'],
      format: 'json-lines',
      columns: { time: 'at', actor: 'user', action: 'did', item: 'item', ...(grade === 'server' ? { sequence: 'no' } : {}) },
      actions: { checkout: 'view' },
      outcomes: 'success',
      time: { form: 'instant', clock: 'server' },
      grade,
    },
    item: 'esc-ada',
    ada: 'ada',
    stranger: 'mallory',
    silent: grade === 'server' ? 'fail' : 'unknown',
    files: (actor) => ({ 'log.jsonl': [mappedLine(1, 'other', 'ada'), ...(actor === undefined ? [] : [mappedLine(2, 'esc-ada', actor)])].join('\n') }),
  })),
]
