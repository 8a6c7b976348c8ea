/** Whether audits have stopped without anybody being told: what the runs of their workflow say. */
import { CLOCK_TOLERANCE, formatInstant, type Instant } from '../model/time.ts'

/** As much of a run as is looked at. */
export interface Run {
  readonly event: string
  readonly conclusion: string | null
  readonly started: Instant
}

export interface Listening {
  /** What GitHub calls the state of the workflow: active, disabled_inactivity, disabled_manually. */
  readonly state: string
  /** Ended runs of the default branch. */
  readonly runs: readonly Run[]
  readonly now: Instant
  readonly maxAge: number
}

export interface Heard {
  readonly isSilent: boolean
  readonly message: string
  /** When the last audit began. */
  readonly last?: Instant
}

/** A red run is not silent: whoever watches it has been told. One that was cancelled or skipped has audited nothing. */
const AUDITED: readonly (string | null)[] = ['success', 'failure']

const disabled: Readonly<Record<string, string>> = {
  disabled_inactivity: 'GitHub has disabled the workflow, as nothing was committed for 60 days. Enable it again.',
  disabled_manually: 'Somebody has disabled the workflow.',
  disabled_fork: 'The workflow is disabled, as the repository is a fork.',
  deleted: 'The workflow is deleted.',
}

/** A run of a pull request says how a proposal would stand, and is none of these; one of the future has not been made. */
const isAudit = ({ event, conclusion, started }: Run, now: Instant): boolean =>
  !event.startsWith('pull_request') && AUDITED.includes(conclusion) && started <= now + CLOCK_TOLERANCE

export const listen = ({ state, runs, now, maxAge }: Listening): Heard => {
  const audits = runs.filter((run) => isAudit(run, now))
  const last = audits.length === 0 ? undefined : Math.max(...audits.map(({ started }) => started))
  const since = last === undefined ? 'No audit was ever made.' : `The last audit was made on ${formatInstant(last)}.`
  const reason = disabled[state]
  const isSilent = reason !== undefined || last === undefined || now - last > maxAge
  return { isSilent, message: reason === undefined ? since : `${since} ${reason}`, ...(last === undefined ? {} : { last }) }
}
