/** What can be explained. */
import pico from 'picocolors'
import { columns, toldIn } from './lines.ts'

export interface Overview {
  /** Absent: there is no configuration here. */
  readonly controls?: readonly { readonly id: string; readonly rule: string; readonly severity: string; readonly title: string; readonly disabled: boolean }[]
  readonly rules: readonly { readonly id: string; readonly title: string }[]
}

export function* overviewText({ controls = [], rules }: Overview, colour: boolean): Generator<string> {
  const { bold } = pico.createColors(colour)
  const [, ...lines] = toldIn(
    [
      ['Controls of the policy', columns(controls.map(({ id, rule, severity, title, disabled }) => [id, disabled ? 'disabled' : severity, rule, title]))],
      ['Rules', columns(rules.map(({ id, title }) => [id, title]))],
    ],
    bold,
  )
  yield lines.map((line) => `${line}\n`).join('')
}
