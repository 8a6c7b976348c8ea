/** Wrapped answers: who opened what a request had wrapped. */
import type { VaultRecord } from '../../parsers/vault-audit.ts'

/** The records of one request, on however many devices. */
type Request = readonly (Pick<VaultRecord, 'type' | 'refused'> & { readonly wrapToken: string | undefined; readonly opens: readonly string[] | undefined })[]

const isDone = (request: Request): boolean => request.some(({ type, refused }) => type === 'response' && !refused) && !request.some(({ refused }) => refused)

const tokensIn = (request: Request): readonly string[] => request.flatMap(({ wrapToken }) => (wrapToken === undefined ? [] : [wrapToken]))

/**
 * The requests that opened what another one had wrapped, also after it was wrapped anew. Each device writes a token in a
 * way of its own, so that a request and its opening are known for one where one device has both.
 */
export const openingsOf = <R extends Request>(wrapped: Request, candidates: readonly R[]): readonly R[] => {
  const tokens = new Set(tokensIn(wrapped))
  const opened: R[] = []
  let open = candidates
  for (let found = true; found;) {
    const fitting = open.filter((one) => isDone(one) && one.some(({ opens = [] }) => opens.some((token) => tokens.has(token))))
    open = open.filter((one) => !fitting.includes(one))
    for (const one of fitting) {
      const anew = tokensIn(one)
      if (anew.length === 0) opened.push(one)
      else anew.forEach((token) => tokens.add(token))
    }
    found = fitting.length > 0
  }
  return opened
}
