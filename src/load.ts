/** Everything that people write, read and checked: the configuration and the files that it names. Every mistake of every file in one run. */
import { basename, dirname, relative, resolve, sep } from 'node:path'
import type { Declared, Written } from './collectors/collect.ts'
import { checkRegister, type Register } from './collectors/register/register.ts'
import { readSoundLines } from './collectors/register/sound-lines.ts'
import { loadRoster } from './collectors/roster/roster.ts'
import { ALLOW_OUTSIDE, liesOutside, openFolder } from './files.ts'
import type { LoadedHistory } from './history.ts'
import { checkpointsOf, headOf } from './model/beside.ts'
import type { Configuration } from './model/configuration.ts'
import { BrokenFile, type Files, type ReadFile, RefusedFile, type WholeFile } from './model/files.ts'
import { given } from './model/given.ts'
import type { Inventory } from './model/inventory.ts'
import { type Checked, inOrder, type Mistake, mistakesOf } from './model/mistake.ts'
import type { Policy, Waiver } from './model/policy.ts'
import type { Reporter } from './model/reporter.ts'
import { type Output, parseOutput } from './outputs.ts'
import { didYouMean } from './parsers/wording.ts'
import type { ConfigurationDocument } from './model/generated/configuration.ts'
import type { ParsedDocument } from './parsers/document.ts'
import { entriesOf } from './parsers/entries.ts'
import type { Known } from './parsers/known.ts'
import { loadConfiguration, type LoadedConfiguration, namedFiles, type NamedFiles } from './policy/load-configuration.ts'
import type { NamedFile } from './policy/named-files.ts'
import type { Composed } from './policy/compose.ts'
import { composePolicy, toPolicy } from './policy/load-policy.ts'
import { loadWaivers, strayWaivers } from './policy/load-waivers.ts'
import { shippedPolicies } from './package-files.ts'
import { isShippedName } from './policy/shipped.ts'
import { loadTemplate, type Templates } from './templates.ts'

export interface LoadOptions {
  /** The path of sparekey.yaml. */
  readonly config: string
  /** A policy that takes the place of the configured ones: a file, which may lie anywhere, or a shipped one by its name. */
  readonly policy?: string
  /** A history that takes the place of the configured one, wherever it lies. */
  readonly history?: string
  /** Templates that the command line names, wherever they lie. */
  readonly templates?: readonly string[]
  /** Lets the configuration name files outside its folder. */
  readonly allowOutside?: boolean
}

