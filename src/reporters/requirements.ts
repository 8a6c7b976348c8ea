/** What an auditor of a framework asks: for each requirement, the controls that support it and how each of them stands. */
import { type Framework, frameworks } from '../model/frameworks.ts'
import { groupBy } from '../model/group.ts'
import type { ControlReport, Finding, Mapping, Report } from '../model/report.ts'
import { type State, stateOf } from './sections.ts'

export interface ControlState {
  readonly control: ControlReport
  readonly state: State
  /** What failed and what is not known. */
  readonly findings: readonly Finding[]
}

export interface Requirement {
  readonly id: string
  readonly title: string
  readonly controls: readonly (ControlState & Pick<Mapping, 'fit' | 'confidence'>)[]
  /** How many of the controls are met, without exceptions. */
  readonly proven: number
}

export interface Grouped {
  readonly framework: string
  /** In the order of the framework; those to which a control of the policy is mapped. */
  readonly requirements: readonly Requirement[]
  /** Requirements that some rule supports, and no control of the policy. */
  readonly unasked: Framework['requirements']
  /** Controls that are mapped to no requirement of the framework. */
  readonly unmapped: readonly ControlState[]
}

/** The controls of a report by requirement of a framework. It says how controls stand, never that a requirement is complied with. */
export const byRequirement = ({ controls, findings, gate }: Report, id: string): Grouped => {
  const framework = frameworks.get(id)
  if (framework === undefined) throw new Error('no such framework')
  const byControl = groupBy(findings, ({ control }) => control)
  const states = controls.map((control): ControlState => {
    const own = byControl.get(control.id) ?? []
    return { control, state: stateOf(own, control.summary, gate), findings: own }
  })
  const mapped = groupBy(
    states.flatMap((state) => state.control.mappings.flatMap((mapping) => (mapping.framework === id ? [{ ...state, ...mapping }] : []))),
    ({ requirement }) => requirement,
  )
  return {
    framework: framework.name,
    requirements: framework.requirements.flatMap((requirement) => {
      const own = mapped.get(requirement.id)
      return own === undefined ? [] : [{ ...requirement, controls: own, proven: own.filter(({ state }) => state === 'met').length }]
    }),
    unasked: framework.requirements.filter((requirement) => !mapped.has(requirement.id)),
    unmapped: states.filter(({ control }) => !control.mappings.some(({ framework: of }) => of === id)),
  }
}

/** Stands wherever controls are told by requirement. */
export const CAVEAT =
  'A mapped control supports a requirement. What is proven of it is shown; whether the requirement is complied with is for its auditor to say.'

/** "Mapped controls that are proven: 1 of 2." */
export const provenOf = ({ proven, controls }: Requirement): string => `Mapped controls that are proven: ${String(proven)} of ${String(controls.length)}.`

/** What a page says of the controls by requirement of a framework, with each control as that page tells it; false where nobody asked. */
export const requirementsView = <Row extends object>(report: Report, framework: string | undefined, row: (control: ControlState) => Row) => {
  if (framework === undefined) return false
  const { requirements, unmapped, ...grouped } = byRequirement(report, framework)
  return {
    ...grouped,
    caveat: CAVEAT,
    requirements: requirements.map((requirement) => ({
      id: requirement.id,
      title: requirement.title,
      proven: provenOf(requirement),
      controls: requirement.controls.map((control) => ({
        ...row(control),
        fit: control.fit,
        confidence: control.confidence,
        isUnconfirmed: control.confidence === 'unconfirmed',
      })),
    })),
    unmapped: unmapped.map(row),
  }
}
