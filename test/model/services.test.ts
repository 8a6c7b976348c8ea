import { expect, test } from 'vitest'
import { services } from '../../src/model/services.ts'

const each = <T>(read: (service: typeof services extends ReadonlyMap<string, infer S> ? S : never) => T): Record<string, T> =>
  Object.fromEntries([...services].map(([id, service]) => [id, read(service)]))

test('the catalogue issues what vendors say, and leaves out what none says', () => {
  expect(each(({ issues }) => issues)).toEqual({
    github: 16,
    'github-org': undefined,
    'github-enterprise': undefined,
    aws: 0,
    google: 10,
    microsoft: 1,
    bitwarden: 1,
    dropbox: undefined,
    okta: 0,
  })
})

test('AWS and Okta have no codes, and so nothing to rotate', () => {
  expect([...services.values()].filter(({ hasCodes }) => !hasCodes).map(({ id }) => id)).toEqual(['aws', 'okta'])
  expect([...services.values()].filter(({ rotation }) => rotation === 'none').map(({ id }) => id)).toEqual(['aws', 'okta'])
})

test("Bitwarden's code changes only when it is used; all others rotate on a schedule", () => {
  expect([...services.values()].filter(({ rotation }) => rotation === 'on-use').map(({ id }) => id)).toEqual(['bitwarden'])
  expect([...services.values()].filter(({ rotation }) => rotation === 'scheduled').map(({ id }) => id)).toEqual([
    'github',
    'github-org',
    'github-enterprise',
    'google',
    'microsoft',
    'dropbox',
  ])
})

test('a service issues codes exactly where it has codes', () => {
  expect([...services.values()].filter(({ hasCodes, issues }) => hasCodes === (issues === 0))).toEqual([])
})

for (const [id, service] of services) {
  test(`${id} is found by its id, and each thing said about it has its words`, () => {
    expect(service.id).toBe(id)
    expect(service.name).toMatch(/\S/)
    expect(service.regenerate).toMatch(/\S/)
    expect(service.enrol).toMatch(/\S/)
  })

  test(`${id} has a source, with the month in which it was read`, () => {
    expect(service.source).toMatch(/\S.{10,} Read \d{4}-\d{2}\.$/)
  })
}
