/** The rendered examples are what an audit of examples/acme says today. */
import { expect, test } from 'vitest'
import { reporters } from '../src/reporters/index.ts'
import { runAudit } from '../src/run.ts'
import { isMistaken } from '../src/model/mistake.ts'
import { ACME, AS_OF } from './support/acme.ts'
import { told } from './support/told.ts'

const examples = [
  ['csv', 'audit.csv'],
  ['github-annotations', 'annotations.txt'],
  ['github-summary', 'summary.md'],
  ['html', 'audit.html'],
  ['json', 'audit.json'],
  ['junit', 'audit.xml'],
  ['markdown', 'audit.md'],
  ['ocsf', 'audit.ocsf.jsonl'],
  ['oscal', 'audit.oscal.json'],
  ['sarif', 'audit.sarif'],
  ['text', 'audit.txt'],
  ['tracker', 'tracker.html'],
] as const

test.each(examples)('reports/example: %s is current in %s', async (format, file) => {
  const audited = await runAudit({ config: `${ACME}/sparekey.yaml`, asOf: AS_OF })
  if (isMistaken(audited)) throw new Error(audited.mistakes.map(({ message }) => message).join('\n'))
  await expect(told(reporters.get(format)!, audited.value.report, { folder: ACME })).toMatchFileSnapshot(`../reports/example/${file}`)
})

test('examples/templates: owners.md.hbs is current in owners.md', async () => {
  const template = 'examples/templates/owners.md.hbs'
  const audited = await runAudit({ config: `${ACME}/sparekey.yaml`, asOf: AS_OF, templates: [template] })
  if (isMistaken(audited)) throw new Error(audited.mistakes.map(({ message }) => message).join('\n'))
  await expect(told(audited.value.templates.get(template)!, audited.value.report)).toMatchFileSnapshot('../reports/example/owners.md')
})

test('every reporter has an example', () => {
  expect([...reporters.keys()].sort()).toEqual(examples.map(([format]) => format))
})
