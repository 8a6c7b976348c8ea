/** A server of somebody else, run as a process of its own on loopback. */
import { spawn } from 'node:child_process'

export interface Running {
  readonly origin: string
  readonly end: () => Promise<void>
}

const PATIENCE = 60_000

/** Starts it on a free port, which it chooses and prints itself; it ends with this process at the latest. */
export const start = (command: string, args: readonly string[], listening: RegExp): Promise<Running> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NO_COLOR: '1', PYTHONUNBUFFERED: '1' } })
    const kill = (): void => {
      child.kill('SIGKILL')
    }
    process.once('exit', kill)
    const ended = new Promise<void>((settle) => {
      child.once('close', () => {
        process.off('exit', kill)
        settle()
      })
    })
    const end = (): Promise<void> => {
      kill()
      return ended
    }
    let printed = ''
    const fail = (why: string): void => {
      clearTimeout(timer)
      void end()
      reject(new Error(`${command} ${why}: ${printed.slice(-1000)}`))
    }
    const timer = setTimeout(fail, PATIENCE, 'did not start in time')
    child.once('error', () => {
      fail('cannot be run')
    })
    child.once('close', () => {
      fail('ended')
    })
    const listen = (chunk: Buffer): void => {
      printed = (printed + chunk.toString('utf8')).slice(-100_000)
      const origin = listening.exec(printed)?.[1]
      if (origin === undefined) return
      clearTimeout(timer)
      resolve({ origin, end })
    }
    child.stdout.on('data', listen)
    child.stderr.on('data', listen)
  })
