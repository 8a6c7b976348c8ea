import { describe, expect, test } from 'vitest'
import { type Event, isForeign, isHowThingsStand, refusalOf } from '../../src/action/event.ts'

const onMain = { repository: { default_branch: 'main' } }
const proposal = (head: object | null): object => ({ ...onMain, pull_request: { head: { repo: head }, base: { repo: { id: 1 } } } })
const event = (name: string, over: Partial<Event> = {}): Event => ({ name, ref: 'refs/heads/main', payload: onMain, ...over })

test.each(['push', 'schedule', 'workflow_dispatch', 'pull_request', ''])('%s is not refused', (name) => {
  expect(refusalOf(event(name))).toBeUndefined()
})

test('pull_request_target is refused', () => {
  expect(refusalOf(event('pull_request_target'))).toContain('secrets')
})

describe('a pull request is foreign', () => {
  test.each([
    ['from a fork', proposal({ id: 2 }), true],
    ['from a fork that is gone', proposal(null), true],
    ['from the repository itself', proposal({ id: 1 }), false],
    ['of which nothing is told', undefined, true],
  ])('%s: %j is %s', (_, payload, foreign) => {
    expect(isForeign(event('pull_request', { payload }))).toBe(foreign)
    expect(isForeign(event('pull_request_review', { payload }))).toBe(foreign)
  })

  test('and nothing else is', () => {
    expect(isForeign(event('push'))).toBe(false)
    expect(isForeign(event('schedule', { payload: undefined }))).toBe(false)
  })
})

describe('how things stand is told by', () => {
  test.each([
    ['a schedule', event('schedule', { payload: {} }), true],
    ['a push to the default branch', event('push'), true],
    ['a push to another branch', event('push', { ref: 'refs/heads/try' }), false],
    ['a tag of the name of the branch', event('push', { ref: 'refs/tags/main' }), false],
    ['a run by hand on another branch', event('workflow_dispatch', { ref: 'refs/heads/try' }), false],
    ['a run of which no default branch is told', event('workflow_dispatch', { payload: undefined }), true],
    ['a pull request', event('pull_request', { payload: proposal({ id: 1 }) }), false],
    ['a comment on one', event('issue_comment', { payload: proposal({ id: 1 }) }), false],
    ['a merge queue', event('merge_group'), false],
  ])('%s: %j is %s', (_, one, stands) => {
    expect(isHowThingsStand(one)).toBe(stands)
  })
})
