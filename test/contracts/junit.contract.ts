/** Those who own the JUnit format judge our JUnit files. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { validateXML } from 'xmllint-wasm'
import { isMistaken } from '../../src/model/mistake.ts'
import { reporters } from '../../src/reporters/index.ts'
import { runAudit } from '../../src/run.ts'
import { ACME, AS_OF } from '../support/acme.ts'
import { needing } from './parts.ts'

const parts = needing('published')

/** The last one is retyped here, since its owners' text is not published with the others. */
const judges = [
  ['Jenkins’ junit-10.xsd', () => join(parts.at('published'), 'junit', 'junit-10.xsd')],
  ['Windy Road’s JUnit.xsd', () => join(parts.at('published'), 'junit', 'windyroad.xsd')],
  ['the rules of JUnit 4', () => 'test/contracts/junit-4.xsd'],
] as const

const ofTheExample = async (): Promise<string> => {
  const audited = await runAudit({ config: `${ACME}/sparekey.yaml`, asOf: AS_OF })
  if (isMistaken(audited)) throw new Error(JSON.stringify(audited.mistakes))
  return [...reporters.get('junit')!(audited.value.report, { all: false, colour: false })].join('')
}

const complaints = async (xml: string, schemaFile: string): Promise<readonly string[]> => {
  const { errors } = await validateXML({ xml: [{ fileName: 'junit.xml', contents: xml }], schema: [readFileSync(schemaFile, 'utf8')] })
  return errors.map(({ message, loc }) => `${loc === null ? '' : `line ${String(loc.lineNumber)}: `}${message}`)
}

describe.each(judges)('%s', (_, schemaFile) => {
  let documents: ReadonlyMap<string, string>
  beforeAll(async () => {
    documents = new Map([
      ['examples/acme', await ofTheExample()],
      ['test/golden/junit.xml', readFileSync('test/golden/junit.xml', 'utf8')],
    ])
  })

  describe.each(['examples/acme', 'test/golden/junit.xml'])('%s', (name) => {
    test('is taken', async () => {
      expect(await complaints(documents.get(name)!, schemaFile())).toEqual([])
    })

    test('control: with a nameless case it is refused', async () => {
      const xml = documents.get(name)!
      const nameless = xml.replace(/(<testcase [^>]*?) name="[^"]*"/, '$1')
      expect(nameless).not.toBe(xml)
      expect(await complaints(nameless, schemaFile())).not.toEqual([])
    })
  })
})
