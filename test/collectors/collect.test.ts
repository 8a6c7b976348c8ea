import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { collect, complete, type Declared } from '../../src/collectors/collect.ts'
import { loadRegister } from '../../src/collectors/register/register.ts'
import { loadRoster } from '../../src/collectors/roster/roster.ts'
import { publish } from '../../src/log/note.ts'
import type { AwsSource, BitwardenSource, CustodySource, GithubSource, GoogleSource, OwnLogSource, Source, VaultSource } from '../../src/model/configuration.ts'
import type { WholeFile } from '../../src/model/files.ts'
import { type Inventory, noFacts } from '../../src/model/inventory.ts'
import { aCodeSet, aCopy, AS_OF, at } from '../support/builders.ts'
import { aContext, type Documents } from '../support/collecting.ts'
import { valueIn } from '../support/mistakes.ts'
import { aChain, aCheckpoint, anAccess, linesOf, notesText, opening, operator, textOf } from '../support/own-log.ts'

const aFile = (file: string, text: string): WholeFile => ({ file, sha256: createHash('sha256').update(text).digest('hex'), bytes: Buffer.from(text) })

const registerFile = aFile(
  'register.yaml',
  `version: 1
locations:
  - { id: vault-hq, kind: vault }
  - { id: hq-safe, kind: safe }
code-sets:
  - account: github-org:acme
    status: active
    generated: 2026-10-01
    copies: [{ location: vault-hq, item: secret/data/acme, stored: 2026-10-01 }, { location: hq-safe, item: bag 1, stored: 2026-10-01 }]
`,
)
const rosterFile = aFile('roster.yaml', 'version: 1\npeople:\n  - { id: ada@acme.test, identities: { vault: oidc-ada } }\n')
const declared: Declared = {
  register: valueIn(loadRegister(registerFile)),
  roster: valueIn(loadRoster(rosterFile)),
  written: [
    { id: 'register', file: registerFile, records: 1 },
    { id: 'roster', file: rosterFile, records: 1 },
  ],
}

const github: GithubSource = {
  id: 'github-acme',
  type: 'github',
  organization: 'acme',
  files: {
    members: 'members.json',
    'members-graphql': 'graphql.json',
    'members-2fa-disabled': 'empty.json',
    'members-2fa-insecure': 'empty.json',
    organization: 'org.json',
  },
}
const aws: AwsSource = {
  id: 'aws-prod',
  type: 'aws',
  account: '111122223333',
  files: {
    'credential-report': 'report.csv',
    'credential-report-generated': '2026-11-22T21:00:00Z',
    'account-summary': 'summary.json',
    'virtual-mfa-devices': 'virtual.json',
    'mfa-devices': 'devices.json',
  },
}
const google: GoogleSource = {
  id: 'google-acme',
  type: 'google',
  customer: 'my_customer',
  files: { users: 'users.json', 'code-counts': 'counts.json', 'login-activity': 'login.json' },
}
const vault: VaultSource = { id: 'vault-hq', type: 'vault', location: 'vault-hq', files: ['audit.jsonl'], covers: { from: '2026-01-01' } }
const bitwarden: BitwardenSource = { id: 'bitwarden-acme', type: 'bitwarden', location: 'vault-hq', files: ['events.json'] }
const custody: CustodySource = { id: 'safe-form', type: 'custody', location: 'hq-safe', files: ['form.csv'], covers: { from: '2026-01-01' } }
const sources: readonly Source[] = [github, aws, google, vault, bitwarden, custody]

