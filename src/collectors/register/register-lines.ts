/** register.jsonl: one code set, location or service a line, for organisations of more than a thousand accounts. */
import type { WholeFile } from '../../model/files.ts'
import type { CodeSet, Location, Service } from '../../model/generated/register.ts'
import { inOrder, type Mistake } from '../../model/mistake.ts'
import { mistakeOnLine, parseLoosely, type Places, readDocument, type ReadDocument } from '../../parsers/document.ts'
import type { Entry } from '../../parsers/entries.ts'
import { codeSet, location, service } from '../../parsers/generated/validators/register.ts'
import { isRecord, keysIn, keysWritten, parseJsonText, textField } from '../../parsers/json.ts'
import type { Known } from '../../parsers/known.ts'
import { type Line, splitLines } from '../../parsers/lines.ts'
import type { Validator } from '../../parsers/wording.ts'
import type { ReadRegister } from './known-entries.ts'

const LIMITS = { bytes: 1_048_576 }
const UNQUOTED_BLANKS = /("(?:[^"\\]|\\.)*")|\s+/g

interface FoundEntries {
  readonly codeSets: Entry<Known<CodeSet>>[]
  readonly locations: Entry<Known<Location>>[]
  readonly services: Entry<Known<Service>>[]
}

/** Which of the three a line is: only a code set has an account or a status, only a location a kind. */
export const kindOf = (value: object): { kind: keyof FoundEntries; validate: Validator } => {
  if ('account' in value || 'status' in value) return { kind: 'codeSets', validate: codeSet as Validator }
  if ('kind' in value) return { kind: 'locations', validate: location as Validator }
  return { kind: 'services', validate: service as Validator }
}

/** JSON keeps the last of two equal keys in silence: a line that is written with more keys than its value has, or with other signs, may have one. */
export const mayRepeatKeys = (text: string, value: unknown): boolean => {
  if (keysWritten(text) === keysIn(value)) return false
  const written = JSON.stringify(value)
  return text !== written && text.replace(UNQUOTED_BLANKS, '$1') !== written
}

/** What a line that is no JSON seems to declare, so that what names it does not seem to lead nowhere. */
const seemingly = (file: string, text: string): { readonly id: string; readonly kind: keyof FoundEntries } | undefined => {
  const value = parseLoosely(file, Buffer.from(text))?.value
  const id = textField(value, 'id')
  return id === undefined || !isRecord(value) ? undefined : { id, kind: kindOf(value).kind }
}

/** Every entry that is known and every mistake: a bad line hides no other. */
export const readRegisterLines = (file: WholeFile): ReadRegister => {
  const found: FoundEntries = { codeSets: [], locations: [], services: [] }
  const mistakes: Mistake[] = []

  const readLine = ({ number, text, unreadable }: Line): void => {
    if (text === undefined) {
      mistakes.push({ file: file.file, line: number, column: 1, message: `the line is ${unreadable ?? 'unreadable'}` })
      return
    }
    const strictly = <T>(validate: Validator): ReadDocument<T> =>
      readDocument<T>(file.file, Buffer.from(text.trimEnd()), validate, { ...LIMITS, firstLine: number })
    /** The line is read a second time, for its columns, only when there is something to tell. */
    const placesIn = (validate: Validator): Places => ({
      lineOf: () => number,
      mistakeAt: (pointer, message, hint) =>
        strictly(validate).known?.mistakeAt(pointer, message, hint) ?? mistakeOnLine(file.file, number, text, message, hint),
    })
    const add = (kind: keyof FoundEntries, value: unknown, validate: Validator): void => {
      found[kind].push({ value: value as never, ...placesIn(validate) })
    }

    const parsed = parseJsonText(text)
    if ('unreadable' in parsed || !isRecord(parsed.value)) {
      const what = 'unreadable' in parsed ? parsed.unreadable : 'another value'
      mistakes.push(mistakeOnLine(file.file, number, text, `a JSON object is expected on each line, and this is ${what}`))
      const { id, kind } = seemingly(file.file, text) ?? {}
      if (kind !== undefined) add(kind, { id }, service as Validator)
      return
    }
    const { kind, validate } = kindOf(parsed.value)
    const isValid = validate(parsed.value)
    // The slow, strict way is taken only for a line that is wrong, or may be.
    if (isValid && !mayRepeatKeys(text, parsed.value)) {
      add(kind, parsed.value, validate)
      return
    }
    const strict = strictly(validate)
    mistakes.push(...strict.mistakes)
    const known = strict.known?.value ?? (isValid ? parsed.value : undefined)
    if (known !== undefined) add(kind, known, validate)
  }

  const splitter = splitLines()
  for (const line of [...splitter.push(file.bytes), ...splitter.end()]) readLine(line)
  const { codeSets, locations, services } = found
  return mistakes.length + codeSets.length + locations.length + services.length === 0
    ? { mistakes: [{ file: file.file, message: 'the register is empty' }], known: { codeSets: [] } }
    : { mistakes: inOrder(mistakes), known: found }
}
