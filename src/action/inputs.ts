/** What the workflow says under `with`: what is meant by it, or everything that is wrong with it. What is not said is left to the configuration. */
import { didYouMean, type Instant, type Output, parseInstant, parseOutput, severities, type Severity } from '../index.ts'
import { given } from '../model/given.ts'

export interface Inputs {
  readonly config: string
  readonly inventory?: string
  readonly baseline?: string
  readonly asOf?: Instant
  readonly failOn?: Severity
  readonly allowIncomplete: boolean
  /** Instead of the configured ones. */
  readonly reports?: readonly Output[]
  readonly trackingIssue: boolean
  readonly label: string
  /** Empty: none is given. */
  readonly token: string
}

/** The text of an input; empty where nothing is said. */
export type ReadInput = (name: string) => string

const CONFIG = 'sparekey.yaml'
const LABEL = 'sparekey'
/** What GitHub lets a label be called, without what would part it in a list of labels. */
const A_LABEL = /^[^\p{Cc},]{1,50}$/u

const flags: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
])

/** Every input, or every flaw: "fail-on: one of … is expected". */
export const readInputs = (read: ReadInput): { readonly inputs: Inputs } | { readonly flaws: readonly string[] } => {
  const flaws: string[] = []
  const flaw = (name: string, message: string, hint?: string): void => {
    flaws.push(`${name}: ${message}${hint === undefined ? '' : `; ${hint}`}`)
  }
  const said = (name: string): string | undefined => (read(name) === '' ? undefined : read(name))
  /** What an input means; a flaw where it means nothing. */
  const meant = <T>(name: string, meaning: (value: string) => T | undefined, expected: string, hint?: (value: string) => string | undefined): T | undefined => {
    const value = said(name)
    const found = value === undefined ? undefined : meaning(value)
    if (value !== undefined && found === undefined) flaw(name, `${expected} is expected`, hint?.(value))
    return found
  }
  const instant = (name: string): Instant | undefined => meant(name, parseInstant, 'a time with an offset, such as 2026-11-23T00:00:00Z,')
  const severity = (name: string): Severity | undefined =>
    meant(
      name,
      (value) => severities.find((one) => one === value),
      `one of ${severities.join(', ')}`,
      (value) => didYouMean(value, severities),
    )
  const flag = (name: string): boolean => meant(name, (value) => flags.get(value), 'true or false') ?? false
  const outputs = (name: string): readonly Output[] | undefined => {
    const lines = read(name)
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')
    const parsed: Output[] = []
    for (const line of lines) {
      const one = parseOutput(line, parsed)
      if ('flaw' in one) flaw(name, one.flaw.message, one.flaw.hint)
      else parsed.push(one.output)
    }
    return lines.length === 0 ? undefined : parsed
  }
  const label = said('issue-label') ?? LABEL
  if (!A_LABEL.test(label)) flaw('issue-label', 'the name of a label is expected: up to 50 characters, and no comma')

  const inputs: Inputs = {
    config: said('config') ?? CONFIG,
    ...given('inventory', said('inventory')),
    ...given('baseline', said('baseline')),
    ...given('asOf', instant('as-of')),
    ...given('failOn', severity('fail-on')),
    allowIncomplete: flag('allow-incomplete'),
    ...given('reports', outputs('reports')),
    trackingIssue: flag('tracking-issue'),
    label,
    token: read('github-token'),
  }
  if (inputs.trackingIssue && inputs.token === '') flaw('github-token', 'the tracking issue is kept with a token, and none is given')
  return flaws.length > 0 ? { flaws } : { inputs }
}
