/** Code sets that stand on one line each, in columns: a register in JSON lines may have a million. */
import { type Column, numbers, rare, values, type Whole, words } from '../../model/columns.ts'
import type { CodeSet, Copy } from '../../model/inventory.ts'
import { type Rows, rowsOf } from '../../model/rows.ts'
import { onOneLine } from './to-facts.ts'

export interface CodeSetRows {
  /** Takes a set that stands whole on one line of the file. */
  add(set: CodeSet): void
  /** Those that were added so far, each equal to what was added. */
  rows(): Rows<CodeSet>
}

interface Copies {
  add(copies: readonly Copy[] | undefined): void
  at(row: number, origin: Copy['origin']): readonly Copy[] | undefined
}

/** The copies of all sets, one after another; of each set where they begin, and how many they are. */
const openCopies = (): Copies => {
  const [begin, count] = [numbers(), numbers()]
  const [location, item, stored] = [words(), values<string | undefined>(), numbers()]
  let length = 0
  return {
    add(copies) {
      begin.add(length)
      count.add(copies?.length)
      for (const copy of copies ?? []) {
        location.add(copy.location)
        item.add(copy.item)
        stored.add(copy.stored)
        length += 1
      }
    },
    at(row, origin) {
      const many = count.at(row)
      if (many === undefined) return undefined
      const first = begin.at(row) as number
      const copies: Whole<Copy>[] = []
      for (let at = first; at < first + many; at += 1) copies.push({ location: location.at(at) as string, origin, item: item.at(at), stored: stored.at(at) })
      return copies
    },
  }
}

/** Every field but where the set stands. */
type Fields = { readonly [K in Exclude<keyof CodeSet, 'origin' | 'lines' | 'copies'>]: Column<CodeSet[K] | undefined> }

const openFields = (): Fields => ({
  account: values(),
  status: words() as Column<CodeSet['status'] | undefined>,
  name: words(),
  owner: words(),
  tier: words(),
  generated: numbers(),
  issued: numbers(),
  remaining: numbers(),
  used: rare(),
  tested: numbers(),
  since: numbers(),
  expires: numbers(),
  reviewed: numbers(),
  checked: numbers(),
  plan: words(),
})

/** For the sets of one file. */
export const openCodeSetRows = (file: string): CodeSetRows => {
  const fields = openFields()
  const columns = Object.entries(fields) as [keyof Fields, Column<unknown>][]
  const lines = numbers()
  const copies = openCopies()
  let length = 0

  const make = (row: number): Whole<CodeSet> => {
    const { origin, lines: apart } = onOneLine(file, lines.at(row) as number)
    return {
      account: fields.account.at(row) as CodeSet['account'],
      origin,
      lines: apart,
      status: fields.status.at(row) as CodeSet['status'],
      name: fields.name.at(row),
      owner: fields.owner.at(row),
      tier: fields.tier.at(row),
      generated: fields.generated.at(row),
      issued: fields.issued.at(row),
      remaining: fields.remaining.at(row),
      used: fields.used.at(row),
      tested: fields.tested.at(row),
      since: fields.since.at(row),
      expires: fields.expires.at(row),
      reviewed: fields.reviewed.at(row),
      checked: fields.checked.at(row),
      plan: fields.plan.at(row),
      copies: copies.at(row, origin),
    }
  }

  return {
    add(set) {
      lines.add(set.origin.line)
      for (const [name, column] of columns) column.add(set[name])
      copies.add(set.copies)
      length += 1
    },
    rows: () => rowsOf(length, make),
  }
}
