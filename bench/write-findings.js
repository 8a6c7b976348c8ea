/**
 * `node bench/write-findings.js WAY COUNT FILE`: makes a report of COUNT findings, writes it, and says how long the writing took and what the
 * process had at most: `{ time, peak }`. A WAY is a format of ours, `stringify` (all findings at once), `junit-report-builder`, or `nothing`.
 * BYTES in the environment is what the program itself writes with, `src/disk/bytes.ts`, as a module.
 */
import { closeSync, openSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { parseInstant, reporters, runAudit } from '../dist/index.js'
import { AS_OF } from './organisation.js'

const [way, count, file] = process.argv.slice(2)
const { batches, writeBytes } = await import(process.env.BYTES)

/** The findings of the example, each many times and each time about an account of its own, in the order of a report. */
const reportOf = async (length) => {
  const audited = await runAudit({ config: 'examples/acme/sparekey.yaml', asOf: parseInstant(AS_OF) })
  if ('mistakes' in audited) throw new Error(audited.mistakes[0].message)
  const { report } = audited.value
  const findings = Array.from({ length }, (_, index) => ({
    ...report.findings[Math.floor((index * report.findings.length) / length)],
    subject: `github:user-${String(index).padStart(8, '0')}`,
    fingerprint: index.toString(16).padStart(64, '0'),
  }))
  return { ...report, findings }
}

const writePieces = (pieces) => {
  const fd = openSync(file, 'w')
  for (const bytes of batches(pieces)) writeBytes(fd, bytes)
  closeSync(fd)
}

const builderOf = () => createRequire(`${process.env.NODE_PATH}/`)('junit-report-builder')

/** What ours tells in the text of a case, as anybody would put it together. */
const textOf = ({ message, severity, owner, due, evidence, remediation }) =>
  [
    message,
    `severity: ${severity}`,
    ...(owner === undefined ? [] : [`owner: ${owner}`]),
    ...(due === undefined ? [] : [`due: ${due}`]),
    ...evidence.map(({ source, file, line, record, fact, value }) => {
      const place = line === undefined ? `${file}#${record}` : `${file}:${line}`
      return `evidence: ${source}, ${place}: ${fact}${value === undefined ? '' : ` = ${value}`}`
    }),
    ...(remediation === undefined ? [] : [`to do: ${remediation}`]),
  ].join('\n')

/** The same cases as ours with the same text, by a builder of trees. Of what was skipped it has no way to say why, and so it writes less there. */
const build = (builder, { controls, findings, quietOf, asOf, policy }) => {
  const suites = new Map()
  for (const { id, rule, severity } of controls) {
    const properties = { 'as-of': asOf, policy: policy.id, severity, rule }
    const suite = builder.testSuite().name(id).timestamp(asOf.slice(0, 19)).time('0.000')
    for (const [name, value] of Object.entries(properties)) suite.property(name, value)
    suites.set(id, suite)
  }
  for (const finding of [...findings, ...controls.flatMap(({ id }) => quietOf(id))]) {
    const { control, rule, subject, message, outcome, standing } = finding
    const told = suites
      .get(control)
      .testCase()
      .className(subject.slice(0, subject.indexOf(':')))
      .name(`${rule}: ${subject}`)
      .time('0.000')
    if (outcome === 'not-applicable' || standing !== 'open') told.skipped()
    else if (outcome === 'fail') told.failure(message, rule).stacktrace(textOf(finding))
    else if (outcome === 'unknown') told.error(message, 'unknown', textOf(finding))
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
