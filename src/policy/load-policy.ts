/** Policy files → one Policy: what a file extends comes first, a later control or role with the same id takes its place. */
import { posix } from 'node:path'
import type { Files, WholeFile } from '../model/files.ts'
import type { Override, PolicyDocument, Patterns, Select as SelectDocument } from '../model/generated/policy.ts'
import { maskCodes } from '../model/mask.ts'
import type { Checked, Mistake } from '../model/mistake.ts'
import type { Control, Policy, Role, Select } from '../model/policy.ts'
import type { Params } from '../model/rule.ts'
import { parseDuration } from '../model/time.ts'
import { type ParsedDocument, parseDocumentStrictly, parseLoosely } from '../parsers/document.ts'
import { policy as validate } from '../parsers/generated/validators.ts'
import { field } from '../parsers/json.ts'
import { RefusedFile } from '../model/files.ts'

const LIMITS = { bytes: 1_048_576 }
const DURATIONS = new Set(['interval', 'notice', 'window', 'grace', 'within', 'max-silence'])

const toList = (patterns: Patterns): readonly string[] => (typeof patterns === 'string' ? [patterns] : patterns)

const toSelect = (select: SelectDocument = {}): Select =>
  Object.fromEntries(Object.entries(select).map(([key, patterns]) => [key, toList(patterns as Patterns)]))

/** Parameters with their durations in milliseconds. */
const toParams = (params: object = {}): Params =>
  Object.fromEntries(Object.entries(params).map(([key, value]: [string, unknown]) => [key, DURATIONS.has(key) ? parseDuration(value as string) : value]))

const toOverride = ({ select, params }: Override): Control['overrides'][number] => ({ select: toSelect(select), params: toParams(params) })

const toControl = (control: PolicyDocument['controls'][number]): Control => ({
  id: control.id,
  title: control.title,
  rule: control.rule,
  severity: control.severity,
  params: toParams(control.params),
  select: toSelect(control.select),
  overrides: (control.overrides ?? []).map(toOverride),
  allowEmpty: control['allow-empty'] ?? false,
  references: control.references ?? [],
})

const repeatedIds = ({ value, mistakeAt, lineOf }: ParsedDocument<PolicyDocument>): Mistake[] => {
  const first = new Map<string, number>()
  return value.controls.flatMap(({ id }, index) => {
    const earlier = first.get(id)
    if (earlier === undefined) {
      first.set(id, index)
      return []
    }
    return [
      mistakeAt(
        `/controls/${String(index)}/id`,
        `the control ${id} is given twice`,
        `the first is on line ${String(lineOf(`/controls/${String(earlier)}/id`))}`,
      ),
    ]
  })
}

interface Layer {
  readonly file: WholeFile
  readonly document: PolicyDocument
}

/** What a file with mistakes extends all the same, so that the mistakes of those files are told in the same run. */
const namedParents = (bytes: Uint8Array): readonly string[] => {
  const parents = field(parseLoosely(bytes), 'extends')
  return Array.isArray(parents) ? (parents as unknown[]).filter((parent): parent is string => typeof parent === 'string' && parent !== '') : []
}

/** One file and, before it, what it extends. `way` is how we came here, against circles. */
const readLayers = async (
  files: Files,
  path: string,
  way: readonly string[],
  named: (message: string, hint?: string) => Mistake,
): Promise<Checked<readonly Layer[]>> => {
  if (way.includes(path)) return { mistakes: [named(`${path} extends itself: ${[...way, path].join(' → ')}`)] }
  let file
  try {
    file = await files.read(path)
  } catch (error) {
    if (error instanceof RefusedFile) return { mistakes: [named(error.message, error.hint)] }
    throw error
  }
  if ('problem' in file) return { mistakes: [named(file.detail)] }
  const parsed = parseDocumentStrictly<PolicyDocument>(path, file.bytes, validate, LIMITS)
  const mistakes: Mistake[] = 'mistakes' in parsed ? [...parsed.mistakes] : repeatedIds(parsed.value)
  const layers: Layer[] = []
  const parents = 'mistakes' in parsed ? namedParents(file.bytes) : (parsed.value.value.extends ?? [])
  for (const [index, parent] of parents.entries()) {
    const parentPath = posix.isAbsolute(parent) ? parent : posix.join(posix.dirname(path), parent)
    const below = await readLayers(files, parentPath, [...way, path], (message, hint) =>
      'mistakes' in parsed
        ? { file: path, message: maskCodes(message), ...(hint === undefined ? {} : { hint }) }
        : parsed.value.mistakeAt(`/extends/${String(index)}`, message, hint),
    )
    if ('mistakes' in below) mistakes.push(...below.mistakes)
    else layers.push(...below.value)
  }
  return 'mistakes' in parsed || mistakes.length > 0 ? { mistakes } : { value: [...layers, { file, document: parsed.value.value }] }
}

const compose = (layers: readonly Layer[]): Policy => {
  const roles = new Map<string, Role>()
  const controls = new Map<string, Control>()
  for (const { document } of layers) {
    for (const [name, role] of Object.entries(document.roles ?? {})) roles.set(name, role)
    for (const control of document.controls) controls.set(control.id, toControl(control))
  }
  const top = layers.at(-1)
  if (top === undefined) throw new Error('a policy has at least one file')
  const files = new Map(layers.map(({ file }) => [file.file, { file: file.file, sha256: file.sha256 }]))
  return { id: top.document.policy, title: top.document.title, files: [...files.values()], roles, controls: [...controls.values()] }
}

/** The policy of one or several files, of which a later one goes over an earlier; `named` makes a mistake where a file is named. */
export const loadPolicy = async (
  files: Files,
  paths: readonly { readonly path: string; readonly named: (message: string, hint?: string) => Mistake }[],
): Promise<Checked<Policy>> => {
  const read = []
  for (const { path, named } of paths) read.push(await readLayers(files, path, [], named))
  const mistakes = read.flatMap((checked) => ('mistakes' in checked ? checked.mistakes : []))
  if (mistakes.length > 0) return { mistakes }
  return { value: compose(read.flatMap((checked) => ('value' in checked ? checked.value : []))) }
}
