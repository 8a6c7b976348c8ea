/** Policy files → one Policy. What a file extends, another file or a shipped policy, comes first. */
import { posix } from 'node:path'
import { type Files, RefusedFile, type WholeFile } from '../model/files.ts'
import { given } from '../model/given.ts'
import type { Control as WrittenControl, Override, PolicyDocument, Patterns, Select as SelectDocument } from '../model/generated/policy.ts'
import type { Checked, Mistake } from '../model/mistake.ts'
import type { Control, Params, Policy, Select } from '../model/policy.ts'
import { parseDuration } from '../model/time.ts'
import { type ParsedDocument, parseDocumentStrictly, parseLoosely, type Sense } from '../parsers/document.ts'
import { entriesOf, type Entry, repeatedIds } from '../parsers/entries.ts'
import { policy as validate } from '../parsers/generated/validators/policy.ts'
import { compose, type Composed, type ComposedControl, type Layer } from './compose.ts'
import { type NamedFile, pathsAt } from './named-files.ts'
import { isShippedName, nearestShipped, shippedFile, shippedNames } from './shipped.ts'

const LIMITS = { bytes: 1_048_576 }
const DURATIONS = new Set(['interval', 'notice', 'window', 'grace', 'within', 'max-silence'])

const toList = (patterns: Patterns): readonly string[] => (typeof patterns === 'string' ? [patterns] : patterns)

const toSelect = (select: SelectDocument = {}): Select =>
  Object.fromEntries(Object.entries(select).map(([key, patterns]) => [key, toList(patterns as Patterns)]))

/** Parameters with their durations in milliseconds. */
const toParams = (params: object = {}): Params =>
  Object.fromEntries(Object.entries(params).map(([key, value]: [string, unknown]) => [key, DURATIONS.has(key) ? parseDuration(value as string) : value]))

const toOverride = ({ select, params }: Override): Control['overrides'][number] => ({ select: toSelect(select), params: toParams(params) })

const toControl = (control: WrittenControl, origin: Control['origin']): Control => ({
  id: control.id,
  title: control.title,
  rule: control.rule,
  severity: control.severity,
  params: toParams(control.params),
  select: toSelect(control.select),
  overrides: (control.overrides ?? []).map(toOverride),
  allowEmpty: control['allow-empty'] ?? false,
  references: control.references ?? [],
  ...given('origin', origin),
})

/** An adjustment is known by the control that it adjusts. */
const adjustments = (document: Parameters<Sense<PolicyDocument>>[0]): Entry<{ readonly id?: string | undefined }>[] =>
  entriesOf(document, '/adjust', document.value.adjust).map((entry) => ({
    ...entry,
    value: { id: entry.value.control },
    lineOf: () => entry.lineOf('/control'),
    mistakeAt: (_, message, hint) => entry.mistakeAt('/control', message, hint),
  }))

const inconsistencies: Sense<PolicyDocument> = (document) => [
  ...repeatedIds(entriesOf(document, '/controls', document.value.controls), 'control'),
  ...repeatedIds(adjustments(document), 'adjustment of'),
]

/** The files of a policy: those of the organisation, and the shipped ones, which lie in the package. */
export interface PolicyFiles {
  readonly files: Files
  readonly shipped: Files
}

/** What a file extends, also one with mistakes, so that the mistakes of those files are told in the same run. */
const namedParents = ({ file, bytes }: WholeFile, parsed: Checked<ParsedDocument<unknown>>): readonly NamedFile[] => {
  const document = 'value' in parsed ? parsed.value : parseLoosely(file, bytes)
  return document === undefined ? [] : pathsAt(document, 'extends')
}

const readNamed = async (files: Files, path: string, named: NamedFile['named']): Promise<Checked<WholeFile>> => {
  try {
    const file = await files.read(path)
    return 'problem' in file ? { mistakes: [named(file.detail)] } : { value: file }
  } catch (error) {
    if (error instanceof RefusedFile) return { mistakes: [named(error.message, error.hint)] }
    throw error
  }
}

const readShipped = async (shipped: Files, { path, named }: NamedFile): Promise<Checked<WholeFile>> => {
  const names = await shippedNames(shipped)
  if (names.includes(path)) return readNamed(shipped, shippedFile(path), named)
  return { mistakes: [named(`there is no shipped policy ${path}`, nearestShipped(path, names))] }
}

