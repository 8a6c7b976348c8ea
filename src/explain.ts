/** What a name means, rule, control or finding, and what is to be said of it. */
import { dirname, resolve } from 'node:path'
import { mendAt } from './explanations/finding.ts'
import type { Explained } from './explanations/index.ts'
import type { Overview } from './explanations/overview.ts'
import type { RulePage } from './explanations/page.ts'
import type { ExplainedRule } from './explanations/rule.ts'
import { openFolder } from './files.ts'
import { loadReport } from './kept-report.ts'
import { loadComposed, type LoadOptions } from './load.ts'
import { accountKey, isAccount, serviceOf } from './model/account.ts'
import { type Checked, isMistaken } from './model/mistake.ts'
import { everyFinding } from './model/finding-order.ts'
import type { Finding, KeptReport, Report } from './model/report.ts'
import { didYouMean } from './parsers/wording.ts'
import type { Composed } from './policy/compose.ts'
import { trace } from './policy/trace.ts'
import { rules } from './rules/index.ts'

export interface ExplainOptions extends LoadOptions {
  /** true: the configuration need not be there, and then there are no controls. */
  readonly isOptional: boolean
}

/** Which finding is meant. */
export type WhichFinding = { readonly fingerprint: string } | { readonly control: string; readonly subject: string }

/** A name that means nothing, and the nearest that means something. */
export interface Unmeant {
  readonly message: string
  readonly hint?: string
}

/** Read only when somebody asks: most runs do not. */
const pages = async (): Promise<Readonly<Record<string, RulePage>>> => (await import('./explanations/generated/rule-pages.ts')).rulePages

const pageOf = async (rule: string): Promise<RulePage> => {
  const page = (await pages())[rule]
  if (page === undefined) throw new Error(`the rule ${rule} has no page`)
  return page
}

const unmeant = (message: string, hint: string | undefined): { readonly unmeant: Unmeant } => ({
  unmeant: { message, ...(hint === undefined ? {} : { hint }) },
})

const unticked = (text = ''): string => text.replace(/^`(.*)`$/, '$1')

/** The parameters of a rule with their defaults, as one writes them. */
const defaultsOf = ({ parameters }: RulePage): Readonly<Record<string, string>> =>
  Object.fromEntries(parameters.flatMap(({ row }) => (row === undefined ? [] : [[unticked(row[0]), unticked(row[1])]])))

/** The policy, when there is one: without a configuration in the working folder rules can be explained all the same. */
const composedIfAny = async ({ config, isOptional, ...options }: ExplainOptions): Promise<Checked<Composed | undefined>> => {
  if (isOptional && options.policy === undefined && (await openFolder(dirname(resolve(config)), true).list(resolve(config))).length === 0)
    return { value: undefined }
  return loadComposed({ config, ...options })
}

const overviewOf = (composed: Composed | undefined): Overview => ({
  ...(composed === undefined
    ? {}
    : {
        controls: [...composed.controls.values()].map(({ written: { id, rule, severity, title }, disabled }) => ({
          id,
          rule,
          severity,
          title,
          disabled: disabled !== undefined,
        })),
      }),
  rules: rules.map(({ id, title }) => ({ id, title })),
})

const FINGERPRINT = /^[0-9a-f]{8,64}$/

export type Named = { readonly explained: Explained } | { readonly wanted: WhichFinding } | { readonly unmeant: Unmeant }

/** What the names of a command line mean: nothing is an overview, two are a control and a subject. A finding is only named here; `explainFinding` finds it. */
export const explainName = async (names: readonly string[], options: ExplainOptions): Promise<Checked<Named>> => {
  const [name, subject] = names
  const rule = rules.find(({ id }) => id === name)
  if (rule !== undefined && subject === undefined) {
    return { value: { explained: { is: 'rule', rule: { id: rule.id, about: rule.about as ExplainedRule['about'], page: await pageOf(rule.id) } } } }
  }
  if (subject === undefined && name !== undefined && FINGERPRINT.test(name)) return { value: { wanted: { fingerprint: name } } }

  const composed = await composedIfAny(options)
  if (isMistaken(composed)) return composed
  const { value: policy } = composed
  if (name === undefined) return { value: { explained: { is: 'overview', overview: overviewOf(policy) } } }
  const control = policy?.controls.get(name)
  if (control === undefined) {
    const known = [...(policy?.controls.keys() ?? []), ...rules.map(({ id }) => id)]
    const nothing =
      policy === undefined
        ? `no rule is called ${name}, and there is no configuration here whose controls could be`
        : `no control and no rule is called ${name}`
    return { value: unmeant(nothing, didYouMean(name, known) ?? 'sparekey explain without a name lists all') }
  }
  if (subject !== undefined) return { value: { wanted: { control: name, subject } } }
  const page = await pageOf(control.written.rule)
  return { value: { explained: { is: 'control', control: { ...trace(control, defaultsOf(page)), page } } } }
}

/** Every finding of a report. */
/** Every finding of an audit, and those that a kept report has. */
const findingsOf = (report: KeptReport | Report): readonly Finding[] => ('quietOf' in report ? [...everyFinding(report)] : report.findings)

const keyOf = (subject: string): string => (isAccount(subject) ? accountKey(subject) : subject)

const meant = (wanted: WhichFinding, findings: readonly Finding[]): readonly Finding[] =>
  'fingerprint' in wanted
    ? findings.filter(({ fingerprint }) => fingerprint.startsWith(wanted.fingerprint))
    : findings.filter(({ control, subject }) => control === wanted.control && keyOf(subject) === keyOf(wanted.subject))

const noSuch = (wanted: WhichFinding, report: KeptReport | Report): { readonly unmeant: Unmeant } => {
  if ('fingerprint' in wanted)
    return unmeant(`no finding has a fingerprint that begins with ${wanted.fingerprint}`, 'sparekey audit -o json prints those of all')
  const { control, subject } = wanted
  const disabled = report.disabled?.find(({ id }) => id === control)
  if (disabled !== undefined) return unmeant(`the policy disables ${control}, so nothing is judged by it`, disabled.reason)
  const subjects = findingsOf(report).filter((finding) => finding.control === control)
  return unmeant(
    `${control} says nothing about ${subject}`,
    didYouMean(
      subject,
      subjects.map((finding) => finding.subject),
    ) ?? 'it may not be selected, or not be known at all',
  )
}

/** The one finding that is meant, and why it is so. */
export const explainFinding = async (wanted: WhichFinding, report: KeptReport | Report): Promise<{ readonly explained: Explained } | { readonly unmeant: Unmeant }> => {
  const [finding, another] = meant(wanted, findingsOf(report))
  if (finding === undefined) return noSuch(wanted, report)
  if (another !== undefined) return unmeant('the beginning of that fingerprint is that of several findings', 'give more of it')
  const page = await pageOf(finding.rule)
  const { title = finding.control, references = [] } = report.controls.find(({ id }) => id === finding.control) ?? {}
  const mend = isAccount(finding.subject) ? mendAt(serviceOf(finding.subject), page.mend) : page.mend
  return { explained: { is: 'finding', finding: { asOf: report.asOf, finding, control: { title, references }, page, mend } } }
}

/** A report that was kept, in the place of an audit. */
export const keptReport = async (config: string, path: string): Promise<Checked<KeptReport>> => {
  const kept = await loadReport(dirname(resolve(config)), path)
  return isMistaken(kept) ? kept : { value: kept.value.report }
}
