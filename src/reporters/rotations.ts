/** When the codes of each set are to be regenerated, as far as the policy asks for it and the service can. */
import type { Finding, Report, ReportedCodeSet } from '../model/report.ts'

/** The rules whose due date is that of the next rotation. */
const ASKING = new Set(['over-age', 'rotation-due'])

/** The controls that ask for rotations. */
export const askingControls = ({ controls }: Pick<Report, 'controls'>): readonly string[] => controls.filter(({ rule }) => ASKING.has(rule)).map(({ id }) => id)

/** The earliest instant at which a rotation falls or fell due, by account; passes say it, too. */
export const rotationDues = ({ findings, controls, quietOf }: Pick<Report, 'findings' | 'controls' | 'quietOf'>): ReadonlyMap<string, string> => {
  const asking = askingControls({ controls })
  const dues = new Map<string, string>()
  const note = ({ control, subject, due }: Finding): void => {
    if (due === undefined || !asking.includes(control)) return
    const known = dues.get(subject)
    if (known === undefined || due < known) dues.set(subject, due)
  }
  findings.forEach(note)
  for (const control of asking) quietOf(control).forEach(note)
  return dues
}

export type Rotation =
  /** Codes that are lost, compromised or spent are regenerated at once. */
  | { readonly state: 'now' | 'revoked' }
  /** The codes change when one is used, or never; or no source says which. */
  | { readonly state: 'on-use' | 'none' | 'unstated' }
  /** No control asks for it, or it is not known when the codes were generated. */
  | { readonly state: 'undated' }
  | { readonly state: 'overdue' | 'coming'; readonly due: string }

/** The next rotation of a set; `due` is that of its account. */
export const rotationOf = ({ status, rotation }: ReportedCodeSet, due: string | undefined, asOf: string): Rotation => {
  if (status === 'lost' || status === 'compromised' || status === 'spent') return { state: 'now' }
  if (status === 'revoked') return { state: 'revoked' }
  if (rotation === 'on-use' || rotation === 'none') return { state: rotation }
  if (rotation === 'unknown') return { state: 'unstated' }
  if (due === undefined) return { state: 'undated' }
  return { state: due < asOf ? 'overdue' : 'coming', due }
}
