/** A control as it is in effect: each value, and who wrote it. */
import pico from 'picocolors'
import { columns, toldIn, wrap } from './lines.ts'
import type { RulePage } from './page.ts'

/** Where a value was written, as one opens it: FILE:LINE. */
export interface Written {
  readonly file: string
  readonly line: number
}

export interface ExplainedControl {
  readonly id: string
  readonly rule: string
  readonly title: string
  readonly disabled?: string
  readonly values: readonly { readonly key: string; readonly value: unknown; readonly from: Written | 'default' }[]
  readonly steps: readonly { readonly did: 'wrote' | 'replaced' | 'adjusted'; readonly from: Written; readonly keys: readonly string[] }[]
  readonly page: RulePage
}

const PARAM = 'params/'

/** A value as one writes it in a policy. */
const asWritten = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(asWritten).join(', ')}]`
  if (typeof value !== 'object' || value === null) return String(value)
  return `{ ${Object.entries(value)
    .map(([key, inner]) => `${key}: ${asWritten(inner)}`)
    .join(', ')} }`
}

const toPlace = ({ file, line }: Written): string => `${file}:${String(line)}`

const source = (key: string, from: Written | 'default'): string =>
  from === 'default' ? (key.startsWith(PARAM) ? 'default of the rule' : 'default') : toPlace(from)

const told = { wrote: 'writes it', replaced: 'replaces it as a whole', adjusted: 'adjusts' } as const

export function* controlText({ id, rule, title, disabled, values, steps, page }: ExplainedControl, colour: boolean): Generator<string> {
  const { bold, dim } = pico.createColors(colour)
  const lines = [
    ...wrap(title, `${id}  `).map((line, index) => (index === 0 ? bold(line) : line)),
    ...(disabled === undefined ? [] : wrap(`Disabled, so that nothing is judged by it: ${disabled}`)),
    ...toldIn(
      [
        [
          'Each value, and where it comes from',
          columns(values.map(({ key, value, from }) => [source(key, from), key.replace(PARAM, 'params '), asWritten(value)])),
        ],
        [
          'How it came to be',
          columns(
            steps.map(({ did, from, keys }) => [toPlace(from), [told[did], keys.map((key) => key.replace(PARAM, 'params ')).join(', ')].join(' ').trim()]),
          ),
        ],
        [`Fails, by the rule ${rule}`, wrap(page.says)],
      ],
      bold,
    ),
    '',
    dim(`sparekey explain ${rule} says what passes, what fails and how to fix it.`),
  ]
  yield lines.map((line) => `${line}\n`).join('')
}
