/** A user's template: what it is given, how values are escaped, and that whatever is wrong with it is told with its place. */
import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FailedTemplate } from '../../../src/model/template.ts'
import type { Reporter } from '../../../src/model/reporter.ts'
import type { Report } from '../../../src/model/report.ts'
import json from '../../../src/reporters/json.ts'
import { compileTemplate } from '../../../src/reporters/template/compile.ts'
import { sampleData, templateData } from '../../../src/reporters/template/data.ts'
import { helpers } from '../../../src/reporters/template/helpers.ts'
import { aReport, HOSTILE } from '../../support/a-report.ts'
import { toHtml } from '../../support/markdown.ts'
import { jsonText } from '../../../src/model/json-text.ts'
import { told } from '../../support/told.ts'

const reporterOf = (text: string, file = 'report.txt.hbs'): Reporter => {
  const compiled = compileTemplate(file, text)
  if ('flaw' in compiled) throw new Error(`${String(compiled.flaw.line)}:${String(compiled.flaw.column)} ${compiled.flaw.message}`)
  return compiled.reporter
}
const render = (text: string, { file, report = aReport(), all = false }: { file?: string; report?: Report; all?: boolean } = {}): string =>
  told(reporterOf(text, file), report, { all })

/** Of a report in which one finding says just this. */
const saying = (message: string): Report => aReport({ findings: [{ ...aReport().findings[0]!, message }] })

describe('what a template is given', () => {
  test('is the report as -o json writes it, with null for every field of the schema that it does not say', () => {
    const report = aReport()
    const written = JSON.parse(told(json, report, { all: true })) as object
    const withoutNulls = (value: unknown): unknown => JSON.parse(jsonText(value), (_, inner: unknown) => (inner === null ? undefined : inner)) as unknown
    const { verdict, ...data } = templateData(report, true) as { verdict: unknown }
    // What a report says is null nowhere.
    expect(withoutNulls(data)).toEqual(withoutNulls(written))
    expect(verdict).toMatchObject({ headline: 'The policy is not met.' })
    expect(render('{{#each findings}}{{#unless owner}}{{subject}}{{owner}}{{remediation}}{{/unless}}{{/each}}')).not.toBe('')
  })

  test('has what passed only when it is asked for', () => {
    const passed = '{{count (where findings "outcome" "pass")}} {{#if codeSets}}sets{{else}}none{{/if}}'
    expect(render(passed)).toBe('0 none')
    expect(render(passed, { all: true })).toMatch(/^[1-9]\d* sets$/)
  })

  test('has no field that is called as a helper is', () => {
    const { properties, $defs } = JSON.parse(readFileSync('schemas/report.schema.json', 'utf8')) as {
      properties: object
      $defs: Readonly<Record<string, { properties?: object }>>
    }
    const fields = new Set([properties, ...Object.values($defs).map((part) => part.properties ?? {})].flatMap(Object.keys))
    const names = [...Object.keys(helpers.calculating), ...Object.keys(helpers.harmless)]
    expect(names.filter((name) => fields.has(name))).toEqual([])
  })

  test('changes nothing of the report', () => {
    const report = aReport()
    const before = told(json, report, { all: true })
    render('{{#each findings}}{{subject}}{{/each}}', { report, all: true })
    expect(told(json, report, { all: true })).toBe(before)
  })
})

describe('helpers', () => {
  test.each<[string, string]>([
    ['{{date asOf}}', '2026-11-23'],
    ['{{moment asOf}}', '2026-11-23 00:00 UTC'],
    ['{{#each (where findings "subject" "github:radia")}}[{{date due}}{{moment due}}]{{/each}}', '[]'],
    ['{{count disabled}}', '0'],
    ['{{count (where findings "owner" "katherine@acme.test")}}', '1'],
    ['{{plural 1 "run"}}, {{plural 2 "run"}}', '1 run, 2 runs'],
    ['{{#if (eq policy.id "nothing")}}a{{else}}b{{/if}}', 'b'],
    ['{{#if (eq (date asOf) "2026-11-23")}}a{{else}}b{{/if}}', 'a'],
    [
      '{{#each (groupBy controls "severity")}}{{key}}: {{#each items}}{{id}} {{/each}}{{/each}}',
      'critical: BC-01 high: BC-04 info: BC-10 low: BC-09 medium: BC-03 ',
    ],
    ['{{join verdict.reasons " "}}', '4 failures are open'],
    ['{{{json gate}}}', '{"failOn":"medium","allowIncomplete":false,"exitZero":false}'],
    ['{{#each controls as |control index|}}{{#if (eq index 1)}}{{control.id}}{{/if}}{{/each}}', 'BC-04'],
    ['{{#with policy}}{{id}} {{../asOf}}{{/with}}', '2026-11-23T00:00:00.000Z'],
    ['{{! a comment }}{{lookup policy "id"}}', ''],
  ])('%s', (text, expected) => {
    expect(render(text)).toContain(expected)
  })
})

