/** sparekey.yaml → a Configuration, or every mistake in it. */
import type { Configuration } from '../model/configuration.ts'
import type { WholeFile } from '../model/files.ts'
import type { ConfigurationDocument } from '../model/generated/configuration.ts'
import type { Checked, Mistake } from '../model/mistake.ts'
import { DAY, parseDuration } from '../model/time.ts'
import { type ParsedDocument, parseDocumentStrictly, parseLoosely } from '../parsers/document.ts'
import { field, textField } from '../parsers/json.ts'
import { configuration as validate } from '../parsers/generated/validators.ts'

const LIMITS = { bytes: 1_048_576 }
const DEFAULT_MAX_AGE = 7 * DAY

/** Two sources with one id would be one name for two things in every report. */
const repeatedIds = ({ value, mistakeAt, lineOf }: ParsedDocument<ConfigurationDocument>): Mistake[] => {
  const first = new Map<string, number>()
  return value.sources.flatMap(({ id }, index) => {
    const earlier = first.get(id)
    if (earlier === undefined) {
      first.set(id, index)
      return []
    }
    return [
      mistakeAt(`/sources/${String(index)}/id`, `the source ${id} is given twice`, `the first is on line ${String(lineOf(`/sources/${String(earlier)}/id`))}`),
    ]
  })
}

export interface LoadedConfiguration {
  readonly configuration: Configuration
  /** A mistake at the place where the configuration names something. */
  readonly mistakeAt: (pointer: string, message: string, hint?: string) => Mistake
}

/** The files that a configuration with mistakes names all the same, so that their mistakes are told in the same run. */
export const namedFiles = (file: WholeFile): { policies: readonly string[]; waivers?: string; register?: string; roster?: string } => {
  const value = parseLoosely(file.bytes)
  const name = (key: string): string | undefined => textField(value, key)
  const policy = field(value, 'policy')
  const policies = (Array.isArray(policy) ? (policy as unknown[]) : [policy]).filter((path): path is string => typeof path === 'string' && path !== '')
  const [waivers, register, roster] = [name('waivers'), name('register'), name('roster')]
  return {
    policies,
    ...(waivers === undefined ? {} : { waivers }),
    ...(register === undefined ? {} : { register }),
    ...(roster === undefined ? {} : { roster }),
  }
}

export const loadConfiguration = (file: WholeFile): Checked<LoadedConfiguration> => {
  const parsed = parseDocumentStrictly<ConfigurationDocument>(file.file, file.bytes, validate, LIMITS)
  if ('mistakes' in parsed) return parsed
  const mistakes = repeatedIds(parsed.value)
  if (mistakes.length > 0) return { mistakes }
  const { value } = parsed.value
  return {
    value: {
      configuration: {
        file: file.file,
        policies: typeof value.policy === 'string' ? [value.policy] : value.policy,
        ...(value.waivers === undefined ? {} : { waivers: value.waivers }),
        register: value.register,
        roster: value.roster,
        sources: value.sources,
        maxEvidenceAge: parseDuration(value['max-evidence-age'] ?? '') ?? DEFAULT_MAX_AGE,
        reports: value.reports ?? [],
        failOn: value['fail-on'] ?? 'medium',
      },
      mistakeAt: parsed.value.mistakeAt,
    },
  }
}
