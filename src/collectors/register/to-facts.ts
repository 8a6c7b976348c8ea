/** Valid entries of a register → facts. */
import type { Origin } from '../../model/evidence.ts'
import { given } from '../../model/given.ts'
import type { CodeSet as CodeSetDocument, Location as LocationDocument, Service as ServiceDocument } from '../../model/generated/register.ts'
import type { CodeSet, Copy, DeclaredService, Location } from '../../model/inventory.ts'
import { parseMoment } from '../../model/time.ts'
import type { Places } from '../../parsers/document.ts'
import type { Entry } from '../../parsers/entries.ts'

export const SOURCE = 'register'

const FIELDS = ['generated', 'status', 'owner', 'remaining', 'issued', 'tested', 'expires', 'reviewed', 'checked', 'since', 'name', 'copies'] as const
const TIMES = ['generated', 'tested', 'since', 'expires', 'reviewed', 'checked'] as const
const PLAIN = ['name', 'owner', 'tier', 'issued', 'remaining', 'plan'] as const

type Changing<T> = { -readonly [K in keyof T]: T[K] }

const ONE_LINE: CodeSet['lines'] = {}

/** The line of each field that stands on another line than its set. */
const linesOf = (value: CodeSetDocument, line: number | undefined, lineOf: Places['lineOf']): CodeSet['lines'] => {
  const apart = FIELDS.flatMap((field) => (field in value && lineOf(`/${field}`) !== line ? [[field, lineOf(`/${field}`)] as const] : []))
  return apart.length === 0 ? ONE_LINE : Object.fromEntries(apart)
}

/** Field by field, as there may be a million of them: what the register does not have is absent. */
const toCodeSet = (value: CodeSetDocument, origin: Origin, lines: CodeSet['lines'], originOfCopy: (index: number) => Origin): CodeSet => {
  const set: Changing<CodeSet> = { account: value.account, origin, lines, status: value.status }
  for (const field of PLAIN) if (value[field] !== undefined) (set as Record<string, unknown>)[field] = value[field]
  for (const field of TIMES) {
    const time = value[field] === undefined ? undefined : parseMoment(value[field])
    if (time !== undefined) set[field] = time
  }
  if (value.used !== undefined) set.used = value.used.map(({ at, code }) => ({ at: parseMoment(at) ?? 0, ...given('code', code) }))
  if (value.copies !== undefined) {
    set.copies = value.copies.map((copy, index): Copy => {
      const found: Changing<Copy> = { location: copy.location, origin: originOfCopy(index) }
      if (copy.item !== undefined) found.item = copy.item
      const stored = copy.stored === undefined ? undefined : parseMoment(copy.stored)
      if (stored !== undefined) found.stored = stored
      return found
    })
  }
  return set
}

/** A set that stands on one line. */
export const toCodeSetOnLine = (file: string, line: number, value: CodeSetDocument): CodeSet => {
  const origin: Origin = { source: SOURCE, file, line }
  return toCodeSet(value, origin, ONE_LINE, () => origin)
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
})
