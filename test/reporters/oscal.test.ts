import { expect, test } from 'vitest'
import { everyFinding } from '../../src/model/finding-order.ts'
import type { Finding } from '../../src/model/report.ts'
import oscal from '../../src/reporters/oscal.ts'
import { aQuietReport, aReport, controls, HOSTILE } from '../support/a-report.ts'
import { toHtml } from '../support/markdown.ts'
import { told } from '../support/told.ts'

interface Uuid {
  readonly uuid: string
}
interface Results {
  readonly 'assessment-results': Uuid & {
    readonly 'import-ap': { readonly href: string }
    readonly results: readonly [
      {
        readonly observations?: readonly (Uuid & {
          readonly title: string
          readonly description: string
          readonly subjects?: readonly { readonly 'subject-uuid': string }[]
          readonly 'relevant-evidence'?: readonly { readonly href?: string }[]
        })[]
        readonly risks?: readonly (Uuid & { readonly status: string; readonly 'related-observations': readonly { readonly 'observation-uuid': string }[] })[]
        readonly findings?: readonly (Uuid & {
          readonly target: { readonly 'target-id': string; readonly status: { readonly state: string; readonly reason: string } }
          readonly 'related-observations'?: readonly { readonly 'observation-uuid': string }[]
          readonly 'related-risks'?: readonly { readonly 'risk-uuid': string }[]
        })[]
        readonly 'local-definitions'?: { readonly 'inventory-items': readonly Uuid[] }
        readonly remarks?: string
      },
    ]
    readonly 'back-matter': { readonly resources: readonly Uuid[] }
  }
}

const read = (text: string) => {
  const { 'assessment-results': whole } = JSON.parse(text) as Results
  return { whole, result: whole.results[0], text }
}

test('is the report as it stood', async () => {
  await expect(told(oscal, aReport(), { version: '1.2.3' })).toMatchFileSnapshot('../golden/report.oscal.json')
})

test('has an observation for every finding that is told and every gap, a risk for every failure, a finding for every control that judged', () => {
  const report = aReport()
  const { pass, fail, unknown, notApplicable } = report.summary
  const { result } = read(told(oscal, report))
  expect(result.observations).toHaveLength(fail + unknown + report.gaps.length)
  expect(result.risks).toHaveLength(fail)
  expect(result.findings).toHaveLength(controls.length)
  expect(read(told(oscal, report, { all: true })).result.observations).toHaveLength(pass + fail + unknown + notApplicable + report.gaps.length)
})

test('leaves out a list that would be empty, as the schema asks', () => {
  const { result } = read(told(oscal, aQuietReport()))
  expect(Object.keys(result)).not.toEqual(expect.arrayContaining(['observations']))
  expect(Object.keys(result)).not.toEqual(expect.arrayContaining(['risks']))
  expect(result.findings).toHaveLength(1)
})

test('never calls satisfied what failed or is not known', () => {
  const states = (findings: readonly Finding[]) =>
    Object.fromEntries(
      read(told(oscal, aReport({ findings }))).result.findings!.map(({ target: { 'target-id': id, status } }) => [id, `${status.state}, ${status.reason}`]),
    )
  const all = [...everyFinding(aReport())]
  expect(states(all)).toMatchObject({ 'BC-01': 'not-satisfied, fail', 'BC-10': 'not-satisfied, other' })
  expect(states(all.filter(({ standing }) => standing === 'waived'))).toEqual({ 'BC-04': 'not-satisfied, fail' })
  expect(states(all.filter(({ outcome }) => outcome === 'pass'))['BC-01']).toBe('satisfied, pass')
  expect(states(all.filter(({ outcome }) => outcome === 'not-applicable'))['BC-01']).toBe('satisfied, other')
})

test('calls a waived failure a deviation that was approved', () => {
  const { result } = read(told(oscal, aReport()))
  expect(result.risks!.filter(({ status }) => status === 'deviation-approved')).toHaveLength(1)
})

test('refers only to what is there, and names nothing twice', () => {
  const { whole, result, text } = read(told(oscal, aReport(), { all: true }))
  const ids = [...text.matchAll(/"uuid": "([^"]+)"/g)].map(([, uuid]) => uuid!)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids.filter((uuid) => !/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(uuid))).toEqual([])
  const referred = [
    whole['import-ap'].href.slice(1),
    ...result.observations!.flatMap(({ subjects = [] }) => subjects.map((subject) => subject['subject-uuid'])),
    ...result.observations!.flatMap((one) => (one['relevant-evidence'] ?? []).flatMap(({ href }) => (href === undefined ? [] : [href.slice(1)]))),
    ...result.risks!.flatMap((risk) => risk['related-observations'].map((related) => related['observation-uuid'])),
    ...result.findings!.flatMap((finding) => (finding['related-observations'] ?? []).map((related) => related['observation-uuid'])),
    ...result.findings!.flatMap((finding) => (finding['related-risks'] ?? []).map((related) => related['risk-uuid'])),
  ]
  expect(referred.length).toBeGreaterThan(40)
  expect(referred.filter((uuid) => !ids.includes(uuid))).toEqual([])
})

test('gives the same thing the same UUID, and another report another', () => {
  const first = read(told(oscal, aReport()))
  const later = read(told(oscal, { ...aReport(), asOf: '2026-11-24T00:00:00.000Z' }))
  expect(later.whole.uuid).not.toBe(first.whole.uuid)
  expect(later.result.observations!.map(({ uuid }) => uuid)).toEqual(first.result.observations!.map(({ uuid }) => uuid))
})

test('is markup in which no name is more than text', () => {
  const { result } = read(told(oscal, aReport()))
  for (const { title, description } of result.observations!) {
    expect(toHtml(title)).not.toMatch(/<(?!\/?p>)/)
    expect(toHtml(description)).not.toMatch(/<(?!\/?p>)/)
  }
  expect(JSON.stringify(result)).not.toContain(HOSTILE.bidi)
})

test('has no hash of a file of which only the records were digested', () => {
  const report = aReport()
  const [first, ...others] = report.sources.filter(({ files }) => files.length > 0)
  const sources = [{ ...first!, files: first!.files.map((file) => ({ ...file, of: 'records' as const })) }, ...others]
  const { whole } = read(told(oscal, { ...report, sources }))
  const { file, sha256 } = first!.files[0]!
  expect(whole['back-matter'].resources).toContainEqual(
    expect.objectContaining({ title: file, rlinks: [{ href: file }], props: [expect.objectContaining({ name: 'records-sha256', value: sha256 })] }),
  )
})
