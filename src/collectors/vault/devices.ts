/** Audit devices that were disabled: with none left, a vault answers without writing anything down. */
import type { Instant } from '../../model/time.ts'
import type { VaultRecord } from '../../parsers/vault-audit.ts'

export interface Disabling {
  readonly time: Instant
  /** When the next record was written, if there is one: from then on some device wrote again. */
  readonly until?: Instant
  readonly file: string
  readonly line: number
}

/** As much of a record as says what became of a device. */
export interface Watched extends Pick<VaultRecord, 'time' | 'requestId' | 'refused'> {
  readonly system?: VaultRecord['system']
}

export interface DeviceWatch {
  /** Takes the records in the order in which they were written. */
  see(record: Watched, file: string, line: number): void
  /** Whether a device was disabled, and the next record is to show what goes on. */
  isWaiting(): boolean
  /** Where a device was disabled, and nothing shows that another wrote on: the next record is none, or that a device was enabled. */
  dark(): readonly Disabling[]
}

export const watchDevices = (): DeviceWatch => {
  const disabled = new Map<string, Disabling>()
  const survived = new Set<string>()
  let waiting: Watched | undefined
  return {
    see(record, file, line) {
      if (waiting !== undefined && record.requestId !== waiting.requestId && record.time >= waiting.time) {
        if (record.system !== 'enable') survived.add(waiting.requestId)
        const before = disabled.get(waiting.requestId)
        if (before !== undefined) disabled.set(waiting.requestId, { ...before, until: Math.min(record.time, before.until ?? Infinity) })
        waiting = undefined
      }
      if (record.system !== 'disable') return
      if (record.refused) {
        disabled.delete(record.requestId)
        if (waiting?.requestId === record.requestId) waiting = undefined
        return
      }
      if (!disabled.has(record.requestId)) disabled.set(record.requestId, { time: record.time, file, line })
      waiting = record
    },
    isWaiting: () => waiting !== undefined,
    dark: () => [...disabled].filter(([id]) => !survived.has(id)).map(([, disabling]) => disabling),
  }
}
