/** Valid entries of a register → facts. */
import type { Origin } from '../../model/evidence.ts'
import { given } from '../../model/given.ts'
import type { CodeSet as CodeSetDocument, Location as LocationDocument, Service as ServiceDocument } from '../../model/generated/register.ts'
import type { CodeSet, Copy, DeclaredService, Location } from '../../model/inventory.ts'
import { type Instant, parseDuration, parseMoment } from '../../model/time.ts'
import type { Places } from '../../parsers/document.ts'
import type { Entry } from '../../parsers/entries.ts'

export const SOURCE = 'register'

const FIELDS = ['generated', 'status', 'owner', 'remaining', 'issued', 'tested', 'expires', 'reviewed', 'checked', 'since', 'name', 'copies'] as const
const ONE_LINE: CodeSet['lines'] = {}

/** The line of each field that stands on another line than its set. */
const linesOf = (value: CodeSetDocument, line: number | undefined, lineOf: Places['lineOf']): CodeSet['lines'] => {
  const apart = FIELDS.flatMap((field) => (field in value && lineOf(`/${field}`) !== line ? [[field, lineOf(`/${field}`)] as const] : []))
  return apart.length === 0 ? ONE_LINE : Object.fromEntries(apart)
}

const time = (text: string | undefined): Instant | undefined => (text === undefined ? undefined : parseMoment(text))

const toCopy = ({ location, item, stored }: NonNullable<CodeSetDocument['copies']>[number], origin: Origin): Copy => ({
  location,
  origin,
  item,
  stored: time(stored),
})

/** Each has every field, so that all are of one shape: there may be a million of them. */
const toCodeSet = (value: CodeSetDocument, origin: Origin, lines: CodeSet['lines'], originOfCopy: (index: number) => Origin): CodeSet => ({
  account: value.account,
  origin,
  lines,
  status: value.status,
  name: value.name,
  owner: value.owner,
  tier: value.tier,
  generated: time(value.generated),
  issued: value.issued,
  remaining: value.remaining,
  used: value.used?.map(({ at, code }) => ({ at: parseMoment(at) ?? 0, ...given('code', code) })),
  tested: time(value.tested),
  since: time(value.since),
  expires: time(value.expires),
  reviewed: time(value.reviewed),
  checked: time(value.checked),
  plan: value.plan,
  copies: value.copies?.map((copy, index) => toCopy(copy, originOfCopy(index))),
})

/** Where a set stands that stands on one line. */
export const onOneLine = (file: string, line: number): Pick<CodeSet, 'origin' | 'lines'> => ({ origin: { source: SOURCE, file, line }, lines: ONE_LINE })

/** A set that stands on one line. */
export const toCodeSetOnLine = (file: string, line: number, value: CodeSetDocument): CodeSet => {
  const { origin, lines } = onOneLine(file, line)
  return toCodeSet(value, origin, lines, () => origin)
}

/** A set of which each part may stand on a line of its own. */
export const toCodeSetOnLines = (file: string, { value, lineOf }: Entry<CodeSetDocument>): CodeSet => {
  const line = lineOf('')
  const originOn = (found: number | undefined): Origin => ({ source: SOURCE, file, ...given('line', found) })
  const origin = originOn(line)
  return toCodeSet(value, origin, linesOf(value, line, lineOf), (index) => {
    const found = lineOf(`/copies/${String(index)}`)
    return found === line ? origin : originOn(found)
  })
}

export const toLocation = (file: string, { value, lineOf }: Entry<LocationDocument>): Location => ({
  id: value.id,
  origin: { source: SOURCE, file, line: lineOf('') },
  kind: value.kind,
  ...given('product', value.product),
  ...given('encrypted', value.encrypted),
  ...given('site', value.site),
  ...given('administrators', value.administrators),
  ...given('unlockedBy', value['unlocked-by']),
})

export const toService = ({ value }: Entry<ServiceDocument>): DeclaredService => ({
  id: value.id,
  name: value.name,
  rotation: value.rotation,
  ...given('issues', value.issues),
  ...given('singleUse', value['single-use']),
  ...given<'expiresAfter', number | 'never'>('expiresAfter', value['expires-after'] === 'never' ? 'never' : parseDuration(value['expires-after'] ?? '')),
  ...given('regenerate', value.regenerate),
})
