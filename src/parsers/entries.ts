/** The entries of lists, each with where it stands, for what no schema can say of them. */
import type { Mistake } from '../model/mistake.ts'
import type { Places } from './document.ts'

/** One entry with places of its own: '' is the entry, '/id' its id. */
export interface Entry<T> extends Places {
  readonly value: T
}

/** The entries of the list at a pointer that are there; one that is not what it must be is passed over. */
export const entriesOf = <T>(places: Places, pointer: string, values: readonly (T | undefined)[] = []): Entry<T>[] =>
  values.flatMap((value, index) => {
    const at = `${pointer}/${String(index)}`
    return value === undefined
      ? []
      : [{ value, lineOf: (inner) => places.lineOf(at + inner), mistakeAt: (inner, message, hint) => places.mistakeAt(at + inner, message, hint) }]
  })

/** Each entry whose id an earlier one has: one name for two things. `same` makes equal what counts as equal. */
export const repeatedIds = (entries: readonly Entry<{ readonly id?: string | undefined }>[], what: string, same = (id: string): string => id): Mistake[] => {
  const first = new Map<string, number | undefined>()
  return entries.flatMap(({ value: { id }, lineOf, mistakeAt }) => {
    if (id === undefined) return []
    if (first.has(same(id))) return [mistakeAt('/id', `the ${what} ${id} is given twice`, `the first is on line ${String(first.get(same(id)))}`)]
    first.set(same(id), lineOf('/id'))
    return []
  })
}
