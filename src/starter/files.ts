/** What somebody who begins is given: a configuration, a policy, an empty register, a roster and a workflow. */
export interface Starter {
  /** The shipped policy that theirs extends, by its name. */
  readonly policy: string
  readonly githubOrganizations: readonly string[]
  readonly awsAccounts: readonly string[]
  readonly googleCustomers: readonly string[]
  /** The files of the logs, where there are some: a path or a pattern. */
  readonly vault?: string
  readonly bitwarden?: string
  readonly custody?: string
  /** The version of Sparekey that the workflow runs; absent: no workflow. */
  readonly workflow?: string
  /** The action that the workflow uses in the place of the command: OWNER/REPOSITORY@COMMIT. */
  readonly action?: string
}

export interface StarterFile {
  readonly path: string
  readonly text: string
}

/** Where the schemas are put, so that an editor finds them whatever is installed. */
export const SCHEMA_FOLDER = '.sparekey/schemas'

const CONFIGURATION = 'sparekey.yaml'
const POLICY = 'policies/backup-codes.yaml'
const REGISTER = 'escrow/register.yaml'
const ROSTER = 'escrow/roster.yaml'
const WORKFLOW = '.github/workflows/sparekey.yml'

const schemaLine = (name: string, path: string): string =>
  `# yaml-language-server: $schema=${path.includes('/') ? '../' : ''}${SCHEMA_FOLDER}/${name}.schema.json`

const lines = (...parts: readonly (string | readonly string[])[]): string => `${parts.flat().join('\n')}\n`

interface LogKind {
  readonly type: 'vault' | 'bitwarden' | 'custody'
  readonly location: string
  /** The location as the register declares it. What nobody said, such as `encrypted`, stays unknown. */
  readonly declared: string
}

const logKinds: readonly LogKind[] = [
  { type: 'vault', location: 'vault', declared: '{ id: vault, kind: vault, product: hashicorp-vault }' },
  { type: 'bitwarden', location: 'bitwarden', declared: '{ id: bitwarden, kind: password-manager, product: bitwarden }' },
  { type: 'custody', location: 'safe', declared: '{ id: safe, kind: safe }' },
]

