/** One report that holds every outcome and standing, everything else a report can hold, and names that mean harm. */
import { exitCode } from '../../src/audit/exit-code.ts'
import { bySeverity } from '../../src/model/finding-order.ts'
import type { ControlReport, Finding, Gate, Mapping, Report, ReportedAccess, ReportedCodeSet, Summary } from '../../src/model/report.ts'
import { aFinding } from './builders.ts'

const digest = (digit: string): string => digit.repeat(64)

/** What someone may call an account, a file or themselves. */
export const HOSTILE = {
  formula: '=1+1,"a" @SUM(1) -x +x',
  markup: '<script>alert(1)</script> ![x](https://evil.test/?q=1) [a](javascript:x) | `b` *c*',
  mentions: '@org/all #1 GH-2 ada@acme.test :tada: https://evil.test',
  terminal: '\u{1b}[31mred\u{1b}[0m \u{1b}]8;;https://evil.test\u{7}link\u{9b}2J ::error::no ##[group]x',
  bidi: 'ada\u{202e}gnp.exe',
  lines: 'one\n::warning::two\r\n| three |\u{2028}four',
  xml: ']]> --> <!-- &amp; " \u{0}\u{fffe}\u{d800}',
  long: 'x'.repeat(1_000),
} as const

const toNist = (requirement: string, fit: Mapping['fit']): Mapping => ({
  framework: 'nist-800-53',
  requirement,
  fit,
  confidence: 'confirmed',
  source: 'NIST OSCAL content',
})
const toDraft = (requirement: string): Mapping => ({
  framework: 'nist-800-63b-4',
  requirement,
  fit: 'direct',
  confidence: 'unconfirmed',
  source: 'NIST SP 800-63B-4',
})

export const controls: readonly Omit<ControlReport, 'summary'>[] = [
  {
    id: 'BC-01',
    title: 'Every person has a second factor',
    rule: 'mfa-missing',
    severity: 'critical',
    references: [],
    mappings: [toNist('IA-2(1)', 'supporting')],
  },
  {
    id: 'BC-04',
    title: 'Backup codes are regenerated every year',
    rule: 'over-age',
    severity: 'high',
    references: ['NIST SP 800-53 IA-5(f)'],
    mappings: [toNist('IA-5(f)', 'direct'), toDraft('4.2.1.1')],
  },
  {
    id: 'BC-03',
    title: 'Rotation is planned | a month ahead',
    rule: 'rotation-due',
    severity: 'medium',
    references: ['A.5.17', 'CC6.1'],
    mappings: [toNist('IA-5(f)', 'direct')],
  },
  { id: 'BC-09', title: 'Names tell what they open', rule: 'bad-name', severity: 'low', references: [], mappings: [] },
  { id: 'BC-10', title: 'Nobody is asked', rule: 'expired', severity: 'info', references: [], mappings: [toNist('SC-12(1)', 'supporting')] },
]

const of = (control: string, over: Partial<Finding>): Finding => {
  const { id, rule, severity } = controls.find((one) => one.id === control)!
  return { ...aFinding(), control: id, rule, severity, standing: 'open', evidence: [], ...over }
}

const register = (line: number, value: string): Finding['evidence'][number] => ({
  source: 'register',
  file: 'escrow/register.yaml',
  line,
  fact: 'generated',
  value,
  collectedAt: '2026-11-23T00:00:00.000Z',
})

