import { createHash } from 'node:crypto'
import { groupBy } from '../model/group.ts'
import type { Finding, Report, ReportedCodeSet } from '../model/report.ts'
import type { Reporter } from '../model/reporter.ts'
import { clipName, xmlText } from './escape.ts'
import { rotationDues, rotationOf } from './rotations.ts'
import { atMost, day, moment, place, plural } from './wording.ts'

/** A sheet has room for so many of these; a sheet is one page, of A4 or Letter, unless names and messages are very long. */
const MOST_TASKS = 5
const MOST_BOXES = 50
const MOST_COPIES = 6

const STYLE = `
:root { font: 11pt/1.4 system-ui, sans-serif; color: #111; background: #fff }
body { max-width: 46rem; margin: 0 auto; padding: 1rem }
article { margin: 2rem 0; padding: 1rem; border: 1px solid #777 }
h1 { font-size: 1.3rem } h2 { font-size: 1.1rem; margin: 0 0 .5rem; overflow-wrap: anywhere }
table { width: 100%; border-collapse: collapse }
th, td { padding: .25rem .5rem; border: 1px solid #777; text-align: left; vertical-align: top; overflow-wrap: anywhere }
th { width: 22% }
ul { margin: 0; padding-left: 1.2rem }
ol.boxes { display: flex; flex-wrap: wrap; gap: .2rem; margin: 0; padding: 0; list-style: none }
ol.boxes li { min-width: 1.6rem; padding: .1rem; border: 1px solid #777; text-align: center }
ol.boxes li.used { text-decoration: line-through; background: #ddd }
.signatures th { width: auto }
.signatures td { height: 2.2rem }
footer, .end p { margin: .5rem 0; font-size: .8rem; overflow-wrap: anywhere }
@page { margin: 12mm }
@media print {
  :root { font-size: 9pt; line-height: 1.3 }
  body { max-width: none; padding: 0 }
  th, td { padding: .14rem .5rem }
  .cover { display: none }
  article { margin: 0; border: 0; padding: 0; break-inside: avoid }
  article + article { break-before: page }
  /* What has no room goes on beneath the account, which the browser repeats, and no row is torn. */
  h2 { break-after: avoid }
  tr, li, .end { break-inside: avoid }
}
`
/** The page allows itself its own style and nothing else. */
const POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'`

/** What XML takes as text, HTML does, too. */
const html = (text: string): string => xmlText(clipName(text))
const date = (instant: string | undefined, otherwise = 'not known'): string => (instant === undefined ? otherwise : day(instant))

const row = (title: string, content: string): string => `<tr><th scope="row">${title}</th><td>${content}</td></tr>\n`
const list = (lines: readonly string[]): string => `<ul>${lines.map((line) => `<li>${html(line)}</li>`).join('')}</ul>`

const nextRotation = (set: ReportedCodeSet, due: string | undefined, asOf: string): string => {
  const next = rotationOf(set, due, asOf)
  switch (next.state) {
    case 'now':
      return `now: the set is ${set.status}`
    case 'revoked':
      return 'none: the set is revoked'
    case 'on-use':
      return 'when a code is used'
    case 'none':
      return 'none: the service does not regenerate them'
    case 'unstated':
      return 'not known: no source says whether the service regenerates them'
    case 'undated':
      return 'not known: no control asks for one, or the register does not say when the codes were generated'
    case 'overdue':
      return `overdue since ${day(next.due)}`
    case 'coming':
      return day(next.due)
  }
}

/** How many are left; where the register and the provider disagree, both. */
const remaining = ({ remaining: registered, counted, issued }: ReportedCodeSet): string => {
  const of = issued === undefined ? '' : ` of ${String(issued)}`
  if (counted !== undefined && registered !== undefined && counted !== registered) {
    return `${String(Math.min(counted, registered))}${of}: the register says ${String(registered)}, the provider ${String(counted)}`
  }
  const left = counted ?? registered
  return left === undefined ? 'not known' : `${String(left)}${of}`
}

/** A box for each position on the sheet of codes, to be crossed out by hand; the used ones are crossed out. */
const boxes = ({ issued = 0, used = [] }: ReportedCodeSet): string => {
  if (issued === 0 || issued > MOST_BOXES) return ''
  const gone = new Set(used.map(({ code }) => code))
  const box = (position: number): string => `<li${gone.has(position) ? ' class="used"' : ''}>${String(position)}</li>`
  return `<ol class="boxes" aria-label="Positions on the sheet of codes">${Array.from({ length: issued }, (_, index) => box(index + 1)).join('')}</ol>`
}

const usedCodes = (set: ReportedCodeSet): string => {
  if (set.used === undefined) return `not known${boxes(set)}`
  const uses = set.used.map(({ at, code }) => `${code === undefined ? 'a code' : `code ${String(code)}`} on ${day(at)}`)
  return `${uses.length === 0 ? 'none' : html(atMost(uses, MOST_BOXES).join(', '))}${boxes(set)}`
}

