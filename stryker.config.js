/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  testRunner: 'vitest',
  vitest: { configFile: 'vitest.mutants.config.ts' },
  mutate: ['src/rules/*.ts', '!src/rules/index.ts', 'src/audit/**/*.ts', 'src/model/{access,account,current-set,evidence,gate,generation,mask,overdue,pattern,register-time,storage,time,verdict}.ts'],
  coverageAnalysis: 'perTest',
  concurrency: 2,
  tempDirName: '.cache/stryker',
  ignorePatterns: ['.cache', 'dist', 'coverage', 'bench', 'reports'],
  reporters: ['json'],
  jsonReporter: { fileName: '.cache/mutants/report.json' },
  incremental: true,
  incrementalFile: '.cache/mutants/incremental.json',
  checkers: [],
  allowConsoleColors: false,
}
