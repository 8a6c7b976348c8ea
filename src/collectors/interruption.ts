/** The work, or the reason of the signal as soon as it comes: nobody waits for what was given up. */
export const orInterrupted = async <T>(work: Promise<T>, signal: AbortSignal): Promise<T> => {
  let interrupt: () => void = () => undefined
  const interrupted = new Promise<never>((_, reject) => {
    interrupt = () => {
      reject(signal.reason as Error)
    }
    if (signal.aborted) interrupt()
    else signal.addEventListener('abort', interrupt)
  })
  try {
    return await Promise.race([work, interrupted])
  } finally {
    signal.removeEventListener('abort', interrupt)
  }
}