describe('escaping goes by the name of the file', () => {
  const value = '{{#each findings}}{{message}}{{/each}}'

  test.each(Object.values(HOSTILE))('html and xml: %j stays text', (hostile) => {
    for (const file of ['a.html.hbs', 'a.htm.hbs', 'a.XML.hbs']) {
      expect(render(value, { file, report: saying(hostile) })).not.toMatch(/[<>"\u{202e}\u{0}\u{1b}\n]|&(?!(?:amp|lt|gt|quot|#\d+);)/u)
    }
  })

  test.each(Object.values(HOSTILE))('markdown: %j stays text', (hostile) => {
    for (const file of ['a.md.hbs', 'a.markdown.hbs']) {
      expect(toHtml(render(value, { file, report: saying(hostile) }))).not.toMatch(/<(?!\/?(?:p|code|wbr)\b)/)
    }
  })

  test.each(Object.values(HOSTILE))('csv: %j stays one cell that no spreadsheet calculates', (hostile) => {
    const rows: string[][] = parse(render(`a,${value},b\n`, { file: 'a.csv.hbs', report: saying(hostile) }))
    expect(rows).toHaveLength(1)
    expect(rows[0]).toHaveLength(3)
    expect(rows[0]?.[1]).not.toMatch(/^[=+\-@\t\r]/)
  })

  test('json: any text stays one text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(JSON.parse(render('{{#each findings}}"{{message}}"{{/each}}', { file: 'a.json.hbs', report: saying(text) }))).toBe(text)
      }),
    )
    expect(JSON.parse(render('{{json findings}}', { file: 'a.json.hbs' }))).toHaveLength(aReport().findings.length)
  })

  test('anything else: a text on one line, in which every character is to be seen', () => {
    for (const file of ['a.txt.hbs', 'a.adoc.hbs', 'a.hbs']) {
      expect(render(value, { file, report: saying(HOSTILE.lines + HOSTILE.bidi) })).toBe(
        'one\\u{a}::warning::two\\u{d}\\u{a}| three |\\u{2028}fourada\\u{202e}gnp.exe',
      )
    }
  })

  test('of what a helper made as well', () => {
    const report = saying('<b>')
    expect(render('{{#each (groupBy findings "message")}}{{key}}{{/each}}', { file: 'a.html.hbs', report })).toBe('&lt;b&gt;')
    expect(render('{{#each findings}}{{json message}}{{/each}}', { file: 'a.html.hbs', report })).toBe('&quot;\\u003cb\\u003e&quot;')
  })

  test('with three braces not at all; and by name as one likes', () => {
    const report = saying('<b> *c*')
    const file = 'a.html.hbs'
    expect(render('{{#each findings}}{{{message}}}{{/each}}', { file, report })).toBe('<b> *c*')
    expect(render('{{#each findings}}{{plain message}}|{{xml message}}|{{csv message}}{{/each}}', { file, report })).toBe('<b> *c*|&lt;b&gt; *c*|<b> *c*')
    expect(render('{{#each findings}}{{markdownCode message}}{{/each}}', { file: 'a.txt.hbs', report })).toMatch(/^<code>.*<\/code>$/)
  })

  test('a text of JSON can stand in a script', () => {
    const script = render('{{#each findings}}<script>const text = {{{json message}}}</script>{{/each}}', {
      file: 'a.html.hbs',
      report: saying('</script><!--\u{2028}'),
    })
    expect(script).toBe('<script>const text = "\\u003c/script\\u003e\\u003c!--\\u2028"</script>')
  })
})

describe('a text that is no template is refused with its place', () => {
  test.each<[string, string]>([
    ['a\n {{dat asOf}}', '2:2 there is no helper dat'],
    ['a\n  {{#if asOf}}{{/each}}', '2:6 {{#if}} is closed by {{/each}}'],
    ['a\n{{#if asOf}\n', '2:11 this is not expected here, or something before it is not closed'],
    ['{{#if asOf}}', '1:13 this is not expected here, or something before it is not closed'],
    ['{{> header}}', '1:1 a template is one file: there are no partials'],
    ['\n{{#> layout}}x{{/layout}}', '2:1 a template is one file: there are no partials'],
    ['{{#*inline "x"}}{{/inline}}', '1:1 there are no decorators and no inline partials'],
    ['{{* decorate}}', '1:1 there are no decorators'],
    ['{{log asOf}}', '1:1 there is no helper log'],
  ])('%j', (text, expected) => {
    expect(() => reporterOf(text)).toThrow(expected)
  })

  test('whatever it is, it is refused or it compiles', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('{{', '}}', '#if', '/if', ' asOf', '(', ')', '"', 'x', '.', '|', '\n', '^', 'else', '>', '{')), (parts) => {
        const compiled = compileTemplate('a.md.hbs', parts.join(''))
        if ('flaw' in compiled) expect(compiled.flaw).toMatchObject({ line: expect.any(Number) as number, column: expect.any(Number) as number })
      }),
    )
  })
})

