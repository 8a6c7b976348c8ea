/** Everything that people write, read and checked: the configuration and the files that it names. Every mistake of every file in one run. */
import { basename, dirname, relative, resolve, sep } from 'node:path'
import type { Declared } from './collectors/collect.ts'
import { loadRegister } from './collectors/register/register.ts'
import { loadRoster } from './collectors/roster/roster.ts'
import { ALLOW_OUTSIDE, liesOutside, openFolder } from './files.ts'
import type { Configuration } from './model/configuration.ts'
import { type Files, RefusedFile, type WholeFile } from './model/files.ts'
import { maskCodes } from './model/mask.ts'
import type { Checked, Mistake } from './model/mistake.ts'
import type { Policy, Waiver } from './model/policy.ts'
import { type Output, parseOutput } from './outputs.ts'
import { didYouMean } from './parsers/wording.ts'
import { loadConfiguration, namedFiles } from './policy/load-configuration.ts'
import { loadPolicy } from './policy/load-policy.ts'
import { loadWaivers } from './policy/load-waivers.ts'

export interface LoadOptions {
  /** The path of sparekey.yaml. */
  readonly config: string
  /** A policy file that takes the place of the configured ones; it may lie anywhere. */
  readonly policy?: string
  /** Lets the configuration name files outside its folder. */
  readonly allowOutside?: boolean
}

export interface Loaded {
  readonly files: Files
  readonly configuration: Configuration
  readonly outputs: readonly Output[]
  readonly policy: Policy
  readonly waivers: readonly Waiver[]
  readonly declared: Declared
}

type Named = (message: string, hint?: string) => Mistake

/** A mistake of a file that the command line names: there is no other place to tell it. */
const aboutItself = (file: string, message: string, hint?: string): Mistake => ({
  file,
  message: message.startsWith(`${file} `) ? `it${message.slice(file.length)}` : message,
  ...(hint === undefined ? {} : { hint }),
})

/** Reads a file that the configuration names; a refusal or an absence is a mistake where it is named. */
const readNamed = async (files: Files, path: string, named: Named): Promise<Checked<WholeFile>> => {
  try {
    const file = await files.read(path)
    return 'problem' in file ? { mistakes: [named(file.detail)] } : { value: file }
  } catch (error) {
    if (error instanceof RefusedFile) return { mistakes: [named(error.message, error.hint)] }
    throw error
  }
}

const readAndLoad = async <T>(
  files: Files,
  path: string,
  named: Named,
  load: (file: WholeFile) => Checked<T>,
): Promise<Checked<{ file: WholeFile; value: T }>> => {
  const file = await readNamed(files, path, named)
  if ('mistakes' in file) return file
  const loaded = load(file.value)
  return 'mistakes' in loaded ? loaded : { value: { file: file.value, value: loaded.value } }
}

const mistakesOf = (checked: Checked<unknown> | undefined): readonly Mistake[] => (checked !== undefined && 'mistakes' in checked ? checked.mistakes : [])

