/** Evidence that lies, contradicts itself or belongs to somebody else: the subject that it is about must not pass. */
import { beforeAll, expect, test } from 'vitest'
import { everyFinding } from '../src/model/finding-order.ts'
import { type Acme, openAcme } from './support/acme.ts'

type Json = Record<string, unknown>
type Change = (text: string) => string

let acme: Acme
beforeAll(async () => {
  acme = await openAcme()
})

const json =
  (change: (value: never) => unknown): Change =>
  (text) =>
    JSON.stringify(change(JSON.parse(text) as never))

/** One more record like the first that has a text in it, changed. */
const oneMoreLike =
  (mark: string, change: (line: string) => string): Change =>
  (text) => {
    const line = text.split('\n').find((candidate) => candidate.includes('"type":"response"') && candidate.includes(mark))
    return `${text.trimEnd()}\n${change(line!)}\n`
  }

const withRow =
  (row: string): Change =>
  (text) =>
    `${text.trimEnd()}\n${row}\n`

const VAULT = 'evidence/vault/audit.jsonl'
const SAFE = 'evidence/safe/custody-hq.csv'
const row = (item: string, opener = 'Z. Stranger'): string =>
  `SAFE-HQ-1-2026-900,SAFE-HQ-1,HQ/B2,2026-10-12T10:00,2026-10-12T10:05,Europe/Berlin,${opener},,,${item},TEB 1,TEB 2,y,view,,,,`

const cases: readonly [string, string, Change, string, string][] = [
  [
    'a second answer to one request names somebody else',
    VAULT,
    oneMoreLike('escrow/github/ada', (line) => line.replace('oidc-grace', 'oidc-mallory')),
    'BC-06',
    'github:ada',
  ],
  [
    'the namespace is left out, and in some namespace the item is registered',
    VAULT,
    (text) => text.replaceAll('"namespace":{"id":"root"}', '"namespace":{"id":"a1b2c"}'),
    'BC-06',
    'google:radia@acme.test',
  ],
  [
    'a name in a record has half a character',
    VAULT,
    oneMoreLike('escrow/github/ada', (line) => line.replace('oidc-grace', 'oidc-\\ud800')),
    'BC-06',
    'github:ada',
  ],
  [
    'a member is called what no text can say',
    'evidence/github/members.json',
    (text) => text.replace('"margaret"', '"m\\udc00rgaret"'),
    'BC-01',
    'github:margaret',
  ],
  ['the log has no record', VAULT, () => '\n', 'BC-06', 'github:ada'],
  ['an item is written in capitals', SAFE, withRow(row('ESC-GITHUB-ADA')), 'BC-06', 'github:ada'],
  ['an item is mistyped', SAFE, withRow(row('esc-github-adda')), 'BC-06', 'github:ada'],
  ['a name is written with two blanks by a stranger', SAFE, withRow(row('esc-github-ada', 'Z.  Stranger')), 'BC-06', 'github:ada'],
  [
    'the devices contradict the report',
    'evidence/aws/mfa-devices.json',
    json((devices: Json) => ({ ...devices, grace: [] })),
    'BC-01',
    'aws:111122223333/grace',
  ],
  ['the devices are no mapping', 'evidence/aws/mfa-devices.json', () => '[]', 'BC-01', 'aws:111122223333/ada'],
  ['the summary says nothing about root', 'evidence/aws/account-summary.json', json(() => ({ SummaryMap: { Users: 3 } })), 'BC-01', 'aws:111122223333/root'],
  ['the member list cannot be read', 'evidence/github/members.json', () => '{"message":"Not Found"}', 'BC-01', 'github:ada'],
  [
    'a member is of a type that is not known',
    'evidence/github/members.json',
    json((members: Json[]) => members.map((member) => (member['login'] === 'margaret' ? { ...member, type: 'Mannequin' } : member))),
    'BC-01',
    'github:margaret',
  ],
  [
    'a member is there again as a bot',
    'evidence/github/members.json',
    json((members: Json[]) => [...members, { login: 'Margaret', type: 'Bot' }]),
    'BC-01',
    'github:margaret',
  ],
  [
    'something else goes under the id of a use',
    'evidence/google/login-activity.json',
    json((page: { items: { id: Json; events: unknown }[] }) => {
      const use = page.items.find(({ id }) => id['time'] === '2026-10-03T18:20:00.000Z')!
      return { ...page, items: [{ ...use, events: [{ type: 'login', name: 'logout' }] }, ...page.items] }
    }),
    'BC-07',
    'google:grace@acme.test',
  ],
  ['a count is given twice', 'evidence/google/code-counts.json', (text) => text.replace('{', '{ "radia@acme.test": 5,'), 'BC-02', 'google:radia@acme.test'],
  [
    'an event of a kind that nobody knows is about the item',
    'evidence/bitwarden/events.json',
    json((page: { data: Json[] }) => ({
      ...page,
      data: [...page.data, { ...page.data.find(({ itemId }) => itemId === '976a0f1e-ef77-4085-abe0-4c33ed844df7'), type: 3000 }],
    })),
    'BC-06',
    'google:ada@acme.test',
  ],
  ['the security log is of somebody else', 'evidence/github/security-log-ada.json', (text) => text.replaceAll('"ada"', '"grace"'), 'BC-07', 'github:ada'],
  ['the audit log is of another organisation', 'evidence/github/audit-log.json', (text) => text.replaceAll('"acme"', '"other"'), 'BC-07', 'github-org:acme'],
]

test.each(cases)('%s', async (_, file, change, control, subject) => {
  const before = Buffer.from(acme.evidence.get(file)!).toString('utf8')
  const after = change(before)
  expect(after).not.toBe(before)
  const report = await acme.auditWith(new Map([[file, Buffer.from(after)]]))
  const finding = [...everyFinding(report)].find((one) => one.control === control && one.subject.toLowerCase() === subject)
  expect(['fail', 'unknown']).toContain(finding?.outcome)
})
