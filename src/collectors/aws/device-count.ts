/**
 * How many MFA devices somebody has, as far as the lists prove it. A user's own list (ListMFADevices) names every kind of
 * device; root has no such list, only its virtual devices and that it has one at all are told, so that a count of root is
 * a least one. Only serial numbers are looked at, and none leaves this file.
 */
import { isSameName } from '../../model/account.ts'
import type { DeviceCount } from '../../model/inventory.ts'
import { CLOCK_TOLERANCE, type Instant } from '../../model/time.ts'
import { field, isRecord, textField } from '../../parsers/json.ts'
import { isKept, type Kept } from '../reading.ts'
import { enabledOf, isForeign, isOfOther } from './devices.ts'

export interface DeviceLists {
  readonly summary: Kept<unknown>
  readonly virtualDevices: Kept<unknown>
  readonly devices: Kept<unknown>
  /** What is enabled later is nobody's device yet. */
  readonly now: Instant
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : [])

const isEnabled = (device: unknown, now: Instant): boolean => (enabledOf(device) ?? now) <= now + CLOCK_TOLERANCE

/** The serial numbers of devices that are theirs, and enabled. */
const serialsOf = (devices: readonly unknown[], now: Instant, isTheirs: (device: unknown) => boolean): readonly string[] =>
  devices
    .filter((device) => isTheirs(device) && isEnabled(device, now))
    .map((device) => textField(device, 'SerialNumber'))
    .filter((serial) => serial !== undefined)

/** The serial numbers of the virtual devices of somebody. */
const virtualOf = ({ virtualDevices, now }: DeviceLists, account: string, isTheirs: (user: unknown) => boolean): readonly string[] =>
  isKept(virtualDevices)
    ? serialsOf(listOf(field(virtualDevices.value, 'VirtualMFADevices')), now, (device) => isTheirs(field(device, 'User')) && !isForeign(device, account))
    : []

const ofRoot = (lists: DeviceLists, source: string, account: string): DeviceCount => {
  const arn = new RegExp(`^arn:aws[a-z-]*:iam::${account}:root$`)
  const virtual = new Set(virtualOf(lists, account, (user) => arn.test(textField(user, 'Arn') ?? '')))
  const hasOne = isKept(lists.summary) && field(field(lists.summary.value, 'SummaryMap'), 'AccountMFAEnabled') === 1
  return { seen: Math.max(virtual.size, hasOne ? 1 : 0), isAll: false, origin: { source, file: lists.virtualDevices.file ?? lists.summary.file ?? '' } }
}

const ofUser = (lists: DeviceLists, source: string, account: string, user: string): DeviceCount => {
  const { devices, now } = lists
  const isTheirs = (name: string): boolean => isSameName(name, user)
  const keys = isKept(devices) && isRecord(devices.value) ? Object.keys(devices.value).filter(isTheirs) : []
  const values = keys.map((key) => field(isKept(devices) ? devices.value : undefined, key))
  const listed = (value: unknown): readonly string[] => serialsOf(listOf(value), now, (device) => !isOfOther(device, account, user))
  const own = new Set(values.flatMap(listed))
  const virtual = virtualOf(lists, account, (holder) => isTheirs(textField(holder, 'UserName') ?? ''))
  // What is short lacks lists of users; a list that is there was had to its end.
  const isWhole = values.length === 1 && values.every((value) => Array.isArray(value) && listed(value).length === value.length)
  return {
    seen: new Set([...own, ...virtual]).size,
    // A list that lacks what the list of virtual devices has is not whole.
    isAll: isWhole && virtual.every((serial) => own.has(serial)),
    origin: { source, file: devices.file ?? lists.virtualDevices.file ?? '' },
  }
}

/** The devices of root or of a user. */
export const countDevices = (lists: DeviceLists, source: string, account: string, user: { readonly name: string; readonly isRoot: boolean }): DeviceCount =>
  user.isRoot ? ofRoot(lists, source, account) : ofUser(lists, source, account, user.name)
