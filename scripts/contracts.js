/**
 * Judges what Sparekey writes by the words of those who own the formats: `node scripts/contracts.js [FOLDER]`. The schemas lie in
 * FOLDER and are no part of this repository; without it nothing is judged, and that is said. Exit code 1: something was refused,
 * or a judge let a broken file pass. It needs a build.
 */
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { validateXML } from 'xmllint-wasm'

const folder = process.argv[2] ?? '../shared/contracts'

/** Whose schema judges a JUnit file; the last one is retyped here, since its owners' text is not published with the others. */
const junitSchemas = [
  { judge: "Jenkins' junit-10.xsd", file: join(folder, 'junit', 'junit-10.xsd') },
  { judge: 'Windy Road’s JUnit.xsd', file: join(folder, 'junit', 'windyroad.xsd') },
  { judge: 'the rules of JUnit 4', file: join('test', 'contracts', 'junit-4.xsd') },
]

/** The JUnit report of the example organisation, through the library's front door. */
const ofTheExample = async () => {
  const { isMistaken, parseInstant, reporters, runAudit } = await import('../dist/index.js')
  const audited = await runAudit({ config: 'examples/acme/sparekey.yaml', asOf: parseInstant('2026-11-23T00:00:00Z') })
  if (isMistaken(audited)) throw new Error(audited.mistakes.map(({ file, message }) => `${file}: ${message}`).join('\n'))
  return [...reporters.get('junit')(audited.value.report, { all: false, colour: false })].join('')
}

const complaints = async (xml, schema) => {
  const { errors } = await validateXML({ xml: [{ fileName: 'junit.xml', contents: xml }], schema: [schema] })
  return errors.map(({ message, loc }) => `${loc === null ? '' : `line ${loc.lineNumber}: `}${message}`)
}

/** A judge that lets this pass is none: a case without a name. */
const broken = (xml) => xml.replace(/(<testcase [^>]*?) name="[^"]*"/, '$1')

const judgeJunit = async () => {
  const documents = [
    { what: 'the JUnit report of examples/acme', xml: await ofTheExample() },
    { what: 'test/golden/junit.xml', xml: await readFile('test/golden/junit.xml', 'utf8') },
  ]
  const refusals = []
  for (const { judge, file } of junitSchemas) {
    const schema = await readFile(file, 'utf8')
    for (const { what, xml } of documents) {
      const found = await complaints(xml, schema)
      console.log(`${found.length === 0 ? 'ok     ' : 'REFUSED'} ${what}, by ${judge}`)
      refusals.push(...found.map((complaint) => `${what}, by ${judge}: ${complaint}`))
      if (broken(xml) === xml || (await complaints(broken(xml), schema)).length === 0) refusals.push(`${judge} does not refuse ${what} with a nameless case`)
    }
  }
  console.log('control: each judge was also given each file with a case that has no name, which it must refuse')
  return refusals
}

const isThere = await stat(folder).then(
  (found) => found.isDirectory(),
  () => false,
)
if (isThere) {
  const refusals = await judgeJunit()
  for (const refusal of refusals) console.error(refusal)
  console.log(refusals.length === 0 ? 'contract suite: passed' : `contract suite: FAILED, ${refusals.length} refusals`)
  if (refusals.length > 0) process.exitCode = 1
} else {
  console.log(`contract suite NOT RUN: ${folder} is not there`)
}
