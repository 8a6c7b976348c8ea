import { describe, expect, test } from 'vitest'
import type { Files } from '../../src/model/files.ts'
import { RefusedFile } from '../../src/model/files.ts'
import type { Checked } from '../../src/model/mistake.ts'
import type { Policy } from '../../src/model/policy.ts'
import { DAY } from '../../src/model/time.ts'
import { loadPolicy } from '../../src/policy/load-policy.ts'
import { mistakesIn, valueIn } from '../support/mistakes.ts'
import { aContext, type Documents } from '../support/collecting.ts'

/** Two shipped policies: `sparekey:base` with the controls A and B, `sparekey:other` with C. */
const shipped: Files = {
  ...aContext({
    'base.yaml': 'policy: base\ntitle: base\ncontrols:\n' + aControl('A', 'base') + aControl('B', 'base'),
    'other.yaml': 'policy: other\ntitle: other\ncontrols:\n' + aControl('C', 'other'),
  }).files,
  list: () => Promise.resolve(['base.yaml', 'other.yaml']),
}

const load = (documents: Documents, paths: readonly string[] = ['p.yaml'], files: Files = aContext(documents).files): Promise<Checked<Policy>> =>
  loadPolicy(
    { files, shipped },
    paths.map((path) => ({ path, named: (message, hint) => ({ file: 'sparekey.yaml', message, ...(hint === undefined ? {} : { hint }) }) })),
  )

function aControl(id: string, title: string): string {
  return `  - { id: ${id}, title: ${title}, rule: over-age, severity: high, params: { interval: 30d }, references: [R] }\n`
}

interface Parts {
  readonly extends?: readonly string[]
  readonly roles?: Readonly<Record<string, string>>
  readonly interval?: string
}

/** A policy whose controls are of one kind, and whose name is its title. */
const aPolicy = (name: string, controls: readonly string[], { extends: parents = [], roles = {}, interval = '30d' }: Parts = {}): string =>
  [
    `policy: ${name}`,
    `title: ${name}`,
    `extends: [${parents.join(', ')}]`,
    `roles: { ${Object.entries(roles)
      .map(([role, access]) => `${role}: { access: ${access} }`)
      .join(', ')} }`,
    'controls:',
    ...controls.map((id) => `  - { id: ${id}, title: ${name}, rule: over-age, severity: high, params: { interval: ${interval} } }`),
  ].join('\n')

const titles = ({ controls }: Policy): string[] => controls.map(({ id, title }) => `${id} ${title}`)

describe('a policy', () => {
  test('has its durations in milliseconds and its patterns in lists', async () => {
    const text = `policy: p
title: Backup codes
roles:
  it-director: { access: all }
controls:
  - id: BC-03
    title: Every year
    rule: rotation-due
    severity: high
    params: { interval: 365d, notice: 12h }
    select: { service: [github, google], tier: production }
    overrides:
      - { select: { account: 'aws:*/root' }, params: { interval: 2w } }
    allow-empty: true
    references: [NIST]
  - { id: BC-04, title: Old, rule: over-age, severity: low }
`
    expect(valueIn(await load({ 'p.yaml': text }))).toEqual({
      id: 'p',
      title: 'Backup codes',
      files: [{ file: 'p.yaml', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string }],
      roles: new Map([['it-director', { access: 'all' }]]),
      controls: [
        {
          id: 'BC-03',
          title: 'Every year',
          rule: 'rotation-due',
          severity: 'high',
          params: { interval: 365 * DAY, notice: DAY / 2 },
          select: { service: ['github', 'google'], tier: ['production'] },
          overrides: [{ select: { account: ['aws:*/root'] }, params: { interval: 14 * DAY } }],
          allowEmpty: true,
          references: ['NIST'],
          origin: { file: 'p.yaml', line: 6 },
        },
        {
          id: 'BC-04',
          title: 'Old',
          rule: 'over-age',
          severity: 'low',
          params: {},
          select: {},
          overrides: [],
          allowEmpty: false,
          references: [],
          origin: { file: 'p.yaml', line: 16 },
        },
      ],
      disabled: [],
    })
  })

  test('has each control once', async () => {
    expect(mistakesIn(await load({ 'p.yaml': aPolicy('p', ['A', 'B', 'A']) }))).toEqual(['p.yaml:8:11 the control A is given twice (the first is on line 6)'])
  })
})

