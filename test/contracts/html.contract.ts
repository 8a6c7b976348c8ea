/** An HTML parser by the standard, a browser and a judge of accessibility judge the HTML report. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Finding } from '../../src/model/report.ts'
import html from '../../src/reporters/html.ts'
import { aReport } from '../support/a-report.ts'
import { aFinding } from '../support/builders.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { told } from '../support/told.ts'
import { type Browser, type Page, type PageOptions, startBrowser } from './browser.ts'
import { judgeMarkup } from './markup.ts'
import { needing } from './parts.ts'
import { type Name, names, tellAll } from './told-formats.ts'

const parts = needing('packages', 'browser')

let documents: Readonly<Record<Name, string>>
beforeAll(async () => {
  documents = await tellAll('html')
})

judgeMarkup({
  parts,
  documents: () => documents,
  unescaped: ['<strong>github:grace</strong>', '<strong><img src=x onerror=alert(1)></strong>'],
  doubled: ['<main>', '<main id="a" id="b">'],
})

describe('Chromium', () => {
  let browser: Browser
  let pages: Page[] = []
  beforeAll(async () => {
    if (parts.areThere) browser = await startBrowser(parts.at('browser'), parts.at('packages'))
  })
  afterEach(async () => {
    await Promise.all(pages.map((page) => page.close()))
    pages = []
  })
  afterAll(async () => {
    if (parts.areThere) await browser.close()
  })

  /** A document in a page, and what went wrong there: messages, errors, dialogs, and whatever it asked for besides itself. */
  const open = async (text: string, { hash = '', ...options }: PageOptions & { readonly hash?: string } = {}): Promise<{ page: Page; wrong: string[] }> => {
    const url = pathToFileURL(join(tempFolder({ 'report.html': text }), 'report.html')).href
    const page = await browser.newPage(options)
    pages.push(page)
    const wrong: string[] = []
    page.on('console', (message) => wrong.push(message.text()))
    page.on('pageerror', (error) => wrong.push(error.message))
    page.on('request', (request) => {
      if (request.url().split('#')[0] !== url) wrong.push(`asked for ${request.url()}`)
    })
    page.on('dialog', (dialog) => {
      wrong.push(dialog.message())
      void dialog.dismiss()
    })
    await page.goto(`${url}${hash}`)
    return { page, wrong }
  }

  const openAll = "document.querySelectorAll('details').forEach((details) => { details.open = true })"
  const count = async (page: Page, selector: string): Promise<number> =>
    (await page.evaluate(`[...document.querySelectorAll(${JSON.stringify(selector)})].filter((element) => element.checkVisibility()).length`)) as number
  const textOf = async (page: Page, selector: string): Promise<string> =>
    (await page.evaluate(`document.querySelector(${JSON.stringify(selector)}).textContent`)) as string

  const schemes = ['light', 'dark'] as const
  const cases = names.flatMap((name) => schemes.map((scheme) => ({ name, scheme })))

  test.each(cases)('shows $name ($scheme) and asks for nothing', async ({ name, scheme }) => {
    const { page, wrong } = await open(documents[name], { colorScheme: scheme })
    await page.evaluate(openAll)
    expect(await count(page, 'details.finding')).toBe(documents[name].split('<details class="finding"').length - 1)
    expect(await count(page, 'svg.picture')).toBe(5)
    expect(wrong).toEqual([])
  })

  test('shows another ground by dark', async () => {
    const grounds = schemes.map(async (colorScheme) => {
      const { page } = await open(documents['examples/acme'], { colorScheme })
      return page.evaluate('getComputedStyle(document.body).backgroundColor')
    })
    expect(new Set(await Promise.all(grounds)).size).toBe(2)
  })

  test('control: a script, a style or an address that is not the own one is refused, and that is seen', async () => {
    const add = async (markup: string): Promise<readonly string[]> => {
      const { page, wrong } = await open(documents['nothing to tell'].replace('<main>', `<main>${markup}`))
      await page.evaluate('new Promise((resolve) => setTimeout(resolve, 200))')
      return wrong
    }
    for (const markup of ['<script>document.title = "no"</script>', '<p style="color:red">', '<img src="https://evil.test/x.png" alt="">']) {
      expect((await add(markup)).join('\n')).toMatch(/Content Security Policy/i)
    }
  })

  describe('axe', () => {
    const axe = (): string => readFileSync(join(parts.at('packages'), 'axe-core/axe.min.js'), 'utf8')
    /** What it finds wrong, with everything opened that can be. */
    const violations = async (text: string, options: PageOptions): Promise<readonly string[]> => {
      const { page } = await open(text, { bypassCSP: true, ...options })
      await page.evaluate(openAll)
      // What is not drawn yet has no colours to look at.
      await page.evaluate("document.querySelectorAll('.finding').forEach((finding) => { finding.style.contentVisibility = 'visible' })")
      await page.evaluate(axe())
      return (await page.evaluate(
        "axe.run({ resultTypes: ['violations'] }).then(({ violations }) => violations.map(({ id, impact, nodes }) => `${id} (${impact}): ${nodes[0].html}`))",
      )) as readonly string[]
    }

    test.each(cases)('finds nothing wrong in $name ($scheme)', async ({ name, scheme }) => {
      expect(await violations(documents[name], { colorScheme: scheme })).toEqual([])
    })

    test('finds nothing wrong on a phone', async () => {
      expect(await violations(documents['the same with --all'], { viewport: { width: 360, height: 740 } })).toEqual([])
    })

    test('control: pale text and a filter without a name would be found', async () => {
      const text = documents['examples/acme'].replace('--soft: #565d66', '--soft: #c0c0c0').replace('<label>Severity<select', '<label><select')
      const found = (await violations(text, { colorScheme: 'light' })).join('\n')
      expect(found).toContain('color-contrast (serious)')
      expect(found).toContain('select-name (critical)')
    })
  })

  describe('on a phone', () => {
    const overhang = async (text: string): Promise<unknown> => {
      const { page } = await open(text, { viewport: { width: 320, height: 640 } })
      await page.evaluate(openAll)
      return page.evaluate('document.documentElement.scrollWidth - innerWidth')
    }

    test.each(names)('%s needs no scrolling sideways', async (name) => {
      expect(await overhang(documents[name])).toBeLessThanOrEqual(0)
    })

    /** How high the smallest word of a picture stands on the page, in pixels. */
    const smallest = async (text: string, width: number): Promise<number> => {
      const { page } = await open(text, { viewport: { width, height: 740 } })
      return (await page.evaluate(
        `Math.min(...[...document.querySelectorAll('svg.picture text')].filter((word) => word.checkVisibility()).map((word) => parseFloat(getComputedStyle(word).fontSize) * word.getScreenCTM().a))`,
      )) as number
    }

    test.each([320, 360, 735, 737, 960, 1_152, 1_280])('the words of the pictures can be read in a window of %i', async (width) => {
      expect(await smallest(documents['examples/acme'], width)).toBeGreaterThanOrEqual(width < 360 ? 10 : 11)
    })

    test('control: words that are too small would be seen', async () => {
      expect(
        await smallest(
          documents['examples/acme']
            .replace('.picture.wide { display: none }', '.picture.narrow { display: none }')
            .replace('.picture.narrow { display: block }', ''),
          360,
        ),
      ).toBeLessThan(8)
    })

    test('no outcome is cut in the filters', async () => {
      const { page } = await open(documents['the same with --all'], { viewport: { width: 360, height: 740 } })
      const lacking = await page.evaluate(
        `(() => {
          const select = document.querySelector('select[name=outcome]')
          const style = getComputedStyle(select)
          const pen = document.createElement('canvas').getContext('2d')
          pen.font = style.font
          const longest = Math.max(...[...select.options].map(({ text }) => pen.measureText(text).width))
          // The arrow is as wide as the text is high, and some.
          return longest + 24 - (select.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight))
        })()`,
      )
      expect(lacking).toBeLessThanOrEqual(0)
    })

    test('control: what is too wide would be seen', async () => {
      expect(await overhang(documents['nothing to tell'].replace('<main>', `<main><pre>${'x'.repeat(200)}</pre>`))).toBeGreaterThan(0)
    })
  })

  describe('filters', () => {
    const SEVERITY = "document.activeElement.name === 'severity'"
    const toSeverity = async (page: Page): Promise<void> => {
      for (let presses = 0; presses < 100 && (await page.evaluate(SEVERITY)) !== true; presses += 1) await page.keyboard.press('Tab')
      expect(await page.evaluate(SEVERITY)).toBe(true)
    }
    const visible = 'details.finding'
    const every = aReport().findings
    const critical = every.filter(({ severity }) => severity === 'critical').length

    test('by keyboard, tells how many are shown, keeps it in the address, and shows all again', async () => {
      const { page, wrong } = await open(documents['every outcome and hostile names'])
      await toSeverity(page)
      await page.keyboard.press('ArrowDown')
      expect(await count(page, visible)).toBe(critical)
      expect(await textOf(page, '#shown')).toBe(`${String(critical)} of ${String(every.length)} listed findings are shown: severity critical.`)
      expect(new URL(page.url()).hash).toBe('#severity=critical')
      await page.reload()
      expect(await count(page, visible)).toBe(critical)
      // The way to the button, past the outcome.
      await toSeverity(page)
      await page.keyboard.press('Tab')
      await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
      await page.evaluate('new Promise((resolve) => setTimeout(resolve))')
      expect(await count(page, visible)).toBe(every.length)
      expect(new URL(page.url()).hash).toBe('')
      expect(wrong).toEqual([])
    })

    test('by several at once, from the address', async () => {
      const { page } = await open(documents['every outcome and hostile names'], { hash: '#severity=critical&outcome=unknown' })
      expect(await count(page, visible)).toBe(every.filter(({ severity, outcome }) => severity === 'critical' && outcome === 'unknown').length)
      expect(await count(page, 'section.group')).toBe(1)
    })

    test('by an owner whose name means harm', async () => {
      const { owner = '' } = every.find(({ subject }) => subject.includes('<script>'))!
      const { page, wrong } = await open(documents['every outcome and hostile names'], { hash: `#owner=${encodeURIComponent(owner)}` })
      expect(await count(page, visible)).toBe(1)
      expect(wrong).toEqual([])
    })

    test('never hides the finding that the address names', async () => {
      const { page } = await open(documents['every outcome and hostile names'], { hash: '#severity=info' })
      const { fingerprint } = every.find(({ severity }) => severity === 'critical')!
      await page.evaluate(`location.hash = '${fingerprint}'`)
      await page.evaluate('new Promise((resolve) => setTimeout(resolve, 50))')
      expect(await page.evaluate(`document.getElementById('${fingerprint}').open`)).toBe(true)
      expect(await count(page, visible)).toBe(every.length)
    })

    test('ten thousand findings are opened and filtered without a wait', async () => {
      const many = Array.from({ length: 10_000 }, (_, index): Finding => ({
        ...aFinding(),
        control: index % 2 === 0 ? 'BC-01' : 'BC-04',
        severity: index % 2 === 0 ? 'critical' : 'high',
        subject: `github:someone-${String(index)}`,
        owner: `owner-${String(index % 500)}@acme.test`,
        fingerprint: index.toString(16).padStart(64, '0'),
      }))
      const { page } = await open(told(html, aReport({ findings: many })))
      // To the next drawn picture and past it.
      const took = (await page.evaluate(
        `new Promise((resolve) => {
          const started = performance.now()
          const select = document.querySelector('select[name=severity]')
          select.value = 'high'
          select.dispatchEvent(new Event('change', { bubbles: true }))
          requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - started)))
        })`,
      )) as number
      expect(await count(page, visible)).toBe(5_000)
      expect(took).toBeLessThan(3_000)
    })
  })

  describe('without scripts', () => {
    test('everything stands there, and opens', async () => {
      const { page, wrong } = await open(documents['examples/acme'], { javaScriptEnabled: false })
      expect(await count(page, 'details.finding')).toBe(documents['examples/acme'].split('<details class="finding"').length - 1)
      expect(await count(page, '#filters')).toBe(0)
      expect(await count(page, 'details.finding dl')).toBe(0)
      await page.click('details.finding summary')
      expect(await count(page, 'details.finding dl')).toBe(1)
      expect(wrong).toEqual([])
    })
  })

  describe('print', () => {
    const sheets = async (text: string, options: PageOptions = {}): Promise<number> => {
      const { page } = await open(text, options)
      return ((await page.pdf({ format: 'A4' })).toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g) ?? []).length
    }

    test.each([true, false])('has everything open (scripts: %s)', async (javaScriptEnabled) => {
      const text = documents['examples/acme']
      const printed = await sheets(text, { javaScriptEnabled })
      expect(printed).toBe(await sheets(text.replaceAll('<details ', '<details open '), { javaScriptEnabled }))
      expect(printed).toBeGreaterThan(await sheets(text.replace('details::details-content', 'details::no-such-thing'), { javaScriptEnabled, bypassCSP: true }))
    })

    test('has pictures of which two and their words fit on half a page, also when it is printed from a phone', async () => {
      const { page } = await open(documents['examples/acme'], { viewport: { width: 360, height: 740 } })
      await page.emulateMedia({ media: 'print' })
      expect(await count(page, 'svg.picture.narrow')).toBe(0)
      const heights = (await page.evaluate(
        "[...document.querySelectorAll('svg.picture.wide')].map((picture) => picture.getBoundingClientRect().height / 96 * 2.54)",
      )) as readonly number[]
      expect(heights).toHaveLength(4)
      expect(Math.max(...heights)).toBeLessThan(9)
    })

    test('says what the filters leave out', async () => {
      const { page } = await open(documents['examples/acme'], { hash: '#severity=medium' })
      await page.emulateMedia({ media: 'print' })
      expect(await count(page, '#filters')).toBe(0)
      expect(await count(page, '#shown')).toBe(1)
      expect(await textOf(page, '#shown')).toMatch(/^1 of \d+ listed findings are shown: severity medium\.$/)
    })
  })
})
