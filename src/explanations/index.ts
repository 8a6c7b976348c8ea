/** What is to be said of each kind of thing, as text. */
import { controlText, type ExplainedControl } from './control.ts'
import { type ExplainedFinding, findingText } from './finding.ts'
import { type Overview, overviewText } from './overview.ts'
import { type ExplainedRule, ruleText } from './rule.ts'

export type Explained =
  | { readonly is: 'overview'; readonly overview: Overview }
  | { readonly is: 'rule'; readonly rule: ExplainedRule }
  | { readonly is: 'control'; readonly control: ExplainedControl }
  | { readonly is: 'finding'; readonly finding: ExplainedFinding }

/** An explanation for a terminal. */
export const explanationText = (explained: Explained, colour: boolean): Iterable<string> => {
  switch (explained.is) {
    case 'overview':
      return overviewText(explained.overview, colour)
    case 'rule':
      return ruleText(explained.rule, colour)
    case 'control':
      return controlText(explained.control, colour)
    case 'finding':
      return findingText(explained.finding, colour)
  }
}
