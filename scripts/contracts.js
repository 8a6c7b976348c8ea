/**
 * Judges what Sparekey writes and what it asks for by what the owners of the formats and of the APIs published:
 * `node scripts/contracts.js [FOLDER [JUDGE…]]`. FOLDER holds what they published, and is no part of this repository; a JUDGE is
 * a file of test/contracts, such as `aws`. Exit code 1: something was refused, or a judge let pass what it must refuse.
 */
import { resolve } from 'node:path'
import { startVitest } from 'vitest/node'

const [folder = '../shared/contracts', ...judges] = process.argv.slice(2)
process.env.CONTRACTS = resolve(folder)
const vitest = await startVitest('test', judges, { config: 'vitest.contracts.config.ts', run: true })
await vitest.close()
