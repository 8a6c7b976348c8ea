import { defineConfig } from 'vitest/config'

/** `npm run contracts`. A plain `npm test` knows nothing of it. */
export default defineConfig({
  test: {
    include: ['test/contracts/*.contract.ts'],
    globalSetup: ['test/contracts/set-up.ts'],
    reporters: ['verbose'],
    // On Node 20 the SDK of AWS prints many lines about later versions of Node.
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
