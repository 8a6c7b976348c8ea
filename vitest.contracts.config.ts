import { defineConfig } from 'vitest/config'

/** `npm run contracts`. A plain `npm test` knows nothing of it. */
export default defineConfig({
  test: {
    include: ['test/contracts/*.contract.ts'],
    globalSetup: ['test/contracts/set-up.ts'],
    reporters: ['verbose'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
