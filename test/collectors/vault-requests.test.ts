import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { gatherRequests, type LoggedRequest, type Request, uniteRequests } from '../../src/collectors/vault/requests.ts'
import { at } from '../support/builders.ts'

const asked: Request = {
  requestId: 'r-1',
  item: 'secret/ada',
  actor: 'oidc-ada',
  time: at('2026-10-08T09:00:00Z'),
  actorKind: 'human',
  line: 1,
  action: 'view',
  ticket: undefined,
  isAnswered: false,
  granted: false,
  refused: false,
  wrapped: false,
  since: at('2026-10-08T09:00:00Z'),
  wrapTokens: [],
  opens: [],
}
const answered: Request = { ...asked, time: at('2026-10-08T09:00:01Z'), since: at('2026-10-08T09:00:01Z'), line: 2, isAnswered: true, granted: true }

const gathered = (...records: readonly Request[]): readonly Request[] => {
  const requests = gatherRequests([])
  for (const record of records) requests.add({ ...record })
  return requests.all()
}
const united = (...files: readonly (readonly Request[])[]): readonly LoggedRequest[] =>
  uniteRequests(files.map((requests, index) => ({ file: `${String(index)}.log`, requests })))

describe('the records of one request', () => {
  test('are one, told where and when it was answered', () => {
    expect(gathered(asked, answered)).toEqual([{ ...answered, since: asked.since }])
    expect(gathered(answered, asked)).toEqual([{ ...answered, since: asked.since }])
  })

  test('of which two answer are told where the first does', () => {
    expect(gathered(answered, { ...answered, line: 3 })).toMatchObject([{ line: 2 }])
  })

  test.each<[string, Partial<Request>]>([
    ['a refusal', { refused: true }],
    ['that it was wrapped', { wrapped: true }],
    ['a ticket', { ticket: 'SEC-1' }],
    ['the token of what was wrapped', { wrapTokens: ['hmac-sha256:a'] }],
    ['the token of what was opened', { opens: ['hmac-sha256:a'] }],
  ])('tell together what one of them tells: %s', (_what, over) => {
    expect(gathered({ ...asked, ...over }, answered)).toMatchObject([{ ...over, granted: true }])
    expect(gathered(asked, { ...answered, ...over })).toMatchObject([{ ...over, granted: true }])
  })

  test('tell what was done, though only one of them does', () => {
    const { action: _action, ...undone } = answered
    expect(gathered(asked, undone)).toMatchObject([{ action: 'view' }])
    expect(gathered({ ...asked, action: undefined }, answered)).toMatchObject([{ action: 'view' }])
  })

  test.each<[string, Partial<Request>]>([
    ['another actor', { actor: 'oidc-eve' }],
    ['no actor', { actor: undefined }],
    ['another item', { item: 'secret/grace' }],
  ])('with %s are told apart', (_what, over) => {
    expect(gathered(asked, { ...answered, ...over })).toHaveLength(2)
    expect(united([asked], [{ ...answered, ...over }])).toHaveLength(2)
  })
})

describe('the logs of several devices', () => {
  test('tell of one request once, and which of them do', () => {
    expect(united([asked, answered].slice(0, 1), [answered])).toEqual([{ request: { ...answered, since: asked.since }, files: ['1.log', '0.log'] }])
    expect(united([answered], [asked])).toEqual([{ request: { ...answered, since: asked.since }, files: ['0.log', '1.log'] }])
  })

  test('of none tell nothing', () => {
    expect(united()).toEqual([])
    expect(united([])).toEqual([])
  })
})

test('it does not matter between which records a file ends, nor where a day does', () => {
  const record = fc.record({
    requestId: fc.constantFrom('r-1', 'r-2'),
    actor: fc.constantFrom('oidc-ada', undefined),
    isAnswered: fc.boolean(),
    refused: fc.boolean(),
    ticket: fc.constantFrom('SEC-1', undefined),
    action: fc.constantFrom('view' as const, undefined),
    minutes: fc.nat({ max: 9 }),
  })
  const toRecord = ({ minutes, ...over }: typeof record extends fc.Arbitrary<infer T> ? T : never, index: number): Request => {
    const time = asked.time + minutes * 60_000
    return { ...asked, ...over, granted: over.isAnswered && !over.refused, time, since: time, line: index + 1 }
  }
  fc.assert(
    fc.property(fc.array(record, { maxLength: 8 }), fc.nat({ max: 8 }), (some, cut) => {
      const records = some.map(toRecord)
      const whole = gathered(...records.map((one) => ({ ...one })))
      const [early, late] = [records.slice(0, cut), records.slice(cut)].map((part) => part.map((one) => ({ ...one })))
      const later = gatherRequests(gathered(...early!))
      for (const one of late!) later.add({ ...one })
      expect(later.all()).toEqual(whole)
      const apart = united(gathered(...early!.map((one) => ({ ...one }))), gathered(...late!.map((one) => ({ ...one }))))
      expect(apart.map(({ request }) => request)).toEqual(whole)
    }),
  )
})
