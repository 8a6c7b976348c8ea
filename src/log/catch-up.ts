/** What the log says and the register does not yet: a crash came between the two, or somebody put an old register back. */
import { accountKey } from '../model/account.ts'
import type { LogRecord, RotationEvent } from '../model/generated/log.ts'
import type { CodeSet } from '../model/inventory.ts'
import { DAY, type Instant } from '../model/time.ts'
import type { SetChange, SetPlace } from './register-text.ts'

/** A time as the register writes it. */
const written = (text: string): string => text.replace(/\.000Z$/, 'Z')

const isOf = (set: CodeSet, account: string, generated: Instant): boolean =>
  accountKey(set.account) === accountKey(account) && set.generated !== undefined && set.generated === generated

/** The register may have the day alone. */
const isSince = (time: Instant | undefined, at: Instant): boolean => time !== undefined && time >= at - (at % DAY)

const toNext = ({ event, time }: { readonly event: RotationEvent; readonly time: string }, old: CodeSet): NonNullable<SetChange['next']> => {
  const { name, owner, tier, plan } = old
  const issued = event.issued ?? old.issued
  const stored = written(event.at ?? time)
  const fields = { account: old.account, name, owner, tier, generated: written(event.generated), issued, status: 'active', plan }
  return {
    fields: Object.fromEntries(Object.entries(fields).filter((pair): pair is [string, string | number] => pair[1] !== undefined)),
    copies: event.copies.map(({ location, item }) => ({ location, item, stored })),
  }
}

export interface CatchUp {
  readonly place: SetPlace
  readonly change: SetChange
}

/**
 * What of the register a record changes; undefined: nothing, or the register has it already. Of a record whose code set the
 * register does not have it says so.
 */
export const toCatchUp = ({ event, time }: LogRecord, sets: readonly CodeSet[]): CatchUp | 'no-set' | undefined => {
  if (event.kind !== 'use' && event.kind !== 'test' && event.kind !== 'review' && event.kind !== 'rotation') return undefined
  const at = event.at ?? time
  const find = (generated: string): number => sets.findIndex((set) => isOf(set, event.account, Date.parse(generated)))
  if (event.kind === 'rotation' && find(event.generated) !== -1) return undefined
  const index = find(event.kind === 'rotation' ? event.replaces : event.generated)
  const set = sets[index]
  if (set === undefined) return 'no-set'
  const changed = (change: SetChange): CatchUp => ({ place: { index, line: set.origin.line ?? 0 }, change })
  switch (event.kind) {
    case 'use': {
      if (set.used?.some(({ code }) => code === event.code) === true) return undefined
      const remaining = set.remaining === undefined ? {} : { remaining: Math.max(0, set.remaining - 1) }
      return changed({ used: { at: written(at), code: event.code }, fields: remaining })
    }
    case 'test':
      return isSince(set.tested, Date.parse(at)) ? undefined : changed({ fields: { tested: written(at) } })
    case 'review': {
      const field = event.of === 'use' ? 'checked' : 'reviewed'
      return isSince(set[field], Date.parse(at)) ? undefined : changed({ fields: { [field]: written(at) } })
    }
    case 'rotation': {
      // What was lost or compromised stays so: it says more than that it is void.
      const isVoid = set.status === 'active' || set.status === 'spent'
      return changed({ ...(isVoid ? { fields: { status: 'revoked' } } : {}), next: toNext({ event, time }, set) })
    }
  }
}
