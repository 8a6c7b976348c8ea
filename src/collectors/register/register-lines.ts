/** register.jsonl: one code set, location or service a line, for organisations of more than a thousand accounts. */
import type { WholeFile } from '../../model/files.ts'
import type { CodeSet, Location, Service } from '../../model/generated/register.ts'
import { maskCodes } from '../../model/mask.ts'
import type { Checked, Mistake } from '../../model/mistake.ts'
import { parseDocumentStrictly } from '../../parsers/document.ts'
import { codeSet, location, service } from '../../parsers/generated/validators.ts'
import { isRecord, parseJsonText } from '../../parsers/json.ts'
import { type Line, splitLines } from '../../parsers/lines.ts'
import type { Validator } from '../../parsers/wording.ts'
import type { Entry, RegisterEntries } from './register.ts'

const LIMITS = { bytes: 1_048_576 }
const UNQUOTED_BLANKS = /("(?:[^"\\]|\\.)*")|\s+/g

/** Which of the three a line is: only a code set has an account, only a location a kind. */
const kindOf = (value: object): { kind: keyof RegisterEntries; validate: Validator } => {
  if ('account' in value) return { kind: 'codeSets', validate: codeSet as Validator }
  if ('kind' in value) return { kind: 'locations', validate: location as Validator }
  return { kind: 'services', validate: service as Validator }
}

/** JSON keeps the last of two equal keys in silence; a line that is not what its value is written as may have one. */
const mayRepeatKeys = (text: string, value: unknown): boolean => text.replace(UNQUOTED_BLANKS, '$1') !== JSON.stringify(value)

const onLine = (line: number, mistakes: readonly Mistake[]): Mistake[] => mistakes.map((mistake) => ({ ...mistake, line }))

export const parseRegisterLines = (file: WholeFile): Checked<RegisterEntries> => {
  const found = { codeSets: [] as Entry<CodeSet>[], locations: [] as Entry<Location>[], services: [] as Entry<Service>[] }
  const mistakes: Mistake[] = []

  const readLine = ({ number, text, unreadable }: Line): void => {
    const wrong = (message: string): void => {
      mistakes.push({ file: file.file, line: number, column: 1, message })
    }
    if (text === undefined) {
      wrong(`the line is ${unreadable ?? 'unreadable'}`)
      return
    }
    const parsed = parseJsonText(text)
    if ('unreadable' in parsed || !isRecord(parsed.value)) {
      wrong(`a JSON object is expected on each line, and this is ${'unreadable' in parsed ? parsed.unreadable : 'another value'}`)
      return
    }
    const { kind, validate } = kindOf(parsed.value)
    // The slow, strict way is taken only for a line that is wrong, or may be.
    const strictly = (): Checked<unknown> => parseDocumentStrictly(file.file, Buffer.from(text.trimEnd()), validate, LIMITS)
    if (!validate(parsed.value) || mayRepeatKeys(text, parsed.value)) {
      const checked = strictly()
      if ('mistakes' in checked) {
        mistakes.push(...onLine(number, checked.mistakes))
        return
      }
    }
    found[kind].push({
      value: parsed.value as never,
      line: number,
      lineOf: () => number,
      mistakeAt: (_, message, hint) => ({
        file: file.file,
        line: number,
        column: 1,
        message: maskCodes(message),
        ...(hint === undefined ? {} : { hint: maskCodes(hint) }),
      }),
    })
  }

  const splitter = splitLines()
  for (const line of [...splitter.push(file.bytes), ...splitter.end()]) readLine(line)
  if (mistakes.length === 0 && Object.values(found).every((entries) => entries.length === 0))
    return { mistakes: [{ file: file.file, message: 'the register is empty' }] }
  return mistakes.length > 0 ? { mistakes } : { value: found }
}
