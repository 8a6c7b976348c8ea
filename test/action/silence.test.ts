import { describe, expect, test } from 'vitest'
import { type Run, listen } from '../../src/action/silence.ts'
import { DAY, parseInstant } from '../../src/model/time.ts'

const now = parseInstant('2026-11-23T00:00:00Z')!
const aRun = (over: Partial<Run> = {}): Run => ({ event: 'schedule', conclusion: 'success', started: now - DAY, ...over })
const heard = (runs: readonly Run[], state = 'active'): ReturnType<typeof listen> => listen({ state, runs, now, maxAge: 2 * DAY })

describe('audits are made', () => {
  test.each([
    ['a green run', [aRun()]],
    ['a red run, which is not silent', [aRun({ conclusion: 'failure' })]],
    ['exactly at the limit', [aRun({ started: now - 2 * DAY })]],
    ['by hand', [aRun({ event: 'workflow_dispatch' })]],
    ['the latest counts, in whichever order', [aRun({ started: now - 9 * DAY }), aRun(), aRun({ started: now - 5 * DAY })]],
  ])('%s', (_, runs) => {
    expect(heard(runs).isSilent).toBe(false)
  })
})

describe('audits are not made', () => {
  test.each([
    ['a millisecond beyond the limit', [aRun({ started: now - 2 * DAY - 1 })]],
    ['never', []],
    ['only cancelled', [aRun({ conclusion: 'cancelled' }), aRun({ conclusion: 'skipped' }), aRun({ conclusion: null })]],
    ['only on pull requests', [aRun({ event: 'pull_request' })]],
    ['at no time that can be read', [aRun({ started: NaN })]],
    ['in the future', [aRun({ started: now + DAY })]],
  ])('%s', (_, runs) => {
    expect(heard(runs).isSilent).toBe(true)
  })

  test.each(['disabled_inactivity', 'disabled_manually', 'disabled_fork', 'deleted'])('%s, even if the last one is not old', (state) => {
    const { isSilent, message } = heard([aRun()], state)
    expect(isSilent).toBe(true)
    expect(message).toContain('The last audit was made on 2026-11-22T00:00:00.000Z.')
    expect(message).toMatch(/disabled|deleted/)
  })
})
