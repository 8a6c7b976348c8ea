/** What both forms of a register give: its entries as far as they can be known, and its mistakes of shape. */
import type { CodeSet, Location, Service } from '../../model/generated/register.ts'
import type { Mistake } from '../../model/mistake.ts'
import type { Entry } from '../../parsers/entries.ts'
import type { Known } from '../../parsers/known.ts'

/** What is known of a register whatever its mistakes. */
export interface KnownEntries {
  readonly codeSets: readonly Entry<Known<CodeSet>>[]
  /** Absent: it cannot be known which there are, and so none is missed. */
  readonly locations?: readonly Entry<Known<Location>>[]
  readonly services?: readonly Entry<Known<Service>>[]
}

export interface ReadRegister {
  readonly mistakes: readonly Mistake[]
  readonly known: KnownEntries
}
