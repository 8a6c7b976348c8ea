/** Whole processes, timed in turn: each round runs ours and then each peer, so that a slow moment of the machine meets them all. */
import { execFileSync, spawnSync } from 'node:child_process'
import { createReadStream } from 'node:fs'

export const CLI = 'dist/cli/main.js'

/**
 * Node 20 reads these certificates at every start, for longer than a small audit takes, and only where the machine names some: no figure is
 * about them. What runs on Node, ours or a peer, is measured without them.
 */
delete process.env.NODE_EXTRA_CA_CERTS

/** A size that the environment may change: `size('ROUNDS', 5)`. */
export const size = (name, otherwise) => Number(process.env[name] ?? otherwise)

export const rounds = size('ROUNDS', 5)

/** Says its peak memory in MiB as it ends. */
const SAYS_MEMORY = `--import=data:text/javascript,${encodeURIComponent("process.on('exit', () => process.stderr.write('\\npeak ' + Math.round(process.resourceUsage().maxRSS / 1024) + '\\n'))")}`

const timed = (command, args, { allowed = [0], ...options } = {}) => {
  const started = performance.now()
  const { status, error, stderr } = spawnSync(command, args, { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8', maxBuffer: 2 ** 26, ...options })
  if (error !== undefined) throw error
  if (!allowed.includes(status)) throw new Error(`${[command, ...args].join(' ')} ended with ${status}: ${stderr.slice(0, 2000)}`)
  return { time: performance.now() - started, stderr }
}

/** A whole Node process: its milliseconds and its peak memory in MiB. `allowed` are the exit codes that count as done. */
export const run = (args, options) => {
  const { time, stderr } = timed(process.execPath, [SAYS_MEMORY, ...args], options)
  return { time, peak: Number(/^peak (\d+)$/m.exec(stderr)?.[1]) }
}

/** What a Node process prints, for comparing answers before times. */
export const printed = (args) => execFileSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 2 ** 26 })

/** Any other program: its milliseconds. */
export const runProgram = (command, args, options) => ({ time: timed(command, args, options).time, peak: undefined })

/** An audit, of which each outcome is a right one. */
export const sparekey = (args) => run([CLI, ...args], { allowed: [0, 1, 3] })

export const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]

const seconds = (milliseconds) => (milliseconds < 1000 ? `${milliseconds.toFixed(0)} ms` : `${(milliseconds / 1000).toFixed(2)} s`)
const memory = (peak) => (Number.isNaN(peak) || peak === undefined ? '' : `${peak} MiB`)

const row = (name, time, peak, ratio = '') => console.log(`  ${name.padEnd(40)} ${seconds(time).padStart(9)} ${memory(peak).padStart(9)}  ${ratio}`)

/**
 * Prints the medians of ours and of each peer, and the median of the ratios ours ÷ peer of each round.
 * `ours` and each of `peers` are `{ name, run, goal? }`; `run` gives `{ time, peak }`, and `goal` is told beside the ratio.
 */
export const compare = (title, ours, peers, times = rounds) => {
  console.log(`\n${title}`)
  const all = [ours, ...peers]
  const measured = Array.from({ length: times }, () => all.map((each) => each.run()))
  const medianOf = (index, key) => median(measured.map((round) => round[index][key]))
  row(ours.name, medianOf(0, 'time'), medianOf(0, 'peak'), ours.goal === undefined ? '' : `goal: ${ours.goal}`)
  peers.forEach(({ name, goal }, index) => {
    const ratio = median(measured.map((round) => round[0].time / round[index + 1].time))
    row(name, medianOf(index + 1, 'time'), medianOf(index + 1, 'peak'), `ours ÷ this: ${ratio.toFixed(2)}${goal === undefined ? '' : `   goal: ${goal}`}`)
  })
}

/** Reads a file once, so that it lies in memory for whoever comes first. */
export const warm = async (path) => {
  for await (const chunk of createReadStream(path)) void chunk
}