describe('a policy that extends others', () => {
  test('comes after them, and its controls and roles take the place of theirs', async () => {
    const policy = valueIn(
      await load({
        'p.yaml': aPolicy('child', ['B', 'D'], { extends: ['one.yaml', 'two.yaml'], roles: { owner: 'own' } }),
        'one.yaml': aPolicy('one', ['A', 'B', 'C'], { roles: { owner: 'all', director: 'all' } }),
        'two.yaml': aPolicy('two', ['C']),
      }),
    )
    expect(titles(policy)).toEqual(['A one', 'B child', 'C two', 'D child'])
    expect([...policy.roles]).toEqual([
      ['owner', { access: 'own' }],
      ['director', { access: 'all' }],
    ])
    expect(policy).toMatchObject({ id: 'child', title: 'child' })
    expect(policy.files.map(({ file }) => file)).toEqual(['one.yaml', 'two.yaml', 'p.yaml'])
  })

  test('has the last word on how long a waiver may be, and else takes theirs', async () => {
    const maxWaiver = async (own: string) =>
      valueIn(await load({ 'p.yaml': `${own}${aPolicy('p', ['A'], { extends: ['base.yaml'] })}`, 'base.yaml': `max-waiver: 180d\n${aPolicy('base', ['A'])}` }))
        .maxWaiver
    expect(await maxWaiver('')).toBe(180 * DAY)
    expect(await maxWaiver('max-waiver: 12w\n')).toBe(84 * DAY)
    expect(valueIn(await load({ 'p.yaml': aPolicy('p', ['A']) }))).not.toHaveProperty('maxWaiver')
  })

  test('takes the whole control, and no parameter of the one below', async () => {
    const child = aPolicy('child', ['A'], { extends: ['base.yaml'] }).replace('{ interval: 30d }', '{}')
    expect(valueIn(await load({ 'p.yaml': child, 'base.yaml': aPolicy('base', ['A']) })).controls[0]?.params).toEqual({})
  })

  test('names them relative to itself', async () => {
    const policy = valueIn(
      await load(
        {
          'policies/team/p.yaml': aPolicy('child', ['C'], { extends: ['../base.yaml', './more/x.yaml'] }),
          'policies/base.yaml': aPolicy('base', ['A']),
          'policies/team/more/x.yaml': aPolicy('x', ['B'], { extends: ['../../base.yaml'] }),
        },
        ['policies/team/p.yaml'],
      ),
    )
    expect(titles(policy)).toEqual(['A base', 'B x', 'C child'])
    expect(policy.files.map(({ file }) => file)).toEqual(['policies/base.yaml', 'policies/team/more/x.yaml', 'policies/team/p.yaml'])
  })

  test('names an absolute path as such', async () => {
    expect(
      titles(
        valueIn(await load({ 'a/p.yaml': aPolicy('p', ['B'], { extends: ['/shared/base.yaml'] }), '/shared/base.yaml': aPolicy('base', ['A']) }, ['a/p.yaml'])),
      ),
    ).toEqual(['A base', 'B p'])
  })

  test('may reach one of them by two ways, and it counts once, where it is reached first', async () => {
    const policy = valueIn(
      await load({
        'p.yaml': aPolicy('p', ['X'], { extends: ['a.yaml', 'b.yaml'] }),
        'a.yaml': aPolicy('a', ['Y'], { extends: ['base.yaml'] }),
        'b.yaml': aPolicy('b', ['Z'], { extends: ['base.yaml'] }),
        'base.yaml': aPolicy('base', ['Y']),
      }),
    )
    expect(titles(policy)).toEqual(['Y a', 'Z b', 'X p'])
    expect(policy.files).toHaveLength(4)
  })

  test('tells a circle where it closes', async () => {
    expect(
      mistakesIn(await load({ 'p.yaml': aPolicy('p', ['A'], { extends: ['q.yaml'] }), 'q.yaml': aPolicy('q', ['A'], { extends: ['./p.yaml'] }) })),
    ).toEqual(['q.yaml:3:11 p.yaml extends itself: p.yaml → q.yaml → p.yaml'])
    expect(mistakesIn(await load({ 'p.yaml': aPolicy('p', ['A'], { extends: ['p.yaml'] }) }))).toEqual(['p.yaml:3:11 p.yaml extends itself: p.yaml → p.yaml'])
  })

  test('tells one that is not there, where it is named', async () => {
    expect(
      mistakesIn(await load({ 'a/p.yaml': aPolicy('p', ['A'], { extends: ['b.yaml', 'c.yaml'] }), 'a/b.yaml': aPolicy('b', ['A']) }, ['a/p.yaml'])),
    ).toEqual(['a/p.yaml:3:19 a/c.yaml is not there'])
  })

  test('tells one that may not be read, where it is named', async () => {
    const { files } = aContext({ 'p.yaml': aPolicy('p', ['A'], { extends: ['../q.yaml'] }) })
    const refusing: Files = {
      ...files,
      read: (path) => (path.startsWith('..') ? Promise.reject(new RefusedFile(`${path} lies outside`, 'allow it')) : files.read(path)),
    }
    expect(mistakesIn(await load({}, ['p.yaml'], refusing))).toEqual(['p.yaml:3:11 ../q.yaml lies outside (allow it)'])
    expect(mistakesIn(await load({}, ['../p.yaml'], refusing))).toEqual(['sparekey.yaml ../p.yaml lies outside (allow it)'])
  })

  test('tells the mistakes of each file with that file, also when it is wrong itself', async () => {
    const documents = {
      'p.yaml': aPolicy('p', ['A'], { extends: ['q.yaml'], interval: '3' }),
      'q.yaml': aPolicy('q', ['B', 'B'], { extends: ['r.yaml', 'none.yaml'] }),
      'r.yaml': aPolicy('r', ['C'], { interval: '4' }),
    }
    expect((await load(documents).then(mistakesIn)).map((line) => line.slice(0, line.indexOf(' ', 15)))).toEqual([
      expect.stringContaining('p.yaml:6:'),
      expect.stringContaining('q.yaml:7:11'),
      expect.stringContaining('r.yaml:6:'),
      expect.stringContaining('q.yaml:3:19'),
    ])
  })
})

