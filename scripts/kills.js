/**
 * Kills those who append to the own log, at random moments, and asks each time whether the log is whole and has all that was acknowledged:
 * `node scripts/kills.js [KILLS]`, a thousand where no number is given. `npm test` does the same a few times. Exit code 1: something was lost.
 */
import { startVitest } from 'vitest/node'

const [kills = '1000'] = process.argv.slice(2)
process.env.SPAREKEY_KILLS = kills
const vitest = await startVitest('test', ['test/log/kills.test.ts'], { run: true, reporters: ['verbose'] })
await vitest.close()