const documents: Documents = {
  'members.json': [{ login: 'ada', type: 'User' }],
  'graphql.json': {
    data: {
      organization: { membersWithRole: { totalCount: 1, pageInfo: { hasNextPage: false }, edges: [{ hasTwoFactorEnabled: true, node: { login: 'ada' } }] } },
    },
  },
  'empty.json': [],
  'org.json': { login: 'acme', two_factor_requirement_enabled: true },
  'audit-log.json': [{ action: 'org.recovery_code_used', org: 'acme', created_at: at('2026-10-08') }],
  'report.csv': 'user,arn,password_enabled,mfa_active\n<root_account>,arn:aws:iam::111122223333:root,not_supported,true\n',
  'summary.json': { SummaryMap: { Users: 0, AccountMFAEnabled: 1 } },
  'virtual.json': { VirtualMFADevices: [], IsTruncated: false },
  'devices.json': {},
  'users.json': { kind: 'admin#directory#users', users: [{ primaryEmail: 'ada@acme.test', isEnrolledIn2Sv: true }] },
  'counts.json': { 'ada@acme.test': 9 },
  'login.json': { kind: 'admin#reports#activities' },
  'audit.jsonl': JSON.stringify({
    time: '2026-10-08T09:00:00Z',
    type: 'response',
    auth: { display_name: 'oidc-ada' },
    request: { id: 'r-1', operation: 'read', path: 'secret/data/acme', mount_point: 'secret/' },
  }),
  'events.json': { object: 'list', data: [{ type: 1000, itemId: null, actingUserId: null, date: '2026-10-08T09:00:00Z' }], continuationToken: null },
  'form.csv': 'row_id,container_id,opened_at,tz,opened_by,item_id,action,ticket\n1,S,2026-10-09T09:00,Europe/Berlin,A. Lovelace,bag 1,view,INC-1\n',
}

const collectFrom = (from: readonly Source[], over: Documents = {}): Promise<Inventory> => {
  const { items: _ofRegister, copies: _ofAccounts, ...context } = aContext({ ...documents, ...over })
  return collect(from, declared, context)
}
const gapsOf = ({ gaps }: Inventory): unknown[] =>
  gaps.map(({ source, about, reason, hides }) => [
    source,
    about,
    reason,
    'scope' in hides ? hides.scope : 'accounts' in hides ? hides.accounts : hides.location,
  ])

describe('an inventory', () => {
  test('is what every source, the register and the roster say', async () => {
    const inventory = await collectFrom(sources)
    expect(inventory.sources.map(({ id, records }) => [id, records])).toEqual([
      ['aws-prod', 1],
      ['bitwarden-acme', 1],
      ['github-acme', 1],
      ['google-acme', 2],
      ['safe-form', 1],
      ['vault-hq', 1],
      ['register', 1],
      ['roster', 1],
    ])
    expect(inventory.sources.at(-2)).toEqual({
      id: 'register',
      type: 'register',
      records: 1,
      unreadable: 0,
      collectedAt: AS_OF,
      files: [{ file: 'register.yaml', sha256: registerFile.sha256 }],
    })
    expect(inventory.facts.accounts.map(({ id, mfa }) => [id, mfa])).toEqual([
      ['aws:111122223333/root', 'enrolled'],
      ['github:ada', 'enrolled'],
      ['google:ada@acme.test', 'enrolled'],
    ])
    expect([...inventory.facts.escrowEvents].map(({ source, item }) => [source, item])).toEqual([
      ['safe-form', 'bag 1'],
      ['vault-hq', 'secret/data/acme'],
    ])
    expect(inventory.facts.people.map(({ id }) => id)).toEqual(['ada@acme.test'])
    expect(inventory.gaps).toEqual([])
  })

  test('is the same in whatever order the sources are', async () => {
    const expected = JSON.stringify(await collectFrom(sources))
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([...sources], { minLength: sources.length }), async (shuffled) => {
        expect(JSON.stringify(await collectFrom(shuffled))).toBe(expected)
      }),
      { numRuns: 30 },
    )
  })

  test('without a source has the register and the roster', async () => {
    const inventory = await collectFrom([])
    expect(inventory.sources.map(({ id }) => id)).toEqual(['register', 'roster'])
    expect(inventory.facts.codeSets).toHaveLength(1)
  })

  test('carries events about the items of their location only', async () => {
    const { facts } = await collectFrom([{ ...vault, location: 'hq-safe' }])
    expect([...facts.escrowEvents]).toEqual([])
  })

  test('tells the own log which copies the register has of an account, those of earlier sets too', async () => {
    const codeSets = ['bag 1', 'bag 2'].map((item) => aCodeSet({ account: 'github:ada', copies: [aCopy({ location: 'hq-safe', item })] }))
    const events = ['bag 1', 'bag 2', 'bag 3'].map((item) => anAccess({ account: 'github:ADA', item }))
    const lines = linesOf(aChain([opening, ...events, anAccess({ account: 'github:grace', item: 'bag 9' })]))
    const {
      items: _ofRegister,
      copies: _ofAccounts,
      ...context
    } = aContext({
      'log.jsonl': textOf(lines),
      'log.jsonl.checkpoint': notesText(aCheckpoint(lines)),
    })
    const source: OwnLogSource = { id: 'own', type: 'log', location: 'hq-safe', files: ['log.jsonl'], keys: [publish(operator)] }
    const inventory = await collect([source], { ...declared, register: { codeSets, locations: [], services: [] } }, context)
    expect(inventory.gaps).toMatchObject([{ reason: 'contradiction', hides: { accounts: ['github:ADA'] }, line: 4 }])
  })

  test('has gaps for providers that are to be asked and to which there are no credentials', async () => {
    const inventory = await collectFrom([github, google].map(({ files: _, ...live }) => live))
    expect(new Set(inventory.gaps.map(({ reason }) => reason))).toEqual(new Set(['authentication']))
    expect(gapsOf(inventory)).toEqual(
      expect.arrayContaining([
        ['github-acme', 'accounts', 'authentication', 'github:*'],
        ['github-acme', 'codeEvents', 'authentication', ['github-org:acme']],
        ['google-acme', 'accounts', 'authentication', 'google:*'],
        ['google-acme', 'codeEvents', 'authentication', 'google:*'],
      ]),
    )
    expect(inventory.facts.accounts).toEqual([])
  })
})

