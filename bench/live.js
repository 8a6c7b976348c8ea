/**
 * `npm run bench:live`: a large organisation is collected from a server on loopback. Needs a built dist/.
 *
 *   requests  how many were sent, and how few the sizes of the pages allow
 *   time      sparekey collect ÷ a bare loop that fetches and parses the same pages and keeps nothing
 *   memory    the peak of sparekey collect for the members as they are, for a quarter of them, and for all in twice as many pages
 *
 * MEMBERS in the environment changes the size.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { build } from 'esbuild'

const members = Number(process.env.MEMBERS ?? 50_000)
const TOKEN = 'ghp_0123456789abcdefghijABCDEFGHIJ012345'
const folder = mkdtempSync(join(tmpdir(), 'sparekey-bench-'))

/** Says its peak memory in MiB as it ends. */
const SAYS_MEMORY = `--import=data:text/javascript,${encodeURIComponent("process.on('exit', () => process.stderr.write('peak ' + Math.round(process.resourceUsage().maxRSS / 1024) + '\\n'))")}`

const server = async (count, page) => {
  const program = join(folder, 'server.mjs')
  await build({ entryPoints: ['bench/github-server.ts'], bundle: true, platform: 'node', format: 'esm', outfile: program, logLevel: 'error' })
  const child = spawn(process.execPath, [program, String(count), String(page)], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const { value: origin } = await lines.next()
  return {
    origin,
    asked: async () => {
      child.stdin.write('?')
      return JSON.parse((await lines.next()).value)
    },
    close: () => child.kill(),
  }
}

const run = async (args, env) => {
  const started = performance.now()
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: { PATH: process.env.PATH, NODE_OPTIONS: SAYS_MEMORY, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (data) => (said += data))
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${said}`)
  return { seconds: (performance.now() - started) / 1000, peak: Number(/peak (\d+)/.exec(said)?.[1]) }
}

const collect = (origin) => {
  writeFileSync(join(folder, 'register.yaml'), 'version: 1\nlocations: []\ncode-sets: []\n')
  writeFileSync(join(folder, 'roster.yaml'), 'version: 1\npeople: []\n')
  writeFileSync(join(folder, 'policy.yaml'), 'policy: p\ntitle: P\ncontrols:\n  - { id: C-1, title: T, rule: mfa-missing, severity: high }\n')
  writeFileSync(
    join(folder, 'sparekey.yaml'),
    `version: 1\npolicy: policy.yaml\nregister: register.yaml\nroster: roster.yaml\nsources:\n  - { id: github, type: github, organization: acme, base-url: '${origin}' }\n`,
  )
  return run([resolve('dist/cli/main.js'), 'collect', '-o', 'inventory.json'], { GITHUB_TOKEN: TOKEN })
}

/** The same pages, fetched one after the other and parsed. */
const BARE = `
const [origin] = process.argv.slice(2)
const headers = { authorization: 'token ${TOKEN}' }
const query = process.env.QUERY
for (const filter of ['2fa_disabled', '2fa_insecure', 'all']) {
  for (let url = origin + '/orgs/acme/members?per_page=100&filter=' + filter; url; ) {
    const response = await fetch(url, { headers })
    await response.json()
    url = /<([^>]+)>; rel="next"/.exec(response.headers.get('link') ?? '')?.[1]
  }
}
for (let endCursor = null, more = true; more; ) {
  const response = await fetch(origin + '/graphql', { method: 'POST', headers, body: JSON.stringify({ query: 'membersWithRole', variables: { org: 'acme', endCursor } }) })
  const { pageInfo } = (await response.json()).data.organization.membersWithRole
  endCursor = pageInfo.endCursor
  more = pageInfo.hasNextPage
}`

const bare = (origin) => {
  writeFileSync(join(folder, 'bare.mjs'), BARE)
  return run([join(folder, 'bare.mjs'), origin], {})
}

const measure = async (count, page) => {
  const served = await server(count, page)
  try {
    const ours = await collect(served.origin)
    return { ...ours, asked: await served.asked(), served, floor: await bare(served.origin) }
  } finally {
    served.close()
  }
}

const sum = (counts) => Object.values(counts).reduce((total, count) => total + count, 0)

try {
  const whole = await measure(members, 100)
  const disabled = Array.from({ length: members }, (_, index) => index % 7 === 3).filter(Boolean).length
  const insecure = Array.from({ length: members }, (_, index) => index % 7 !== 3 && index % 5 === 1).filter(Boolean).length
  const pages = (count) => Math.max(1, Math.ceil(count / 100))
  // The organisation, four lists of members, three of outside collaborators, and the audit log.
  const least = 1 + pages(disabled) + pages(insecure) + 2 * pages(members) + 3 + 1
  console.log(`${members} members of a GitHub organisation`)
  console.log(`requests   ${sum(whole.asked)} sent, ${least} are the least that pages of 100 allow`)
  console.log(
    `time       ${whole.seconds.toFixed(1)} s   bare fetch and JSON.parse: ${whole.floor.seconds.toFixed(1)} s   ratio ${(whole.seconds / whole.floor.seconds).toFixed(2)}`,
  )
  const quarter = await measure(Math.round(members / 4), 100)
  const halves = await measure(members, 50)
  console.log(
    `memory     ${whole.peak} MiB   a quarter of the members: ${quarter.peak} MiB   twice the pages: ${halves.peak} MiB, ratio ${(halves.peak / whole.peak).toFixed(2)}`,
  )
} finally {
  rmSync(folder, { recursive: true })
}
