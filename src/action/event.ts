/** What set the workflow off, and what may therefore be done. */

export interface Event {
  readonly name: string
  /** The branch or tag that the run is of: refs/heads/main. */
  readonly ref: string
  /** What GitHub tells of it; nothing of it is believed. */
  readonly payload: unknown
}

const at = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null && Object.hasOwn(inner, key) ? (inner as Record<string, unknown>)[key] : undefined),
    value,
  )

/** Why nothing is done at all; undefined: nothing speaks against it. */
export const refusalOf = ({ name }: Event): string | undefined =>
  name === 'pull_request_target'
    ? 'pull_request_target hands the secrets of the repository to what a stranger proposes: run on pull_request, which does not'
    : undefined

const isPullRequest = ({ name, payload }: Event): boolean => name.startsWith('pull_request') || at(payload, 'pull_request') !== undefined

/** A pull request of another repository: whom to ask, and with which credentials, stands in a configuration that a stranger wrote. */
export const isForeign = (event: Event): boolean => {
  if (!isPullRequest(event)) return false
  const [head, base] = ['head', 'base'].map((side) => at(event.payload, 'pull_request', side, 'repo', 'id'))
  return head === undefined || head !== base
}

/**
 * Whether what is found is how things stand, and not how a proposal or a branch would have them: only then is the tracking issue
 * kept. A schedule runs on the default branch alone, and GitHub does not always name that branch to it.
 */
export const isHowThingsStand = (event: Event): boolean => {
  if (isPullRequest(event) || event.name === 'merge_group') return false
  const branch = at(event.payload, 'repository', 'default_branch')
  return event.name === 'schedule' || typeof branch !== 'string' || event.ref === `refs/heads/${branch}`
}