describe('the log of a provider', () => {
  test('an event of a provider that is later than its collection cannot be read', async () => {
    const early: GithubSource = { ...github, files: { ...github.files, 'audit-log': 'late.json' }, collected: '2026-11-22T00:00:00Z' }
    const late = (time: string): Documents => ({ 'late.json': [{ action: 'org.recovery_code_used', org: 'acme', created_at: at(time) }] })
    const within = await collectFrom([early], late('2026-11-22T00:05:00Z'))
    expect([within.facts.codeEvents.length, within.gaps]).toEqual([1, []])
    const beyond = await collectFrom([early], late('2026-11-22T00:05:00.001Z'))
    expect(beyond.facts.codeEvents).toEqual([])
    expect(gapsOf(beyond)).toEqual([['github-acme', 'codeEvents', 'unreadable', ['github-org:acme']]])
    expect(beyond.sources[0]).toMatchObject({ unreadable: 1 })
  })
})

test.each<[string, Source, unknown[]]>([
  [
    'of GitHub',
    github,
    [
      ['accounts', { scope: 'github:*' }],
      ['codeCounts', { scope: 'github:*' }],
      ['codeEvents', { scope: 'github:*' }],
      ['codeEvents', { accounts: ['github-org:acme'] }],
    ],
  ],
  [
    'of GitHub with an enterprise',
    { ...github, enterprise: 'acme-inc' },
    [
      ['accounts', { scope: 'github:*' }],
      ['codeCounts', { scope: 'github:*' }],
      ['codeEvents', { scope: 'github:*' }],
      ['codeEvents', { accounts: ['github-org:acme', 'github-enterprise:acme-inc'] }],
    ],
  ],
  ['of AWS', aws, ['accounts', 'codeCounts', 'codeEvents'].map((about) => [about, { scope: 'aws:111122223333/*' }])],
])('an inventory without a source %s says nothing of what it would have told', (_, source, expected) => {
  const inventory: Inventory = { sources: [], facts: noFacts, gaps: [] }
  const { gaps } = complete(inventory, { configured: [source], written: [], asOf: AS_OF })
  expect(gaps.map(({ about, hides }) => [about, hides])).toEqual(expected)
  for (const gap of gaps) expect(gap).toMatchObject({ reason: 'absent', detail: `the inventory has nothing of the source ${source.id}` })
})
