/** Records of the 1Password Events API, as its reference describes them. */
type Part = Readonly<Record<string, unknown>>

export const ITEM = 'MH3NLXBCVZGQ5FSTKRAWYP4EU2'
export const VAULT = 'VQ2TSZC3KJFMN7LPYRXDGHW5AE'

const client = { app_name: '1Password Extension', app_version: '20127', platform_name: 'Chrome', os_name: 'MacOSX', ip_address: '198.51.100.7' }

export const aUsage = (over: Part = {}): Part => ({
  uuid: '56YE2TYN2VFYRLNSHKPW5NVT5E',
  timestamp: '2026-10-08T06:00:00-03:00',
  used_version: 3,
  vault_uuid: VAULT,
  item_uuid: ITEM,
  action: 'reveal',
  user: { uuid: 'GRACE2TYN2VFYRLNSHKPW5NVT5', name: 'Grace', email: 'grace@acme.test' },
  client,
  location: { country: 'DE', region: 'Berlin', city: 'Berlin', longitude: 13.4, latitude: 52.5 },
  ...over,
})

export const anAudit = (over: Part = {}): Part => ({
  uuid: 'AUDIT2TYN2VFYRLNSHKPW5NVT5',
  timestamp: '2026-10-08T09:00:00Z',
  actor_uuid: 'ADA22TYN2VFYRLNSHKPW5NVT5E',
  actor_details: { uuid: 'ADA22TYN2VFYRLNSHKPW5NVT5E', name: 'Ada', email: 'ada@acme.test' },
  action: 'grant',
  object_type: 'uva',
  object_uuid: VAULT,
  session: { uuid: 'SESSION', login_time: '2026-10-08T08:00:00Z', device_uuid: 'DEVICE', ip: '198.51.100.7' },
  ...over,
})

export const aSignIn = (over: Part = {}): Part => ({
  uuid: 'SIGNIN',
  session_uuid: 'SESSION',
  timestamp: '2026-10-08T09:00:00Z',
  category: 'success',
  type: 'credentials_ok',
  target_user: { uuid: 'ADA', email: 'ada@acme.test' },
  client,
  ...over,
})

export const aPage = (items: readonly unknown[], over: Part = { has_more: false }): Part => ({ cursor: 'aGVsbG8', items, ...over })
