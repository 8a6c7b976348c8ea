/** What the system says against some work on files, in words. */

/** The error of a system call in words: "ENOSPC, no space left on device". Paths are left to the caller; undefined: it is no such error. */
export const nameError = (error: unknown): string | undefined => {
  const { code, errno } = (error instanceof Error ? error : {}) as NodeJS.ErrnoException
  if (code === undefined || errno === undefined) return undefined
  const words = process.getBuiltinModule('node:util').getSystemErrorMap().get(errno)?.[1]
  return words === undefined ? code : `${code}, ${words}`
}

/** What some work on files gives; or what the system says against it, in words. Every other error is thrown on. */
export const orSystemError = (work: () => string | undefined): string | undefined => {
  try {
    return work()
  } catch (error) {
    const named = nameError(error)
    if (named === undefined) throw error
    return named
  }
}
