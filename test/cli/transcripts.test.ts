/** What a user sees, kept as files in test/transcripts: the command, what it prints, and how it ends. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { aChain, aCheckpoint, anAccess, linesOf, notesText, opening, operator, pemOf, second, textOf } from '../support/own-log.ts'
import { publish } from '../../src/log/note.ts'
import { AS_OF, copyOf, type Edit, edit, type Ended, type Organisation, sparekey } from '../support/command-line.ts'

interface Scenario {
  /** The name of the file. */
  readonly name: string
  readonly title: string
  /** What is so in the organisation, for whoever reads the transcript. */
  readonly given?: string
  readonly args: readonly string[]
  readonly organisation: Organisation
  readonly edits?: readonly Edit[]
  /** Files beside the organisation's own; a path may lead out of its folder. */
  readonly files?: Readonly<Record<string, string>>
  /** A command that ran before, and what changed after it; and another that ran then. */
  readonly before?: readonly string[]
  readonly then?: readonly Edit[]
  readonly between?: readonly string[]
  /** How many lines of stdout are kept. */
  readonly lines?: number
}

const audit = (...args: readonly string[]): readonly string[] => ['audit', '--as-of', AS_OF, ...args]

const notKnown: Edit = {
  file: 'evidence/members-graphql.json',
  find: '"hasTwoFactorEnabled": true, "role": "MEMBER"',
  replace: '"hasTwoFactorEnabled": null, "role": "MEMBER"',
}
const tooOld: Edit = { file: 'register.yaml', find: 'generated: 2026-05-04', replace: 'generated: 2025-05-04' }

const broken: readonly Edit[] = [
  { file: 'policy.yaml', find: 'severity: critical', replace: 'sevrity: critical' },
  { file: 'policy.yaml', find: 'severity: high', replace: 'severity: hgih' },
  { file: 'register.yaml', find: 'location: safe,', replace: 'location:\tsaef,' },
  { file: 'waivers.yaml', find: '[]', replace: '\n  - { id: W-1, control: T-01, subject: github:ada, reason: She said "no", owner: a, approved-by: b }' },
]

/** An own log of the organisation, sealed but for its last record. */
const kept = { account: 'github:ada', location: 'safe', item: 'bag 1', actor: 'ada@tidy.test', generated: '2026-03-15T10:00:00.000Z' }
const logLines = linesOf(
  aChain([opening, anAccess(kept), { kind: 'use', ...kept, code: 5, ticket: 'INC-104' }, { kind: 'heartbeat' }, anAccess({ ...kept, action: 'copy' })], {
    start: Date.parse(AS_OF) - 86_400_000,
  }),
)
const SEALED = 4
const sealed = logLines.slice(0, SEALED)
const ownLog = (lines: readonly string[], note = aCheckpoint(sealed)): Readonly<Record<string, string>> => ({
  'log.jsonl': textOf(lines),
  'log.jsonl.checkpoint': notesText(note),
})
const onLog = (command: string, ...args: readonly string[]): readonly string[] => ['log', command, '--log', 'log.jsonl', ...args]
const verify = (...args: readonly string[]): readonly string[] => onLog('verify', '--key', publish(operator), '--as-of', AS_OF, ...args)
const byAda = ['--account', 'github:ada', '--by', 'ada@tidy.test'] as const
const usedCode: Edit = {
  file: 'register.yaml',
  find: 'generated: 2026-03-15T10:00:00Z',
  replace: 'generated: 2026-03-15T10:00:00Z\n    used: [{ at: 2026-11-22, code: 5 }]',
}

/** Cases of the policy of the organisation. */
const cases = (...lines: readonly string[]): string => ['policy: policy.yaml', 'as-of: 2026-11-23T00:00:00Z', 'cases:', ...lines, ''].join('\n')
const overAge = '    given: { code-sets: [{ account: "github:ada", status: active, generated: 2025-11-22 }] }'
const holding = cases('  - name: A year and a day is over age', overAge, '    expect: [{ control: T-02, subject: "github:ada", outcome: fail }]')
const breaking = cases(
  '  - name: A year and a day is not yet over age',
  overAge,
  '    expect: [{ control: T-02, subject: "github:ada", outcome: pass }]',
  '  - name: Nothing is wrong',
  overAge,
  '    controls: [T-02]',
  '    expect: []',
)
const wrong = cases(
  '  - name: One',
  '    given: { code-sets: [{ acount: "github:ada", status: active }] }',
  '    expect: [{ control: T-33, subject: "*", outcome: failed }]',
)
const OURS = `policy: ours
title: Ours
extends: [sparekey:organization]
adjust:
  - { control: BC-04, severity: critical, params: { interval: 180d } }
  - { control: BC-15, disabled: Nobody here signs in by single sign-on }
`

const A_WEEK_AGO = '2026-11-16T00:00:00Z'
const OPEN = `# {{policy.title}} on {{date asOf}}

{{#each findings}}
- {{markdownCode subject}} of {{owner}}: {{message}}
{{/each}}
`

