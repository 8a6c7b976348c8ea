/**
 * Requests for several secrets by a filter. Such a record does not say which secrets it showed: AWS writes a record of each besides, and where
 * there is none, records are missing, or it found no secret, which nothing tells apart.
 */
import type { EscrowEvent } from '../../model/inventory.ts'
import type { Instant } from '../../model/time.ts'
import type { CloudTrailEvent } from '../../parsers/cloudtrail-events.ts'

/** Five minutes: the records of one request are written by the clocks of several servers. */
const BESIDE = 300_000

interface Batch {
  readonly actor: string
  readonly time: Instant
  readonly origin: EscrowEvent['origin']
}

export interface Batches {
  readonly see: (event: CloudTrailEvent, origin: EscrowEvent['origin']) => void
  /** Those beside which their actor read no secret. */
  readonly alone: () => readonly Batch[]
}

export const openBatches = (): Batches => {
  const readings = new Map<string, Set<Instant>>()
  const batches: Batch[] = []

  const isAlone = ({ actor, time }: Batch): boolean => {
    for (const reading of readings.get(actor) ?? []) if (Math.abs(reading - time) <= BESIDE) return false
    return true
  }

  return {
    see({ actor = '', time, action, isBatch, secrets, outcome }, origin) {
      if (action !== 'view') return
      if (!isBatch) readings.set(actor, (readings.get(actor) ?? new Set()).add(time))
      else if (secrets.length === 0 && (outcome === 'success' || outcome === 'unknown')) batches.push({ actor, time, origin })
    },
    alone: () => batches.filter(isAlone),
  }
}
