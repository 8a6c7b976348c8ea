/** The twenty controls as a ruleset of Spectral, and the facts of all accounts as one document for it. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CONTROLS } from './controls.js'
import { factsOf } from './facts.js'

/** What a fact must be for the control to pass. */
const schemaOf = ({ is, limit }) => {
  switch (is) {
    case 'below':
      return { minimum: limit }
    case 'above':
      return { maximum: limit }
    case 'between':
      return { not: { minimum: limit[0], maximum: limit[1] } }
    case 'not':
      return { const: limit }
    default:
      return { pattern: limit }
  }
}

const toRule = (control) => ({
  given: `$.accounts[*].${control.fact}`,
  severity: 'error',
  message: control.id,
  then: { function: 'schema', functionOptions: { schema: schemaOf(control) } },
})

/** Writes both, and gives the arguments that Spectral is called with. Its facts are joined before: that time is not counted as its own. */
export const prepareSpectral = async (folder, asOf) => {
  const accounts = []
  for await (const facts of factsOf(folder, asOf)) accounts.push(facts)
  const [document, ruleset] = ['accounts.json', 'ruleset.json'].map((name) => join(folder, name))
  writeFileSync(document, JSON.stringify({ accounts }))
  writeFileSync(ruleset, JSON.stringify({ rules: Object.fromEntries(CONTROLS.map((control) => [control.id, toRule(control)])) }))
  return ['lint', document, '--ruleset', ruleset, '--format', 'junit', '--output', join(folder, 'spectral.xml')]
}
