/** A rule in short, as its page says it. */
import pico from 'picocolors'
import { blockLines, toldIn, wrap } from './lines.ts'
import type { RulePage } from './page.ts'

export interface ExplainedRule {
  readonly id: string
  readonly about: 'accounts' | 'logs'
  readonly page: RulePage
}

export function* ruleText({ id, about, page }: ExplainedRule, colour: boolean): Generator<string> {
  const { bold, dim } = pico.createColors(colour)
  const lines = [
    `${bold(id)}  ${dim(about === 'accounts' ? 'a rule about accounts' : 'a rule about the logs of locations')}`,
    ...wrap(page.says, ''),
    ...toldIn(
      [
        ['Passes', blockLines(page.passes)],
        ['Fails', blockLines(page.fails)],
        ['Unknown', blockLines(page.unknown)],
        ['Does not speak about', blockLines(page.silent)],
        ['Parameters and their defaults', blockLines(page.parameters)],
        ['How to fix', blockLines(page.mend)],
      ],
      bold,
    ),
  ]
  yield lines.map((line) => `${line}\n`).join('')
}