const someFindings: readonly Finding[] = [
  of('BC-01', { subject: 'github:ada', outcome: 'pass', message: 'github:ada has a second factor.' }),
  of('BC-01', {
    subject: 'github:linus',
    outcome: 'unknown',
    message: 'It is not known whether github:linus has a second factor.',
    evidence: [
      {
        source: 'github-acme',
        file: 'evidence/members.json',
        record: '/5',
        fact: 'hasTwoFactorEnabled',
        value: 'null',
        collectedAt: '2026-11-22T21:00:00.000Z',
      },
    ],
  }),
  of('BC-01', { subject: 'aws:111122223333/deploy', outcome: 'not-applicable', message: 'aws:111122223333/deploy has no password to sign in with.' }),
  of('BC-01', { subject: `custom:${HOSTILE.markup}`, outcome: 'fail', message: `${HOSTILE.markup} has no second factor.`, owner: HOSTILE.mentions }),
  of('BC-01', {
    subject: `custom:${HOSTILE.terminal}`,
    outcome: 'unknown',
    message: `Nobody knows ${HOSTILE.terminal}.`,
    evidence: [{ source: HOSTILE.markup, file: HOSTILE.lines, line: 7, fact: HOSTILE.mentions, value: HOSTILE.xml }],
  }),
  of('BC-04', {
    subject: 'github:grace',
    owner: 'grace@acme.test',
    outcome: 'fail',
    message: 'Backup codes are 398 days old; the limit is 365 days.',
    due: '2026-10-20T09:00:00.000Z',
    evidence: [register(59, '2025-10-20T09:00:00.000Z')],
    remediation: 'GitHub: Settings → Password and authentication → Recovery codes → Generate new recovery codes.',
  }),
  of('BC-04', {
    subject: 'github:octo-bot',
    outcome: 'fail',
    standing: 'waived',
    waiver: { id: 'W-2026-014', reason: 'The account closes with the migration', owner: 'grace@acme.test', approvedBy: 'ada@acme.test', expires: '2026-12-31' },
    message: 'Backup codes are 500 days old; the limit is 365 days.',
    due: '2026-07-11T00:00:00.000Z',
  }),
  of('BC-04', { subject: 'github:radia', outcome: 'fail', standing: 'known', message: 'Backup codes are 400 days old; the limit is 365 days.' }),
  of('BC-04', {
    subject: 'github:katherine',
    owner: 'katherine@acme.test',
    outcome: 'pass',
    message: 'Backup codes are 347 days old; the limit is 365 days.',
    due: '2026-12-10T08:30:00.000Z',
  }),
  of('BC-04', { subject: `custom:${HOSTILE.bidi}`, outcome: 'fail', message: `${HOSTILE.bidi} is over age.`, remediation: HOSTILE.lines }),
  of('BC-03', {
    subject: 'github:katherine',
    owner: 'katherine@acme.test',
    outcome: 'fail',
    message: 'Rotation is due on 2026-12-10; notice is given 30 days before.',
    due: '2026-12-10T08:30:00.000Z',
    evidence: [register(74, '2025-12-10T08:30:00.000Z')],
  }),
  of('BC-03', { subject: `custom:${HOSTILE.xml}`, outcome: 'pass', message: HOSTILE.xml, due: '2027-02-21T00:00:00.000Z' }),
  of('BC-03', { subject: 'google:ada@acme.test', outcome: 'pass', message: 'Rotation is due on 2027-09-14.', due: '2027-09-14T12:00:00.000Z' }),
  of('BC-09', {
    subject: `custom:${HOSTILE.long}`,
    outcome: 'fail',
    message: `${HOSTILE.long} says nothing.`,
    evidence: [{ source: 'register', fact: 'name', value: HOSTILE.long }],
  }),
  of('BC-09', { subject: `aws:111122223333/${HOSTILE.formula}`, outcome: 'fail', message: HOSTILE.formula, owner: HOSTILE.formula, remediation: '\t=1' }),
  of('BC-09', { subject: 'vault-hq', outcome: 'fail', message: 'The name says nothing.' }),
  of('BC-10', {
    subject: '*',
    outcome: 'unknown',
    message: 'The control matches no subject, and nothing judged is nothing proven.',
    remediation: 'Say allow-empty: true.',
  }),
].map((finding, index) => ({ ...finding, fingerprint: index.toString(16).padStart(64, '0') }))

export interface ReportParts {
  readonly findings?: readonly Finding[]
  readonly gate?: Partial<Gate>
}

