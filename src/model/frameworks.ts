/** Frameworks of requirements, and which rules support which of them: mappings/*.yaml, with a source and a confidence each. */
import type { MappingDocument } from './generated/mapping.ts'
import { mappings } from './generated/mappings.ts'
import type { Control, Params } from './policy.ts'
import type { Mapping } from './report.ts'
import { parseDuration } from './time.ts'

export interface Framework {
  readonly id: string
  /** With its edition: "NIST SP 800-53, Revision 5.1.1". */
  readonly name: string
  /** In the order of the framework; those that some rule supports. */
  readonly requirements: readonly { readonly id: string; readonly title: string }[]
}

/** By the name that --group-by takes, in order of code unit. */
export const frameworks: ReadonlyMap<string, Framework> = new Map(
  mappings.map(({ framework, name, edition, requirements }) => [
    framework,
    { id: framework, name: `${name}, ${edition}`, requirements: requirements.map(({ id, title }) => ({ id, title })) },
  ]),
)

interface RuleMapping extends Mapping {
  readonly rule: string
  /** Milliseconds by parameter. */
  readonly atMost: Readonly<Record<string, number>>
}

const fromDocument = ({ framework, sources, requirements }: MappingDocument): RuleMapping[] => {
  const titles = new Map(sources.map(({ id, title }) => [id, title]))
  return requirements.flatMap(({ id: requirement, mapped }) =>
    mapped.map(({ rule, fit, confidence, source, 'at-most': atMost = {} }) => ({
      rule,
      framework,
      requirement,
      fit,
      confidence,
      source: titles.get(source) ?? source,
      atMost: Object.fromEntries(Object.entries(atMost).map(([parameter, most]) => [parameter, parseDuration(most) ?? 0])),
    })),
  )
}

const ruleMappings: readonly RuleMapping[] = mappings.flatMap(fromDocument)

/** Whether no parameter is longer than it may be; what is no number does not hold. */
const holds = (atMost: Readonly<Record<string, number>>, params: Params): boolean =>
  Object.entries(atMost).every(([parameter, most]) => typeof params[parameter] === 'number' && params[parameter] <= most)

/** The requirements that a control supports: those of its rule, as far as its parameters and those of each override allow. */
export const mappingsOf = ({ rule, params, overrides }: Pick<Control, 'rule' | 'params' | 'overrides'>): Mapping[] => {
  const asked = [params, ...overrides.map((override) => ({ ...params, ...override.params }))]
  return ruleMappings
    .filter((mapping) => mapping.rule === rule && asked.every((one) => holds(mapping.atMost, one)))
    .map(({ framework, requirement, fit, confidence, source }) => ({ framework, requirement, fit, confidence, source }))
}
