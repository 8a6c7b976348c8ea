/** The twenty controls judged by json-rules-engine: `node json-rules-engine.js PEERS FOLDER AS_OF`. Prints how many accounts fail each. */
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { CONTROLS } from './controls.js'
import { factsOf } from './facts.js'

const [peers, folder, asOf] = process.argv.slice(2)
const { Engine } = createRequire(join(peers, 'none.js'))('json-rules-engine')

const operators = { below: 'lessThan', above: 'greaterThan', not: 'notEqual', between: 'between', unlike: 'unlike' }

const engine = new Engine([], { allowUndefinedFacts: true })
engine.addOperator('between', (value, [least, most]) => value >= least && value <= most)
engine.addOperator('unlike', (value, pattern) => !new RegExp(pattern).test(value))
for (const { id, fact, is, limit } of CONTROLS) engine.addRule({ conditions: { all: [{ fact, operator: operators[is], value: limit }] }, event: { type: id } })

const failures = Object.fromEntries(CONTROLS.map(({ id }) => [id, 0]))
for await (const facts of factsOf(folder, asOf)) {
  const { events } = await engine.run(facts)
  for (const { type } of events) failures[type] += 1
}
process.stdout.write(`${JSON.stringify(failures)}\n`)
