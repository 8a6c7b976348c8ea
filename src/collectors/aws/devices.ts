/** Who has an MFA device, by the device lists of IAM. Only names, serial numbers and dates are looked at: the types also carry seeds. */
import { lowerAscii } from '../../model/account.ts'
import { given } from '../../model/given.ts'
import { type Instant, parseInstant } from '../../model/time.ts'
import { field, isRecord, textField } from '../../parsers/json.ts'
import { isKept, type Kept } from '../reading.ts'
import { NOBODY, ROOT, type Trouble } from './report.ts'

/** A device of somebody, and since when it is theirs, where that can be read. */
export interface Device {
  readonly enabled?: Instant
}
export type Devices = ReadonlyMap<string, readonly Device[]>

const hasSerial = (device: unknown): boolean => textField(device, 'SerialNumber') !== undefined

/** Whether a device says itself that it is of another account; the serial of a hardware token says nothing of that. */
export const isForeign = (device: unknown, account: string): boolean => {
  const [, named] = /^arn:aws[a-z-]*:iam::(\d{12}):/.exec(textField(device, 'SerialNumber') ?? '') ?? []
  return named !== undefined && named !== account
}

/** Whether a device on the own list of a user says itself that it is somebody else's. */
export const isOfOther = (device: unknown, account: string, user: string): boolean =>
  isForeign(device, account) || lowerAscii(textField(device, 'UserName') ?? user) !== lowerAscii(user)

/** Since when a device is whose it is, where that can be read. */
export const enabledOf = (device: unknown): Instant | undefined => parseInstant(textField(device, 'EnableDate') ?? '')

const toDevice = (device: unknown): Device => given('enabled', enabledOf(device))

/** The users (lower case, and ROOT) that ListVirtualMFADevices names, with their devices. It names no hardware device. */
export const virtualHolders = (kept: Kept<unknown>, account: string): Devices => {
  const listed = isKept(kept) ? field(kept.value, 'VirtualMFADevices') : undefined
  const holders = new Map<string, readonly Device[]>()
  // Other partitions write aws-cn or aws-us-gov.
  const root = new RegExp(`^arn:aws[a-z-]*:iam::${account}:root$`)
  for (const device of (Array.isArray(listed) ? (listed as unknown[]) : []).filter((one) => hasSerial(one) && !isForeign(one, account))) {
    const user = field(device, 'User')
    const isRoot = root.test(textField(user, 'Arn') ?? '')
    const name = isRoot ? ROOT : lowerAscii(textField(user, 'UserName') ?? '')
    if (name !== '') holders.set(name, [...(holders.get(name) ?? []), toDevice(device)])
  }
  return holders
}

/** The devices on each user's (lower case) own list, ListMFADevices; a user whose list cannot be read, or none of its entries, or has those of another user or account, is not here. */
export const ownDevices = (kept: Kept<unknown>, account: string): Devices => {
  const lists = isKept(kept) && isRecord(kept.value) ? Object.entries(kept.value) : []
  return new Map(
    lists.flatMap(([user, list]) => {
      if (!Array.isArray(list) || list.some((device) => isOfOther(device, account, user))) return []
      const devices = (list as unknown[]).filter(hasSerial)
      return list.length > 0 && devices.length === 0 ? [] : [[lowerAscii(user), devices.map(toDevice)] as const]
    }),
  )
}

/** What keeps the list of virtual devices from being whole. */
export const checkVirtual = (kept: Kept<unknown>): readonly Trouble[] => {
  const fact = 'aws virtual MFA devices'
  const trouble = (lack: Pick<Trouble, 'reason' | 'detail' | 'advice'>): readonly Trouble[] => [{ fact, ...lack, hides: NOBODY, file: kept.file }]
  if (!isKept(kept)) return trouble({ reason: kept.reason, detail: kept.detail, ...given('advice', kept.advice) })
  if (kept.short !== undefined) return trouble(kept.short)
  if (field(kept.value, 'IsTruncated') !== false) return trouble({ reason: 'incomplete', detail: `${kept.file} does not end the list (IsTruncated)` })
  if (!Array.isArray(field(kept.value, 'VirtualMFADevices'))) return trouble({ reason: 'unreadable', detail: `${kept.file} is no list of devices` })
  return []
}

/** What keeps the users' own lists from being there. */
export const checkDevices = (kept: Kept<unknown>): readonly Trouble[] => {
  const fact = 'aws MFA devices'
  const trouble = (lack: Pick<Trouble, 'reason' | 'detail' | 'advice'>): readonly Trouble[] => [{ fact, ...lack, hides: NOBODY, file: kept.file }]
  if (!isKept(kept)) return trouble({ reason: kept.reason, detail: kept.detail, ...given('advice', kept.advice) })
  if (kept.short !== undefined) return trouble(kept.short)
  return isRecord(kept.value) ? [] : trouble({ reason: 'unreadable', detail: `${kept.file} is no mapping of users to devices` })
}
