/**
 * One writer at a time. The lock is a file beside the log that says who holds it; it appears with its content in one step, so
 * that nobody finds it half written. A lock whose holder is gone is taken away by exactly one of those who wait.
 */
import { randomBytes } from 'node:crypto'
import { linkSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { given } from '../model/given.ts'
import { field, parseJsonText, textField } from '../parsers/json.ts'

interface Holder {
  /** Of this lock alone. */
  readonly token: string
  readonly pid: number
  readonly host: string
  /** Which start of the machine; absent where the system does not tell. */
  readonly boot?: string
  /** When the process began, in the system's own count: a number of a process is given out again. */
  readonly began?: string
  /** The world in which the number of the process means something. */
  readonly space?: string
}

/** Somebody else holds the lock and does not let go. The message says who. */
export class LockedLog extends Error {
  override readonly name = 'LockedLog'
}

/** Where the lock of a file lies. */
export const lockOf = (path: string): string => `${path}.lock`

const PATIENCE = 30_000
const PAUSE = 15

const orNothing = <T>(look: () => T): T | undefined => {
  try {
    return look()
  } catch {
    return undefined
  }
}

const boot = (): string | undefined => orNothing(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim())
const space = (): string | undefined => orNothing(() => readlinkSync('/proc/self/ns/pid'))

/** The 22nd field of /proc/PID/stat; the second may hold blanks and brackets. */
const beganAt = (pid: number): string | undefined =>
  orNothing(() => {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
    return stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .at(19)
  })

const myself = (): Holder => ({
  token: randomBytes(12).toString('hex'),
  pid: process.pid,
  host: hostname(),
  ...given('boot', boot()),
  ...given('began', beganAt(process.pid)),
  ...given('space', space()),
})

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // There is one, and it is somebody else's.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Whether a holder can be seen to be gone. On another machine or in another container nothing can be seen. */
const isGone = (holder: Holder): boolean => {
  if (holder.host !== hostname()) return false
  if (holder.boot !== undefined && holder.boot !== boot()) return true
  if (holder.space !== space()) return false
  if (!isAlive(holder.pid)) return true
  const began = beganAt(holder.pid)
  return holder.began !== undefined && began !== undefined && holder.began !== began
}

const parseHolder = (text: string): Holder | undefined => {
  const parsed = parseJsonText(text)
  if ('unreadable' in parsed) return undefined
  const [token, host, pid] = [textField(parsed.value, 'token'), textField(parsed.value, 'host'), field(parsed.value, 'pid')]
  if (token === undefined || !/^[0-9a-f]{24}$/.test(token) || host === undefined || typeof pid !== 'number') return undefined
  const rest = (['boot', 'began', 'space'] as const).map((key) => given(key, textField(parsed.value, key)))
  return Object.assign({ token, host, pid }, ...rest) as Holder
}

const holderOf = (path: string): Holder | 'nobody' | 'somebody' => {
  const text = orNothing(() => readFileSync(path, 'utf8'))
  return text === undefined ? 'nobody' : (parseHolder(text) ?? 'somebody')
}

/** Makes the lock with its content in one step; false: there is one. */
const make = (path: string, holder: Holder): boolean => {
  const draft = `${path}-${String(holder.pid)}-${holder.token}.tmp`
  writeFileSync(draft, JSON.stringify(holder), { flag: 'wx', mode: 0o600 })
  try {
    linkSync(draft, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

/**
 * Takes away a lock whose holder is gone. Whoever does so holds a lock of its own over just that one, so that nobody takes
 * away the lock that somebody made in the meantime.
 */
const clear = (path: string, gone: Holder): void => {
  const broom = `${path}.${gone.token}`
  const release = tryLock(broom)
  if (release === undefined) return
  try {
    const now = holderOf(path)
    if (typeof now === 'object' && now.token === gone.token) rmSync(path, { force: true })
  } finally {
    release()
  }
}

/** The lock, as the function that gives it back; undefined: somebody has it. */
const tryLock = (path: string): (() => void) | undefined => {
  const me = myself()
  if (make(path, me)) {
    return () => {
      const now = holderOf(path)
      if (typeof now === 'object' && now.token === me.token) rmSync(path, { force: true })
    }
  }
  const holder = holderOf(path)
  if (typeof holder === 'object' && isGone(holder)) clear(path, holder)
  return undefined
}

/** What may lie beside a lock after its name: locks over it, and drafts of it and of those, with the number of the process that makes them. */
const BESIDE = /^(?:\.[0-9a-f]{24})*(?:-(\d+)-[0-9a-f]{24}\.tmp)?$/

/** Whether the process is gone that made a file. A draft may have been left before it said whose it is. */
const isLeft = (file: string, pid: string | undefined): boolean => {
  const holder = holderOf(file)
  return typeof holder === 'object' ? isGone(holder) : pid !== undefined && !isAlive(Number(pid))
}

/** Takes away what killed processes left on their way to the lock, by whoever holds it: nobody needs a lock over one that is not there any more. */
const sweep = (path: string): void => {
  const name = basename(path)
  for (const other of readdirSync(dirname(path))) {
    const beside = other.startsWith(name) && other !== name ? BESIDE.exec(other.slice(name.length)) : null
    const file = join(dirname(path), other)
    if (beside !== null && isLeft(file, beside[1])) rmSync(file, { force: true })
  }
}

const sleep = (milliseconds: number): void => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
}

const nameOf = (path: string): string => {
  const holder = holderOf(path)
  return typeof holder === 'object' ? `process ${String(holder.pid)} on ${holder.host}` : 'somebody'
}

/** Does some work while nobody else does any under the same lock. Throws LockedLog when the lock is not to be had in time. */
export const whileLocked = <T>(path: string, work: () => T, patience = PATIENCE): T => {
  let release = tryLock(path)
  for (let waited = 0; release === undefined; release = tryLock(path)) {
    if (waited >= patience) throw new LockedLog(`${nameOf(path)} holds ${path}; if that is long gone, remove the file`)
    sleep(PAUSE)
    waited += PAUSE
  }
  try {
    sweep(path)
    return work()
  } finally {
    release()
  }
}
