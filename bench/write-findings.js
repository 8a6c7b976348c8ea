/**
 * `node bench/write-findings.js WAY COUNT FILE`: makes a report of COUNT findings, writes it, and says how long the writing took and what the
 * process had at most: `{ time, peak }`. A WAY is a format of ours, `stringify` (all findings at once), `junit-report-builder`, or `nothing`.
 */
import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs'
import { createRequire } from 'node:module'
import { parseInstant, reporters, runAudit } from '../dist/index.js'
import { AS_OF } from './organisation.js'

const [way, count, file] = process.argv.slice(2)
const BATCH = 262_144

/** The findings of the example, again and again, each about an account of its own. */
const reportOf = async (length) => {
  const audited = await runAudit({ config: 'examples/acme/sparekey.yaml', asOf: parseInstant(AS_OF) })
  if ('mistakes' in audited) throw new Error(audited.mistakes[0].message)
  const { report } = audited.value
  const findings = Array.from({ length }, (_, index) => ({
    ...report.findings[index % report.findings.length],
    subject: `github:user-${index}`,
    fingerprint: index.toString(16).padStart(64, '0'),
  }))
  return { ...report, findings }
}

const writePieces = (pieces) => {
  const fd = openSync(file, 'w')
  let batch = ''
  for (const piece of pieces) {
    batch += piece
    if (batch.length < BATCH) continue
    writeSync(fd, batch)
    batch = ''
  }
  writeSync(fd, batch)
  closeSync(fd)
}

const builderOf = () => createRequire(`${process.env.NODE_PATH}/`)('junit-report-builder')

/** The same cases as ours, by a builder of trees. */
const build = (builder, { controls, findings }) => {
  const suites = new Map(controls.map(({ id, title }) => [id, builder.testSuite().name(`${id}: ${title}`)]))
  for (const { control, subject, message, remediation, outcome, evidence, fingerprint } of findings) {
    const told = suites.get(control).testCase().className(control).name(subject)
    const rows = evidence.map(({ source, file, line, fact, value }) => `${source}: ${file}:${line}: ${fact}: ${value}`)
    const body = [message, remediation, ...rows, fingerprint].join('\n')
    if (outcome === 'fail') told.failure(body)
    else told.error(body)
  }
  writeFileSync(file, builder.build())
}

const ways = {
  nothing: () => undefined,
  stringify: ({ findings }) => writeFileSync(file, JSON.stringify(findings)),
  'junit-report-builder': (report) => build(builder, report),
}

const report = await reportOf(Number(count))
const builder = way === 'junit-report-builder' ? builderOf().newBuilder() : undefined
const write = ways[way] ?? ((whole) => writePieces(reporters.get(way)(whole, { all: false, colour: false, folder: '.', version: '0.0.0' })))
const started = performance.now()
write(report)
console.log(JSON.stringify({ time: performance.now() - started, peak: Math.round(process.resourceUsage().maxRSS / 1024) }))
