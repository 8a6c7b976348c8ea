import { expect, test } from 'vitest'
import ocsf from '../../src/reporters/ocsf.ts'
import { aQuietReport, aReport } from '../support/a-report.ts'
import { told } from '../support/told.ts'

interface Event {
  readonly status_id?: number
  readonly type_uid: number
  readonly severity_id: number
  readonly compliance: { readonly status_id: number; readonly status_code: string }
  readonly finding_info: { readonly uid: string }
  readonly resources?: readonly { readonly uid: string }[]
}

const eventsOf = (text: string): Event[] =>
  text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Event)

const about = (events: readonly Event[], subject: string): Event => events.find(({ resources = [] }) => resources.some(({ uid }) => uid === subject))!

test('is the report as it stood', async () => {
  await expect(told(ocsf, aReport(), { version: '1.2.3' })).toMatchFileSnapshot('../golden/report.ocsf.jsonl')
})

test('has a line for every finding that is told', () => {
  const report = aReport()
  const { pass, fail, unknown, notApplicable } = report.summary
  expect(eventsOf(told(ocsf, report))).toHaveLength(fail + unknown)
  expect(eventsOf(told(ocsf, report, { all: true }))).toHaveLength(pass + fail + unknown + notApplicable)
  expect(told(ocsf, aQuietReport())).toBe('')
})

test('says each outcome in the words of the class', () => {
  const events = eventsOf(told(ocsf, aReport(), { all: true }))
  expect(new Set(events.map(({ compliance: { status_id, status_code } }) => `${String(status_id)} ${status_code}`))).toEqual(
    new Set(['1 pass', '2 unknown', '3 fail', '99 not-applicable']),
  )
  expect(about(events, 'github:linus').severity_id).toBe(5)
})

test('says what was agreed: a waived failure is suppressed and still a failure, a known one is an update', () => {
  const events = eventsOf(told(ocsf, aReport()))
  expect(about(events, 'github:octo-bot')).toMatchObject({ status_id: 3, type_uid: 200301, compliance: { status_id: 3 } })
  expect(about(events, 'github:radia')).toMatchObject({ status_id: 2, type_uid: 200302, compliance: { status_id: 3 } })
  expect(about(events, 'github:grace')).toMatchObject({ status_id: 1, type_uid: 200301 })
})

test('shows what would hide', () => {
  expect(told(ocsf, aReport(), { all: true })).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u)
})
