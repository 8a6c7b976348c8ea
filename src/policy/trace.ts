/** A composed control → every value of it, with where that was written. */
import type { ComposedControl, Origin, Step } from './compose.ts'

export interface Place {
  readonly file: string
  readonly line: number
}

/** One value as it is written; `default`: nobody wrote it. */
export interface TracedValue {
  /** As in the policy; a parameter is `params/NAME`. */
  readonly key: string
  readonly value: unknown
  readonly from: Place | 'default'
}

export interface TracedStep {
  readonly did: Step['did']
  readonly from: Place
  /** What an adjustment named. */
  readonly keys: readonly string[]
}

export interface TracedControl {
  readonly id: string
  readonly rule: string
  readonly title: string
  readonly disabled?: string
  readonly values: readonly TracedValue[]
  readonly steps: readonly TracedStep[]
}

const placeOf = ({ layer, pointer }: Origin): Place => ({ file: layer.file.file, line: layer.document.lineOf(pointer) })

const DEFAULTS = { select: 'everybody', overrides: 'none', 'allow-empty': false, references: 'none' }
const KEYS = ['rule', 'title', 'severity', 'params', 'select', 'overrides', 'allow-empty', 'references', 'disabled'] as const

/** The values of a control in the order in which one reads them. `defaults` are the parameters of its rule, as one would write them. */
export const trace = ({ written, origins, steps, disabled }: ComposedControl, defaults: Readonly<Record<string, string>>): TracedControl => {
  const from = (key: string): Place | 'default' => {
    const origin = origins.get(key)
    return origin === undefined ? 'default' : placeOf(origin)
  }
  const all = { ...DEFAULTS, ...written, ...(disabled === undefined ? {} : { disabled }) }
  const params: Readonly<Record<string, unknown>> = { ...defaults, ...written.params }
  const values = KEYS.flatMap((key): TracedValue[] => {
    if (key === 'params') return Object.entries(params).map(([name, value]) => ({ key: `params/${name}`, value, from: from(`params/${name}`) }))
    return key in all ? [{ key, value: all[key as keyof typeof all], from: from(key) }] : []
  })
  return {
    id: written.id,
    rule: written.rule,
    title: written.title,
    ...(disabled === undefined ? {} : { disabled }),
    values,
    steps: steps.map(({ did, keys, at }) => ({ did, keys, from: placeOf(at) })),
  }
}
