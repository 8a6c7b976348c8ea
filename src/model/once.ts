/** Makes a value when it is first asked for, and keeps it. */
export const once = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | undefined
  return () => (made ??= { value: make() }).value
}

/** A pure function of a text that keeps its latest answers: as many as that, and then begins anew. */
export const memoize = <T>(answer: (text: string) => T, most = 1024): ((text: string) => T) => {
  const answers = new Map<string, T>()
  return (text) => {
    const known = answers.get(text)
    if (known !== undefined || answers.has(text)) return known as T
    if (answers.size >= most) answers.clear()
    const made = answer(text)
    answers.set(text, made)
    return made
  }
}
