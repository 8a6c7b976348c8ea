/** Policy tests, run as a user runs them: what holds, what breaks a case, and what the cases show. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { audit } from '../src/audit/audit.ts'
import { loadCases } from '../src/cases/load-cases.ts'
import { openFolder } from '../src/files.ts'
import { isShownBothWays, type CasesReport } from '../src/model/cases.ts'
import { everyFinding } from '../src/model/finding-order.ts'
import { isMistaken } from '../src/model/mistake.ts'
import type { Policy } from '../src/model/policy.ts'
import { shippedPolicies } from '../src/package-files.ts'
import { loadPolicy } from '../src/policy/load-policy.ts'
import { runCases } from '../src/run-cases.ts'
import { rules } from '../src/rules/index.ts'
import { tempFolder } from './support/temp-folder.ts'

const soundly = async (paths: readonly string[], folder = '.'): Promise<CasesReport> => {
  const ran = await runCases(paths, folder)
  if (isMistaken(ran)) throw new Error(JSON.stringify(ran.mistakes))
  return ran.value.report
}

const problemsOf = ({ files }: CasesReport): readonly string[] =>
  files.flatMap(({ cases }) => cases.flatMap(({ problems }) => problems.map(({ message }) => message)))

describe('the cases of the shipped policies', () => {
  test('hold', async () => {
    const report = await soundly(['policies/tests'])
    expect(problemsOf(report)).toEqual([])
    expect(report.files.map(({ file, policy }) => [file, policy])).toEqual([
      ['policies/tests/first.yaml', 'policies/first.yaml'],
      ['policies/tests/organization.yaml', 'policies/organization.yaml'],
    ])
  })

  test('show every control to fail and to pass, and to be unknown where it can be', async () => {
    const { coverage } = await soundly(['policies/tests'])
    expect(coverage.map(({ controls }) => controls.length)).toEqual([7, 26])
    const all = coverage.flatMap(({ controls }) => controls)
    expect(all.filter((control) => !isShownBothWays(control))).toEqual([])
    expect(all.filter(({ shown }) => !shown.includes('unknown')).map(({ control }) => control)).toEqual([])
  })
})

/** A policy with one control, and cases of it. */
const folderWith = (cases: string): string => {
  const folder = tempFolder()
  writeFileSync(
    join(folder, 'policy.yaml'),
    'policy: p\ntitle: P\ncontrols:\n  - { id: A, title: A, rule: over-age, severity: high }\n  - { id: E, title: E, rule: expired, severity: low, allow-empty: true }\n',
  )
  writeFileSync(join(folder, 'cases.yaml'), `policy: policy.yaml\nas-of: 2026-11-23T00:00:00Z\n${cases}`)
  return folder
}

const given = `given: { code-sets: [{ account: "github:ada", status: active, generated: 2025-01-01 }, { account: "github:grace", status: active, generated: 2026-01-01 }] }`
const breaking = async (expected: string, controls = '', facts = given): Promise<readonly string[]> =>
  problemsOf(await soundly(['cases.yaml'], folderWith(`${facts}\ncases:\n  - name: One\n    ${controls}\n    expect: ${expected}\n`)))

describe('a case breaks', () => {
  test('when what is expected does not come', async () => {
    expect(await breaking('[{ control: A, subject: "github:ada", outcome: fail }, { control: A, subject: "github:grace", outcome: fail }]')).toEqual([
      'expected fail of A about github:grace, got pass: Backup codes are 326 days old; the limit is 365 days.',
    ])
  })

  test('when a failure comes that nobody expected, also beside what was expected', async () => {
    expect(await breaking('[{ control: A, subject: "github:grace", outcome: pass }]')).toEqual([
      'not expected: A about github:ada is fail: Backup codes are 691 days old; the limit is 365 days.',
    ])
  })

  test('when an unknown comes that nobody expected', async () => {
    expect(await breaking('[]', 'controls: [A]', 'given: { code-sets: [{ account: "github:ada", status: active }] }')).toEqual([
      expect.stringMatching(/^not expected: A about github:ada is unknown: /),
    ])
  })

  test('when a control says nothing about the subject', async () => {
    const problems = await breaking('[{ control: A, subject: "github:ada", outcome: fail }, { control: A, subject: "github:linus", outcome: fail }]')
    expect(problems).toEqual(['expected fail of A about github:linus, and it says nothing about it'])
  })

  test('when the message is another', async () => {
    const problems = await breaking('[{ control: A, subject: "github:ada", outcome: fail, message: lost }]')
    expect(problems).toEqual([expect.stringMatching(/^A about github:ada is fail, as expected, and its message is another: /)])
  })

  test('when a control that it names judged nothing, so that it would hold whatever the control does', async () => {
    expect(await breaking('[]', 'controls: [E]')).toEqual(['E judged nothing, so nothing is shown of it'])
  })

  test('and not by the controls that it does not name', async () => {
    expect(await breaking('[{ control: A, subject: "github:ada", outcome: fail }]')).toEqual([])
  })

  test('and what a broken case shows does not count', async () => {
    const report = await soundly(['cases.yaml'], folderWith(`${given}\ncases: [{ name: One, expect: [{ control: A, subject: "github:ada", outcome: pass }] }]`))
    expect(report.coverage[0]?.controls.map(({ shown }) => shown)).toEqual([[], []])
  })
})

