/** A process of its own that serves a made-up organisation, as the tests do, and says how often it was asked for what. */
import { madeUp, serveGithub } from '../test/support/servers/github.ts'

const [members = '50000', page = '100'] = process.argv.slice(2)
const served = await serveGithub({ organization: madeUp(Number(members)), largestPage: Number(page), now: Date.now })
process.stdout.write(`${served.origin}\n`)
process.stdin.on('data', () => {
  const asked = served.asked.map(({ method, path, query }) => `${method} ${path} ${query.get('filter') ?? ''}`.trim())
  process.stdout.write(`${JSON.stringify(asked.reduce((counts: Record<string, number>, one) => ({ ...counts, [one]: (counts[one] ?? 0) + 1 }), {}))}\n`)
})
