import { relative } from 'node:path'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** The test of the mutated file first: it is the one that ought to notice, and then the others need not run. */
class OwnTestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const [mutated = ''] = this.ctx.config.related ?? []
    const own = relative(this.ctx.config.root, mutated).replace(/^src\/(.*)\.ts$/, 'test/$1.test.ts')
    const isOwn = ({ moduleId }: TestSpecification) => relative(this.ctx.config.root, moduleId) === own
    return [...sorted.filter(isOwn), ...sorted.filter((file) => !isOwn(file))]
  }
}

export default defineConfig({
  test: {
    include: ['test/{rules,model,audit}/**/*.test.ts'],
    exclude: ['test/audit/{monotony,audit}.test.ts'],
    isolate: false,
    sequence: { sequencer: OwnTestFirst },
  },
})