/** The same file relative to the one that names it. One whose name looks like that of a shipped policy keeps what tells them apart. */
const besides = (path: string, child: string): string => {
  if (posix.isAbsolute(path)) return path
  const joined = posix.join(isShippedName(child) ? '' : posix.dirname(child), path)
  return isShippedName(joined) ? `./${joined}` : joined
}

/** One file and, before it, what it extends. `way` is how we came here, against circles. */
const readLayers = async (from: PolicyFiles, { path, named }: NamedFile, way: readonly string[]): Promise<Checked<readonly Layer[]>> => {
  if (way.includes(path)) return { mistakes: [named(`${path} extends itself: ${[...way, path].join(' → ')}`)] }
  const read = isShippedName(path) ? await readShipped(from.shipped, { path, named }) : await readNamed(from.files, path, named)
  if ('mistakes' in read) return read
  const file = { ...read.value, file: path }
  const parsed = parseDocumentStrictly<PolicyDocument>(path, file.bytes, validate, LIMITS, inconsistencies)
  const mistakes: Mistake[] = 'mistakes' in parsed ? [...parsed.mistakes] : []
  const layers: Layer[] = []
  for (const parent of namedParents(file, parsed)) {
    const parentPath = isShippedName(parent.path) ? parent.path : besides(parent.path, path)
    const below = await readLayers(from, { path: parentPath, named: parent.named }, [...way, path])
    if ('mistakes' in below) mistakes.push(...below.mistakes)
    else layers.push(...below.value)
  }
  return 'mistakes' in parsed || mistakes.length > 0 ? { mistakes } : { value: [...layers, { file, document: parsed.value }] }
}

/** A file that is reached by two ways counts once, where it is reached first: it takes nothing back of what came after it there. */
const once = (layers: readonly Layer[]): readonly Layer[] => {
  const first = new Map<string, Layer>()
  for (const layer of layers) if (!first.has(layer.file.file)) first.set(layer.file.file, layer)
  return [...first.values()]
}

/** The policy of one or several files, of which a later one goes over an earlier, with who wrote what in it. */
export const composePolicy = async (from: PolicyFiles, paths: readonly NamedFile[]): Promise<Checked<Composed>> => {
  const read = []
  for (const path of paths) read.push(await readLayers(from, path, []))
  const mistakes = read.flatMap((checked) => ('mistakes' in checked ? checked.mistakes : []))
  return mistakes.length > 0 ? { mistakes } : compose(once(read.flatMap((checked) => ('value' in checked ? checked.value : []))))
}

/** The last that a layer says. */
const longestWaiver = (layers: readonly Layer[]): number | undefined => {
  const longest = layers.map(({ document }) => document.value['max-waiver']).findLast((duration) => duration !== undefined)
  return longest === undefined ? undefined : parseDuration(longest)
}

/** Where the organisation's own files last wrote a control, or a part of it; undefined: it is a shipped one as it was shipped. */
const originOf = ({ steps }: ComposedControl): Control['origin'] => {
  const own = steps.findLast(({ at }) => !isShippedName(at.layer.file.file))
  if (own === undefined) return undefined
  const { layer, pointer } = own.at
  return { file: layer.file.file, line: layer.document.lineOf(pointer) }
}

/** The policy as the auditor uses it. */
export const toPolicy = ({ layers, top, roles, controls }: Composed): Policy => {
  const all = [...controls.values()].map((composed) => ({ control: toControl(composed.written, originOf(composed)), disabled: composed.disabled }))
  return {
    id: top.document.value.policy,
    title: top.document.value.title,
    files: layers.map(({ file: { file, sha256 } }) => ({ file, sha256 })),
    roles: new Map([...roles].map(([name, { role }]) => [name, role])),
    controls: all.flatMap(({ control, disabled }) => (disabled === undefined ? [control] : [])),
    ...given('maxWaiver', longestWaiver(layers)),
    disabled: all.flatMap(({ control, disabled }) => (disabled === undefined ? [] : [{ control, reason: disabled }])),
  }
}

export const loadPolicy = async (from: PolicyFiles, paths: readonly NamedFile[]): Promise<Checked<Policy>> => {
  const composed = await composePolicy(from, paths)
  return 'mistakes' in composed ? composed : { value: toPolicy(composed.value) }
}
