/** Policy files → one Policy: what a file extends comes first, a later control or role with the same id takes its place. */
import { posix } from 'node:path'
import { type Files, RefusedFile, type WholeFile } from '../model/files.ts'
import { given } from '../model/given.ts'
import type { Override, PolicyDocument, Patterns, Select as SelectDocument } from '../model/generated/policy.ts'
import type { Checked, Mistake } from '../model/mistake.ts'
import type { Control, Params, Policy, Role, Select } from '../model/policy.ts'

import { parseDuration } from '../model/time.ts'
import { parseDocumentStrictly, parseLoosely, type Sense } from '../parsers/document.ts'
import { entriesOf, repeatedIds } from '../parsers/entries.ts'
import { policy as validate } from '../parsers/generated/validators.ts'
import { type NamedFile, pathsAt } from './named-files.ts'

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

const inconsistencies: Sense<PolicyDocument> = (document) => repeatedIds(entriesOf(document, '/controls', document.value.controls), 'control')

interface Layer {
  readonly file: WholeFile
  readonly document: PolicyDocument
}

/** What a file extends, also one with mistakes, so that the mistakes of those files are told in the same run. */
const namedParents = ({ file, bytes }: WholeFile): readonly NamedFile[] => {
  const document = parseLoosely(file, bytes)
  return document === undefined ? [] : pathsAt(document, 'extends')
}

/** One file and, before it, what it extends. `way` is how we came here, against circles. */
const readLayers = async (files: Files, { path, named }: NamedFile, way: readonly string[]): Promise<Checked<readonly Layer[]>> => {
  if (way.includes(path)) return { mistakes: [named(`${path} extends itself: ${[...way, path].join(' → ')}`)] }
  let file
  try {
    file = await files.read(path)
  } catch (error) {
    if (error instanceof RefusedFile) return { mistakes: [named(error.message, error.hint)] }
    throw error
  }
  if ('problem' in file) return { mistakes: [named(file.detail)] }
  const parsed = parseDocumentStrictly<PolicyDocument>(path, file.bytes, validate, LIMITS, inconsistencies)
  const mistakes: Mistake[] = 'mistakes' in parsed ? [...parsed.mistakes] : []
  const layers: Layer[] = []
  for (const parent of namedParents({ ...file, file: path })) {
    const parentPath = posix.isAbsolute(parent.path) ? parent.path : posix.join(posix.dirname(path), parent.path)
    const below = await readLayers(files, { path: parentPath, named: parent.named }, [...way, path])
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
  const longest = layers.map(({ document }) => document['max-waiver']).findLast((duration) => duration !== undefined)
  return {
    id: top.document.policy,
    title: top.document.title,
    files: [...files.values()],
    roles,
    controls: [...controls.values()],
    ...given('maxWaiver', longest === undefined ? undefined : parseDuration(longest)),
  }
}

/** The policy of one or several files, of which a later one goes over an earlier. */
export const loadPolicy = async (files: Files, paths: readonly NamedFile[]): Promise<Checked<Policy>> => {
  const read = []
  for (const path of paths) read.push(await readLayers(files, path, []))
  const mistakes = read.flatMap((checked) => ('mistakes' in checked ? checked.mistakes : []))
  if (mistakes.length > 0) return { mistakes }
  return { value: compose(read.flatMap((checked) => ('value' in checked ? checked.value : []))) }
}
