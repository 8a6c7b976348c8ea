/**
 * How many MFA devices somebody has, as far as the lists prove it. A user's own list (ListMFADevices) names every kind of
 * device; root has no such list, only its virtual devices and that it has one at all are told, so that a count of root is
 * a least one. Only serial numbers are looked at, and none leaves this file.
 */
import { lowerAscii } from '../../model/account.ts'
import type { DeviceCount } from '../../model/inventory.ts'
import { field, isRecord, textField } from '../../parsers/json.ts'
import { isKept, type Kept } from '../reading.ts'
import { isForeign } from './devices.ts'

export interface DeviceLists {
  readonly summary: Kept<unknown>
  readonly virtualDevices: Kept<unknown>
  readonly devices: Kept<unknown>
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : [])

/** The serial numbers of devices that are not of another account. */
const serialsOf = (devices: readonly unknown[], account: string): readonly string[] =>
  devices
    .filter((device) => !isForeign(device, account))
    .map((device) => textField(device, 'SerialNumber'))
    .filter((serial) => serial !== undefined)

/** The serial numbers of the virtual devices of somebody. */
const virtualOf = ({ virtualDevices }: DeviceLists, account: string, isTheirs: (user: unknown) => boolean): readonly string[] =>
  isKept(virtualDevices)
    ? serialsOf(
        listOf(field(virtualDevices.value, 'VirtualMFADevices')).filter((device) => isTheirs(field(device, 'User'))),
        account,
      )
    : []

const ofRoot = (lists: DeviceLists, source: string, account: string): DeviceCount => {
  const arn = new RegExp(`^arn:aws[a-z-]*:iam::${account}:root$`)
  const virtual = new Set(virtualOf(lists, account, (user) => arn.test(textField(user, 'Arn') ?? '')))
  const hasOne = isKept(lists.summary) && field(field(lists.summary.value, 'SummaryMap'), 'AccountMFAEnabled') === 1
  return { seen: Math.max(virtual.size, hasOne ? 1 : 0), isAll: false, origin: { source, file: lists.virtualDevices.file ?? lists.summary.file ?? '' } }
}

const ofUser = (lists: DeviceLists, source: string, account: string, user: string): DeviceCount => {
  const { devices } = lists
  const isTheirs = (name: string): boolean => lowerAscii(name) === lowerAscii(user)
  const keys = isKept(devices) && isRecord(devices.value) ? Object.keys(devices.value).filter(isTheirs) : []
  const values = keys.map((key) => field(isKept(devices) ? devices.value : undefined, key))
  const own = new Set(values.flatMap((value) => serialsOf(listOf(value), account)))
  const virtual = virtualOf(lists, account, (holder) => isTheirs(textField(holder, 'UserName') ?? ''))
  // What is short lacks lists of users; a list that is there was had to its end.
  const isWhole = values.length === 1 && values.every((value) => Array.isArray(value) && serialsOf(value, account).length === value.length)
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
