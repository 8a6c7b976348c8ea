/** What `npm run mutants` changes, and how. */
export default {
  testRunner: 'vitest',
  vitest: { configFile: 'vitest.mutants.config.ts' },
  mutate: [
    'src/rules/*.ts',
    '!src/rules/index.ts',
    'src/audit/*.ts',
    'src/model/{access,account,current-set,evidence,gate,generation,overdue,pattern,register-time,storage,time,verdict,wall-time}.ts',
  ],
  coverageAnalysis: 'perTest',
  concurrency: 2,
  tempDirName: '.cache/mutants/sandbox',
  ignorePatterns: ['.cache', 'bench', 'coverage', 'dist', 'reports'],
  reporters: ['progress-append-only'],
  incremental: true,
  incrementalFile: '.cache/mutants/incremental.json',
  allowConsoleColors: false,
}