export interface Loaded {
  readonly files: Files
  readonly configuration: Configuration
  readonly outputs: readonly Output[]
  /** Those of the outputs and of the options, by the path that names them. */
  readonly templates: Templates
  readonly policy: Policy
  readonly waivers: readonly Waiver[]
  readonly declared: Declared
  /** Absent: neither the configuration nor the options name one. */
  readonly history?: LoadedHistory
  /** The whole path of every file that is read: those of people, kept files, the history. */
  readonly reads: readonly string[]
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

/** A file that is there, with what it says or its mistakes. Its bytes are let go: a register may be large. */
interface Read<T> {
  readonly file?: ReadFile
  readonly checked: Checked<T>
}

const named = ({ file, sha256 }: WholeFile): ReadFile => ({ file, sha256 })

const readAndLoad = async <T>(files: Files, name: NamedFile | undefined, load: (file: WholeFile) => Checked<T>): Promise<Read<T> | undefined> => {
  if (name === undefined) return undefined
  const file = await readNamed(files, name)
  return 'mistakes' in file ? { checked: file } : { file: named(file.value), checked: load(file.value) }
}

/** A register, and the locations that it declares whatever its mistakes; undefined when they cannot be known. */
interface ReadRegister extends Read<Register> {
  readonly locations: readonly string[] | undefined
}

/** A register in JSON lines in which nothing is wrong, read as its bytes come. */
const readSound = async (files: Files, path: string): Promise<ReadRegister | undefined> => {
  try {
    const opened = path.endsWith('.jsonl') ? await files.open(path) : undefined
    const register = opened === undefined ? undefined : await readSoundLines(path, opened.chunks)
    if (opened === undefined || register === undefined) return undefined
    return { file: { file: path, sha256: opened.sha256() }, checked: { value: register }, locations: register.locations.map(({ id }) => id) }
  } catch (error) {
    if (error instanceof RefusedFile || error instanceof BrokenFile) return undefined
    throw error
  }
}

const readRegister = async (files: Files, name: NamedFile | undefined): Promise<ReadRegister | undefined> => {
  if (name === undefined) return undefined
  const sound = await readSound(files, name.path)
  if (sound !== undefined) return sound
  const file = await readNamed(files, name)
  return 'mistakes' in file ? { checked: file, locations: undefined } : { file: named(file.value), ...checkRegister(file.value) }
}

/** The file and what it says; undefined when it has mistakes or there is none. */
const loadedOf = <T>(read: Read<T> | undefined): { readonly file: ReadFile; readonly value: T } | undefined =>
  read?.file !== undefined && 'value' in read.checked ? { file: read.file, value: read.checked.value } : undefined

/** What sources read. */
interface Evidence {
  /** Those that are there, patterns resolved, with what may lie beside them. */
  readonly paths: readonly string[]
  readonly mistakes: readonly Mistake[]
}

/** The kept files of all sources. Paths that may not be read are mistakes of the configuration, found before anything is collected. */
const findEvidence = async (files: Files, { value: { sources = [] }, mistakeAt }: KnownConfiguration): Promise<Evidence> => {
  const mistakes: Mistake[] = []
  const find = async (pointer: string, value: unknown): Promise<readonly string[]> => {
    if (typeof value === 'object' && value !== null) {
      const found: string[] = []
      for (const [key, inner] of Object.entries(value)) found.push(...(await find(`${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, inner)))
      return found
    }
    if (typeof value !== 'string' || pointer.endsWith('credential-report-generated')) return []
    try {
      return await files.list(value)
    } catch (error) {
      if (!(error instanceof RefusedFile)) throw error
      mistakes.push(mistakeAt(pointer, error.message, error.hint))
      return []
    }
  }
  const paths: string[] = []
  for (const [index, source] of sources.entries()) {
    const at = `/sources/${String(index)}`
    const kept = await find(`${at}/files`, source?.files)
    paths.push(...kept)
    if (source?.type === 'log') {
      const keys = typeof source.keys === 'string' ? await find(`${at}/keys`, source.keys) : []
      paths.push(...kept.map(checkpointsOf), ...(await find(`${at}/checkpoints`, source.checkpoints)), ...keys)
    } else if (source?.type === 'cloudtrail') {
      const digests = await find(`${at}/digests/files`, source.digests?.files)
      paths.push(...digests, ...digests.map(headOf), ...(await find(`${at}/digests/public-keys`, source.digests?.['public-keys'])))
    } else if (source?.type === 'keepassxc') {
      paths.push(...(await find(`${at}/key-file`, source['key-file'])))
    }
  }
  return { paths, mistakes }
}

/** Sources that lie where the register knows of nothing. */
const unknownLocations = (document: KnownConfiguration, known: readonly string[]): Mistake[] =>
  entriesOf(document, '/sources', document.value.sources).flatMap(({ value, mistakeAt }) => {
    const location = 'location' in value ? value.location : undefined
    return location === undefined || known.includes(location)
      ? []
      : [mistakeAt('/location', `the register has no location ${location}`, didYouMean(location, known))]
  })

/** What reports are asked for, and the templates among them. */
interface Asked {
  readonly outputs: readonly Output[]
  readonly templates: Templates
  readonly mistakes: readonly Mistake[]
}

/** The outputs of a configuration, or where they are wrong: a path that leaves the folder is refused here as for any other file. */
const loadOutputs = async (folder: string, allowOutside: boolean, { value: { reports = [] }, mistakeAt }: KnownConfiguration): Promise<Asked> => {
  const outputs: Output[] = []
  const templates = new Map<string, Reporter>()
  const mistakes: Mistake[] = []
  for (const [index, text] of reports.entries()) {
    if (text === undefined) continue
    const parsed = parseOutput(text, outputs)
    const named = (message: string, hint?: string): Mistake => mistakeAt(`/reports/${String(index)}`, message, hint)
    if ('flaw' in parsed) {
      mistakes.push(named(parsed.flaw.message, parsed.flaw.hint))
      continue
    }
    outputs.push(parsed.output)
    const { path, template } = parsed.output
    if (path !== undefined && !allowOutside && (await liesOutside(folder, path))) {
      mistakes.push(named(`${path} lies outside the folder of the configuration`, ALLOW_OUTSIDE))
    }
    const loaded = template === undefined ? undefined : await loadTemplate(folder, { path: template, named }, allowOutside)
    if (template !== undefined && loaded !== undefined && 'value' in loaded) templates.set(template, loaded.value)
    mistakes.push(...mistakesOf(loaded))
  }
  return { outputs, templates, mistakes }
}

/** The templates that the options name. */
const loadGivenTemplates = async (folder: string, paths: readonly string[]): Promise<Omit<Asked, 'outputs'>> => {
  const loaded = await Promise.all([...new Set(paths)].map(async (path) => ({ path, checked: await loadTemplate(folder, givenFile(folder, path), true) })))
  return {
    templates: new Map(loaded.flatMap(({ path, checked }) => ('value' in checked ? [[path, checked.value] as const] : []))),
    mistakes: loaded.flatMap(({ checked }) => mistakesOf(checked)),
  }
}

interface PolicySource {
  readonly from: Files
  readonly paths: readonly NamedFile[]
}

/** What people wrote about how to judge, and what it is judged by: read, with its mistakes. */
interface Judging {
  readonly files: Files
  readonly file: WholeFile
  readonly configured: LoadedConfiguration
  readonly names: NamedFiles
  readonly asked: Asked | undefined
  /** The templates that the options name. */
  readonly brought: Omit<Asked, 'outputs'>
  readonly policies: Checked<Composed> | undefined
  readonly waivers: Read<readonly Waiver[]> | undefined
  readonly history: Checked<LoadedHistory> | undefined
}

/** A file that the command line names, relative to a folder as all else is to that of the configuration. */
const givenFile = (folder: string, path: string): NamedFile => {
  const name = relative(folder, resolve(path)).split(sep).join('/')
  return { path: name, named: (message, hint) => aboutItself(name, message, hint) }
}

/** A policy that the command line names: a file wherever it lies, or a shipped one. */
const givenPolicy = (folder: string, policy: string): PolicySource => {
  const from = openFolder(folder, true)
  if (!isShippedName(policy)) return { from, paths: [givenFile(folder, policy)] }
  return { from, paths: [{ path: policy, named: (message, hint) => aboutItself(policy, message, hint) }] }
}

/** The history that the options name, else that of the configuration. What knows histories is loaded only where there is one. */
const readHistory = async (folder: string, { history, allowOutside = false }: LoadOptions, configured: NamedFile | undefined): Promise<Judging['history']> => {
  const name = history === undefined ? configured : givenFile(folder, history)
  if (name === undefined) return undefined
  const { loadHistory } = await import('./history.ts')
  return loadHistory(folder, name, history !== undefined || allowOutside)
}

/** The policy with who wrote what in it; undefined when none is named. */
const composed = async ({ from, paths }: PolicySource): Promise<Checked<Composed> | undefined> =>
  paths.length === 0 ? undefined : composePolicy({ files: from, shipped: shippedPolicies }, paths)

const readJudging = async (options: LoadOptions): Promise<Checked<Judging>> => {
  const { config, policy, templates = [], allowOutside = false } = options
  const folder = dirname(resolve(config))
  const files = openFolder(folder, allowOutside)
  const name = basename(config)
  const configurationFile = await readNamed(files, {
    path: name,
    named: (message, hint) => aboutItself(name, message, hint ?? 'name the configuration with --config'),
  })
  if ('mistakes' in configurationFile) return configurationFile
  const file = configurationFile.value

  const configured = loadConfiguration(file)
  const names = namedFiles(file, configured.configuration && configured.known)
  const policies = await composed(policy === undefined ? { from: files, paths: names.policies } : givenPolicy(folder, policy))
  const asked = configured.known === undefined ? undefined : await loadOutputs(folder, allowOutside, configured.known)
  const waivers = await readAndLoad(files, names.waivers, loadWaivers)
  const brought = await loadGivenTemplates(folder, templates)
  return { value: { files, file, configured, names, asked, brought, policies, waivers, history: await readHistory(folder, options, names.history) } }
}

/** The mistakes of the configuration in order of their place, and then those of the other files. */
const inOrderOfFile = (name: string, mistakes: readonly Mistake[]): readonly Mistake[] => [
  ...inOrder(mistakes.filter(({ file }) => file === name)),
  ...mistakes.filter(({ file }) => file !== name),
]

const writtenBy = (id: Written['id'], loaded: { readonly file: ReadFile; readonly value: unknown } | undefined, records: number): Written[] =>
  loaded === undefined ? [] : [{ id, file: loaded.file, records }]

/** What is there when no mistake was found. */
const sound = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error('a file without mistakes was not loaded')
  return value
}

/** The value where there is one and nothing is wrong with it. */
const valueOf = <T>(checked: Checked<T> | undefined): T | undefined => (checked !== undefined && 'value' in checked ? checked.value : undefined)

/** The whole paths of what people wrote, and of the other files that are read. */
const readsOf = (
  folder: string,
  { file, names, asked, brought, history }: Judging,
  { files: policies }: Policy,
  others: readonly string[],
): readonly string[] => {
  const here = [file.file, ...policies.map((policy) => policy.file), ...(asked?.templates.keys() ?? []), ...others]
  const written = [names.waivers, names.register, names.roster].flatMap((name) => name?.path ?? [])
  return [
    ...[...here, ...written].map((path) => resolve(folder, path)),
    ...Array.from(brought.templates.keys(), (path) => resolve(path)),
    ...[valueOf(history)].flatMap((remembered) => remembered?.path ?? []),
  ]
}

const composedOf = (policies: Checked<Composed> | undefined): Composed => {
  if (policies === undefined || 'mistakes' in policies) throw new Error('a policy without mistakes was not loaded')
  return policies.value
}

/** The configuration at a path and all that it names, or every mistake. Paths in mistakes are relative to the configuration's folder. */
export const load = async (options: LoadOptions): Promise<Checked<Loaded>> => {
  const judging = await readJudging(options)
  if ('mistakes' in judging) return judging
  const { files, file, configured, names, asked, brought, policies, waivers, history } = judging.value
  const register = await readRegister(files, names.register)
  const roster = await readAndLoad(files, names.roster, loadRoster)

  const locations = register?.locations
  const evidence: Evidence = configured.known === undefined ? { paths: [], mistakes: [] } : await findEvidence(files, configured.known)
  const linked =
    configured.known === undefined || asked === undefined
      ? []
      : [...asked.mistakes, ...evidence.mistakes, ...(locations === undefined ? [] : unknownLocations(configured.known, locations))]

  const all = [
    ...configured.mistakes,
    ...linked,
    ...mistakesOf(policies),
    ...mistakesOf(waivers?.checked),
    ...mistakesOf(register?.checked),
    ...mistakesOf(roster?.checked),
    ...mistakesOf(history),
    ...brought.mistakes,
  ]
  if (all.length > 0) return { mistakes: inOrderOfFile(file.file, all) }

  const configuration = sound(configured.configuration)
  const [loadedRegister, loadedRoster, loadedWaivers] = [sound(loadedOf(register)), sound(loadedOf(roster)), loadedOf(waivers)]
  const policy = toPolicy(composedOf(policies))
  return {
    value: {
      files,
      configuration,
      outputs: sound(asked).outputs,
      templates: new Map([...sound(asked).templates, ...brought.templates]),
      policy,
      waivers: loadedWaivers?.value ?? [],
      ...given('history', valueOf(history)),
      reads: readsOf(dirname(resolve(options.config)), judging.value, policy, evidence.paths),
      declared: {
        register: loadedRegister.value,
        roster: loadedRoster.value,
        written: [
          ...writtenBy('configuration', { file: named(file), value: configuration }, configuration.sources.length),
          ...writtenBy('register', loadedRegister, loadedRegister.value.codeSets.length),
          ...writtenBy('roster', loadedRoster, loadedRoster.value.people.length),
          ...writtenBy('waivers', loadedWaivers, loadedWaivers?.value.length ?? 0),
        ],
      },
    },
  }
}

/** What is no mistake and can hardly be meant. An audit may be by another policy than the waivers were agreed for, so that this is none. */
export const warningsOf = async ({ files, configuration: { waivers: path }, policy }: Loaded): Promise<readonly Mistake[]> => {
  const file = path === undefined ? undefined : await files.read(path)
  return file === undefined || 'problem' in file ? [] : strayWaivers(file, policy)
}

/** The policy of a configuration, with who wrote what in it; or every mistake in the two. Nothing else is read. */
export const loadComposed = async (options: LoadOptions): Promise<Checked<Composed>> => {
  const judging = await readJudging(options)
  if ('mistakes' in judging) return judging
  const { configured, file, policies } = judging.value
  const all = [...configured.mistakes, ...mistakesOf(policies)]
  return all.length > 0 ? { mistakes: inOrderOfFile(file.file, all) } : { value: composedOf(policies) }
}

/** What an inventory is judged by, and the inventory. */
export interface LoadedForInventory extends Omit<Loaded, 'files' | 'declared'> {
  readonly inventory: Inventory
  /** What people wrote and the inventory does not have. */
  readonly written: readonly Written[]
  /** Files that have changed since it was collected, and that it goes before. */
  readonly notes: readonly string[]
}

/** The register or roster of now, where it is another than that of the inventory. */
const changedSince = async (files: Files, named: NamedFile | undefined, id: Written['id'], { sources }: Inventory): Promise<string[]> => {
  const then = sources.find((source) => source.id === id && source.type === id)?.files[0]?.sha256
  const now = named === undefined ? undefined : await readNamed(files, named)
  return now === undefined || !('value' in now) || then === undefined || now.value.sha256 === then
    ? []
    : [`${now.value.file} has changed since the inventory was collected; what the inventory has of it is judged`]
}

/** A file that the command line names, wherever it lies; in mistakes and reports it is relative to a folder, as all else is to that of the configuration. */
export const readGiven = (folder: string, path: string): Promise<Checked<WholeFile>> => readNamed(openFolder(folder, true), givenFile(folder, path))

const loadSnapshot = async (folder: string, path: string): Promise<Checked<Inventory>> => {
  const file = await readGiven(folder, path)
  return 'mistakes' in file ? file : (await import('./snapshot.ts')).readSnapshot(file.value)
}

/** A snapshot of an inventory, and from the configuration what it is judged by; or every mistake. Register and roster are those of the snapshot. */
export const loadForInventory = async (options: LoadOptions, snapshot: string): Promise<Checked<LoadedForInventory>> => {
  const judging = await readJudging(options)
  const folder = dirname(resolve(options.config))
  const inventory = await loadSnapshot(folder, snapshot)
  if ('mistakes' in judging) return { mistakes: [...judging.mistakes, ...mistakesOf(inventory)] }
  const { files, file, configured, names, asked, brought, policies, waivers, history } = judging.value
  const all = [
    ...configured.mistakes,
    ...(asked?.mistakes ?? []),
    ...mistakesOf(policies),
    ...mistakesOf(waivers?.checked),
    ...mistakesOf(inventory),
    ...mistakesOf(history),
    ...brought.mistakes,
  ]
  if (all.length > 0 || 'mistakes' in inventory) return { mistakes: inOrderOfFile(file.file, all) }

  const loadedWaivers = loadedOf(waivers)
  const policy = toPolicy(composedOf(policies))
  // What the inventory was made of may be read anew one day.
  const collectedFrom = inventory.value.sources.flatMap(({ files: kept }) => kept.map((each) => each.file))
  return {
    value: {
      configuration: sound(configured.configuration),
      outputs: sound(asked).outputs,
      templates: new Map([...sound(asked).templates, ...brought.templates]),
      policy,
      waivers: loadedWaivers?.value ?? [],
      ...given('history', valueOf(history)),
      reads: [resolve(snapshot), ...readsOf(folder, judging.value, policy, collectedFrom)],
      inventory: inventory.value,
      written: writtenBy('waivers', loadedWaivers, loadedWaivers?.value.length ?? 0),
      notes: [
        ...(await changedSince(files, names.register, 'register', inventory.value)),
        ...(await changedSince(files, names.roster, 'roster', inventory.value)),
      ],
    },
  }
}
