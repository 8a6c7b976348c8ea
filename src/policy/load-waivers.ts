/** A waivers file → waivers, or every mistake in it. */
import type { WholeFile } from '../model/files.ts'
import type { WaiversDocument } from '../model/generated/waivers.ts'
import { type Checked, inOrder, type Mistake } from '../model/mistake.ts'
import type { Waiver } from '../model/policy.ts'
import { DAY, parseDay } from '../model/time.ts'
import { type ParsedDocument, parseDocumentStrictly } from '../parsers/document.ts'
import { waivers as validate } from '../parsers/generated/validators.ts'

const LIMITS = { bytes: 4 * 1_048_576 }

/** A day that the schema has accepted. */
const day = (text: string): number => parseDay(text) ?? 0

const mistakesOf = ({ value, mistakeAt }: ParsedDocument<WaiversDocument>): Mistake[] => {
  const seen = new Set<string>()
  return value.waivers.flatMap((waiver, index) => {
    const at = (key: string): string => `/waivers/${String(index)}/${key}`
    const mistakes: Mistake[] = []
    if (seen.has(waiver.id)) mistakes.push(mistakeAt(at('id'), `the waiver ${waiver.id} is given twice`))
    seen.add(waiver.id)
    if (day(waiver.expires) < day(waiver.created)) mistakes.push(mistakeAt(at('expires'), 'the waiver ends before it was created'))
    if (waiver.subject.includes('*') && waiver['allow-glob'] !== true) {
      mistakes.push(mistakeAt(at('subject'), 'a subject with * needs allow-glob: true', 'or name the one subject'))
    }
    return mistakes
  })
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
  const parsed = parseDocumentStrictly<WaiversDocument>(file.file, file.bytes, validate, LIMITS)
  if ('mistakes' in parsed) return parsed
  const mistakes = mistakesOf(parsed.value)
  return mistakes.length > 0 ? { mistakes: inOrder(mistakes) } : { value: parsed.value.value.waivers.map(toWaiver) }
}
