/** At least one value. */
export type Some<T> = [T, ...T[]]

/** Values by key, in the order in which they come. */
export const groupBy = <T, K>(values: readonly T[], keyOf: (value: T) => K): Map<K, Some<T>> => {
  const groups = new Map<K, Some<T>>()
  for (const value of values) {
    const key = keyOf(value)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [value])
    else group.push(value)
  }
  return groups
}
