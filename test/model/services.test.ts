import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import type { CatalogueDocument } from '../../src/model/generated/catalogue.ts'
import { catalogue } from '../../src/model/generated/services.ts'
import { cataloguedService, completed, declaredService, type Service, services, servicesWith } from '../../src/model/services.ts'
import { DAY } from '../../src/model/time.ts'

const each = <T>(read: (service: Service) => T): Record<string, T> => Object.fromEntries([...services].map(([id, service]) => [id, read(service)]))

test('the catalogue issues what vendors say, and leaves out what none says', () => {
  expect(each(({ issues }) => issues)).toEqual({
    github: 16,
    'github-org': undefined,
    'github-enterprise': undefined,
    aws: 0,
    google: 10,
    microsoft: 1,
    entra: 0,
    bitwarden: 1,
    dropbox: undefined,
    okta: 0,
  })
})

test('rotation is what a source says, and unknown where none does', () => {
  expect(each(({ rotation }) => rotation)).toEqual({
    github: 'scheduled',
    'github-org': 'scheduled',
    'github-enterprise': 'scheduled',
    aws: 'none',
    google: 'scheduled',
    microsoft: 'scheduled',
    entra: 'none',
    bitwarden: 'on-use',
    dropbox: 'unknown',
    okta: 'none',
  })
})

test('whether a log shows generations is what a source says, and unknown where none does', () => {
  expect(each(({ generations }) => generations)).toEqual({
    github: 'logged',
    'github-org': 'logged',
    'github-enterprise': 'logged',
    aws: 'not-logged',
    google: 'by-administrators',
    microsoft: 'unknown',
    entra: 'not-logged',
    bitwarden: 'logged',
    dropbox: 'not-logged',
    okta: 'not-logged',
  })
})

test('a service issues codes exactly where it has codes', () => {
  expect([...services.values()].filter(({ hasCodes, issues }) => hasCodes === (issues === 0))).toEqual([])
})

test('advice names the service, and says it where no source tells the way', () => {
  for (const { name, regenerate, enrol } of services.values()) {
    expect(regenerate.startsWith(name)).toBe(true)
    expect(enrol.startsWith(`${name}: `)).toBe(true)
  }
  expect(services.get('dropbox')?.regenerate).toContain('the catalogue knows no page that says how to get them')
  expect(services.get('okta')?.regenerate).toBe('Okta has no backup codes: one falls back on an administrator who resets the factor.')
})

describe('an account', () => {
  test('of root and one of an IAM user have advice of their own', () => {
    const root = cataloguedService('aws', '111122223333/root')
    const user = cataloguedService('aws', '111122223333/ada')
    expect(root?.enrol).toContain('as root')
    expect(user?.enrol).toContain('IAM → Users')
    expect({ ...root, enrol: '', regenerate: '' }).toEqual({ ...user, enrol: '', regenerate: '' })
    expect(cataloguedService('aws', '111122223333/not-root')).toBe(user)
  })

  test('of Entra is none of the consumer service', () => {
    expect(cataloguedService('microsoft', 'ada@acme.test')).toMatchObject({ hasCodes: true, issues: 1 })
    expect(cataloguedService('entra', 'ada@acme.test')).toMatchObject({ hasCodes: false, issues: 0 })
  })

  test('of a service that is not in the catalogue is not known to it', () => {
    expect(cataloguedService('registrar', 'acme')).toBeUndefined()
  })
})

describe('what a register declares', () => {
  const declared = declaredService({ id: 'x', name: 'Ours', rotation: 'on-use', issues: 8 })

  test('fills what the catalogue leaves open', () => {
    expect(completed(services.get('dropbox')!, declared)).toMatchObject({ name: 'Dropbox', rotation: 'on-use', issues: 8 })
    expect(completed(services.get('github-org')!, declared)).toMatchObject({ rotation: 'scheduled', issues: 8 })
  })

  test('of how codes end and where new ones are had fills it, too', () => {
    const more = declaredService({ id: 'x', name: 'Ours', rotation: 'scheduled', singleUse: false, expiresAfter: 90 * DAY, regenerate: 'Account → Codes' })
    expect(completed(services.get('dropbox')!, more)).toMatchObject({ singleUse: false, expiresAfter: 90 * DAY, regenerate: 'Ours: Account → Codes.' })
    const { singleUse, expiresAfter, regenerate } = services.get('bitwarden')!
    expect([singleUse, expiresAfter]).toEqual([true, 'never'])
    expect(completed(services.get('bitwarden')!, more)).toMatchObject({ singleUse, expiresAfter, regenerate })
  })

  test('is advice in a sentence, in which what looks like a code is covered', () => {
    const regenerate = (text?: string) =>
      declaredService({ id: 'x', name: 'Ours', rotation: 'none', ...(text === undefined ? {} : { regenerate: text }) }).regenerate
    expect(regenerate()).toBe("Ours: generate new backup codes in the account's security settings.")
    expect(regenerate('ask the registry.')).toBe('Ours: ask the registry.')
    expect(regenerate('not 73019284')).not.toContain('73019284')
  })

  test('changes nothing that the catalogue knows', () => {
    for (const id of ['github', 'google', 'aws']) expect(completed(services.get(id)!, declared)).toEqual(services.get(id))
    expect(completed(services.get('dropbox')!, undefined)).toBe(services.get('dropbox'))
  })
})

