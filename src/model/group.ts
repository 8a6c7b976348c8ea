/** At least one value. */
export type Some<T> = [T, ...T[]]

/** Values by key, in the order in which they come. */
export const groupBy = <T, K>(values: Iterable<T>, keyOf: (value: T) => K): Map<K, Some<T>> => {
  const groups = new Map<K, Some<T>>()
  for (const value of values) {
    const key = keyOf(value)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [value])
    else group.push(value)
  }
  return groups
}

/** The same keys, each with what is made of its value. */
export const mapValues = <K, V, R>(map: ReadonlyMap<K, V>, toResult: (value: V) => R): Map<K, R> => {
  const results = new Map<K, R>()
  for (const [key, value] of map) results.set(key, toResult(value))
  return results
}