/** Evidence paths that may not be read are mistakes of the configuration, found before anything is collected. */
const refusedPaths = async (
  files: Files,
  { sources }: Configuration,
  mistakeAt: (pointer: string, message: string, hint?: string) => Mistake,
): Promise<Mistake[]> => {
  const mistakes: Mistake[] = []
  const check = async (pointer: string, value: unknown): Promise<void> => {
    if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value)) await check(`${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, inner)
    } else if (typeof value === 'string' && !pointer.endsWith('credential-report-generated')) {
      try {
        await files.list(value)
      } catch (error) {
        if (!(error instanceof RefusedFile)) throw error
        mistakes.push(mistakeAt(pointer, error.message, error.hint))
      }
    }
  }
  for (const [index, source] of sources.entries()) await check(`/sources/${String(index)}/files`, source.files)
  return mistakes
}

/** The outputs of a configuration, or where they are wrong: a path that leaves the folder is refused here as for any other file. */
const loadOutputs = async (
  folder: string,
  allowOutside: boolean,
  { reports }: Configuration,
  mistakeAt: (pointer: string, message: string, hint?: string) => Mistake,
): Promise<{ outputs: readonly Output[]; mistakes: readonly Mistake[] }> => {
  const outputs: Output[] = []
  const mistakes: Mistake[] = []
  for (const [index, text] of reports.entries()) {
    const parsed = parseOutput(text, outputs)
    const mistake = (message: string, hint?: string): number => mistakes.push(mistakeAt(`/reports/${String(index)}`, message, hint))
    if ('flaw' in parsed) {
      mistake(parsed.flaw.message, parsed.flaw.hint)
      continue
    }
    outputs.push(parsed.output)
    const { path } = parsed.output
    if (path !== undefined && !allowOutside && (await liesOutside(folder, path))) {
      mistake(`${path} lies outside the folder of the configuration`, ALLOW_OUTSIDE)
    }
  }
  return { outputs, mistakes }
}

/** The configuration at a path and all that it names, or every mistake. Paths in mistakes are relative to the configuration's folder. */
export const load = async ({ config, policy, allowOutside = false }: LoadOptions): Promise<Checked<Loaded>> => {
  const folder = dirname(resolve(config))
  const files = openFolder(folder, allowOutside)
  const name = basename(config)
  const inConfiguration: Named = (message, hint) => ({ file: name, message: maskCodes(message), ...(hint === undefined ? {} : { hint }) })
  const configurationFile = await readNamed(files, name, (message, hint) => aboutItself(name, message, hint ?? 'name the configuration with --config'))
  if ('mistakes' in configurationFile) return configurationFile

  const configured = loadConfiguration(configurationFile.value)
  const names = 'value' in configured ? configured.value.configuration : namedFiles(configurationFile.value)
  const at = (pointer: string): Named => ('value' in configured ? (message, hint) => configured.value.mistakeAt(pointer, message, hint) : inConfiguration)

  const given = policy === undefined ? undefined : relative(folder, resolve(policy)).split(sep).join('/')
  const policies =
    given !== undefined
      ? await loadPolicy(openFolder(folder, true), [{ path: given, named: (message) => aboutItself(given, message) }])
      : names.policies.length === 0
        ? undefined
        : await loadPolicy(
            files,
            names.policies.map((path, index) => ({ path, named: at(`/policy/${String(index)}`) })),
          )
  const waivers = names.waivers === undefined ? undefined : await readAndLoad(files, names.waivers, at('/waivers'), loadWaivers)
  const register = names.register === undefined ? undefined : await readAndLoad(files, names.register, at('/register'), loadRegister)
  const roster = names.roster === undefined ? undefined : await readAndLoad(files, names.roster, at('/roster'), loadRoster)

  const linked: Mistake[] = []
  let outputs: readonly Output[] = []
  if ('value' in configured) {
    const { configuration, mistakeAt } = configured.value
    const asked = await loadOutputs(folder, allowOutside, configuration, mistakeAt)
    outputs = asked.outputs
    linked.push(...asked.mistakes, ...(await refusedPaths(files, configuration, mistakeAt)))
    if (register !== undefined && 'value' in register) {
      const known = register.value.value.locations.map(({ id }) => id)
      configuration.sources.forEach((source, index) => {
        if ('location' in source && !known.includes(source.location)) {
          linked.push(mistakeAt(`/sources/${String(index)}/location`, `the register has no location ${source.location}`, didYouMean(source.location, known)))
        }
      })
    }
  }

  const mistakes = [...mistakesOf(configured), ...linked, ...mistakesOf(policies), ...mistakesOf(waivers), ...mistakesOf(register), ...mistakesOf(roster)]
  if (mistakes.length > 0) return { mistakes }
  if (
    'mistakes' in configured ||
    policies === undefined ||
    'mistakes' in policies ||
    register === undefined ||
    'mistakes' in register ||
    roster === undefined ||
    'mistakes' in roster
  ) {
    throw new Error('a file without mistakes was not loaded')
  }
  return {
    value: {
      files,
      configuration: configured.value.configuration,
      outputs,
      policy: policies.value,
      waivers: waivers !== undefined && 'value' in waivers ? waivers.value.value : [],
      declared: {
        register: register.value.value,
        roster: roster.value.value,
        written: [
          { id: 'configuration', file: configurationFile.value, records: configured.value.configuration.sources.length },
          { id: 'register', file: register.value.file, records: register.value.value.codeSets.length },
          { id: 'roster', file: roster.value.file, records: roster.value.value.people.length },
          ...(waivers !== undefined && 'value' in waivers ? [{ id: 'waivers' as const, file: waivers.value.file, records: waivers.value.value.length }] : []),
        ],
      },
    },
  }
}