const scenarios: readonly Scenario[] = [
  { name: 'audit-passes', title: 'Everything is proven', organisation: 'tidy', args: audit() },
  {
    name: 'audit-fails',
    title: 'Codes are over age',
    given: 'The codes of grace were generated in May 2025.',
    organisation: 'tidy',
    edits: [tooOld],
    args: audit(),
  },
  {
    name: 'audit-incomplete',
    title: 'Evidence is incomplete',
    given: 'GitHub does not say whether grace has a second factor.',
    organisation: 'tidy',
    edits: [notKnown],
    args: audit(),
  },
  {
    name: 'audit-allow-incomplete',
    title: 'Incomplete evidence, tolerated',
    given: 'GitHub does not say whether grace has a second factor.',
    organisation: 'tidy',
    edits: [notKnown],
    args: audit('--allow-incomplete', '-o', 'json=out/audit.json'),
  },
  {
    name: 'audit-allow-incomplete-never-hides-a-failure',
    title: 'Tolerating what is unknown hides no failure',
    given: 'GitHub does not say whether grace has a second factor, and her codes are over age.',
    organisation: 'tidy',
    edits: [notKnown, tooOld],
    args: audit('--allow-incomplete', '-o', 'json=out/audit.json'),
  },
  {
    name: 'audit-exit-zero',
    title: 'A failure that does not count',
    given: 'The codes of grace are over age.',
    organisation: 'tidy',
    edits: [tooOld],
    args: audit('--exit-zero', '-o', 'json=out/audit.json'),
  },
  {
    name: 'audit-exit-zero-incomplete',
    title: 'Not counting failures does not hide what is unknown',
    given: 'GitHub does not say whether grace has a second factor, and her codes are over age.',
    organisation: 'tidy',
    edits: [notKnown, tooOld],
    args: audit('--exit-zero', '-o', 'json=out/audit.json'),
  },
  {
    name: 'audit-below-threshold',
    title: 'A failure below the threshold',
    given: 'The codes of grace are over age, which the policy calls high.',
    organisation: 'tidy',
    edits: [tooOld],
    args: audit('--fail-on', 'critical', '-o', 'json=out/audit.json'),
  },
  { name: 'audit-example', title: 'The example organisation', organisation: 'acme', args: audit(), lines: 30 },
  { name: 'audit-group-by', title: 'The controls by requirement of a framework', organisation: 'acme', args: audit('--group-by', 'nist-800-63b-4'), lines: 40 },
  {
    name: 'audit-group-by-nothing-to-group',
    title: 'A framework, and no report that tells it',
    organisation: 'acme',
    args: audit('--group-by', 'soc-2', '-o', 'json=out/audit.json'),
  },
  { name: 'usage-group-by-slip', title: 'A framework that is misspelt as a code may look', organisation: 'acme', args: audit('--group-by', 'iso27001') },
  { name: 'usage-looks-like-a-code', title: 'A word that is near to none of ours', organisation: 'acme', args: audit('--group-by', 'a1b2-c3d4') },
  { name: 'usage-group-by', title: 'An unknown framework', organisation: 'acme', args: audit('--group-by', 'nist-800-35') },
  { name: 'audit-example-to-files', title: 'Reports in files', organisation: 'acme', args: audit('-o', 'junit=out/audit.xml', '-o', 'markdown=out/audit.md') },
  {
    name: 'audit-configured-reports',
    title: 'Reports that the configuration asks for',
    organisation: 'tidy',
    edits: [{ file: 'sparekey.yaml', find: 'version: 1', replace: 'version: 1\nreports: [json=out/audit.json, junit=out/audit.xml]' }],
    args: audit(),
  },
  {
    name: 'audit-broken-files',
    title: 'Mistakes in several files',
    organisation: 'tidy',
    edits: broken,
    args: audit(),
  },
  {
    name: 'audit-missing-file',
    title: 'A file that is not there',
    organisation: 'tidy',
    edits: [{ file: 'sparekey.yaml', find: 'policy: policy.yaml', replace: 'policy: [policy.yaml, policies/more.yaml]' }],
    args: audit(),
  },
  {
    name: 'audit-no-policy',
    title: 'A configuration without a policy',
    organisation: 'tidy',
    edits: [{ file: 'sparekey.yaml', find: 'policy: policy.yaml\n', replace: '' }],
    args: audit(),
  },
  { name: 'audit-missing-configuration', title: 'A configuration that is not there', organisation: 'tidy', args: audit('--config', 'spare-key.yaml') },
  { name: 'audit-configuration-is-a-folder', title: 'A folder for a configuration', organisation: 'tidy', args: audit('--config', '.') },
  {
    name: 'audit-missing-policy',
    title: 'A policy on the command line that is not there',
    organisation: 'tidy',
    args: audit('--policy', 'policies/more.yaml'),
  },
  {
    name: 'audit-path-outside',
    title: 'A path that leaves the folder',
    given: 'The configuration names a policy in the folder above its own.',
    organisation: 'tidy',
    edits: [{ file: 'sparekey.yaml', find: 'policy: policy.yaml', replace: 'policy: ../shared.yaml' }],
    files: { '../shared.yaml': 'policy: shared\ntitle: Shared\ncontrols:\n  - { id: S-01, title: Second factor, rule: mfa-missing, severity: high }\n' },
    args: audit(),
  },
  {
    name: 'audit-path-outside-allowed',
    title: 'A path that leaves the folder, allowed',
    given: 'The configuration names a policy in the folder above its own.',
    organisation: 'tidy',
    edits: [{ file: 'sparekey.yaml', find: 'policy: policy.yaml', replace: 'policy: ../shared.yaml' }],
    files: { '../shared.yaml': 'policy: shared\ntitle: Shared\ncontrols:\n  - { id: S-01, title: Second factor, rule: mfa-missing, severity: high }\n' },
    args: audit('--allow-outside', '-o', 'json=out/audit.json'),
  },
  {
    name: 'audit-wrong-reports',
    title: 'Reports that cannot be meant',
    organisation: 'tidy',
    edits: [{ file: 'sparekey.yaml', find: 'version: 1', replace: 'version: 1\nreports: [jsn=out/a.json, json=../a.json, text, json]' }],
    args: audit(),
  },
  {
    name: 'audit-unwritable',
    title: 'Reports that cannot be written',
    organisation: 'tidy',
    args: audit('-o', 'json=evidence', '-o', 'junit=policy.yaml/audit.xml'),
  },
  { name: 'usage-no-command', title: 'No command', organisation: 'tidy', args: [] },
  { name: 'usage-unknown-command', title: 'An unknown command', organisation: 'tidy', args: ['adit'] },
  { name: 'usage-unknown-flag', title: 'An unknown flag', organisation: 'tidy', args: audit('--polcy', 'policy.yaml') },
  { name: 'usage-flag-twice', title: 'A flag given twice', organisation: 'tidy', args: audit('--fail-on', 'low', '--fail-on', 'high') },
  { name: 'usage-value-missing', title: 'A value that is missing', organisation: 'tidy', args: ['audit', '--as-of'] },
  { name: 'usage-value-swallowed', title: 'A flag where a value belongs', organisation: 'tidy', args: ['audit', '--config', '--all'] },
  { name: 'usage-fail-on', title: 'An unknown severity', organisation: 'tidy', args: audit('--fail-on', 'hgih') },
  { name: 'usage-unknown-format', title: 'An unknown format', organisation: 'tidy', args: audit('-o', 'jnit=out/audit.xml') },
  { name: 'usage-file-for-format', title: 'A file name where a format belongs', organisation: 'tidy', args: audit('-o', 'audit.xml') },
  { name: 'usage-two-on-stdout', title: 'Two reports on stdout', organisation: 'tidy', args: audit('-o', 'json', '-o', 'text') },
  { name: 'usage-as-of-without-offset', title: 'A date without time and offset', organisation: 'tidy', args: ['audit', '--as-of', '2026-11-23'] },
  { name: 'usage-as-of-impossible', title: 'A date that no calendar has', organisation: 'tidy', args: ['audit', '--as-of', '2026-02-30T00:00:00Z'] },
  { name: 'help', title: 'Help', organisation: 'tidy', args: ['--help'] },
  { name: 'help-audit', title: 'Help of audit', organisation: 'tidy', args: ['help', 'audit'] },
  { name: 'help-collect', title: 'Help of collect', organisation: 'tidy', args: ['collect', '--help'] },
  { name: 'help-doctor', title: 'Help of doctor', organisation: 'tidy', args: ['doctor', '--help'] },
  { name: 'collect-to-file', title: 'An inventory in a file', organisation: 'acme', args: ['collect', '--as-of', AS_OF, '-o', 'inventory.json'] },
  {
    name: 'collect-with-gaps',
    title: 'An inventory with gaps',
    given: 'A kept file is not there, and to one organisation there are no credentials.',
    organisation: 'tidy',
    edits: [
      { file: 'sparekey.yaml', find: 'evidence/members-graphql.json', replace: 'evidence/members-grapql.json' },
      { file: 'sparekey.yaml', find: 'sources:\n', replace: 'sources:\n  - { id: github-acme, type: github, organization: acme }\n' },
    ],
    args: ['collect', '--as-of', AS_OF, '-o', 'inventory.json'],
  },
  {
    name: 'collect-keep-raw-not-empty',
    title: 'A folder for raw answers that is not empty',
    organisation: 'tidy',
    edits: [{ file: 'sparekey.yaml', find: 'sources:\n', replace: 'sources:\n  - { id: github-acme, type: github, organization: acme }\n' }],
    args: ['collect', '--as-of', AS_OF, '--keep-raw', 'evidence', '-o', 'inventory.json'],
  },
  { name: 'collect-unwritable', title: 'An inventory that cannot be written', organisation: 'tidy', args: ['collect', '-o', 'evidence'] },
  { name: 'audit-no-inventory', title: 'An inventory that is none', organisation: 'tidy', args: audit('--inventory', 'register.yaml') },
  {
    name: 'audit-inventory-and-keep-raw',
    title: 'Options that exclude each other',
    organisation: 'tidy',
    args: audit('--inventory', 'inventory.json', '--keep-raw', 'raw'),
  },
  {
    name: 'audit-inventory-and-state',
    title: 'A state where no log is read',
    organisation: 'tidy',
    args: audit('--inventory', 'inventory.json', '--state', 'state.json'),
  },
  {
    name: 'audit-state-refused',
    title: 'A state that does not fit',
    given: 'The file was changed since it was written.',
    organisation: 'tidy',
    before: audit('--state', 'state.json', '-o', 'json=out/before.json'),
    then: [{ file: 'state.json', find: '"files": [', replace: '"files": [{}' }],
    args: audit('--state', 'state.json', '-o', 'json=out/audit.json'),
  },
  {
    name: 'audit-state-unwritable',
    title: 'A state that could not be written',
    organisation: 'tidy',
    args: audit('--state', 'evidence', '-o', 'json=out/audit.json'),
  },
  {
    name: 'doctor-fails',
    title: 'What cannot be seen',
    given: 'To one organisation there are no credentials.',
    organisation: 'tidy',
    edits: [{ file: 'sparekey.yaml', find: 'sources:\n', replace: 'sources:\n  - { id: github-acme, type: github, organization: acme }\n' }],
    args: ['doctor'],
  },
  { name: 'doctor-passes', title: 'Everything can be seen', organisation: 'acme', args: ['doctor'] },
  {
    name: 'audit-baseline',
    title: 'Only what is new counts',
    given: 'The baseline is a report of today: everything that fails is known.',
    organisation: 'acme',
    before: ['audit', '--as-of', AS_OF, '-o', 'json=baseline.json'],
    args: audit('--baseline', 'baseline.json', '-o', 'junit=out/audit.xml'),
  },
  {
    name: 'audit-history',
    title: 'The trend since the first run',
    given: 'A week ago the codes of grace were over age.',
    organisation: 'tidy',
    edits: [tooOld],
    before: ['audit', '--as-of', A_WEEK_AGO, '--history', 'history.jsonl', '-o', 'json=out/audit.json'],
    then: [{ file: tooOld.file, find: tooOld.replace, replace: tooOld.find }],
    args: audit('--history', 'history.jsonl', '-o', 'markdown'),
    lines: 48,
  },
  {
    name: 'audit-history-changed',
    title: 'A history that was changed',
    organisation: 'tidy',
    before: ['audit', '--as-of', A_WEEK_AGO, '--history', 'history.jsonl', '-o', 'json=out/audit.json'],
    then: [{ file: 'history.jsonl', find: '"overdue":0', replace: '"overdue": 0' }],
    args: audit('--history', 'history.jsonl'),
  },
  { name: 'audit-history-none', title: 'A history that is none', organisation: 'tidy', args: audit('--history', 'register.yaml') },
  {
    name: 'audit-history-cut',
    title: 'A line that was cut while it was appended',
    given: 'A run was killed while it appended the first line.',
    organisation: 'tidy',
    files: { 'history.jsonl': '{"asOf":"2026-11-16T00:00' },
    args: audit('--history', 'history.jsonl', '-o', 'json=out/audit.json'),
  },
  {
    name: 'audit-history-unwritable',
    title: 'A history that cannot be appended to',
    organisation: 'tidy',
    args: audit('--history', 'policy.yaml/history.jsonl', '-o', 'json=out/audit.json'),
  },
  {
    name: 'audit-history-overwritten',
    title: 'A report in the place of the history',
    organisation: 'tidy',
    args: audit('--history', 'out/audit.json', '-o', 'json=out/audit.json'),
  },
  {
    name: 'audit-history-outside',
    title: 'A history outside the folder of the configuration',
    organisation: 'tidy',
    edits: [{ file: 'sparekey.yaml', find: 'version: 1', replace: 'version: 1\nhistory: ../history.jsonl' }],
    args: audit(),
  },
  {
    name: 'audit-template',
    title: 'A template of your own',
    organisation: 'tidy',
    edits: [tooOld],
    files: { 'open.md.hbs': OPEN },
    args: audit('-o', 'template=open.md.hbs'),
  },
  {
    name: 'audit-template-configured',
    title: 'A template that the configuration names',
    organisation: 'tidy',
    edits: [{ file: 'sparekey.yaml', find: 'version: 1', replace: 'version: 1\nreports: ["template=open.md.hbs:out/open.md"]' }],
    files: { 'open.md.hbs': OPEN },
    args: audit(),
  },
  {
    name: 'audit-template-outside',
    title: 'A template outside the folder of the configuration, and one that is not there',
    organisation: 'tidy',
    edits: [
      { file: 'sparekey.yaml', find: 'version: 1', replace: 'version: 1\nreports: ["template=../open.md.hbs:out/open.md", "template=opne.md.hbs:out/a.md"]' },
    ],
    files: { '../open.md.hbs': OPEN },
    args: audit(),
  },
  {
    name: 'audit-template-wrong',
    title: 'A template that cannot be compiled',
    organisation: 'tidy',
    files: { 'open.md.hbs': OPEN.replace('{{date asOf}}', '{{dat asOf}}'), 'closed.md.hbs': OPEN.replace('{{/each}}', '{{/if}}') },
    args: audit('-o', 'template=open.md.hbs:out/open.md', '-o', 'template=closed.md.hbs:out/closed.md'),
  },
  {
    name: 'audit-template-misspelt',
    title: 'A template that misspells a name',
    given: 'No failure is open, so that what the template says of one would not be rendered.',
    organisation: 'tidy',
    files: { 'open.md.hbs': OPEN.replace('{{owner}}', '{{ownr}}') },
    args: audit('-o', 'template=open.md.hbs:out/open.md'),
  },
  {
    name: 'audit-template-fails',
    title: 'A template that fails on the report',
    given: 'The codes of grace are over age, and the template takes it for granted that this is waived.',
    organisation: 'tidy',
    edits: [tooOld],
    files: { 'open.md.hbs': OPEN.replace('{{owner}}', '{{waiver.reason}}') },
    args: audit('-o', 'template=open.md.hbs:out/open.md', '-o', 'json=out/audit.json'),
  },
  { name: 'usage-template', title: 'A template without its ending', organisation: 'tidy', args: audit('-o', 'template=open.md:out/open.md') },
  { name: 'audit-baseline-none', title: 'A baseline that is none', organisation: 'tidy', args: audit('--baseline', 'register.yaml') },
  {
    name: 'audit-baseline-other-policy',
    title: 'A baseline of another policy',
    organisation: 'acme',
    before: ['audit', '--as-of', AS_OF, '-o', 'json=baseline.json'],
    args: audit('--policy', 'policies/organization.yaml', '--baseline', 'baseline.json'),
  },
  {
    name: 'diff',
    title: 'What has changed since',
    organisation: 'tidy',
    before: ['audit', '--as-of', AS_OF, '-o', 'json=before.json'],
    then: [tooOld],
    between: ['audit', '--as-of', AS_OF, '-o', 'json=after.json'],
    args: ['diff', 'before.json', 'after.json', '--fail-on-new'],
  },
  { name: 'diff-none', title: 'Reports that are none', organisation: 'tidy', args: ['diff', 'register.yaml', 'before.json'] },
  { name: 'help-diff', title: 'Help of diff', organisation: 'tidy', args: ['diff', '--help'] },
  {
    name: 'simulate',
    title: 'What another policy would change',
    organisation: 'tidy',
    files: {
      'stricter.yaml':
        'policy: stricter\ntitle: Every quarter\nextends: [policy.yaml]\ncontrols:\n  - { id: T-09, title: Every quarter, rule: over-age, severity: high, params: { interval: 90d } }\n',
    },
    args: ['simulate', '--as-of', AS_OF, '--policy', 'stricter.yaml', '--fail-on-new'],
  },
  { name: 'simulate-without-policy', title: 'A simulation of nothing', organisation: 'tidy', args: ['simulate'] },
  { name: 'help-simulate', title: 'Help of simulate', organisation: 'tidy', args: ['simulate', '--help'] },
  { name: 'calendar', title: 'What falls due', organisation: 'acme', args: ['calendar', '--as-of', AS_OF] },
  {
    name: 'calendar-of-nobody',
    title: 'An owner who is not there',
    organisation: 'acme',
    args: ['calendar', '--as-of', AS_OF, '--owner', 'graec@acme.test'],
  },
  {
    name: 'calendar-of-covered',
    title: 'What falls due for the owner of what somebody else had waived',
    given: 'Codes of grace are overdue, and a waiver of ada covers them until the end of November.',
    organisation: 'acme',
    edits: [
      {
        file: 'policies/waivers.yaml',
        find: 'waivers:\n',
        replace:
          'waivers:\n  - { id: W-2026-016, control: BC-04, subject: github:grace, reason: She is on leave, owner: ada@acme.test, approved-by: radia@acme.test, created: 2026-11-01, expires: 2026-11-30 }\n',
      },
    ],
    args: ['calendar', '--as-of', AS_OF, '--owner', 'grace@acme.test'],
  },
  { name: 'calendar-behind', title: 'A horizon that lies behind', organisation: 'acme', args: ['calendar', '--as-of', AS_OF, '--until', '2026-11-22'] },
  { name: 'help-calendar', title: 'Help of calendar', organisation: 'tidy', args: ['calendar', '--help'] },
  { name: 'forecast', title: 'What will fail', organisation: 'acme', args: ['forecast', '--as-of', AS_OF, '--to', '2027-03-31'], lines: 40 },
  {
    name: 'forecast-between-waivers',
    title: 'What will be open between two waivers',
    given: 'One waiver ends with November, and another begins on 20 December.',
    organisation: 'acme',
    edits: [
      {
        file: 'policies/waivers.yaml',
        find: 'waivers:\n',
        replace:
          'waivers:\n' +
          '  - { id: W-2026-016, control: BC-04, subject: github:grace, reason: She is on leave, owner: ada@acme.test, approved-by: radia@acme.test, created: 2026-11-01, expires: 2026-11-30 }\n' +
          '  - { id: W-2026-017, control: BC-04, subject: github:grace, reason: She is on leave, owner: ada@acme.test, approved-by: radia@acme.test, created: 2026-12-20, expires: 2027-01-31 }\n',
      },
    ],
    args: ['forecast', '--as-of', AS_OF, '--to', '2027-01-10'],
    lines: 44,
  },
  { name: 'forecast-without-day', title: 'A forecast without a day', organisation: 'acme', args: ['forecast'] },
  { name: 'help-forecast', title: 'Help of forecast', organisation: 'tidy', args: ['forecast', '--help'] },
  { name: 'help-validate', title: 'Help of validate', organisation: 'tidy', args: ['validate', '--help'] },
  { name: 'help-log', title: 'Help of log', organisation: 'tidy', args: ['log', '--help'] },
  ...(['open', 'access', 'use', 'test', 'review', 'rotate', 'checkpoint', 'verify', 'show'] as const).map((command): Scenario => ({
    name: `help-log-${command}`,
    title: `Help of log ${command}`,
    organisation: 'tidy',
    args: ['log', command, '--help'],
  })),
  {
    name: 'log-open',
    title: 'A log is begun',
    organisation: 'tidy',
    files: { 'log-key.pem': pemOf(1) },
    args: onLog('open', '--origin', 'escrow.acme.test/hq', '--key-file', 'log-key.pem'),
  },
  {
    name: 'log-open-twice',
    title: 'A log is begun only once',
    organisation: 'tidy',
    files: { ...ownLog(logLines), 'log-key.pem': pemOf(1) },
    args: onLog('open', '--origin', 'escrow.acme.test/hq', '--key-file', 'log-key.pem'),
  },
  { name: 'log-open-no-key', title: 'A log without a key', organisation: 'tidy', args: onLog('open', '--origin', 'escrow.acme.test/hq') },
  {
    name: 'log-access',
    title: 'Somebody opened a copy',
    organisation: 'tidy',
    files: ownLog(sealed),
    edits: [usedCode],
    args: onLog('access', ...byAda, '--location', 'safe', '--ticket', 'INC-105'),
  },
  {
    name: 'log-access-code',
    title: 'A code where a ticket belongs',
    organisation: 'tidy',
    files: ownLog(sealed),
    args: onLog('access', ...byAda, '--location', 'safe', '--ticket', 'a1b2c-3d4e5'),
  },
  {
    name: 'log-access-unknown-account',
    title: 'An account that is not registered',
    organisation: 'tidy',
    files: ownLog(sealed),
    edits: [usedCode],
    args: onLog('access', '--account', 'github:adda', '--by', 'ada@tidy.test'),
  },
  { name: 'log-access-missing-values', title: 'Nobody there to be asked', organisation: 'tidy', files: ownLog(sealed), args: onLog('access') },
  {
    name: 'log-use',
    title: 'A code was used',
    organisation: 'tidy',
    files: ownLog(sealed),
    edits: [usedCode],
    args: onLog('use', ...byAda, '--location', 'safe', '--position', '6'),
  },
  {
    name: 'log-use-code',
    title: 'A code where its position belongs',
    organisation: 'tidy',
    files: ownLog(sealed),
    args: onLog('use', ...byAda, '--position', '12345678'),
  },
  {
    name: 'log-use-catches-up',
    title: 'The register is brought up to date',
    given: 'The log has a use that the register does not have: something came between the two.',
    organisation: 'tidy',
    files: ownLog(sealed),
    args: onLog('use', ...byAda, '--location', 'safe', '--position', '6'),
  },
  {
    name: 'log-rotate',
    title: 'New codes',
    organisation: 'tidy',
    files: ownLog(sealed),
    edits: [usedCode],
    args: onLog('rotate', ...byAda, '--generated', AS_OF, '--copy', 'vault', '--copy', 'safe=bag 3'),
  },
  { name: 'log-rotate-no-copies', title: 'New codes that lie nowhere', organisation: 'tidy', files: ownLog(sealed), args: onLog('rotate', ...byAda) },
  { name: 'log-show', title: 'What the log says', organisation: 'tidy', files: ownLog(logLines), args: onLog('show', '--account', 'github:ada') },
  {
    name: 'log-verify-passes',
    title: 'A log that is what was written to it',
    organisation: 'tidy',
    files: ownLog(sealed, aCheckpoint(sealed, [operator, second])),
    edits: [usedCode],
    args: verify('--key', publish(second), '--signers', '2'),
  },
  {
    name: 'log-verify-unsealed',
    title: 'A record after the last checkpoint',
    organisation: 'tidy',
    files: ownLog(logLines),
    edits: [usedCode],
    args: verify(),
  },
  {
    name: 'log-verify-no-key',
    title: 'No key is trusted',
    organisation: 'tidy',
    files: ownLog(sealed),
    edits: [usedCode],
    args: onLog('verify', '--as-of', AS_OF),
  },
  { name: 'log-verify-behind', title: 'A register that lacks what the log says', organisation: 'tidy', files: ownLog(sealed), args: verify() },
  {
    name: 'log-verify-changed',
    title: 'A record that was changed',
    organisation: 'tidy',
    files: ownLog(sealed.map((line) => line.replace('"code":5', '"code":7'))),
    edits: [usedCode],
    args: verify(),
  },
  { name: 'log-verify-truncated', title: 'The end was cut off', organisation: 'tidy', files: ownLog(sealed.slice(0, 2)), args: verify() },
  {
    name: 'log-verify-rewritten',
    title: 'All of it was written anew, and somebody remembers',
    organisation: 'tidy',
    files: {
      ...ownLog(linesOf(aChain([opening, anAccess({ ...kept, action: 'copy' })]))),
      'ours.checkpoint': notesText(aCheckpoint(logLines.slice(0, 1)), aCheckpoint(sealed)),
    },
    args: verify('--remembered', 'ours.checkpoint'),
  },
  {
    name: 'log-checkpoint-cosign-no-name',
    title: 'A second party without a name',
    organisation: 'tidy',
    files: { ...ownLog(sealed), 'ours.pem': pemOf(2) },
    args: onLog('checkpoint', '--cosign', '--key-file', 'ours.pem'),
  },
  {
    name: 'log-checkpoint-cosign',
    title: 'A second party signs',
    organisation: 'tidy',
    files: { ...ownLog(sealed), 'ours.pem': pemOf(2) },
    args: onLog('checkpoint', '--cosign', '--key-file', 'ours.pem', '--key-name', 'second.acme.test', '--key', publish(operator)),
  },
  {
    name: 'log-checkpoint-no-key-file',
    title: 'A key file that is not there',
    organisation: 'tidy',
    files: { ...ownLog(sealed), 'log-key.pem': pemOf(1) },
    args: onLog('checkpoint', '--key-file', 'log-kye.pem'),
  },
  {
    name: 'log-checkpoint-untrusted',
    title: 'A key that seals another log',
    organisation: 'tidy',
    files: { ...ownLog(sealed), 'ours.pem': pemOf(2) },
    args: onLog('checkpoint', '--key-file', 'ours.pem', '--key', publish(operator)),
  },
  {
    name: 'log-checkpoint-remember-foreign',
    title: 'A memory that is something else',
    organisation: 'tidy',
    files: { ...ownLog(sealed), 'ours.pem': pemOf(2) },
    args: onLog(
      'checkpoint',
      '--cosign',
      '--key-file',
      'ours.pem',
      '--key-name',
      'second.acme.test',
      '--key',
      publish(operator),
      '--remember',
      'register.yaml',
    ),
  },
  {
    name: 'log-show-keys',
    title: 'The keys of a log of which the configuration does not name them',
    organisation: 'tidy',
    files: ownLog(sealed),
    edits: [{ file: 'sparekey.yaml', find: 'sources:\n', replace: 'sources:\n  - { id: own-log, type: log, location: safe, files: [log.jsonl] }\n' }],
    args: onLog('show'),
    lines: 1,
  },
  {
    name: 'log-open-key-there',
    title: 'A new key where there is one',
    organisation: 'tidy',
    files: { 'log-key.pem': pemOf(1) },
    args: onLog('open', '--origin', 'escrow.acme.test/hq', '--new-key', 'log-key.pem'),
  },
  {
    name: 'log-open-no-key-file',
    title: 'A key that there is not, for a log that is to be begun',
    organisation: 'tidy',
    args: onLog('open', '--origin', 'escrow.acme.test/hq', '--key-file', 'keys/hq'),
  },
  {
    name: 'log-access-not-in-roster',
    title: 'Somebody whom the roster does not know',
    organisation: 'tidy',
    files: ownLog(sealed),
    args: onLog('access', '--account', 'github:ada', '--by', 'aad@tidy.test', '--location', 'safe', '--ticket', 'INC-104'),
  },
  {
    name: 'log-verify-nothing-remembered',
    title: 'A memory that is not there',
    organisation: 'tidy',
    files: ownLog(sealed),
    edits: [usedCode],
    args: verify('--remembered', 'ours.checkpoint'),
  },
  {
    name: 'log-verify-forgotten',
    title: 'A memory that the configuration names and that is not there',
    organisation: 'tidy',
    files: ownLog(sealed),
    edits: [
      usedCode,
      {
        file: 'sparekey.yaml',
        find: 'sources:\n',
        replace: `sources:\n  - { id: own-log, type: log, location: safe, files: [log.jsonl], checkpoints: [ours.checkpoint], keys: ['${publish(operator)}'] }\n`,
      },
    ],
    args: ['log', 'verify', '--as-of', AS_OF],
  },
  {
    name: 'validate-log-without-keys',
    title: 'An own log without the keys that seal it',
    organisation: 'tidy',
    edits: [{ file: 'sparekey.yaml', find: 'sources:\n', replace: 'sources:\n  - { id: own-log, type: log, location: safe, files: [log.jsonl] }\n' }],
    args: ['validate'],
  },
  { name: 'help-help', title: 'Help of help', organisation: 'tidy', args: ['help', '--help'] },
  { name: 'log-unknown-command', title: 'An unknown command of log', organisation: 'tidy', args: ['log', 'acess'] },
  { name: 'help-test', title: 'The help of test', organisation: 'tidy', args: ['test', '--help'] },
  { name: 'help-playbook', title: 'The help of playbook', organisation: 'tidy', args: ['playbook', '--help'] },
  { name: 'test-passes', title: 'Every case holds', organisation: 'tidy', files: { 'cases.yaml': holding }, args: ['test', 'cases.yaml'] },
  { name: 'test-fails', title: 'Cases that do not hold', organisation: 'tidy', files: { 'cases.yaml': breaking }, args: ['test', 'cases.yaml'] },
  {
    name: 'test-coverage-min',
    title: 'Too little is shown',
    organisation: 'tidy',
    files: { 'cases.yaml': holding },
    args: ['test', 'cases.yaml', '--coverage-min', '100', '-o', 'junit=cases.xml'],
  },
  { name: 'test-mistakes', title: 'Mistakes in cases', organisation: 'tidy', files: { 'cases.yaml': wrong }, args: ['test', 'cases.yaml'] },
  { name: 'test-no-cases', title: 'No cases', organisation: 'tidy', args: ['test'] },
  {
    name: 'playbook-account',
    title: 'What to do about one account',
    organisation: 'acme',
    args: ['playbook', 'lost-device', '--account', 'github:ada', '--as-of', AS_OF],
  },
  {
    name: 'playbook-on-use',
    title: 'What to do about a code that changes only when it is used',
    organisation: 'acme',
    args: ['playbook', 'compromised', '--account', 'bitwarden:ops@acme.test', '--as-of', AS_OF],
    lines: 24,
  },
  {
    name: 'playbook-used-up',
    title: 'What to do where the register says that no code is left',
    organisation: 'acme',
    args: ['playbook', 'lost-device', '--account', 'google:radia@acme.test', '--as-of', AS_OF],
    lines: 48,
  },
  {
    name: 'playbook-catastrophe',
    title: 'What to do when everything is gone',
    organisation: 'acme',
    args: ['playbook', 'catastrophe', '--as-of', AS_OF],
    lines: 60,
  },
  {
    name: 'playbook-to-file',
    title: 'A playbook to be printed',
    organisation: 'acme',
    args: ['playbook', 'catastrophe', '--as-of', AS_OF, '-o', 'markdown=out/catastrophe.md'],
  },
  {
    name: 'playbook-unknown-account',
    title: 'A playbook of an account that nobody knows',
    organisation: 'acme',
    args: ['playbook', 'lost-codes', '--account', 'github:adda'],
  },
  { name: 'playbook-unknown-kind', title: 'A playbook that there is not', organisation: 'acme', args: ['playbook', 'lost-phone'] },
  { name: 'playbook-mistakes', title: 'Mistakes before a playbook', organisation: 'tidy', edits: broken.slice(2, 3), args: ['playbook', 'lost-codes'] },
  { name: 'help-complete', title: 'Help of complete', organisation: 'tidy', args: ['complete', '--help'] },
  { name: 'complete-no-shell', title: 'A shell that there is not', organisation: 'tidy', args: ['complete', 'tcsh'] },
  { name: 'complete-commands', title: 'What a shell is told at the first press of the tab key', organisation: 'tidy', args: ['complete', '--', ''] },
  { name: 'complete-values', title: 'The values of an option', organisation: 'tidy', args: ['complete', '--', 'audit', '-o', ''] },
  { name: 'complete-names', title: 'The controls and rules that explain knows', organisation: 'tidy', args: ['complete', '--', 'explain', 'T-'] },
  { name: 'complete-paths', title: 'A path is left to the shell', organisation: 'tidy', args: ['complete', '--', 'audit', '--config', ''] },
  { name: 'help-init', title: 'Help of init', organisation: 'tidy', args: ['init', '--help'] },
  { name: 'init', title: 'A beginning', organisation: 'tidy', args: ['init', 'new', '--github-org', 'acme', '--vault', 'evidence/vault/*.jsonl'] },
  {
    name: 'init-action-by-tag',
    title: 'An action that is not pinned',
    organisation: 'tidy',
    args: ['init', 'new', '--action', 'acme/sparekey@v1'],
  },
  {
    name: 'init-action-without-workflow',
    title: 'An action and no workflow that uses it',
    organisation: 'tidy',
    args: ['init', 'new', '--no-workflow', '--action', `acme/sparekey@${'0123456789'.repeat(4)}`],
  },
  {
    name: 'init-again',
    title: 'The same beginning a second time',
    organisation: 'tidy',
    before: ['init', 'new', '--github-org', 'acme'],
    args: ['init', 'new', '--github-org', 'acme'],
  },
  {
    name: 'init-again-changed',
    title: 'A second beginning where a file says something else by now',
    organisation: 'tidy',
    before: ['init', 'new', '--github-org', 'acme'],
    then: [{ file: 'new/escrow/register.yaml', find: 'version: 1', replace: 'version: 1 # ours' }],
    args: ['init', 'new', '--github-org', 'acme'],
  },
  { name: 'init-there', title: 'Files that are there already', organisation: 'tidy', args: ['init'] },
  { name: 'init-unwritable', title: 'A beginning that cannot be written', organisation: 'tidy', args: ['init', 'policy.yaml'] },
  {
    name: 'init-unknown-policy',
    title: 'A shipped policy that does not exist',
    organisation: 'tidy',
    args: ['init', 'new', '--policy', 'sparekey:organisation'],
  },
  { name: 'help-explain', title: 'Help of explain', organisation: 'tidy', args: ['explain', '--help'] },
  { name: 'explain-rule', title: 'What a rule asks', organisation: 'tidy', args: ['explain', 'over-age'] },
  {
    name: 'explain-control',
    title: 'Where each value of a control comes from',
    organisation: 'tidy',
    files: { 'ours.yaml': OURS },
    args: ['explain', 'BC-04', '--policy', 'ours.yaml'],
  },
  {
    name: 'explain-disabled',
    title: 'A control that is disabled',
    organisation: 'tidy',
    files: { 'ours.yaml': OURS },
    args: ['explain', 'BC-15', '--policy', 'ours.yaml'],
  },
  {
    name: 'explain-finding',
    title: 'Why a finding is so',
    given: 'The codes of grace were generated in May 2025.',
    organisation: 'tidy',
    edits: [tooOld],
    args: ['explain', 'T-02', 'github:grace', '--as-of', AS_OF],
  },
  { name: 'explain-nothing', title: 'A name that means nothing', organisation: 'tidy', args: ['explain', 'over-aged'] },
  {
    name: 'explain-no-subject',
    title: 'A subject of which a control says nothing',
    organisation: 'tidy',
    args: ['explain', 'T-02', 'github:grcae', '--as-of', AS_OF],
  },
  {
    name: 'validate-unknown-shipped-policy',
    title: 'A shipped policy that is extended and does not exist',
    organisation: 'tidy',
    files: { 'ours.yaml': OURS.replace('sparekey:organization', 'sparekey:organisation') },
    args: ['validate', '--policy', 'ours.yaml'],
  },
  {
    name: 'validate-stray-waivers',
    title: 'Waivers of controls that there are not',
    organisation: 'tidy',
    edits: [
      {
        file: 'waivers.yaml',
        find: '[]',
        replace: ['T-2', 'T-02', 'BC-05']
          .map(
            (control, index) =>
              `\n  - { id: W-${String(index + 1)}, control: ${control}, subject: 'github:ada', reason: Moving, owner: a, approved-by: b, created: 2026-10-01, expires: 2026-12-31 }`,
          )
          .join(''),
      },
    ],
    args: ['validate'],
  },
  { name: 'validate-passes', title: 'All files are right', organisation: 'tidy', args: ['validate'] },
  { name: 'validate-fails', title: 'Mistakes found before an audit', organisation: 'tidy', edits: broken, args: ['validate'] },
]

