import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { forecast } from '../../../src/audit/forecast.ts'
import type { Forecast } from '../../../src/model/forecast.ts'
import { DAY } from '../../../src/model/time.ts'
import { forecastTellers } from '../../../src/reporters/forecast/index.ts'
import { HOSTILE } from '../../support/a-report.ts'
import { aCodeSet, aControl, aPolicy, AS_OF, aWaiver } from '../../support/builders.ts'
import { anInventory } from '../../support/facts.ts'
import { anInput } from '../../support/reports.ts'

const validate = new Ajv2020({ strict: true, allErrors: true }).compile(JSON.parse(readFileSync('schemas/forecast.schema.json', 'utf8')) as object)

const aForecast = (): Forecast => {
  const aged = (account: string, days: number) => aCodeSet({ account, generated: AS_OF - days * DAY })
  const codeSets = [
    aged('github:ada', 400),
    aged('github:grace', 500),
    aged('github:radia', 340),
    aged(`custom:${HOSTILE.terminal}`, 350),
    aCodeSet({ account: 'github:linus', generated: undefined, owner: HOSTILE.markup }),
  ]
  const policy = aPolicy([
    aControl({ id: 'BC-04', rule: 'over-age', title: HOSTILE.mentions }),
    aControl({ id: 'BC-03', rule: 'rotation-due', severity: 'low' }),
  ])
  const waivers = [aWaiver({ control: 'BC-04', subject: 'github:grace' })]
  return forecast(anInput({ policy, waivers, inventory: anInventory({ codeSets }) }), AS_OF + 90 * DAY)
}

const told = (format: string): string => [...forecastTellers.get(format)!(aForecast(), { colour: false })].join('')

test.each([
  ['json', 'forecast.json'],
  ['markdown', 'forecast.md'],
  ['text', 'forecast.txt'],
])('%s is told as it stood', async (format, file) => {
  await expect(told(format)).toMatchFileSnapshot(`../../golden/${file}`)
})

test('JSON obeys the published schema, and calls itself no report', () => {
  const written = JSON.parse(told('json')) as Forecast
  validate(written)
  expect(validate.errors).toBeNull()
  expect(written).toMatchObject({ schema: 'sparekey-forecast/1', assumption: expect.stringContaining('Nobody does anything') as string })
})

test('says before all else that it is no audit, and never as JUnit', () => {
  expect(told('text').split('\n')[0]).toBe('This is a forecast, not an audit: it proves nothing.')
  expect(told('markdown').split('\n')[2]).toMatch(/^> \*\*This is a forecast, not an audit/)
  expect([...forecastTellers.keys()]).toEqual(['json', 'markdown', 'text'])
})

test('nothing in the text acts on a terminal', () => {
  expect(told('text')).not.toMatch(/[\u{0}-\u{9}\u{b}-\u{1f}\u{7f}-\u{9f}\u{202e}]/u)
})
