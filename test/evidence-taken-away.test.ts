/**
 * The first promise: taking evidence away never turns a fail or an unknown into a pass. Every evidence file of the
 * example, every element of a list of state and every field of a record is taken away, one at a time, and so is its
 * value (null, and a value of another type).
 *
 * What no reader can see, and is left out here, each where it is named below:
 *  1. a whole event gone from a log without integrity,
 *  2. an optional parameter of an event,
 *  3. an entry gone from a filtered list of members with an insecure second factor, which nothing else contradicts,
 *  4. the absent `items` of an activity page, which is how an empty page looks.
 */
import { beforeAll, describe, expect, test } from 'vitest'
import { everyFinding } from '../src/model/finding-order.ts'
import type { Report } from '../src/model/report.ts'
import { ACME, type Acme, openAcme } from './support/acme.ts'

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
type Way = readonly (string | number)[]

interface Change {
  readonly what: string
  readonly bytes: Uint8Array | undefined
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8')
const bytesOf = (value: string): Uint8Array => Buffer.from(value, 'utf8')

/** Every way into a JSON value. */
const waysInto = (value: Json, way: Way = []): Way[] => {
  if (typeof value !== 'object' || value === null) return []
  const keys = Array.isArray(value) ? [...value.keys()] : Object.keys(value)
  return keys.flatMap((key) => [[...way, key], ...waysInto((value as Record<string | number, Json>)[key]!, [...way, key])])
}

/** The value without what a way leads to, or with something else there. */
const changed = (value: Json, [key, ...rest]: Way, put: 'nothing' | 'null' | 'other'): Json => {
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<string | number, Json>
  if (rest.length > 0) copy[key!] = changed(copy[key!]!, rest, put)
  else if (put !== 'nothing') copy[key!] = put === 'null' ? null : { nothing: 'of use' }
  else if (Array.isArray(copy)) copy.splice(key as number, 1)
  // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- this is what is tested
  else delete copy[key!]
  return copy
}

const PUTS = ['nothing', 'null', 'other'] as const

const named = (file: string, way: Way): string => `${file} /${way.join('/')}`

/** What no reader can see of a JSON file (the numbers of the list above). */
const isBeyondSight = (file: string, way: Way, put: string): boolean => {
  const last = way.at(-1)
  const isWhole = (pattern: RegExp): boolean => pattern.test(way.join('/')) && put === 'nothing'
  if (file.endsWith('audit-log.json') || file.endsWith('security-log-ada.json')) return isWhole(/^\d+$/) // 1
  if (file.endsWith('bitwarden/events.json')) return isWhole(/^data\/\d+$/) // 1
  if (file.endsWith('-activity.json')) {
    return isWhole(/^items\/\d+$/) || isWhole(/^items\/\d+\/events\/\d+$/) || isWhole(/\/parameters\/\d+$/) || (last === 'items' && put !== 'other') // 1, 1, 2, 4
  }
  if (file.endsWith('members-2fa-insecure.json')) return isWhole(/^\d+$/) // 3
  return false
}

const changesOfJson = (file: string, bytes: Uint8Array): Change[] => {
  const value = JSON.parse(text(bytes)) as Json
  return waysInto(value).flatMap((way) =>
    PUTS.filter((put) => !isBeyondSight(file, way, put)).map((put) => ({
      what: `${put} at ${named(file, way)}`,
      bytes: bytesOf(JSON.stringify(changed(value, way, put))),
    })),
  )
}

/** Every line of JSON lines, and every field of it; lines about no registered item lose their fields and get no others in their place. */
const changesOfLines = (file: string, bytes: Uint8Array): Change[] => {
  const lines = text(bytes).trimEnd().split('\n')
  const withLine = (index: number, line: string | undefined): Uint8Array =>
    bytesOf(`${lines.flatMap((old, at) => (at !== index ? [old] : line === undefined ? [] : [line])).join('\n')}\n`)
  return lines.flatMap((line, index) => {
    const value = JSON.parse(line) as Json
    const puts = line.includes('secret/data/escrow/') ? PUTS : (['nothing'] as const)
    return [
      { what: `no line ${String(index + 1)} of ${file}`, bytes: withLine(index, undefined) },
      { what: `half of line ${String(index + 1)} of ${file}`, bytes: withLine(index, line.slice(0, line.length / 2)) },
      ...waysInto(value).flatMap((way) =>
        puts.map((put) => ({
          what: `${put} at line ${String(index + 1)} of ${named(file, way)}`,
          bytes: withLine(index, JSON.stringify(changed(value, way, put))),
        })),
      ),
    ]
  })
}

/** Every row, every cell (blank, and gone) and every column. No cell of the example has a comma in it. */
const changesOfCsv = (file: string, bytes: Uint8Array): Change[] => {
  const rows = text(bytes)
    .trimEnd()
    .split('\n')
    .map((row) => row.split(','))
  const csv = (table: readonly (readonly string[])[]): Uint8Array => bytesOf(table.map((row) => row.join(',')).join('\n'))
  const [header = [], ...body] = rows
  const isLog = file.includes('custody')
  return [
    ...header.map((name, column) => ({ what: `no column ${name} of ${file}`, bytes: csv(rows.map((row) => row.filter((_, at) => at !== column))) })),
    ...body.flatMap((row, index) => [
      ...(isLog ? [] : [{ what: `no row ${String(index + 2)} of ${file}`, bytes: csv(rows.filter((_, at) => at !== index + 1)) }]), // 1 where it is a log
      ...header.flatMap((name, column) => [
        {
          what: `blank ${name} in row ${String(index + 2)} of ${file}`,
          bytes: csv(rows.map((other, at) => (at === index + 1 ? row.map((cell, place) => (place === column ? '' : cell)) : other))),
        },
        {
          what: `no cell ${name} in row ${String(index + 2)} of ${file}`,
          bytes: csv(rows.map((other, at) => (at === index + 1 ? row.filter((_, place) => place !== column) : other))),
        },
      ]),
    ]),
  ]
}

const changesOf = (file: string, bytes: Uint8Array): Change[] => {
  const inside = file.endsWith('.csv') ? changesOfCsv(file, bytes) : file.endsWith('.jsonl') ? changesOfLines(file, bytes) : changesOfJson(file, bytes)
  return [
    { what: `no ${file}`, bytes: undefined },
    { what: `an empty ${file}`, bytes: new Uint8Array() },
    { what: `half of ${file}`, bytes: bytes.slice(0, bytes.length / 2) },
    ...inside,
  ]
}

const outcomes = (report: Report): Map<string, string> =>
  new Map([...everyFinding(report)].map(({ control, subject, outcome }) => [`${control} ${subject}`, outcome]))

let acme: Acme
let before: Map<string, string>

beforeAll(async () => {
  // Every rule of the whole policy.
  acme = await openAcme(`${ACME}/policies/organization.yaml`)
  before = outcomes(await acme.auditWith(new Map()))
})

/** Where a fail or an unknown has become a pass, or has gone without an unknown in its place. */
const falsePasses = (report: Report): string[] => {
  const after = outcomes(report)
  return [...before]
    .filter(([, outcome]) => outcome === 'fail' || outcome === 'unknown')
    .filter(([key]) => {
      const now = after.get(key)
      return now === 'pass' || ((now === undefined || now === 'not-applicable') && report.summary.unknown === 0)
    })
    .map(([key, outcome]) => `${key}: ${outcome} → ${after.get(key) ?? 'gone'}`)
}

describe('evidence taken away never makes a pass', () => {
  const files = [
    'aws/account-summary.json',
    'aws/credential-report.csv',
    'aws/mfa-devices.json',
    'aws/virtual-mfa-devices.json',
    'bitwarden/events.json',
    'github/audit-log.json',
    'github/members-2fa-disabled.json',
    'github/members-2fa-insecure.json',
    'github/members-graphql.json',
    'github/members.json',
    'github/organization.json',
    'github/security-log-ada.json',
    'google/admin-activity.json',
    'google/code-counts.json',
    'google/login-activity.json',
    'google/users.json',
    'safe/custody-branch.csv',
    'safe/custody-hq.csv',
    'vault/audit.jsonl',
  ]

  test('every evidence file of the example is here', () => {
    expect([...acme.evidence.keys()]).toEqual(files.map((file) => `evidence/${file}`))
  })

  test.each(files)('%s', { timeout: 600_000 }, async (name) => {
    const file = `evidence/${name}`
    const found: string[] = []
    const changes = changesOf(file, acme.evidence.get(file)!)
    expect(changes.length).toBeGreaterThan(3)
    for (const { what, bytes } of changes) {
      const passes = falsePasses(await acme.auditWith(new Map([[file, bytes]])))
      found.push(...passes.map((pass) => `${what}: ${pass}`))
    }
    expect(found).toEqual([])
  })
})