/** A single-quoted text of YAML: a pattern may begin with a sign that means something. */
const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`

/** The id of a source: that of the first needs no more than its type tells. */
const idOf = (type: string, name: string): string => `${type}-${name.replaceAll(/[^A-Za-z0-9-]/g, '-')}`.slice(0, 100)

const sourcesOf = (starter: Starter): readonly string[] => [
  ...starter.githubOrganizations.map((name) => `  - { id: ${idOf('github', name)}, type: github, organization: ${quoted(name)} }`),
  ...starter.awsAccounts.map((account) => `  - { id: ${idOf('aws', account)}, type: aws, account: ${quoted(account)} }`),
  ...starter.googleCustomers.map((customer) => `  - { id: ${idOf('google', customer)}, type: google, customer: ${quoted(customer)} }`),
  ...logKinds.flatMap(({ type, location }) => {
    const files = starter[type]
    return files === undefined ? [] : [`  - { id: ${type}-log, type: ${type}, location: ${location}, files: [${quoted(files)}] }`]
  }),
]

const configurationOf = (starter: Starter): string => {
  const sources = sourcesOf(starter)
  return lines(
    schemaLine('configuration', CONFIGURATION),
    'version: 1',
    `policy: ${POLICY}`,
    `register: ${REGISTER}`,
    `roster: ${ROSTER}`,
    '',
    '# Where the evidence comes from. A source of GitHub, AWS or Google without files asks the provider itself, with',
    '# credentials from the environment: sparekey doctor says what can be seen. A log says with covers which time it tells of.',
    sources.length > 0
      ? ['sources:', ...sources]
      : [
          'sources: []',
          '#  - { id: github-acme, type: github, organization: acme }',
          "#  - { id: aws-prod, type: aws, account: '111122223333' }",
          '#  - { id: vault-log, type: vault, location: vault, files: [evidence/vault/*.jsonl], covers: { from: 2026-01-01 } }',
        ],
    '',
    'max-evidence-age: 7d',
    'fail-on: medium',
  )
}

const policyOf = ({ policy }: Starter): string =>
  lines(
    schemaLine('policy', POLICY),
    'policy: backup-codes',
    'title: Backup codes',
    `extends: ['${policy}']`,
    '',
    '# What is different here. sparekey explain BC-04 says where each value of a control comes from.',
    '# adjust:',
    '#   - { control: BC-04, severity: critical, params: { interval: 180d } }',
    '#   - { control: BC-07, disabled: There are no tickets here yet }',
  )

const registerOf = (starter: Starter): string => {
  const locations = logKinds.filter(({ type }) => starter[type] !== undefined).map(({ declared }) => `  - ${declared}`)
  return lines(
    schemaLine('register', REGISTER),
    '# The record of every set of backup codes: whose, since when, and where its copies lie. Never write a code here.',
    'version: 1',
    '',
    '# The places where copies lie.',
    locations.length > 0 ? ['locations:', ...locations] : ['locations: []', '#  - { id: hq-safe, kind: safe, site: hq, administrators: [it-director] }'],
    '',
    '# One entry for each set, in the place of the [].',
    'code-sets: []',
    '#  - account: github:ada',
    '#    name: GitHub Work',
    '#    owner: ada@acme.test',
    '#    generated: 2026-03-15T10:00:00Z',
    '#    issued: 16',
    '#    tested: 2026-03-15T10:05:00Z',
    '#    status: active',
    '#    copies:',
    '#      - { location: hq-safe, item: bag 31, stored: 2026-03-16 }',
  )
}

const rosterOf = (): string =>
  lines(
    schemaLine('roster', ROSTER),
    '# Who is who: what each person is called at the services and in the logs, and who holds which role since when.',
    'version: 1',
    'people: []',
    '#  - id: ada@acme.test',
    '#    identities: { github: ada, google: ada@acme.test, custody: A. Lovelace }',
    '#    roles: [{ role: it-director, from: 2024-01-01 }]',
  )

const environmentOf = ({ githubOrganizations, awsAccounts }: Starter): readonly string[] => [
  ...(githubOrganizations.length === 0
    ? []
    : ['          # The own token of a job sees no second factors: an owner makes one with Members: read and Administration: read.']),
  ...(githubOrganizations.length === 0 ? [] : ['          GITHUB_TOKEN: ${{ secrets.SPAREKEY_GITHUB_TOKEN }}']),
  ...(awsAccounts.length === 0
    ? []
    : [
        '          AWS_REGION: us-east-1',
        '          AWS_ROLE_ARN: ${{ vars.SPAREKEY_AWS_ROLE }}',
        '          AWS_WEB_IDENTITY_TOKEN_FILE: ${{ runner.temp }}/aws-token',
      ]),
]

/** The step that audits by the command, and one that shows its report. */
const byCommand = (version: string, environment: readonly string[]): readonly string[] => [
  `        run: npx --yes sparekey@${version} audit -o text -o markdown=out/audit.md`,
  ...environment,
  '      - name: Show the report',
  '        if: ${{ !cancelled() }}',
  '        run: if [ -f out/audit.md ]; then cat out/audit.md >> "$GITHUB_STEP_SUMMARY"; fi',
]

/** The step that audits by the action, which shows its report itself. */
const byAction = (action: string, environment: readonly string[]): readonly string[] => [
  `        uses: ${action}`,
  '        with:',
  '          tracking-issue: true',
  ...environment,
]

/** A workflow of the least permissions. It runs code of the default branch only, never that of a pull request. */
const workflowOf = (starter: Starter, version: string): string => {
  const variables = environmentOf(starter)
  const environment = variables.length > 0 ? ['        env:', ...variables] : []
  const { action } = starter
  const isAws = starter.awsAccounts.length > 0
  return lines(
    'name: Backup codes',
    '# The reports name accounts and people: keep this in a private repository.',
    'on:',
    '  schedule:',
    "    - cron: '17 5 * * *'",
    '  workflow_dispatch:',
    '',
    'permissions: {}',
    '',
    'concurrency:',
    '  group: sparekey',
    '',
    'jobs:',
    '  audit:',
    '    runs-on: ubuntu-latest',
    '    timeout-minutes: 30',
    '    permissions:',
    '      contents: read',
    action === undefined ? [] : ['      issues: write # for the issue that says how things stand'],
    isAws ? ['      id-token: write # to sign in to AWS without a key'] : [],
    '    steps:',
    '      - uses: actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0',
    '        with:',
    '          persist-credentials: false',
    isAws
      ? [
          '      - name: Ask GitHub who runs this, for AWS',
          '        run: |',
          '          curl --silent --show-error --fail --header "Authorization: bearer $ACTIONS_ID_TOKEN_REQUEST_TOKEN" \\',
          '            "$ACTIONS_ID_TOKEN_REQUEST_URL&audience=sts.amazonaws.com" | jq --raw-output .value > "$RUNNER_TEMP/aws-token"',
        ]
      : [],
    starter.googleCustomers.length > 0
      ? ['      # Google: sign in here with google-github-actions/auth, pinned to a full commit (docs/collectors/google.md of Sparekey).']
      : [],
    '      - name: Audit',
    '        # Red while a code is overdue (1) or something is not proven (3).',
    action === undefined ? byCommand(version, environment) : byAction(action, environment),
  )
}

/** Every file, with a path relative to the folder that is begun. */
export const starterFiles = (starter: Starter): readonly StarterFile[] => [
  { path: CONFIGURATION, text: configurationOf(starter) },
  { path: POLICY, text: policyOf(starter) },
  { path: REGISTER, text: registerOf(starter) },
  { path: ROSTER, text: rosterOf() },
  ...(starter.workflow === undefined ? [] : [{ path: WORKFLOW, text: workflowOf(starter, starter.workflow) }]),
]
