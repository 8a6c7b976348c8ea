/** Wrapped answers: who opened what a request had wrapped. */
import type { LoggedRequest, Request } from './requests.ts'

const isDone = ({ granted, refused }: Request): boolean => granted && !refused

/**
 * The requests that opened what another one had wrapped, also after it was wrapped anew. Each device writes a token in a
 * way of its own, so that a request and its opening are known for one where one device has both.
 */
export const openingsOf = ({ wrapTokens }: Request, candidates: readonly LoggedRequest[]): readonly LoggedRequest[] => {
  const tokens = new Set(wrapTokens)
  const opened: LoggedRequest[] = []
  let open = candidates
  for (let found = true; found;) {
    const fitting = open.filter(({ request }) => isDone(request) && request.opens.some((token) => tokens.has(token)))
    open = open.filter((one) => !fitting.includes(one))
    for (const one of fitting) {
      if (one.request.wrapTokens.length === 0) opened.push(one)
      else one.request.wrapTokens.forEach((token) => tokens.add(token))
    }
    found = fitting.length > 0
  }
  return opened
}
