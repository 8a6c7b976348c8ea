/** The doors between the rooms: docs/architecture.md. `npm run doors` opens them one by one and says which is forced. */

/** Room → the rooms that it may import. */
const doors = {
  model: [],
  parsers: ['model'],
  policy: ['model', 'parsers'],
  disk: [],
  log: ['model', 'parsers', 'disk'],
  collectors: ['model', 'parsers', 'log'],
  rules: ['model'],
  audit: ['model'],
  reporters: ['model'],
  // Facts of a case are read as the register and the roster are.
  cases: ['model', 'parsers', 'collectors/(register|roster)'],
  // Which set is current and what can be reached is what the audit says.
  playbooks: ['model', 'audit'],
  explanations: ['model'],
  starter: ['model'],
}

/** These may touch files and processes; of the world the other rooms know only hashing. */
const worldly = ['policy', 'collectors', 'disk', 'log', 'shell', 'cli', 'action']

const closedDoors = Object.entries(doors).map(([room, open]) => ({
  name: `${room}-opens-only-its-own-doors`,
  comment: `src/${room} may import only: ${open.join(', ') || 'nothing'}. Move the code, or pass the value in.`,
  severity: 'error',
  from: { path: `^src/${room}/` },
  to: { path: '^src/', pathNot: [`^src/${room}/`, ...open.map((other) => `^src/${other}/`)] },
}))

export default {
  forbidden: [
    ...closedDoors,
    {
      name: 'shells-use-the-front-door',
      comment: 'A shell holds no judgement: it knows the front door, the nouns, the disk, what shells share, and itself.',
      severity: 'error',
      from: { path: '^src/(shell|cli|action)/' },
      to: { path: '^src/', pathNot: ['^src/$1/', '^src/shell/', '^src/disk/', '^src/index[.]ts$', '^src/package-root[.]ts$', '^src/model/'] },
    },
    {
      name: 'nobody-imports-a-shell',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(shell|cli|action)/' },
      to: { path: '^src/(shell|cli|action)/' },
    },
    {
      name: 'only-worldly-rooms-touch-the-world',
      comment: 'A pure room gets what it needs handed in.',
      severity: 'error',
      from: { path: '^src/[^/]+/', pathNot: `^src/(${worldly.join('|')})/` },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?crypto$' },
    },
    {
      name: 'providers-are-strangers',
      severity: 'error',
      from: { path: '^src/collectors/([^/]+)/' },
      to: { path: '^src/collectors/[^/]+/', pathNot: '^src/collectors/$1/' },
    },
    {
      name: 'rules-are-strangers',
      severity: 'error',
      from: { path: '^src/rules/', pathNot: '^src/rules/index[.]ts$' },
      to: { path: '^src/rules/' },
    },
    {
      name: 'sdks-stay-with-their-collector',
      comment: 'Only the Action writes to GitHub, and so it has a client of its own.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/collectors/', '^src/action/github[.]ts$'] },
      to: { path: 'node_modules/(@octokit|@aws-sdk|google-auth-library|googleapis|@googleapis|kdbxweb)/' },
    },
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    { name: 'no-orphans', severity: 'error', from: { orphan: true, path: '^src/' }, to: {} },
    { name: 'src-never-imports-test', severity: 'error', from: { path: '^src/' }, to: { path: '^test/' } },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
}