describe('the data', () => {
  const sources = new Map(catalogue.sources.map((source) => [source.id, source]))
  interface Statement {
    readonly value: unknown
    readonly source: string
    readonly read: string
  }
  const isStatement = (said: unknown): said is Statement => typeof said === 'object'
  const statements = [
    ...catalogue.services.flatMap((service) =>
      Object.entries(service as object).flatMap(([key, said]: [string, unknown]) =>
        isStatement(said) ? [{ of: `${service.id} (${service.about}), ${key}`, ...said }] : [],
      ),
    ),
    ...catalogue.claims.map(({ claim, source, read }) => ({ of: claim, source, read })),
  ]

  test('is that of catalogue/services.yaml', () => {
    expect(parse(readFileSync('catalogue/services.yaml', 'utf8')) as CatalogueDocument).toEqual(catalogue)
    expect(statements.length).toBeGreaterThan(60)
  })

  test.each(statements)('$of: has a source, and when it was read', ({ source, read }) => {
    expect(sources.get(source)?.title).toMatch(/\S/)
    expect(sources.get(source)?.url).toMatch(/^https:\/\//)
    expect(read).toMatch(/^\d{4}-\d{2}(-\d{2})?$/)
  })

  test('names each service once, or once for each part of it', () => {
    const names = catalogue.services.map(({ id, accounts }) => `${id}:${accounts ?? '*'}`)
    expect(new Set(names).size).toBe(names.length)
    expect([...services.keys()]).toEqual([...new Set(catalogue.services.map(({ id }) => id))])
  })
})

describe('docs/services.md', () => {
  const page = readFileSync('docs/services.md', 'utf8')
  /** The cells of the rows under the heading of a section, without the head. */
  const rows = (heading: string): string[][] =>
    (page.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '')
      .split('\n')
      .filter((line) => line.startsWith('| ') && !line.startsWith('| --'))
      .slice(1)
      .map((line) =>
        line
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.trim()),
      )
  const idOf = (cell = ''): string => /\(`([^`]+)`\)$/.exec(cell)?.[1] ?? ''

  test('says of each service with codes what the rules go by', () => {
    const told = Object.fromEntries(
      rows('Services with codes').map(([service, issues, , , , rotation, generations]) => [idOf(service), [issues, rotation, generations]]),
    )
    const word = (text: string): string => (text === 'unknown' ? 'not known' : `\`${text}\``)
    const known = [...services.values()].filter(({ hasCodes }) => hasCodes)
    expect(told).toEqual(
      Object.fromEntries(
        known.map(({ id, issues, rotation, generations }) => [id, [issues === undefined ? 'not known' : String(issues), word(rotation), word(generations)]]),
      ),
    )
  })

  test('lists the services without codes', () => {
    expect(rows('Services without codes').map(([service]) => idOf(service))).toEqual(['aws:*/root', 'aws', 'entra', 'okta'])
  })

  test('tells each false claim', () => {
    expect(rows('Popular claims that are false').map(([claim]) => claim)).toEqual(catalogue.claims.map(({ claim }) => claim))
  })
})

describe('the service of an account', () => {
  const find = servicesWith([
    { id: 'registrar', name: 'Domain registrar', issues: 12, rotation: 'scheduled' },
    { id: 'dropbox', name: 'Ours', rotation: 'on-use' },
  ])

  test('is told apart by what the account is called, where the catalogue does so', () => {
    expect(find('aws', '111122223333/root').enrol).toBe('AWS: as root in the account menu → Security credentials → Assign MFA device.')
    expect(find('aws', '111122223333/ada').enrol).toBe('AWS: IAM → Users → the user → Security credentials → Assign MFA device.')
  })

  test('is that of the catalogue, completed by the register; else that of the register; else unheard of', () => {
    expect(find('dropbox', 'ada')).toMatchObject({ name: 'Dropbox', rotation: 'on-use' })
    expect(find('registrar', 'acme')).toMatchObject({ name: 'Domain registrar', issues: 12 })
    expect(find('nowhere', 'acme')).toMatchObject({ name: 'nowhere', hasCodes: true })
  })
})