describe('nothing is tested', () => {
  const refusals = async (paths: readonly string[], folder: string): Promise<readonly string[]> => {
    const ran = await runCases(paths, folder)
    return isMistaken(ran)
      ? ran.mistakes.map(({ file, line, message, hint }) => [file, line, message, hint].filter((part) => part !== undefined).join(' | '))
      : []
  }

  test('where a folder has no cases', async () => {
    expect(await refusals(['.'], tempFolder())).toEqual(['. | the folder has no cases | write some: a YAML file with policy, as-of and cases'])
  })

  test('where there is nothing', async () => {
    expect(await refusals(['tests'], tempFolder())).toEqual(['tests | it is not there | name the folder or the file of the cases'])
  })

  test('where the policy does not know a control', async () => {
    const folder = folderWith('cases: [{ name: One, expect: [{ control: AB, subject: "*", outcome: fail }] }]')
    expect(await refusals(['cases.yaml'], folder)).toEqual(['cases.yaml | 3 | the policy p has no control AB | did you mean A?'])
  })

  test('where the policy is not there', async () => {
    const folder = folderWith('cases: [{ name: One, controls: all, expect: [] }]')
    cpSync(join(folder, 'cases.yaml'), join(folder, 'other', 'cases.yaml'))
    expect(await refusals(['other/cases.yaml'], folder)).toEqual(['other/cases.yaml | 1 | other/policy.yaml is not there'])
  })
})

describe('a fact that is taken away from a case', () => {
  type Fact = Record<string, unknown>
  /** Fields without which something is not known. What happened (used, an event, a leaving) is no such field. */
  const OPTIONAL: Readonly<Record<string, readonly string[]>> = {
    accounts: ['holder', 'mfa', 'method', 'devices', 'remaining'],
    locations: ['encrypted', 'site', 'administrators'],
    'code-sets': ['name', 'owner', 'generated', 'issued', 'remaining', 'tested', 'since', 'reviewed', 'checked', 'copies'],
    logs: ['grade', 'covers', 'integrity', 'last-record'],
    'provider-logs': [],
  }

  const judge = (policy: Policy, document: unknown): ReadonlyMap<string, string> => {
    const loaded = loadCases({ file: 'cases.yaml', sha256: '', bytes: Buffer.from(stringify(document)) })
    if (isMistaken(loaded)) return new Map()
    return new Map(
      loaded.value.cases.flatMap(({ name, inventory, asOf, controls }) =>
        [
          ...everyFinding(
            audit({
              policy: controls === undefined ? policy : { ...policy, controls: policy.controls.filter(({ id }) => controls.includes(id)) },
              waivers: [],
              inventory,
              rules,
              asOf,
              maxAge: Infinity,
              gate: { failOn: 'info', allowIncomplete: false, exitZero: false },
            }),
          ),
        ].map(({ control, subject, outcome }) => [`${name}: ${control} ${subject}`, outcome] as const),
      ),
    )
  }

  test.each(['first', 'organization'])('makes no pass of a fail or an unknown: %s', async (name) => {
    const loaded = await loadPolicy({ files: openFolder('.', false), shipped: shippedPolicies }, [
      { path: `policies/${name}.yaml`, named: (message) => ({ file: '', message }) },
    ])
    if (isMistaken(loaded)) throw new Error(JSON.stringify(loaded.mistakes))
    const document = parse(readFileSync(`policies/tests/${name}.yaml`, 'utf8')) as { cases: { name: string; given?: Record<string, Fact[]> }[] }
    const wrong: string[] = []
    let taken = 0
    for (const one of document.cases) {
      const before = judge(loaded.value, { ...document, cases: [one] })
      expect(before.size).toBeGreaterThan(0)
      for (const [kind, fields] of Object.entries(OPTIONAL)) {
        for (const fact of one.given?.[kind] ?? []) {
          for (const field of fields.filter((key) => key in fact)) {
            const kept = fact[field]
            Reflect.deleteProperty(fact, field)
            const after = judge(loaded.value, { ...document, cases: [one] })
            fact[field] = kept
            taken += after.size === 0 ? 0 : 1
            for (const [finding, outcome] of after) {
              const was = before.get(finding)
              if (outcome === 'pass' && (was === 'fail' || was === 'unknown')) wrong.push(`${finding} without ${kind} ${field}: ${was} became pass`)
            }
          }
        }
      }
    }
    expect(wrong).toEqual([])
    expect(taken).toBeGreaterThan(20)
  })
})
