import { createHash } from 'node:crypto'
import type { Reporter } from '../model/reporter.ts'
import { endTemplate } from './generated/html/end.ts'
import { findingTemplate } from './generated/html/finding.ts'
import { script, style } from './generated/html/insets.ts'
import { topTemplate } from './generated/html/top.ts'
import { Handlebars, safe } from './handlebars.ts'
import { name, sentence } from './html/escape.ts'
import { findingView, listing } from './html/findings.ts'
import { pageView } from './html/view.ts'
import { day, moment, plural } from './wording.ts'

const digest = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

/** The page allows itself its own style and its own script, and nothing else: no address, no form that goes anywhere, no other text as a script. */
const POLICY = `default-src 'none'; script-src ${digest(script)}; style-src ${digest(style)}; base-uri 'none'; form-action 'none'`

/** Own instance, own helpers; scripts/write-generated.js knows them by name. */
const handlebars = Handlebars.create()
handlebars.registerHelper({
  text: (value: string) => safe(sentence(value)),
  name: (value: string) => safe(name(value)),
  raw: safe,
  date: day,
  moment,
  plural,
})
type Page = ReturnType<typeof pageView> & { readonly policyOfPage: string; readonly style: string; readonly script: string }
const renderTop = handlebars.template<Page>(topTemplate)
const renderFinding = handlebars.template<ReturnType<typeof findingView>>(findingTemplate)
const renderEnd = handlebars.template<Page>(endTemplate)

/** One page for people, from reports/templates/html: it opens in any browser, asks nothing of any network, and stays whole where scripts are off. A finding a piece. */
const html: Reporter = function* (report, options) {
  const { asOf, gate, controls } = report
  const listed = listing(report, options.all)
  const page = { ...pageView(report, listed, options), policyOfPage: POLICY, style, script }
  const titles = new Map(controls.map(({ id, title }) => [id, title]))
  const about = { asOf, gate, titleOf: (control: string) => titles.get(control) ?? '' }
  yield renderTop(page)
  for (const { id, title, findings } of listed.groups) {
    yield `<section class="group" aria-labelledby="group-${id}">\n<h3 id="group-${id}">${title} <span class="count">${String(findings.length)}</span></h3>\n`
    for (const finding of findings) yield renderFinding(findingView(finding, about))
    yield '</section>\n'
  }
  yield renderEnd(page)
}

export default html
