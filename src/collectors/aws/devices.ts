/** Who has an MFA device, by the device lists of IAM. Only names and serial numbers are looked at: the types also carry seeds. */
import { lowerAscii } from '../../model/account.ts'
import { field, isRecord, textField } from '../../parsers/json.ts'
import { isKept, type Kept } from '../reading.ts'

/** No IAM user can have this name, while one can be called root. */
export const ROOT = '<root_account>'

const hasSerial = (device: unknown): boolean => textField(device, 'SerialNumber') !== undefined

/** The users (lower case, and ROOT) that ListVirtualMFADevices names. It names no hardware device. */
export const virtualHolders = (kept: Kept<unknown>, account: string): ReadonlySet<string> => {
  const listed = isKept(kept) ? field(kept.value, 'VirtualMFADevices') : undefined
  const names = (Array.isArray(listed) ? (listed as unknown[]) : []).filter(hasSerial).map((device) => {
    const user = field(device, 'User')
    const isRoot = textField(user, 'Arn') === `arn:aws:iam::${account}:root`
    return isRoot ? ROOT : lowerAscii(textField(user, 'UserName') ?? '')
  })
  return new Set(names.filter((name) => name !== ''))
}

/** Whether each user (lower case) has a device on the user's own list, ListMFADevices; a user whose list cannot be read is not here. */
export const ownDevices = (kept: Kept<unknown>): ReadonlyMap<string, boolean> => {
  const lists = isKept(kept) && isRecord(kept.value) ? Object.entries(kept.value) : []
  return new Map(lists.flatMap(([user, list]) => (Array.isArray(list) ? [[lowerAscii(user), (list as unknown[]).some(hasSerial)] as const] : [])))
}
