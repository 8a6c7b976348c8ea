/** The formats that the schemas name, in the form that ajv takes. */
import { isAccount } from './account.ts'
import { isNamePattern } from './name-pattern.ts'
import { parseDay, parseDuration, parseInstant, parseMoment } from './time.ts'

export const formats = {
  instant: (text: string): boolean => parseInstant(text) !== undefined,
  moment: (text: string): boolean => parseMoment(text) !== undefined,
  day: (text: string): boolean => parseDay(text) !== undefined,
  duration: (text: string): boolean => parseDuration(text) !== undefined,
  lifetime: (text: string): boolean => text === 'never' || parseDuration(text) !== undefined,
  account: isAccount,
  'name-pattern': isNamePattern,
}
