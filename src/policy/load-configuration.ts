/** sparekey.yaml → a Configuration, or every mistake in it. */
import type { Configuration } from '../model/configuration.ts'
import type { WholeFile } from '../model/files.ts'
import type { ConfigurationDocument } from '../model/generated/configuration.ts'
import { inOrder, type Mistake } from '../model/mistake.ts'
import { DAY, isZone, parseDuration, parseMoment } from '../model/time.ts'
import { type ParsedDocument, parseLoosely, readDocument, type Sense } from '../parsers/document.ts'
import { type Entry, entriesOf, repeatedIds } from '../parsers/entries.ts'
import { configuration as validate } from '../parsers/generated/validators/configuration.ts'
import type { Known } from '../parsers/known.ts'
import { type NamedFile, pathsAt } from './named-files.ts'

const LIMITS = { bytes: 1_048_576 }
const DEFAULT_MAX_AGE = 7 * DAY

/** What every report calls the files that people write, and the history. */
const RESERVED: ReadonlySet<string | undefined> = new Set(['configuration', 'history', 'policy', 'register', 'roster', 'waivers'])

type KnownSource = Known<ConfigurationDocument['sources'][number]>

const reservedId = ({ value: { id }, mistakeAt }: Entry<KnownSource>): Mistake[] =>
  RESERVED.has(id) ? [mistakeAt('/id', `the id ${String(id)} is reserved`, `every report calls a file of yours so; ${String(id)}-1 would do`)] : []

/** A time that covers nothing. */
const emptyCover = ({ value, mistakeAt }: Entry<KnownSource>): Mistake[] => {
  const { from, to } = ('covers' in value ? value.covers : undefined) ?? {}
  const [start, end] = [parseMoment(from ?? ''), parseMoment(to ?? '')]
  return start === undefined || end === undefined || end > start ? [] : [mistakeAt('/covers/to', 'the log covers no time: to is not later than from')]
}

const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', '[::1]', 'localhost'])

/** An address to which credentials would go unencrypted, or that is none. */
const unsafeAddress = (entry: Entry<KnownSource>): Mistake[] =>
  (['base-url', 'token-url', 'iam-url'] as const).flatMap((key) => {
    const text = (entry.value as Partial<Record<typeof key, string>>)[key]
    if (text === undefined) return []
    if (!URL.canParse(text)) return [entry.mistakeAt(`/${key}`, `${text} is no address`)]
    const { protocol, hostname } = new URL(text)
    return protocol === 'https:' || LOOPBACK.has(hostname) ? [] : [entry.mistakeAt(`/${key}`, 'credentials would be sent unencrypted', 'write https://')]
  })

/** A mapping that leaves open what a record says, or claims more than its log can prove. */
const openMapping = ({ value, mistakeAt }: Entry<KnownSource>): Mistake[] => {
  if (value.type !== 'mapped') return []
  const { columns, outcomes, time, grade } = value
  const { form, zone } = time ?? {}
  const isMapped = typeof outcomes === 'object'
  const told = (isWrong: boolean, pointer: string, message: string, hint?: string): Mistake[] => (isWrong ? [mistakeAt(pointer, message, hint)] : [])
  return [
    ...told(
      isMapped && columns !== undefined && columns.outcome === undefined,
      '/outcomes',
      'no column is named that has the outcome',
      'name it under columns, or write outcomes: success',
    ),
    ...told(
      outcomes === 'success' && columns?.outcome !== undefined,
      '/columns/outcome',
      'no value of this column is given a meaning',
      'write under outcomes what each means',
    ),
    ...told(form === 'local' && zone === undefined, '/time', 'local times need their zone', 'write zone: Europe/Berlin'),
    ...told(form !== undefined && form !== 'local' && zone !== undefined, '/time/zone', `times of the form ${String(form)} have no zone`),
    ...told(zone !== undefined && !isZone(zone), '/time/zone', `${String(zone)} is no time zone`, 'such as Europe/Berlin or UTC'),
    ...told(
      grade === 'server' && columns !== undefined && columns.sequence === undefined,
      '/grade',
      'the silence of a log proves something only where a missing record would be seen',
      'name under columns the sequence, a number that rises by one with every record; or write client',
    ),
  ]
}