const first = (text: string, lines = Infinity): string => {
  const all = text.split('\n')
  return all.length > lines ? [...all.slice(0, lines), `[${String(all.length - 1 - lines)} more lines]`, ''].join('\n') : text
}

const stream = (name: string, text: string): string[] => (text === '' ? [`Nothing on ${name}.`] : [`On ${name}:`, `\`\`\`text\n${text}\`\`\``])

const transcript = ({ title, given, args, lines }: Scenario, { code, stdout, stderr }: Ended): string =>
  [
    `# ${title}`,
    ...(given === undefined ? [] : [given]),
    `\`\`\`console\n$ ${['sparekey', ...args].join(' ')}\n\`\`\``,
    `Exit code: ${String(code)}`,
    ...stream('stdout', first(stdout, lines)),
    ...stream('stderr', stderr),
    '',
  ]
    .join('\n\n')
    .trimEnd() + '\n'

describe('what a user sees', () => {
  test.each(scenarios)('$name', async (scenario) => {
    const cwd = copyOf(scenario.organisation, scenario.edits)
    for (const [path, text] of Object.entries(scenario.files ?? {})) writeFileSync(join(cwd, path), text)
    if (scenario.before !== undefined) sparekey(scenario.before, { cwd })
    for (const change of scenario.then ?? []) edit(cwd, change)
    if (scenario.between !== undefined) sparekey(scenario.between, { cwd })
    const ended = sparekey(scenario.args, { cwd })
    const told = transcript(scenario, ended)
    expect(told).not.toContain(cwd)
    await expect(told).toMatchFileSnapshot(`../transcripts/${scenario.name}.md`)
  })

  test('every transcript is of a scenario', () => {
    expect(readdirSync('test/transcripts').sort()).toEqual(scenarios.map(({ name }) => `${name}.md`).sort())
  })

  test('every exit code has a transcript', () => {
    const codes = readdirSync('test/transcripts').map((file) => /^Exit code: (\d)$/m.exec(readFileSync(join('test/transcripts', file), 'utf8'))?.[1])
    expect([...new Set(codes)].sort()).toEqual(['0', '1', '2', '3', '4'])
  })
})
