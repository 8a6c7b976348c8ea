/**
 * The logs of several audit devices side by side. Vault answers when one of them could write, so that their union counts;
 * while nothing is wrong each has every request. No record names the device that wrote it: the configuration says which
 * files are whose.
 */
import { groupBy } from '../../model/group.ts'
import type { Instant } from '../../model/time.ts'
import type { LoggedRequest } from './requests.ts'

/** A record of a request that a device be enabled or disabled. */
export interface Switch {
  readonly time: Instant
  readonly requestId: string
  readonly refused: boolean
  /** The path at which the device is. */
  readonly device: string
  readonly isOn: boolean
  readonly line: number
}

/** A device of which no record was read; one that lacks a request which another has; one whose files nobody named. */
export type DeviceProblem =
  | { readonly kind: 'absent'; readonly device: string }
  | { readonly kind: 'lacks'; readonly device: string; readonly other: string; readonly logged: LoggedRequest; readonly more: number }
  | { readonly kind: 'unnamed'; readonly device: string; readonly file: string; readonly line: number }

export interface DeviceLogs {
  /** The files of each device, by the path at which it is enabled. */
  readonly filesOf: ReadonlyMap<string, ReadonlySet<string>>
  /** The files of which some record could be read. */
  readonly read: ReadonlySet<string>
  readonly switches: readonly (Switch & { readonly file: string })[]
  /** Requests about registered items that each device ought to have. */
  readonly requests: readonly LoggedRequest[]
}

/** What was done: of what was refused another record may tell only that it was asked for. */
const done = <S extends Switch>(switches: readonly S[]): readonly S[] => {
  const refused = new Set(switches.flatMap((one) => (one.refused ? [one.requestId] : [])))
  return switches.filter(({ requestId }) => !refused.has(requestId))
}

const nameOf = (device: string): string => device.replace(/\/+$/, '')

/** Whether a device is known to have been off at a time: it was disabled by then, or enabled only later. */
const wasOff = (switches: readonly Switch[], time: Instant): boolean => {
  const sorted = [...switches].sort((a, b) => a.time - b.time)
  const before = sorted.filter((one) => one.time <= time).at(-1)
  return before === undefined ? sorted[0]?.isOn === true : !before.isOn
}

/** What the devices that the configuration names leave open; nothing, where it names none. */
export const deviceProblems = ({ filesOf, read, switches, requests }: DeviceLogs): readonly DeviceProblem[] => {
  if (filesOf.size === 0) return []
  const devices = new Map([...filesOf].map(([device, files]) => [nameOf(device), files]))
  const switchesOf = groupBy(done(switches), ({ device }) => nameOf(device))
  const unnamed = [...switchesOf].filter(([device]) => !devices.has(device))
  return [
    ...unnamed.map(([device, [{ file, line }]]): DeviceProblem => ({ kind: 'unnamed', device, file, line })),
    ...[...devices].flatMap(([device, files]): DeviceProblem[] => {
      if (![...files].some((file) => read.has(file))) return [{ kind: 'absent', device }]
      const lacking = requests.filter((one) => !one.files.some((file) => files.has(file)) && !wasOff(switchesOf.get(device) ?? [], one.request.since))
      const [first] = lacking.sort((a, b) => a.request.since - b.request.since)
      if (first === undefined) return []
      const other = [...devices].find(([, its]) => first.files.some((file) => its.has(file)))?.[0] ?? 'none'
      return [{ kind: 'lacks', device, other, logged: first, more: lacking.length - 1 }]
    }),
  ]
}
