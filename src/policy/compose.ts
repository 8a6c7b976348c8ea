/** Layers → the policy: a later control takes the place of an earlier one as a whole, an adjustment changes a part of one. Every value keeps who wrote it. */
import type { WholeFile } from '../model/files.ts'
import { given } from '../model/given.ts'
import type { Adjustment, Control as WrittenControl, PolicyDocument } from '../model/generated/policy.ts'
import type { Checked, Mistake } from '../model/mistake.ts'
import type { Role } from '../model/policy.ts'
import type { ParsedDocument, Places } from '../parsers/document.ts'
import { entriesOf } from '../parsers/entries.ts'
import { control as validate } from '../parsers/generated/validators/policy.ts'
import { didYouMean, type SchemaError, type Validator, wordErrors } from '../parsers/wording.ts'

const isControl: Validator = validate

/** One policy file; what it extends lies below it. */
export interface Layer {
  readonly file: WholeFile
  readonly document: ParsedDocument<PolicyDocument>
}

/** Where something is written: the line is looked up only when somebody asks. */
export interface Origin {
  readonly layer: Layer
  readonly pointer: string
}

export interface Step {
  readonly did: 'wrote' | 'replaced' | 'adjusted'
  readonly at: Origin
  /** What an adjustment named. */
  readonly keys: readonly string[]
}

/** A control as if it stood in one file. */
export interface ComposedControl {
  readonly written: WrittenControl
  /** By key, and for a parameter `params/NAME`. */
  readonly origins: ReadonlyMap<string, Origin>
  /** How it came to be, the first file first. */
  readonly steps: readonly Step[]
  /** Why it is not judged. */
  readonly disabled?: string
}

export interface ComposedRole {
  readonly role: Role
  readonly at: Origin
}

export interface Composed {
  readonly layers: readonly Layer[]
  /** The last layer, which names the policy. */
  readonly top: Layer
  readonly roles: ReadonlyMap<string, ComposedRole>
  readonly controls: ReadonlyMap<string, ComposedControl>
}

/** Who wrote each of the values under a pointer. */
const originsOf = (layer: Layer, pointer: string, { params = {}, ...values }: { readonly params?: object }): ReadonlyMap<string, Origin> =>
  new Map([
    ...Object.keys(values).map((key) => [key, { layer, pointer: `${pointer}/${key}` }] as const),
    ...Object.keys(params).map((name) => [`params/${name}`, { layer, pointer: `${pointer}/params/${name}` }] as const),
  ])

const place = (at: Origin, written: WrittenControl, earlier: ComposedControl | undefined): ComposedControl => ({
  written,
  origins: originsOf(at.layer, at.pointer, written),
  steps: [...(earlier?.steps ?? []), { did: earlier === undefined ? 'wrote' : 'replaced', at, keys: [] }],
})

/** The control with what the adjustment names; its parameters go over those that are there. */
const adjusted = (at: Origin, { control: _, ...changes }: Adjustment, earlier: ComposedControl): ComposedControl => {
  const { disabled, params, ...values } = changes
  const origins = originsOf(at.layer, at.pointer, changes)
  return {
    written: { ...earlier.written, ...values, ...given('params', params && { ...earlier.written.params, ...params }) },
    origins: new Map([...earlier.origins, ...origins]),
    steps: [...earlier.steps, { did: 'adjusted', at, keys: [...origins.keys()] }],
    ...given('disabled', disabled ?? earlier.disabled),
  }
}

/** What the rule of a control does not allow shows only once the two are put together. */
const flawsOf = ({ written }: ComposedControl, mistakeAt: Places['mistakeAt']): readonly Mistake[] =>
  isControl(written)
    ? []
    : wordErrors(isControl.errors as readonly SchemaError[], written).map(({ pointer, message, hint }) => mistakeAt(pointer, message, hint))

const adjust = (layer: Layer, controls: Map<string, ComposedControl>): readonly Mistake[] =>
  entriesOf(layer.document, '/adjust', layer.document.value.adjust).flatMap(({ value, mistakeAt }, index) => {
    const earlier = controls.get(value.control)
    if (earlier === undefined) return [mistakeAt('/control', `no policy above has a control ${value.control}`, didYouMean(value.control, controls.keys()))]
    const control = adjusted({ layer, pointer: `/adjust/${String(index)}` }, value, earlier)
    controls.set(value.control, control)
    return flawsOf(control, mistakeAt)
  })

/** The policy of layers, of which a later one goes over an earlier; or what only all of them together show to be wrong. */
export const compose = (layers: readonly Layer[]): Checked<Composed> => {
  const top = layers.at(-1)
  if (top === undefined) throw new Error('a policy has at least one file')
  const roles = new Map<string, ComposedRole>()
  const controls = new Map<string, ComposedControl>()
  const mistakes: Mistake[] = []
  for (const layer of layers) {
    const { value } = layer.document
    for (const [name, role] of Object.entries(value.roles ?? {})) roles.set(name, { role, at: { layer, pointer: `/roles/${name}` } })
    for (const [index, control] of (value.controls ?? []).entries())
      controls.set(control.id, place({ layer, pointer: `/controls/${String(index)}` }, control, controls.get(control.id)))
    mistakes.push(...adjust(layer, controls))
  }
  const isIdle = [...controls.values()].every(({ disabled }) => disabled !== undefined)
  if (isIdle && mistakes.length === 0)
    mistakes.push(top.document.mistakeAt('', 'the policy has no control that is judged', 'write one under controls, or extend a policy that has some'))
  return mistakes.length > 0 ? { mistakes } : { value: { layers, top, roles, controls } }
}
