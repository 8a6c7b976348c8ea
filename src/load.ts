/** Everything that people write, read and checked: the configuration and the files that it names. Every mistake of every file in one run. */
import { basename, dirname, relative, resolve, sep } from 'node:path'
import type { Declared } from './collectors/collect.ts'
import { declaredLocations, loadRegister } from './collectors/register/register.ts'
import { loadRoster } from './collectors/roster/roster.ts'
import { ALLOW_OUTSIDE, liesOutside, openFolder } from './files.ts'
import type { Configuration } from './model/configuration.ts'
import { type Files, RefusedFile, type WholeFile } from './model/files.ts'
import { type Checked, inOrder, type Mistake } from './model/mistake.ts'
import type { Policy, Waiver } from './model/policy.ts'
import { type Output, parseOutput } from './outputs.ts'
import { didYouMean } from './parsers/wording.ts'
import type { ConfigurationDocument } from './model/generated/configuration.ts'
import type { ParsedDocument } from './parsers/document.ts'
import { entriesOf } from './parsers/entries.ts'
import type { Known } from './parsers/known.ts'
import { loadConfiguration, namedFiles } from './policy/load-configuration.ts'
import type { NamedFile } from './policy/named-files.ts'
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

type KnownConfiguration = ParsedDocument<Known<ConfigurationDocument>>

/** A mistake of a file that the command line names: there is no other place to tell it. */
const aboutItself = (file: string, message: string, hint?: string): Mistake => ({
  file,
  message: message.startsWith(`${file} `) ? `it${message.slice(file.length)}` : message,
  ...(hint === undefined ? {} : { hint }),
})

/** Reads a file that the configuration names; a refusal or an absence is a mistake where it is named. */
const readNamed = async (files: Files, { path, named }: NamedFile): Promise<Checked<WholeFile>> => {
  try {
    const file = await files.read(path)
    return 'problem' in file ? { mistakes: [named(file.detail)] } : { value: file }
  } catch (error) {
    if (error instanceof RefusedFile) return { mistakes: [named(error.message, error.hint)] }
    throw error
  }
}

/** A file that is there, with what it says or its mistakes. */
interface Read<T> {
  readonly file?: WholeFile
  readonly checked: Checked<T>
}

const readAndLoad = async <T>(files: Files, name: NamedFile | undefined, load: (file: WholeFile) => Checked<T>): Promise<Read<T> | undefined> => {
  if (name === undefined) return undefined
  const file = await readNamed(files, name)
  return 'mistakes' in file ? { checked: file } : { file: file.value, checked: load(file.value) }
}

/** The file and what it says; undefined when it has mistakes or there is none. */
const loadedOf = <T>(read: Read<T> | undefined): { readonly file: WholeFile; readonly value: T } | undefined =>
  read?.file !== undefined && 'value' in read.checked ? { file: read.file, value: read.checked.value } : undefined

const mistakesOf = (checked: Checked<unknown> | undefined): readonly Mistake[] => (checked !== undefined && 'mistakes' in checked ? checked.mistakes : [])

/** Evidence paths that may not be read are mistakes of the configuration, found before anything is collected. */
const refusedPaths = async (files: Files, { value: { sources = [] }, mistakeAt }: KnownConfiguration): Promise<Mistake[]> => {
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
  for (const [index, source] of sources.entries()) await check(`/sources/${String(index)}/files`, source?.files)
  return mistakes
}

/** Sources that lie where the register knows of nothing. */
const unknownLocations = (document: KnownConfiguration, known: readonly string[]): Mistake[] =>
  entriesOf(document, '/sources', document.value.sources).flatMap(({ value, mistakeAt }) => {
    const location = 'location' in value ? value.location : undefined
    return location === undefined || known.includes(location)
      ? []
      : [mistakeAt('/location', `the register has no location ${location}`, didYouMean(location, known))]
  })

/** The outputs of a configuration, or where they are wrong: a path that leaves the folder is refused here as for any other file. */
const loadOutputs = async (
  folder: string,
  allowOutside: boolean,
  { value: { reports = [] }, mistakeAt }: KnownConfiguration,
): Promise<{ outputs: readonly Output[]; mistakes: readonly Mistake[] }> => {
  const outputs: Output[] = []
  const mistakes: Mistake[] = []
  for (const [index, text] of reports.entries()) {
    if (text === undefined) continue
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
  const configurationFile = await readNamed(files, {
    path: name,
    named: (message, hint) => aboutItself(name, message, hint ?? 'name the configuration with --config'),
  })
  if ('mistakes' in configurationFile) return configurationFile

  const configured = loadConfiguration(configurationFile.value)
  const names = namedFiles(configurationFile.value)
  const given = policy === undefined ? undefined : relative(folder, resolve(policy)).split(sep).join('/')
  const policies =
    given !== undefined
      ? await loadPolicy(openFolder(folder, true), [{ path: given, named: (message) => aboutItself(given, message) }])
      : names.policies.length === 0
        ? undefined
        : await loadPolicy(files, names.policies)
  const waivers = await readAndLoad(files, names.waivers, loadWaivers)
  const register = await readAndLoad(files, names.register, loadRegister)
  const roster = await readAndLoad(files, names.roster, loadRoster)

  const locations = register?.file === undefined ? undefined : declaredLocations(register.file)
  const asked = configured.known === undefined ? undefined : await loadOutputs(folder, allowOutside, configured.known)
  const linked =
    configured.known === undefined || asked === undefined
      ? []
      : [...asked.mistakes, ...(await refusedPaths(files, configured.known)), ...(locations === undefined ? [] : unknownLocations(configured.known, locations))]

  const all = [
    ...configured.mistakes,
    ...linked,
    ...mistakesOf(policies),
    ...mistakesOf(waivers?.checked),
    ...mistakesOf(register?.checked),
    ...mistakesOf(roster?.checked),
  ]
  if (all.length > 0) return { mistakes: [...inOrder(all.filter(({ file }) => file === name)), ...all.filter(({ file }) => file !== name)] }

  const { configuration } = configured
  const [loadedRegister, loadedRoster, loadedWaivers] = [loadedOf(register), loadedOf(roster), loadedOf(waivers)]
  if (
    configuration === undefined ||
    asked === undefined ||
    policies === undefined ||
    'mistakes' in policies ||
    loadedRegister === undefined ||
    loadedRoster === undefined
  ) {
    throw new Error('a file without mistakes was not loaded')
  }
  return {
    value: {
      files,
      configuration,
      outputs: asked.outputs,
      policy: policies.value,
      waivers: loadedWaivers?.value ?? [],
      declared: {
        register: loadedRegister.value,
        roster: loadedRoster.value,
        written: [
          { id: 'configuration', file: configurationFile.value, records: configuration.sources.length },
          { id: 'register', file: loadedRegister.file, records: loadedRegister.value.codeSets.length },
          { id: 'roster', file: loadedRoster.file, records: loadedRoster.value.people.length },
          ...(loadedWaivers === undefined ? [] : [{ id: 'waivers' as const, file: loadedWaivers.file, records: loadedWaivers.value.length }]),
        ],
      },
    },
  }
}