/** A current set, an earlier one, one of which it is open, and one that is called what means harm. */
export const codeSets: readonly ReportedCodeSet[] = [
  {
    account: 'github:grace',
    service: 'GitHub',
    rotation: 'scheduled',
    regenerate: 'GitHub: Settings → Password and authentication → Recovery codes → Generate new recovery codes.',
    name: 'GitHub Work',
    owner: 'grace@acme.test',
    tier: 'production',
    status: 'active',
    current: 'yes',
    generated: '2025-10-20T09:00:00.000Z',
    issued: 16,
    remaining: 15,
    counted: 14,
    used: [{ at: '2026-05-02T08:00:00.000Z', code: 5 }],
    tested: '2025-10-20T09:05:00.000Z',
    reviewed: '2026-10-01T00:00:00.000Z',
    checked: '2026-11-01T00:00:00.000Z',
    plan: 'Annual (October 20)',
    copies: [
      { location: 'vault-hq', kind: 'vault', site: 'eu-west-1', item: 'secret/data/escrow/github/grace', stored: '2025-10-20T09:02:00.000Z' },
      { location: 'hq-safe', kind: 'safe', site: 'hq', item: 'bag 0031' },
      { location: 'branch-safe' },
    ],
    file: 'escrow/register.yaml',
    line: 51,
  },
  {
    account: 'github:grace',
    service: 'GitHub',
    rotation: 'scheduled',
    regenerate: 'As above.',
    status: 'revoked',
    current: 'no',
    generated: '2024-10-20T09:00:00.000Z',
  },
  {
    account: 'bitwarden:ada@acme.test',
    service: 'Bitwarden',
    rotation: 'on-use',
    regenerate: 'Bitwarden: use it.',
    status: 'active',
    current: 'unknown',
    copies: [],
  },
  {
    account: 'github:radia',
    service: 'GitHub',
    rotation: 'scheduled',
    regenerate: 'As above.',
    status: 'lost',
    since: '2026-11-10T09:00:00.000Z',
    current: 'yes',
  },
  {
    account: `custom:${HOSTILE.markup}`,
    service: HOSTILE.xml,
    rotation: 'none',
    regenerate: HOSTILE.terminal,
    name: HOSTILE.markup,
    owner: HOSTILE.mentions,
    tier: HOSTILE.bidi,
    status: 'active',
    current: 'yes',
    plan: HOSTILE.lines,
    copies: [{ location: HOSTILE.xml, site: HOSTILE.bidi, item: HOSTILE.long }],
    file: HOSTILE.lines,
    line: 1,
  },
]

const access = (at: string, over: Partial<ReportedAccess> = {}): ReportedAccess => ({
  at,
  action: 'view',
  location: 'vault-hq',
  actor: 'ada@acme.test (oidc-ada)',
  outcome: 'success',
  audited: 'yes',
  accounts: ['github:grace'],
  source: 'vault-hq',
  file: 'evidence/vault/audit.jsonl',
  line: 7,
  ...over,
})

/** Of every kind, within a year and before it; one by somebody, at a place and to accounts that are called what means harm. */
export const accesses: readonly ReportedAccess[] = [
  access('2025-03-02T10:00:00.000Z'),
  access('2026-02-03T09:00:00.000Z'),
  access('2026-02-04T09:00:00.000Z', { audited: 'unknown', outcome: 'unknown' }),
  access('2026-10-08T16:30:52.600Z', { action: 'export', audited: 'no', accounts: ['github:grace', 'github:radia'] }),
  access('2026-11-02T08:00:00.000Z', {
    location: HOSTILE.xml,
    actor: HOSTILE.mentions,
    audited: 'no',
    accounts: [`custom:${HOSTILE.markup}`],
    source: HOSTILE.bidi,
    file: HOSTILE.lines,
  }),
]

const summaryOf = (findings: readonly Finding[]): Summary => {
  const count = (outcome: Finding['outcome']): number => findings.filter((finding) => finding.outcome === outcome).length
  return {
    pass: count('pass'),
    fail: count('fail'),
    unknown: count('unknown'),
    notApplicable: count('not-applicable'),
    waived: findings.filter(({ standing }) => standing === 'waived').length,
  }
}

const isQuiet = ({ outcome }: Finding): boolean => outcome === 'pass' || outcome === 'not-applicable'

