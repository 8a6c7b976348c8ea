/**
 * The logs of several audit devices side by side. Vault answers when one of them could write, so that their union counts;
 * while nothing is wrong each has every request. No record names the device that wrote it: the configuration says which
 * files are whose.
 */
import type { Instant } from '../../model/time.ts'
import type { VaultRecord } from '../../parsers/vault-audit.ts'
import type { Request } from './requests.ts'

type LoggedRequest = Pick<Request, 'requestId' | 'since' | 'files'>

/** A device of which no record was read; one that lacks a request which another has; one whose files nobody named. */
export type DeviceProblem =
  | { readonly kind: 'absent'; readonly device: string }
  | { readonly kind: 'lacks'; readonly device: string; readonly other: string; readonly request: LoggedRequest; readonly more: number }
  | { readonly kind: 'unnamed'; readonly device: string; readonly time: Instant; readonly file: string; readonly line: number }

export interface DeviceLogs {
  /** Takes every record that could be read. */
  see(record: Pick<VaultRecord, 'time' | 'system' | 'device' | 'refused'>, file: string, line: number): void
  /** Takes every request about a registered item that each device ought to have. */
  hold(request: LoggedRequest): void
  problems(): readonly DeviceProblem[]
}

interface Switch {
  readonly time: Instant
  readonly isOn: boolean
}

const nameOf = (device: string): string => device.replace(/\/+$/, '')

/** Whether a device is known to have been off at a time: it was disabled by then, or enabled only later. */
const wasOff = (switches: readonly Switch[], time: Instant): boolean => {
  const sorted = [...switches].sort((a, b) => a.time - b.time)
  const before = sorted.filter((one) => one.time <= time).at(-1)
  return before === undefined ? sorted[0]?.isOn === true : !before.isOn
}

/** `filesOf`: the files of each device, by the path at which it is enabled. */
export const watchDeviceLogs = (filesOf: ReadonlyMap<string, ReadonlySet<string>>): DeviceLogs => {
  const devices = new Map([...filesOf].map(([device, files]) => [nameOf(device), files]))
  const switches = new Map<string, Switch[]>()
  const unnamed = new Map<string, DeviceProblem>()
  const read = new Set<string>()
  const requests: LoggedRequest[] = []
  return {
    see({ time, system, device, refused }, file, line) {
      if (devices.size === 0) return
      read.add(file)
      if (device === undefined || refused || (system !== 'enable' && system !== 'disable')) return
      const name = nameOf(device)
      const known = switches.get(name) ?? []
      switches.set(name, [...known, { time, isOn: system === 'enable' }])
      if (!devices.has(name) && !unnamed.has(name)) unnamed.set(name, { kind: 'unnamed', device: name, time, file, line })
    },
    hold(request) {
      if (devices.size > 0) requests.push(request)
    },
    problems: () => [
      ...[...unnamed.values()],
      ...[...devices].flatMap(([device, files]): DeviceProblem[] => {
        if (![...files].some((file) => read.has(file))) return [{ kind: 'absent', device }]
        const lacking = requests.filter((one) => !one.files.some((file) => files.has(file)) && !wasOff(switches.get(device) ?? [], one.since))
        const [first] = lacking.sort((a, b) => a.since - b.since)
        if (first === undefined) return []
        const other = [...devices].find(([, its]) => first.files.some((file) => its.has(file)))?.[0] ?? first.files[0] ?? ''
        return [{ kind: 'lacks', device, other, request: first, more: lacking.length - 1 }]
      }),
    ],
  }
}