const copyLine = ({ location, kind, site, item, stored }: NonNullable<ReportedCodeSet['copies']>[number]): string =>
  [
    `${clipName(location)}${kind === undefined ? '' : ` (${kind})`}`,
    ...(site === undefined ? [] : [`at ${clipName(site)}`]),
    ...(item === undefined ? [] : [`item ${clipName(item)}`]),
    ...(stored === undefined ? [] : [`stored ${day(stored)}`]),
  ].join(', ')

const storageRows = ({ copies }: ReportedCodeSet): string => {
  const lines = copies?.map(copyLine)
  const rest = lines?.slice(2) ?? []
  const at = (index: number): string => xmlText(lines === undefined ? 'not known' : (lines[index] ?? 'none'))
  return [
    row('Storage location 1', at(0)),
    row('Storage location 2', at(1)),
    ...(rest.length === 0 ? [] : [row('Further storage locations', list(atMost(rest, MOST_COPIES)))]),
  ].join('')
}

const currency = { yes: '', no: ' (an earlier set)', unknown: ' (the register leaves open whether it is the current set)' } as const

const statusOf = ({ status, since, current }: ReportedCodeSet): string => `${status}${since === undefined ? '' : ` since ${day(since)}`}${currency[current]}`

const planOf = ({ plan, regenerate }: ReportedCodeSet): string => `${plan === undefined ? 'none registered' : html(plan)}<br>${html(regenerate)}`

const tasksOf = (findings: readonly Finding[]): string =>
  findings.length === 0
    ? 'nothing, of what the policy asks'
    : list(
        atMost(
          findings.map(({ control, outcome, standing, message }) => `${control}, ${outcome}${standing === 'open' ? '' : ` (${standing})`}: ${message}`),
          MOST_TASKS,
        ),
      )

const SIGNATURES = `<table class="signatures">
<thead><tr><th scope="col">Checked by</th><th scope="col">Date</th><th scope="col">Signature</th></tr></thead>
<tbody><tr><td></td><td></td><td></td></tr><tr><td></td><td></td><td></td></tr></tbody>
</table>
`

interface About {
  readonly report: Report
  readonly due: string | undefined
  readonly findings: readonly Finding[]
}

const sheet = (set: ReportedCodeSet, number: number, { report: { policy, asOf }, due, findings }: About): string => {
  const { account, service, name, owner, tier, generated, tested, reviewed, checked, expires, file, line } = set
  const id = `sheet-${String(number)}`
  const source = file === undefined ? '' : ` · ${html(place({ source: 'register', file, ...(line !== undefined && { line }) }))}`
  return [
    `<article aria-labelledby="${id}">\n<h2 id="${id}">${html(name ?? account)}</h2>\n<table>\n<thead>\n`,
    row('Account', `${html(account)}${name === undefined ? '' : ` · ${html(name)}`}`),
    '</thead>\n<tbody>\n',
    row('Service', html(service)),
    row('Owner', html(owner ?? 'not known')),
    ...(tier === undefined ? [] : [row('Tier', html(tier))]),
    row('Generated', date(generated)),
    row('Status', statusOf(set)),
    storageRows(set),
    row('Next rotation', nextRotation(set, due, asOf)),
    row('Used codes', usedCodes(set)),
    row('Remaining', remaining(set)),
    row('Regeneration plan', planOf(set)),
    ...(expires === undefined ? [] : [row('Expires', date(expires))]),
    row('Tested', date(tested)),
    row('Last review', date(reviewed)),
    row('Last check for use', date(checked)),
    row('Failed or unknown', tasksOf(findings)),
    '</tbody>\n</table>\n',
    `<div class="end">\n<p>${html(account)} · ${html(policy.title)} · as of ${moment(asOf)}${source} · This sheet holds no code: never write one on it.</p>\n${SIGNATURES}</div>\n</article>\n`,
  ].join('')
}

/** HTML for paper: a page for each code set that counts today, with the fields of the classic tracker and room for signatures; --all adds earlier sets. A sheet a piece. */
const tracker: Reporter = function* (report, { all }) {
  const { policy, asOf } = report
  yield [
    '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n',
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">\n`,
    `<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>${html(policy.title)}: tracker</title>\n<style>${STYLE}</style>\n</head>\n<body>\n`,
    `<header class="cover">\n<h1>${html(policy.title)}: tracker</h1>\n<p>As of ${moment(asOf)}. A sheet for each code set; printed, a page each.</p>\n</header>\n<main>\n`,
  ].join('')
  const dues = rotationDues(report)
  const findings = groupBy(report.findings, ({ subject }) => subject)
  let number = 0
  for (const set of report.codeSets) {
    if (!all && set.current === 'no') continue
    const isEarlier = set.current === 'no'
    number += 1
    // What was judged is the current set.
    yield sheet(set, number, { report, due: isEarlier ? undefined : dues.get(set.account), findings: isEarlier ? [] : (findings.get(set.account) ?? []) })
  }
  yield `${number === 0 ? '<p>The register has no code set that counts today.</p>\n' : ''}</main>\n<footer class="cover">${plural(number, 'sheet')}.</footer>\n</body>\n</html>\n`
}

export default tracker