describe('two policies', () => {
  test('are one, of which the later goes over the earlier', async () => {
    const policy = valueIn(await load({ 'a.yaml': aPolicy('a', ['A', 'B']), 'b.yaml': aPolicy('b', ['B']) }, ['a.yaml', 'b.yaml']))
    expect(titles(policy)).toEqual(['A a', 'B b'])
    expect(policy.id).toBe('b')
    expect(policy.files.map(({ file }) => file)).toEqual(['a.yaml', 'b.yaml'])
  })

  test('tell the mistakes of both', async () => {
    expect(mistakesIn(await load({ 'a.yaml': 'policy: a\n', 'b.yaml': '' }, ['a.yaml', 'b.yaml', 'c.yaml']))).toEqual([
      'a.yaml:1:1 the key controls is missing',
      'a.yaml:1:1 the key title is missing (What stands above the report.)',
      'b.yaml:1:1 a mapping (key: value) is expected, and this is nothing',
      'sparekey.yaml c.yaml is not there',
    ])
  })
})

test('9,000 controls are read, and a policy beyond 1 MiB is refused', async () => {
  const many = aPolicy(
    'p',
    Array.from({ length: 9_000 }, (_, index) => `C-${String(index)}`),
  )
  expect(valueIn(await load({ 'p.yaml': many })).controls).toHaveLength(9_000)
  expect(
    mistakesIn(
      await load({
        'p.yaml': aPolicy(
          'p',
          Array.from({ length: 20_000 }, (_, index) => `C-${String(index)}`),
        ),
      }),
    ),
  ).toEqual(['p.yaml the file is larger than 1 MiB'])
})

describe('the pattern of a name', () => {
  const named = (pattern: string): string =>
    `policy: p\ntitle: P\ncontrols:\n  - { id: A, title: A, rule: bad-name, severity: info, params: { pattern: '${pattern}' } }\n`

  test('is taken as it is written', async () => {
    expect(valueIn(await load({ 'p.yaml': named('^(GitHub|AWS) [A-Z]') })).controls[0]?.params).toEqual({ pattern: '^(GitHub|AWS) [A-Z]' })
  })

  test.each(['(?=a)', '(a)\\1', '(', 'a**', '((a{100}){100}){100}'])('%s is a mistake with its place', async (pattern) => {
    expect(mistakesIn(await load({ 'p.yaml': named(pattern) }))).toEqual([expect.stringMatching(/^p\.yaml:4:75 a regular expression without/)])
  })

  test('that would make an engine hang is no mistake: it is matched by following all ways at once', async () => {
    expect(valueIn(await load({ 'p.yaml': named('^(a+)+$') })).controls).toHaveLength(1)
  })
})