describe('a template that is wrong whatever the report says is refused with its place', () => {
  test.each<[string, string]>([
    ['{{asof}}', '1:3 there is no asof here'],
    ['a\n{{#each findings}}{{ownr}}{{/each}}', '2:21 there is no ownr here'],
    ['{{#each findngs}}{{/each}}', '1:9 there is no findngs here'],
    ['{{#if findngs}}{{/if}}', '1:7 there is no findngs here'],
    ['{{date asof}}', '1:8 there is no asof here'],
    ['{{policy.name}}', '1:3 there is no name here'],
    ['{{#each findings as |one|}}{{one.ownr}}{{/each}}', '1:28 there is no one.ownr here'],
    ['{{constructor}}', '1:1 there is no constructor here'],
    ['{{__proto__}}', '1:1 there is no __proto__ here'],
    ['{{lookup policy "constructor"}}', '1:1 there is no lookup here'],
    ['{{lookup findings "map"}}', '1:1 there is no lookup here'],
    ['{{findings}}', '1:1 findings is a list, which is no text'],
    ['{{policy}}', '1:1 policy is something with parts, which is no text'],
    ['{{date complete}}', '1:1 date is given what is no time of a report'],
    ['{{date asOf asOf}}', '1:1 date takes 1 value, and is given 2'],
    ['{{plural "2" "run"}}', '1:1 plural is given what is no number'],
    ['{{#eq asOf asOf}}{{/eq}}', '1:1 eq gives a value and is no block: write it in brackets, such as {{#if (eq …)}}'],
    ['{{count (where findings "ownr" "x")}}', '1:9 where finds no ownr'],
    ['{{count (groupBy findings "constructor")}}', '1:9 groupBy finds no constructor'],
    ['{{#each}}{{/each}}', '1:1 a block is not given what it needs'],
    ['{{count gate}}', '1:1 count is given what is no list'],
    ['{{if asOf}}', '1:1 if is a block: {{#if …}} … {{/if}}'],
  ])('%j', (text, expected) => {
    expect(() => reporterOf(text)).toThrow(expected)
  })

  test.each([
    '{{#if asOf}}{{else}}{{asof}}{{/if}}',
    '{{#unless asOf}}{{asof}}{{/unless}}',
    '{{#if (eq policy.id "nothing")}}{{asof}}{{/if}}',
    '{{#if asOf}}{{else if complete}}{{else}}{{#unless asOf}}{{#if complete}}{{else}}{{asof}}{{/if}}{{/unless}}{{/if}}',
    '{{#each findings}}{{else}}{{asof}}{{/each}}',
    '{{#with baseline}}{{else}}{{asof}}{{/with}}',
    '{{#each (where findings "outcome" "nothing")}}{{asof}}{{/each}}',
    '{{#each (groupBy findings "owner")}}{{#each items}}{{#with waiver}}{{asof}}{{/with}}{{/each}}{{/each}}',
    '{{#each trend.runs}}{{#with summary}}{{asof}}{{/with}}{{/each}}',
  ])('a name that is misspelt is found wherever it stands: %s', (text) => {
    expect(() => reporterOf(text)).toThrow('there is no asof here')
  })

  test('what depends on a value is no mistake', () => {
    const text = '{{#each findings}}{{#each evidence}}{{#if (eq fact "generated")}}{{date value}}{{/if}}{{/each}}{{/each}}'
    expect(() => reporterOf(text)).not.toThrow()
  })

  test('each way is gone once, however many there are', () => {
    const chain = (text: string): string => `{{#if asOf}}${'{{else if asOf}}'.repeat(100)}{{else}}${text}{{/if}}`
    expect(render(chain('{{asOf}}'))).toBe('')
    expect(() => reporterOf(chain('{{asof}}'))).toThrow('there is no asof here')
  })

  test('it is tried on a report in which nothing is missing', () => {
    const report = { ...sampleData, quietOf: () => [] } as unknown as Report
    const { verdict, ...data } = templateData(report, true) as { verdict: object }
    expect({ ...data, verdict: expect.any(Object) as object }).toEqual({ ...sampleData, verdict: expect.any(Object) as object })
    expect(JSON.stringify(data)).not.toContain('null')
    expect(Object.keys(verdict)).toEqual(Object.keys((sampleData as { verdict: object }).verdict))
  })
})

describe('a template that fails on a report says where and why, and gives nothing', () => {
  test.each<[string, string]>([
    ['{{#each findings}}{{waiver.id}}{{/each}}', '1:21: there is no id here'],
    ['{{#each findings}}\n{{date owner}}{{/each}}', '2:1: date is given what is no time of a report'],
  ])('%j', (text, expected) => {
    const pieces: string[] = []
    const rendering = (): void => {
      for (const piece of reporterOf(text)(aReport(), { all: false, colour: false })) pieces.push(piece)
    }
    expect(rendering).toThrow(FailedTemplate)
    expect(rendering).toThrow(`report.txt.hbs:${expected}`)
    expect(pieces).toEqual([])
  })
})
