import { describe, expect, test } from 'vitest'
import { countDevices } from '../../src/collectors/aws/device-count.ts'
import { CLOCK_TOLERANCE, DAY } from '../../src/model/time.ts'
import { AS_OF } from '../support/builders.ts'

const ACCOUNT = '111122223333'
const device = (name: string, holder?: object): object => ({
  SerialNumber: `arn:aws:iam::${ACCOUNT}:mfa/${name}`,
  ...(holder === undefined ? {} : { User: holder }),
})
const enabledAt = (time: number): object => ({ ...device('key'), EnableDate: new Date(time).toISOString() })
const kept = (value: unknown) => ({ file: 'devices.json', value })
const virtualOf = (...devices: object[]) => ({ file: 'virtual.json', value: { VirtualMFADevices: devices, IsTruncated: false } })
const ADA = { UserName: 'Ada' }
const ROOT = { Arn: `arn:aws:iam::${ACCOUNT}:root` }
const absent = { reason: 'absent', detail: 'it is not there' } as const

const count = (devices: object, virtual: object = virtualOf(), enabled = 1, user = { name: 'ada', isRoot: false }) => {
  const { seen, isAll } = countDevices(
    { devices: devices as never, virtualDevices: virtual as never, summary: kept({ SummaryMap: { AccountMFAEnabled: enabled } }), now: AS_OF },
    'aws-prod',
    ACCOUNT,
    user,
  )
  return [seen, isAll]
}

describe('the devices of a user', () => {
  const table: readonly (readonly [string, unknown[], unknown[]])[] = [
    ['are those of the own list', [kept({ ada: [device('phone'), device('key')] })], [2, true]],
    ['are found in another spelling', [kept({ ADA: [device('phone')] })], [1, true]],
    ['are none on an empty list', [kept({ ada: [] })], [0, true]],
    ['are counted by serial number', [kept({ ada: [device('phone'), device('phone')] }), virtualOf(device('phone', ADA))], [1, true]],
    ['are more where the list of virtual devices knows another', [kept({ ada: [device('phone')] }), virtualOf(device('tablet', ADA))], [2, false]],
    ['may be more where an entry cannot be read', [kept({ ada: [device('phone'), {}] })], [1, false]],
    ['may be more where the own list is no list', [kept({ ada: null }), virtualOf(device('phone', ADA))], [1, false]],
    ['may be more where the own list is missing', [kept({}), virtualOf(device('phone', ADA))], [1, false]],
    ['may be more where there are no own lists', [absent, virtualOf(device('phone', ADA))], [1, false]],
    ['are all on the own list where lists of others are missing', [{ ...kept({ ada: [device('phone')] }), short: absent }], [1, true]],
    ['may be more where two lists are of one user', [kept({ ada: [device('phone')], ADA: [] })], [1, false]],
    ['are not those of another account', [kept({ ada: [device('phone'), { SerialNumber: 'arn:aws:iam::444455556666:mfa/key' }] })], [1, false]],
    ['are not those that say that they are of another user', [kept({ ada: [device('phone'), { ...device('key'), UserName: 'grace' }] })], [1, false]],
    ['are those that name the user in another spelling', [kept({ ada: [{ ...device('phone'), UserName: 'Ada' }] })], [1, true]],
    ['are none that will be enabled', [kept({ ada: [device('phone'), enabledAt(AS_OF + CLOCK_TOLERANCE + 1)] })], [1, false]],
    ['are those that were enabled, by clocks that differ', [kept({ ada: [device('phone'), enabledAt(AS_OF + CLOCK_TOLERANCE)] })], [2, true]],
    ['are no virtual ones that will be enabled', [kept({}), virtualOf({ ...enabledAt(AS_OF + DAY), User: ADA })], [0, false]],
    ['are not those of others', [kept({ ada: [device('phone')], grace: [device('key')] }), virtualOf(device('x', ROOT))], [1, true]],
  ]
  test.each(table)('%s', (_, [devices, virtual], expected) => {
    expect(count(devices as object, virtual as object | undefined)).toEqual(expected)
  })
})

describe('the devices of root', () => {
  const root = { name: '<root_account>', isRoot: true }
  const none = kept({})

  test('are at least the virtual ones', () => {
    expect(count(none, virtualOf(device('one', ROOT), device('two', ROOT)), 1, root)).toEqual([2, false])
    expect(count(none, virtualOf(device('one', ROOT), device('phone', ADA)), 1, root)).toEqual([1, false])
  })

  test('are at least one where the summary says so: it may be a key', () => {
    expect(count(none, virtualOf(), 1, root)).toEqual([1, false])
    expect(count(none, virtualOf(), 0, root)).toEqual([0, false])
  })

  test('are not those of a user called root', () => {
    expect(
      count(kept({ root: [device('phone')] }), virtualOf(device('phone', { UserName: 'root', Arn: `arn:aws:iam::${ACCOUNT}:user/root` })), 0, root),
    ).toEqual([0, false])
  })

  test('are found in another partition', () => {
    expect(count(none, virtualOf(device('one', { Arn: `arn:aws-cn:iam::${ACCOUNT}:root` })), 0, root)).toEqual([1, false])
  })
})
