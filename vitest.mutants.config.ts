import { relative } from 'node:path'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** The test of the mutated file goes first: it is the one that ought to notice, and then no other need run. */
class OwnTestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const { root, related = [] } = this.ctx.config
    const own = related.map((file) => relative(root, file).replace(/^src\/(.*)\.ts$/, 'test/$1.test.ts'))
    const isOwn = ({ moduleId }: TestSpecification) => own.includes(relative(root, moduleId))
    return [...sorted.filter(isOwn), ...sorted.filter((file) => !isOwn(file))]
  }
}

/** `npm run mutants`: the tables and other quick tests of the rooms whose mutants they are to notice. */
export default defineConfig({
  resolve: { alias: [{ find: /^fast-check$/, replacement: new URL('test/support/few-runs.ts', import.meta.url).pathname }] },
  test: {
    include: ['test/{rules,model,audit}/*.test.ts'],
    exclude: ['test/audit/monotony.test.ts', 'test/model/{name-pattern,terminal}.test.ts'],
    // Each mutant has a worker of its own anyway; within it modules are read once.
    isolate: false,
    sequence: { sequencer: OwnTestFirst },
  },
})