/** The report; with other findings or another gate, what follows from them fits. */
export const aReport = ({ findings = someFindings, gate: over = {} }: ReportParts = {}): Report => {
  const gate: Gate = { failOn: 'medium', allowIncomplete: false, exitZero: false, ...over }
  const sorted = [...findings].sort(bySeverity)
  const summary = summaryOf(sorted)
  return {
    schema: 'sparekey-report/1',
    asOf: '2026-11-23T00:00:00.000Z',
    complete: summary.unknown === 0,
    exitCode: exitCode(sorted, gate),
    gate,
    policy: {
      id: 'organization-backup-codes',
      title: 'Organizational backup code policy',
      sha256: digest('a'),
      files: [{ file: 'policies/organization.yaml', sha256: digest('a') }],
    },
    sources: [
      {
        id: 'github-acme',
        type: 'github',
        records: 17,
        unreadable: 0,
        later: 0,
        collectedAt: '2026-11-22T21:00:00.000Z',
        sha256: digest('b'),
        files: [
          { file: 'evidence/members.json', sha256: digest('c') },
          { file: `evidence/${HOSTILE.markup}.json`, sha256: digest('d') },
        ],
      },
      { id: 'register', type: 'register', records: 12, unreadable: 0, later: 0, collectedAt: '2026-11-23T00:00:00.000Z', files: [] },
      {
        id: 'safe-form',
        type: 'custody',
        location: 'hq-safe',
        grade: 'manual',
        records: 1,
        unreadable: 2,
        later: 0,
        collectedAt: '2026-11-23T00:00:00.000Z',
        files: [],
      },
      {
        id: 'vault-hq',
        type: 'vault',
        location: 'vault-hq',
        grade: 'server',
        covers: { from: '2025-09-01T00:00:00.000Z', to: '2026-11-23T00:00:00.000Z' },
        records: 1204,
        unreadable: 0,
        later: 3,
        collectedAt: '2026-11-23T00:00:00.000Z',
        sha256: digest('e'),
        files: [{ file: 'evidence/vault/audit.jsonl', sha256: digest('e') }],
      },
    ],
    summary,
    controls: controls.map((control, index) => ({
      ...control,
      file: 'policies/organization.yaml',
      line: 10 * (index + 1),
      references: [...control.references],
      mappings: [...control.mappings],
      summary: summaryOf(sorted.filter(({ control: id }) => id === control.id)),
    })),
    findings: sorted.filter((finding) => !isQuiet(finding)),
    codeSets: [...codeSets],
    accesses: [...accesses],
    quietOf: (id) => sorted.filter((finding) => finding.control === id && isQuiet(finding)),
    gaps: [
      {
        fact: 'log of ops-notes',
        source: 'register',
        reason: 'not-configured',
        detail: 'no source reads a log of ops-notes',
        file: 'escrow/register.yaml',
        line: 97,
      },
      { fact: HOSTILE.mentions, source: HOSTILE.bidi, reason: 'unreadable', detail: HOSTILE.terminal, file: HOSTILE.lines, record: '/0|1' },
    ],
    waivers: [
      { id: 'W-2026-009', control: 'BC-03', subject: 'github:katherine', problem: 'expired', detail: 'it expired at the end of 2026-10-31' },
      {
        id: 'W-2026-016',
        control: 'BC-01',
        subject: HOSTILE.markup,
        problem: 'self-approved',
        detail: `owner and approver are the same, ${HOSTILE.mentions}: it does not hold`,
      },
    ],
    limits: [
      {
        id: 'use-not-visible',
        detail: 'No source shows whether a code of these accounts was used at the provider.',
        subjects: ['github:grace', HOSTILE.markup],
      },
      { id: 'people-asserted', detail: 'That a copy was opened is written down by people: these forms show what was recorded.', subjects: ['hq-safe'] },
    ],
  }
}

/** A report of one control with nothing to tell but a pass. */
export const aQuietReport = (): Report => ({ ...aReport({ findings: [someFindings[0]!] }), gaps: [], waivers: [], limits: [] })