test('a log is selected by its location', async () => {
  const text =
    "policy: p\ntitle: P\ncontrols:\n  - { id: A, title: A, rule: log-silent, severity: low, select: { location: '*-safe' }, params: { max-silence: 2w } }\n"
  expect(valueIn(await load({ 'p.yaml': text })).controls[0]).toMatchObject({ select: { location: ['*-safe'] }, params: { 'max-silence': 14 * DAY } })
})

/** A policy that adjusts. */
const adjusting = (parents: string, ...entries: readonly string[]): string =>
  ['policy: p', 'title: p', `extends: [${parents}]`, 'adjust:', ...entries.map((entry) => `  - { ${entry} }`), ''].join('\n')

describe('a shipped policy', () => {
  test('is extended by its name, and by nobody mistaken for a file', async () => {
    const policy = valueIn(await load({ 'policies/p.yaml': aPolicy('p', ['B'], { extends: ['"sparekey:base"'] }) }, ['policies/p.yaml']))
    expect(titles(policy)).toEqual(['A base', 'B p'])
    expect(policy.files.map(({ file }) => file)).toEqual(['sparekey:base', 'policies/p.yaml'])
  })

  test('is named by a configuration like a file', async () => {
    expect(titles(valueIn(await load({ 'p.yaml': aPolicy('p', ['A']) }, ['sparekey:base', 'p.yaml'])))).toEqual(['A p', 'B base'])
  })

  test('leaves its name to no file but one that is written as a file', async () => {
    const own = { 'sparekey:base': aPolicy('own', ['X']) }
    const files = aContext({
      './sparekey:base': own['sparekey:base'],
      'p.yaml': aPolicy('p', ['B'], { extends: ['"./sparekey:base"', '"sparekey:base"'] }),
    }).files
    const policy = valueIn(await load({}, ['p.yaml'], files))
    expect(titles(policy)).toEqual(['X own', 'A base', 'B p'])
    expect(policy.files.map(({ file }) => file)).toEqual(['./sparekey:base', 'sparekey:base', 'p.yaml'])
  })

  test.each([
    ['sparekey:bse', 'did you mean sparekey:base? the shipped policies are sparekey:base and sparekey:other'],
    ['sparekey:', 'the shipped policies are sparekey:base and sparekey:other'],
    ['sparekey:../../package', 'the shipped policies are sparekey:base and sparekey:other'],
    ['sparekey:elsewhere', 'the shipped policies are sparekey:base and sparekey:other'],
  ])('that does not exist, %s, is a mistake where it is named', async (name, hint) => {
    expect(mistakesIn(await load({ 'p.yaml': aPolicy('p', ['A'], { extends: [`"${name}"`] }) }))).toEqual([
      `p.yaml:3:11 there is no shipped policy ${name} (${hint})`,
    ])
  })
})

