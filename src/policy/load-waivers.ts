/** A waivers file → waivers, or every mistake in it. */
import type { WholeFile } from '../model/files.ts'
import type { WaiversDocument } from '../model/generated/waivers.ts'
import type { Checked, Mistake } from '../model/mistake.ts'
import type { Policy, Waiver } from '../model/policy.ts'
import { DAY, parseDay } from '../model/time.ts'
import { parseDocumentStrictly, type Sense } from '../parsers/document.ts'
import { entriesOf, repeatedIds } from '../parsers/entries.ts'
import { waivers as validate } from '../parsers/generated/validators/waivers.ts'
import { didYouMean } from '../parsers/wording.ts'

const LIMITS = { bytes: 4 * 1_048_576 }

/** A day that the schema has accepted. */
const day = (text: string): number => parseDay(text) ?? 0

const inconsistencies: Sense<WaiversDocument> = (document) => {
  const waivers = entriesOf(document, '/waivers', document.value.waivers)
  return [
    ...repeatedIds(waivers, 'waiver'),
    ...waivers.flatMap(({ value: { created, expires, subject, ...waiver }, mistakeAt }) => [
      ...(created !== undefined && expires !== undefined && day(expires) < day(created)
        ? [mistakeAt('/expires', 'the waiver ends before it was created')]
        : []),
      ...(subject?.includes('*') === true && waiver['allow-glob'] !== true
        ? [mistakeAt('/subject', 'a subject with * needs allow-glob: true', 'or name the one subject')]
        : []),
    ]),
  ]
}

/** Waivers of controls that the policy does not have, each where it names its control: they excuse nothing. */
export const strayWaivers = (file: WholeFile, { id, controls, disabled }: Policy): readonly Mistake[] => {
  const parsed = parseDocumentStrictly<WaiversDocument>(file.file, file.bytes, validate, LIMITS)
  if ('mistakes' in parsed) return parsed.mistakes
  const known = [...controls, ...disabled.map(({ control }) => control)].map((control) => control.id)
  return entriesOf(parsed.value, '/waivers', parsed.value.value.waivers)
    .filter(({ value: { control } }) => !known.includes(control))
    .map(({ value: { control }, mistakeAt }) => mistakeAt('/control', `the policy ${id} has no control ${control}`, didYouMean(control, known)))
}

const toWaiver = (waiver: WaiversDocument['waivers'][number]): Waiver => ({
  id: waiver.id,
  control: waiver.control,
  subject: waiver.subject,
  allowGlob: waiver['allow-glob'] ?? false,
  reason: waiver.reason,
  owner: waiver.owner,
  approvedBy: waiver['approved-by'],
  created: day(waiver.created),
  ends: day(waiver.expires) + DAY,
})

export const loadWaivers = (file: WholeFile): Checked<readonly Waiver[]> => {
  const parsed = parseDocumentStrictly<WaiversDocument>(file.file, file.bytes, validate, LIMITS, inconsistencies)
  return 'mistakes' in parsed ? parsed : { value: parsed.value.value.waivers.map(toWaiver) }
}
