/** Audit devices that were disabled: with none left, a vault answers without writing anything down. */
import type { VaultRecord } from '../../parsers/vault-audit.ts'

export interface DeviceWatch<R> {
  /** Takes the records in the order in which they were written. */
  see(record: R): void
  /** Where a device was disabled, and nothing shows that another wrote on: the next record is none, or that a device was enabled. */
  dark(): readonly R[]
}

export const watchDevices = <R extends VaultRecord>(): DeviceWatch<R> => {
  const disabled = new Map<string, R>()
  const survived = new Set<string>()
  let waiting: R | undefined
  return {
    see(record) {
      if (waiting !== undefined && record.requestId !== waiting.requestId && record.time >= waiting.time) {
        if (record.system !== 'enable') survived.add(waiting.requestId)
        waiting = undefined
      }
      if (record.system !== 'disable' || record.refused) return
      if (!disabled.has(record.requestId)) disabled.set(record.requestId, record)
      waiting = record
    },
    dark: () => [...disabled].filter(([id]) => !survived.has(id)).map(([, record]) => record),
  }
}