describe('an adjustment', () => {
  const base = 'sparekey:base'

  test('changes what it names, and leaves the rest of the control', async () => {
    const [a, b] = valueIn(await load({ 'p.yaml': adjusting(base, 'control: A, severity: low, params: { interval: 2w }') })).controls
    expect(a).toEqual({
      id: 'A',
      title: 'base',
      rule: 'over-age',
      severity: 'low',
      params: { interval: 14 * DAY },
      select: {},
      overrides: [],
      allowEmpty: false,
      references: ['R'],
      origin: { file: 'p.yaml', line: 5 },
    })
    expect(b).not.toHaveProperty('origin')
    expect(b).toMatchObject({ severity: 'high', params: { interval: 30 * DAY } })
  })

  test.each<[string, Partial<Policy['controls'][number]>]>([
    ['title: New', { title: 'New' }],
    ['select: { service: github }', { select: { service: ['github'] } }],
    [
      'overrides: [{ select: { tier: production }, params: { interval: 1d } }]',
      { overrides: [{ select: { tier: ['production'] }, params: { interval: DAY } }] },
    ],
    ['allow-empty: true', { allowEmpty: true }],
    ['references: []', { references: [] }],
  ])('may name %s', async (change, changed) => {
    const [before] = valueIn(await load({ 'p.yaml': adjusting(base, 'control: B, severity: low') })).controls
    expect(valueIn(await load({ 'p.yaml': adjusting(base, `control: A, ${change}`) })).controls[0]).toEqual({
      ...before,
      ...changed,
      origin: { file: 'p.yaml', line: 5 },
    })
  })

  test('goes over parameters one by one', async () => {
    const policy = aPolicy('q', ['A']).replace('rule: over-age', 'rule: rotation-due').replace('{ interval: 30d }', '{ interval: 30d, notice: 3d }')
    const [control] = valueIn(await load({ 'p.yaml': adjusting('q.yaml', 'control: A, params: { notice: 1d }'), 'q.yaml': policy })).controls
    expect(control?.params).toEqual({ interval: 30 * DAY, notice: DAY })
  })

  test('holds over one below it, and nothing is left of both once a control takes the place of the whole', async () => {
    const documents = {
      'p.yaml': adjusting('q.yaml', 'control: A, severity: info'),
      'q.yaml': adjusting(base, 'control: A, severity: low, title: Q, disabled: Not now'),
    }
    expect(valueIn(await load(documents)).disabled).toMatchObject([{ control: { id: 'A', severity: 'info', title: 'Q' }, reason: 'Not now' }])
    const replaced = valueIn(await load({ ...documents, 'r.yaml': aPolicy('r', ['A'], { extends: ['p.yaml'] }) }, ['r.yaml']))
    expect(replaced.disabled).toEqual([])
    expect(replaced.controls).toMatchObject([{ id: 'A', severity: 'high', title: 'r' }, { id: 'B' }])
  })

  test('of one of two policies that share what they extend is not taken back by the other', async () => {
    const policy = await load({
      'p.yaml': 'policy: p\ntitle: p\nextends: [q.yaml, r.yaml]\n',
      'q.yaml': adjusting(base, 'control: A, params: { interval: 1d }'),
      'r.yaml': adjusting(base, 'control: B, severity: low'),
    })
    expect(valueIn(policy).controls).toMatchObject([
      { id: 'A', params: { interval: DAY }, severity: 'high' },
      { id: 'B', severity: 'low' },
    ])
  })

  test('may stand in a file that extends nothing, beside another one', async () => {
    const alone = 'policy: p\ntitle: p\nadjust:\n  - { control: A, severity: low }\n'
    expect(valueIn(await load({ 'p.yaml': alone }, [base, 'p.yaml'])).controls).toMatchObject([{ id: 'A', severity: 'low' }, { id: 'B' }])
    expect(mistakesIn(await load({ 'p.yaml': alone }))).toEqual(['p.yaml:4:16 no policy above has a control A'])
  })

  test('disables a control with its reason, and then nothing is judged by it', async () => {
    const policy = valueIn(await load({ 'p.yaml': adjusting(base, 'control: A, disabled: Nobody here has codes') }))
    expect(policy.controls.map(({ id }) => id)).toEqual(['B'])
    expect(policy.disabled).toMatchObject([{ control: { id: 'A', title: 'base' }, reason: 'Nobody here has codes' }])
  })

  test('cannot disable all: a policy that judges nothing is a mistake', async () => {
    expect(mistakesIn(await load({ 'p.yaml': adjusting(base, 'control: A, disabled: x', 'control: B, disabled: x') }))).toEqual([
      'p.yaml:1:1 the policy has no control that is judged (write one under controls, or extend a policy that has some)',
    ])
    expect(mistakesIn(await load({ 'p.yaml': 'policy: p\ntitle: p\nextends: []\n' }))).toHaveLength(1)
  })

  test.each([
    ['control: AA, severity: low', 'p.yaml:5:16 no policy above has a control AA (did you mean A?)'],
    ['control: A, params: { grace: 1d }', 'p.yaml:5:36 the key grace is not known here (the only key here is interval)'],
    [
      'control: A, params: { intervall: 1d }',
      expect.stringMatching(/^p\.yaml:5:29 the key intervall is not known here \(did you mean interval\?\)$/) as string,
    ],
    [
      'control: A, overrides: [{ select: { tier: x }, params: { minimum: 1 } }]',
      'p.yaml:5:73 the key minimum is not known here (the only key here is interval)',
    ],
    ['control: A, disabled: true', 'p.yaml:5:29 a text is expected, and this is true or false'],
    ['control: A, rule: expired', expect.stringMatching(/^p\.yaml:5:19 the key rule is not known here/) as string],
    ['control: A', 'p.yaml:5:5 at least 2 keys are needed'],
  ])('%s is a mistake with its place', async (entry, mistake) => {
    expect(mistakesIn(await load({ 'p.yaml': adjusting(base, entry) }))).toEqual([mistake])
  })

  test('of a control stands once in a file', async () => {
    expect(mistakesIn(await load({ 'p.yaml': adjusting(base, 'control: A, severity: low', 'control: A, title: T') }))).toEqual([
      'p.yaml:6:16 the adjustment of A is given twice (the first is on line 5)',
    ])
  })
})