/** The name of a verifier key, and the key itself. */
const VERIFIER = /^([^\s+]+)\+[0-9a-f]{8}\+(\S+)/u

/** One key behind two names would sign for two. */
const sharedKeys = ({ value, mistakeAt }: Entry<KnownSource>): Mistake[] => {
  if (value.type !== 'log' || typeof value.keys !== 'object') return []
  const names = new Map<string, string>()
  return value.keys.flatMap((text, index) => {
    const [, name, key] = VERIFIER.exec(text?.trim() ?? '') ?? []
    if (name === undefined || key === undefined) return []
    const first = names.get(key) ?? name
    names.set(key, first)
    return first === name
      ? []
      : [mistakeAt(`/keys/${String(index)}`, `${name} has the same key as ${first}: it is one signer`, 'each signer needs a key of its own')]
  })
}

/** A database that nothing could open. */
const keyless = ({ value, mistakeAt }: Entry<KnownSource>): Mistake[] =>
  value.type === 'keepassxc' && value['password-env'] === undefined && value['key-file'] === undefined
    ? [mistakeAt('', 'a KeePass database needs its key', 'name the environment variable with its password under password-env, or the key-file')]
    : []

const inconsistencies: Sense<ConfigurationDocument> = (document) => {
  const sources = entriesOf(document, '/sources', document.value.sources)
  return [
    ...repeatedIds(sources, 'source'),
    ...sources.flatMap((source) => [
      ...reservedId(source),
      ...emptyCover(source),
      ...unsafeAddress(source),
      ...openMapping(source),
      ...sharedKeys(source),
      ...keyless(source),
    ]),
  ]
}

export interface NamedFiles {
  readonly policies: readonly NamedFile[]
  readonly waivers?: NamedFile
  readonly register?: NamedFile
  readonly roster?: NamedFile
  readonly history?: NamedFile
}

/**
 * The files that a configuration names whatever its mistakes, so that their mistakes are told in the same run. Of one that has none it
 * is known already what it says.
 */
export const namedFiles = (file: WholeFile, sound?: ParsedDocument<unknown>): NamedFiles => {
  const document = sound ?? parseLoosely(file.file, file.bytes)
  if (document === undefined) return { policies: [] }
  const one = (key: 'waivers' | 'register' | 'roster' | 'history'): Partial<Record<typeof key, NamedFile>> => {
    const [named] = pathsAt(document, key)
    return named === undefined ? {} : { [key]: named }
  }
  return { policies: pathsAt(document, 'policy'), ...one('waivers'), ...one('register'), ...one('roster'), ...one('history') }
}

/** Every mistake that the configuration alone shows; what can be relied on all the same; and, without a mistake, the configuration. */
export interface LoadedConfiguration {
  readonly mistakes: readonly Mistake[]
  readonly known?: ParsedDocument<Known<ConfigurationDocument>>
  readonly configuration?: Configuration
}

const toConfiguration = (file: string, value: ConfigurationDocument): Configuration => ({
  file,
  policies: typeof value.policy === 'string' ? [value.policy] : value.policy,
  ...(value.waivers === undefined ? {} : { waivers: value.waivers }),
  register: value.register,
  roster: value.roster,
  sources: value.sources,
  maxEvidenceAge: parseDuration(value['max-evidence-age'] ?? '') ?? DEFAULT_MAX_AGE,
  reports: value.reports ?? [],
  failOn: value['fail-on'] ?? 'medium',
})

export const loadConfiguration = (file: WholeFile): LoadedConfiguration => {
  const { mistakes, known } = readDocument<ConfigurationDocument>(file.file, file.bytes, validate, LIMITS)
  if (known === undefined) return { mistakes }
  const all = inOrder([...mistakes, ...inconsistencies(known)])
  return all.length > 0 ? { mistakes: all, known } : { mistakes: all, known, configuration: toConfiguration(file.file, known.value as ConfigurationDocument) }
}
