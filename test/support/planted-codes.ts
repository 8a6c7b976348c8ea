/** Live codes as bytes. No text is ever made of one here: it would be found in the heap of whoever looks for it. */
export const USERS = Array.from({ length: 20 }, (_, index) => `user-${String(index)}@acme.test`)
export const CODES_EACH = 10

const digit = (user: number, code: number, place: number): number => (Math.floor(Math.abs(Math.sin(user * 97 + code * 13 + place * 7 + 1)) * 1e6) % 10) + 0x30

export const codeOf = (user: number, code: number): Buffer => Buffer.from(Array.from({ length: 8 }, (_, place) => digit(user, code, place)))

/** What verificationCodes.list answers where no mask is honoured. */
export const codesOf = (user: number): Buffer => {
  const items = Array.from({ length: CODES_EACH }, (_, code) => [
    Buffer.from(`${code === 0 ? '' : ','}{"kind":"admin#directory#verificationCode","etag":"x","userId":"1","verificationCode":"`),
    codeOf(user, code),
    Buffer.from('"}'),
  ])
  return Buffer.concat([Buffer.from('{"kind":"admin#directory#verificationCodesList","etag":"e","items":['), ...items.flat(), Buffer.from(']}')])
}
