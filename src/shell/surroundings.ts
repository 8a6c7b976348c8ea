/** What in the surroundings of the process would lay open credentials, or answers, when a provider is asked. */

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Options of node itself. */
  readonly execArgv: readonly string[]
}

const DEBUGGED = /(?:^|,)(?:\*|fetch|http2?|https|net|tls|undici)(?:,|$)/i
const OPENED = /^--(?:inspect|heap-prof|heapsnapshot|report-|trace-event)/

/** One sentence each; none: all is well. */
export const dangers = ({ env, execArgv }: Surroundings): string[] => {
  const options = [...execArgv, ...(env['NODE_OPTIONS'] ?? '').split(/\s+/)]
  const opened = options.find((option) => OPENED.test(option))
  return [
    ...(env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0' ? ['NODE_TLS_REJECT_UNAUTHORIZED=0: nobody could tell the provider from somebody else'] : []),
    ...(DEBUGGED.test(env['NODE_DEBUG'] ?? '') ? ['NODE_DEBUG: what providers answer would be printed'] : []),
    ...(opened === undefined ? [] : [`${opened.split('=')[0] ?? ''}: credentials would lie open`]),
  ]
}
