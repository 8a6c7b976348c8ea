/** Playbooks, as they are printed, for each kind of account; and that they say nothing that the audit would contradict. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isUsable } from '../../src/model/remaining.ts'
import { link } from '../../src/audit/link.ts'
import { toPeople } from '../../src/audit/people.ts'
import { reachOf } from '../../src/audit/reach.ts'
import { accountKey } from '../../src/model/account.ts'
import type { CodeSet } from '../../src/model/inventory.ts'
import { type PlaybookKind, playbookKinds, type Step } from '../../src/model/playbook.ts'
import { DAY } from '../../src/model/time.ts'
import { know, type PlaybookInput } from '../../src/playbooks/known.ts'
import { openersOf } from '../../src/playbooks/openers.ts'
import { knownAccount, knownAccounts, playbook } from '../../src/playbooks/playbook.ts'
import { recoveryOrder } from '../../src/playbooks/recovery-order.ts'
import { shellWord } from '../../src/playbooks/steps.ts'
import { playbookMarkdown } from '../../src/reporters/playbook/markdown.ts'
import { playbookText } from '../../src/reporters/playbook/text.ts'
import accessOutsideRole from '../../src/rules/access-outside-role.ts'
import { rules } from '../../src/rules/index.ts'
import { HOSTILE } from '../support/a-report.ts'
import { inventories } from '../support/arbitraries.ts'
import {
  aCodeSet,
  aControl,
  aCopy,
  aLocation,
  anEscrowEvent,
  anIncident,
  aPerson,
  aPolicy,
  aSafe,
  AS_OF,
  aSubject,
  at,
  grace,
  theRoles,
} from '../support/builders.ts'

const controls = link(
  aPolicy([
    aControl({ id: 'BC-13', rule: 'used-not-rotated', params: { grace: 24 * 3_600_000 } }),
    aControl({ id: 'BC-19', rule: 'lost-not-regenerated', params: { grace: 12 * 3_600_000 } }),
  ]),
  rules,
).ofAccounts

const setOf = (account: string, over: Partial<CodeSet> = {}): CodeSet => aCodeSet({ account, name: 'Work', owner: 'ada@acme.test', ...over })

/** Ada directs, Grace answers incidents; a vault behind Okta, a safe, and a password manager that only its own code opens. */
const acme: PlaybookInput = {
  codeSets: [
    setOf('github:ada', { copies: [aCopy({ location: 'vault-hq', item: 'ada' }), aCopy({ location: 'hq-safe', item: 'bag 0031' })] }),
    setOf('bitwarden:ops@acme.test', { copies: [aCopy({ location: 'bitwarden', item: 'ops' })] }),
    setOf('google:frank@acme.test', { owner: 'frank@acme.test', copies: [aCopy({ location: 'hq-safe', item: 'bag 0032' })] }),
    setOf('registrar:acme', { status: 'lost', since: at('2026-11-20T09:00:00Z'), copies: [aCopy({ location: 'bitwarden', item: 'registrar' })] }),
    setOf('dropbox:ada@acme.test', { copies: [] }),
  ],
  locations: [
    aLocation({ id: 'vault-hq', kind: 'vault', site: 'eu-west-1', administrators: ['it-director'], unlockedBy: ['okta:acme'] }),
    aSafe({ id: 'hq-safe', site: 'hq', administrators: ['it-director'] }),
    aLocation({ id: 'bitwarden', kind: 'password-manager', site: undefined, administrators: ['frank@acme.test'], unlockedBy: ['bitwarden:ops@acme.test'] }),
  ],
  services: [{ id: 'registrar', name: 'Domain registrar', issues: 12, rotation: 'scheduled' }],
  people: [
    aPerson({
      id: 'ada@acme.test',
      identities: { github: ['ada'], aws: ['111122223333/ada'] },
      roles: [{ role: 'it-director', from: at('2024-01-01') }],
      left: undefined,
    }),
    grace({ id: 'grace@acme.test', identities: { github: ['grace'] }, roles: [{ role: 'incident-response', from: at('2024-01-01') }] }),
    aPerson({ id: 'frank@acme.test', identities: {}, roles: [{ role: 'it-director', from: at('2024-01-01') }], left: at('2026-08-31') }),
  ],
  incidents: [],
  roles: theRoles,
  controls,
  configured: ['aws:111122223333/root'],
  hasOwnLog: true,
  asOf: AS_OF,
}

const written = (kind: PlaybookKind, account: string | undefined, input = acme): string =>
  [...playbookText(playbook(account === undefined ? { kind } : { kind, account }, input), { colour: false })].join('')

describe('as they are printed', () => {
  test.each([
    ['organisation', undefined],
    ['github', 'github:ada'],
    ['aws-without-codes', 'aws:111122223333/root'],
    ['bitwarden-on-use-and-unreachable', 'bitwarden:ops@acme.test'],
    ['google-whose-owner-left', 'google:frank@acme.test'],
    ['custom-lost', 'registrar:acme'],
    ['without-copies', 'dropbox:ada@acme.test'],
    ['not-registered', 'github:grace'],
  ])('%s', async (name, account) => {
    const all = playbookKinds.map((kind) => written(kind, account)).join(`${'='.repeat(100)}\n\n`)
    await expect(all).toMatchFileSnapshot(`../golden/playbooks/${name}.txt`)
  })

  test('as Markdown', async () => {
    const told = [...playbookMarkdown(playbook({ kind: 'catastrophe' }, acme), { colour: false })].join('')
    await expect(told).toMatchFileSnapshot('../golden/playbooks/catastrophe.md')
  })

  test('the same whatever the order of the files', () => {
    const turned: PlaybookInput = {
      ...acme,
      codeSets: [...acme.codeSets].reverse(),
      locations: [...acme.locations].reverse(),
      people: [...acme.people].reverse(),
    }
    for (const kind of playbookKinds) for (const account of [undefined, 'github:ada']) expect(written(kind, account, turned)).toBe(written(kind, account))
  })
})

describe('what is known', () => {
  test('an account is known by any spelling that means it, and told as the register has it', () => {
    expect(knownAccount('github:ADA', acme)).toBe('github:ada')
    expect(knownAccount('aws:111122223333/ada', acme)).toBe('aws:111122223333/ada')
    expect(knownAccount('okta:acme', acme)).toBe('okta:acme')
    expect(knownAccount('github:adda', acme)).toBeUndefined()
  })

  test('a code that stands for the owner or in the name is not told', () => {
    const codeSets = [setOf('github:ada', { name: 'GitHub 7301-9284', owner: 'a1b2c-3d4e5', copies: [aCopy({ location: 'hq-safe' })] })]
    const text = written('lost-device', 'github:ada', { ...acme, codeSets })
    expect(text).toContain('•••••••••••, is nobody in the roster')
    expect(text).not.toMatch(/7301|9284|a1b2c|3d4e5/)
  })

  test('a copy that needs no account comes first', () => {
    const text = written('lost-device', 'github:ada')
    expect(text.indexOf('hq-safe (safe')).toBeLessThan(text.indexOf('vault-hq (vault'))
    expect(text).toContain('First get into okta:acme, of which the register has no codes.')
  })

  test('an open incident lets its responders in, and a closed one does not', () => {
    const during = anIncident({ id: 'INC-1', opened: at('2026-11-22'), closed: undefined, responders: ['grace@acme.test'], accounts: ['github:ada'] })
    expect(written('lost-device', 'github:ada', { ...acme, incidents: [during] })).toMatch(/grace@acme\.test\s+\(incident-response, under INC-1\)/)
    const over = { ...during, closed: at('2026-11-22T12:00:00Z') }
    expect(written('lost-device', 'github:ada', { ...acme, incidents: [over] })).not.toContain('under INC-1')
  })

  test('the deadline of codes that were lost runs from the register, and of a use from the use', () => {
    const due = (kind: PlaybookKind, account: string, input = acme): readonly (number | undefined)[] =>
      playbook({ kind, account }, input).steps.flatMap((step) => (step.due === undefined ? [] : [step.due.at]))
    expect(due('lost-codes', 'registrar:acme')).toEqual([at('2026-11-20T21:00:00Z')])
    expect(due('lost-codes', 'github:ada')).toEqual([AS_OF + 12 * 3_600_000])
    const used = { ...acme, codeSets: [setOf('github:ada', { used: [{ at: at('2026-11-22T08:00:00Z'), code: 5 }] })] }
    expect(due('used-code', 'github:ada', used)).toEqual([at('2026-11-23T08:00:00Z')])
    expect(due('used-code', 'github:ada', { ...acme, controls: [] })).toEqual([])
  })

  test('the way to one account leads through the accounts that unlock its place', () => {
    const chain: PlaybookInput = {
      ...acme,
      codeSets: [
        setOf('github:ada', { copies: [aCopy({ location: 'vault-hq', item: 'ada' })] }),
        setOf('google:ada@acme.test', { copies: [aCopy({ location: 'hq-safe', item: 'bag 1' })] }),
      ],
      locations: [aLocation({ id: 'vault-hq', unlockedBy: ['google:ada@acme.test'] }), aSafe({ id: 'hq-safe' }), aSafe({ id: 'other-safe' })],
    }
    const { steps } = playbook({ kind: 'catastrophe', account: 'github:ada' }, chain)
    expect(steps[1]?.places?.map(({ location }) => location)).toEqual(['hq-safe'])
    expect(steps[1]?.how).toEqual(['Here lie the codes of google:ada@acme.test: get into these next.'])
    expect(steps[2]?.places?.map(({ location }) => location)).toEqual(['vault-hq'])
  })
})

const stepsOf = (kind: PlaybookKind, account: string | undefined, input = acme): readonly Step[] =>
  playbook(account === undefined ? { kind } : { kind, account }, input).steps

const linesOf = (kind: PlaybookKind, account: string | undefined, input = acme): readonly string[] =>
  stepsOf(kind, account, input).flatMap(({ title, why = '', how }) => [title, why, ...how])

const everyAccount = [undefined, ...knownAccounts(acme)]

describe('codes that let nobody in, or ought not to', () => {
  const of = (over: Partial<CodeSet>, services = acme.services): PlaybookInput => ({
    ...acme,
    services,
    codeSets: [setOf('registrar:acme', { copies: [aCopy({ location: 'hq-safe', item: 'bag 1' })], ...over })],
  })
  const told = (input: PlaybookInput) => {
    const { warnings, steps } = playbook({ kind: 'lost-device', account: 'registrar:acme' }, input)
    const at = (start: string): number => steps.findIndex(({ title }) => title.startsWith(start))
    return {
      warnings,
      copy: Math.max(at('Get a copy'), at('If that fails, look on a copy')),
      otherwise: Math.max(at('If no code can be had that works'), at('Get into registrar:acme without')),
      mayStay: steps.some(({ how }) => how.some((line) => /may stay/.test(line))),
    }
  }
  const expiring = [{ id: 'registrar', name: 'Domain registrar', rotation: 'scheduled' as const, expiresAfter: 30 * DAY }]

  test.each<[string, PlaybookInput, readonly string[]]>([
    ['have expired', of({ expires: at('2026-11-01') }), ['The codes of registrar:acme expired on 2026-11-01.']],
    [
      'have expired by what the register says of the service',
      of({ generated: at('2026-01-01') }, expiring),
      ['The codes of registrar:acme expired on 2026-01-31.'],
    ],
    ['are used up, says the register', of({ remaining: 0 }), ['By the register no code of registrar:acme is left.']],
    [
      'are used up, by what was issued and used',
      of({ issued: 1, used: [{ at: at('2026-05-01'), code: 1 }] }),
      ['By the register no code of registrar:acme is left.'],
    ],
    ['are spent', of({ status: 'spent' }), ['By the register no code of registrar:acme is left.']],
  ])('that %s: the other ways come first, and the codes do not stay', (_, input, warnings) => {
    const { otherwise, copy, ...rest } = told(input)
    expect(rest).toEqual({ warnings, mayStay: false })
    expect(otherwise).toBeGreaterThan(0)
    expect(copy).toBeGreaterThan(otherwise)
  })

  test.each<[string, PlaybookInput, readonly string[]]>([
    ['are lost', of({ status: 'lost' }), ['The register calls the codes of registrar:acme lost: the copies below may not be there.']],
    [
      'are compromised',
      of({ status: 'compromised', since: at('2026-11-01') }),
      ['The register calls the codes of registrar:acme compromised since 2026-11-01: generate new ones before anything else.'],
    ],
    [
      'have perhaps expired',
      of({ generated: undefined }, expiring),
      [
        'Perhaps the codes of registrar:acme have expired. Codes of Domain registrar expire 30 days after they were generated. The register does not say when the codes were generated.',
      ],
    ],
  ])('that %s: the other ways come after the copies, and the codes do not stay', (_, input, warnings) => {
    const { otherwise, copy, ...rest } = told(input)
    expect(rest).toEqual({ warnings, mayStay: false })
    expect(copy).toBeGreaterThan(0)
    expect(otherwise).toBeGreaterThan(copy)
  })

  test.each<[string, PlaybookInput]>([
    ['expire at this instant', of({ expires: AS_OF })],
    ['have one left', of({ remaining: 1 })],
    ['work again and again', of({ issued: 1, used: [{ at: at('2026-05-01'), code: 1 }] }, [{ ...expiring[0]!, singleUse: false, expiresAfter: 'never' }])],
  ])('and those that %s are good', (_, input) => {
    expect(told(input)).toMatchObject({ warnings: [], otherwise: -1, mayStay: true })
  })

  test('those of an owner who has left do not stay either', () => {
    expect(told(of({ owner: 'frank@acme.test' })).mayStay).toBe(false)
  })

  test('are told together for the organisation, the current ones alone', () => {
    const codeSets = [
      setOf('github:b', { remaining: 0 }),
      setOf('github:a', { remaining: 0 }),
      setOf('github:c', { status: 'compromised' }),
      setOf('github:d', { expires: at('2026-11-01') }),
      setOf('github:e', { generated: at('2025-01-01'), remaining: 0 }),
      setOf('github:e', { generated: at('2026-01-01') }),
    ]
    const { warnings } = playbook({ kind: 'catastrophe' }, { ...acme, codeSets })
    expect(warnings).toEqual([
      'The register calls codes compromised, of which new ones come before anything else: github:c.',
      'By the register no code is left of these accounts: github:a and github:b.',
      'By the register the codes of these accounts have expired: github:d.',
    ])
  })

  test('that others may know are more than lost', () => {
    const input = of({ status: 'compromised' })
    expect(stepsOf('lost-codes', 'registrar:acme', input)).toEqual(stepsOf('compromised', 'registrar:acme', input))
  })
})

describe('a code that changes only when it is used', () => {
  const ops = 'bitwarden:ops@acme.test'

  test.each(playbookKinds)('%s does not tell to use it and not to use it', (kind) => {
    const lines = linesOf(kind, ops)
    expect(lines.filter((line) => /do not use a code/i.test(line))).toEqual([])
    expect(lines.filter((line) => /^Try one of the new codes/.test(line))).toEqual([])
  })

  test('is used where somebody else may know it', () => {
    const [first] = stepsOf('compromised', ops)
    expect(first?.how.join(' ')).toMatch(/^Before anything else: .* sign in with the recovery code, which turns two-step login off/)
  })

  test('is looked up again where a copy is missing, and neither used nor marked as lost', () => {
    const lines = linesOf('lost-codes', ops)
    expect(lines).toContain('Bitwarden: the code is shown again, as long as it was not used: Settings → Security → Two-step login → View recovery code.')
    expect(lines.filter((line) => /write status: lost|sign in with the recovery code/.test(line))).toEqual([])
    expect(stepsOf('lost-codes', ops).flatMap(({ due }) => due ?? [])).toEqual([])
  })

  test('is due by the policy where the register calls it lost', () => {
    const since = at('2026-11-20T09:00:00Z')
    const input = { ...acme, codeSets: [setOf(ops, { status: 'lost', since, copies: [aCopy({ location: 'hq-safe', item: 'bag 1' })] })] }
    expect(stepsOf('lost-codes', ops, input).flatMap(({ due }) => due?.at ?? [])).toEqual([at('2026-11-20T21:00:00Z')])
    expect(linesOf('lost-codes', ops, input).join(' ')).toContain('write status: active')
  })

  test('of a service that the register declares is told of in general', () => {
    const input = { ...acme, services: [{ id: 'registrar', name: 'Domain registrar', rotation: 'on-use' as const }], codeSets: [setOf('registrar:acme')] }
    expect(linesOf('compromised', 'registrar:acme', input)[2]).toBe('Before anything else: whoever knows the code may use it first.')
    expect(linesOf('lost-codes', 'registrar:acme', input).join(' ')).toContain('Domain registrar: look the code up')
    expect(linesOf('used-code', 'registrar:acme', input).join(' ')).toContain('Domain registrar: the code has changed with its use.')
  })

  test('beside others is told of by the name of its service', () => {
    const [first] = stepsOf('compromised', undefined)
    expect(first?.how[0]).toBe(
      'Before anything else, and signed in with the second factor. Do not use a code for it, but where the code changes only with its use.',
    )
    expect(first?.how[1]).toMatch(/^Bitwarden: sign in with the recovery code/)
    expect(linesOf('used-code', undefined).filter((line) => line.includes('has changed with its use'))).toEqual([
      'Bitwarden: the code has changed with its use, and two-step login is off: turn it on again.',
    ])
  })
})

describe('enrolling', () => {
  test('comes before the old factor is removed, in every playbook', () => {
    let seen = 0
    for (const kind of playbookKinds) {
      for (const account of everyAccount) {
        for (const { how } of stepsOf(kind, account)) {
          const removed = how.findIndex((line) => /^(Only then )?remove /i.test(line))
          if (removed === -1) continue
          seen += 1
          const known = know(acme)
          const enrol = (account === undefined ? knownAccounts(acme) : [account]).map((one) => known.serviceOf(one).enrol)
          for (const line of enrol) expect(how.slice(0, removed), `${kind} ${account ?? 'all'}`).toContain(line)
        }
      }
    }
    expect(seen).toBeGreaterThan(30)
  })

  test('leads the root user of AWS to its own page, and an IAM user to theirs', () => {
    const enrol = (account: string | undefined) =>
      linesOf('lost-device', account).filter((line) => line.startsWith('AWS: ') && line.includes('Assign MFA device'))
    const root = 'AWS: as root in the account menu → Security credentials → Assign MFA device.'
    const user = 'AWS: IAM → Users → the user → Security credentials → Assign MFA device.'
    expect(enrol('aws:111122223333/root')).toEqual([root])
    expect(enrol('aws:111122223333/ada')).toEqual([user])
    expect(enrol(undefined)).toEqual([user, root])
  })

  test('names a service once, whatever its parts', () => {
    const { how } = stepsOf('lost-codes', undefined, {
      ...acme,
      codeSets: [],
      locations: [],
      people: acme.people.slice(0, 1).map((person) => ({ ...person, identities: { aws: ['111122223333/ada'] } })),
    }).at(-1)!
    expect(how).toEqual(['AWS: register a second MFA device, and keep it at another place than the first.'])
  })
})

describe('everything is gone', () => {
  /** Katherine's codes lie in the vault alone, which Okta opens; with them a notebook opens, where Linus' lie. */
  const chain: PlaybookInput = {
    ...acme,
    codeSets: [
      setOf('github:ada', { copies: [aCopy({ location: 'hq-safe', item: 'bag 1' })] }),
      setOf('github:katherine', { copies: [aCopy({ location: 'vault-hq', item: 'katherine' })] }),
      setOf('github:linus', { copies: [aCopy({ location: 'notebook', item: 'linus' })] }),
    ],
    locations: [
      aLocation({ id: 'vault-hq', unlockedBy: ['okta:acme'] }),
      aSafe({ id: 'hq-safe' }),
      aLocation({ id: 'notebook', unlockedBy: ['github:katherine'] }),
    ],
    people: [],
    configured: [],
  }
  const told = (steps: readonly Step[]) => steps.map(({ title, places = [] }) => [title, ...places.map(({ location }) => location)].join(' | '))

  test('a location that an account without codes unlocks comes after that account, and what it leads to after that', () => {
    expect(told(stepsOf('catastrophe', undefined, chain)).slice(1, 5)).toEqual([
      'Begin at the locations that need no account | hq-safe',
      'Get into the accounts without codes by other means',
      'Go on at the locations that accounts without codes unlock | vault-hq',
      'Go on at the locations that these accounts unlock | notebook',
    ])
    expect(linesOf('catastrophe', undefined, chain)).toContain('Get into okta:acme first: what comes next lies behind it.')
  })

  test('codes that lie somewhere and let nobody in are told apart, with the other ways in', () => {
    const codeSets = [...chain.codeSets, setOf('github:mia', { remaining: 0, copies: [aCopy({ location: 'hq-safe', item: 'bag 2' })] })]
    expect(stepsOf('catastrophe', undefined, { ...chain, codeSets })[1]?.how).toEqual([
      'Here lie the codes of github:ada: get into these next.',
      'Here lie codes of github:mia, of which by the register none works any more: get into these by other means.',
      expect.stringMatching(/^GitHub: sign in with another factor/),
    ])
  })

  test('nothing is said to need no account where every location does', () => {
    const locked = { ...chain, locations: chain.locations.filter(({ id }) => id !== 'hq-safe') }
    expect(told(stepsOf('catastrophe', undefined, locked)).slice(1, 3)).toEqual([
      'Get into the accounts without codes by other means',
      'Go on at the locations that accounts without codes unlock | vault-hq',
    ])
  })

  test('a location that an account with codes unlocks too does not wait for the one without', () => {
    const both = {
      ...chain,
      locations: chain.locations.map((location) => ({ ...location, ...(location.id === 'vault-hq' ? { unlockedBy: ['okta:acme', 'github:ada'] } : {}) })),
    }
    expect(told(stepsOf('catastrophe', undefined, both)).slice(1, 4)).toEqual([
      'Begin at the locations that need no account | hq-safe',
      'Go on at the locations that these accounts unlock | vault-hq',
      'Go on at the locations that these accounts unlock | notebook',
    ])
  })

  test('the way to one account begins with the account without codes that unlocks its place', () => {
    expect(told(stepsOf('catastrophe', 'github:katherine', chain)).slice(1, 3)).toEqual([
      'Get into okta:acme by other means',
      'Get a copy of the codes of github:katherine | vault-hq',
    ])
    expect(told(stepsOf('catastrophe', 'github:linus', chain)).slice(1, 4)).toEqual([
      'Get into okta:acme by other means',
      'Go on at the locations that accounts without codes unlock | vault-hq',
      'Get a copy of the codes of github:linus | notebook',
    ])
    expect(linesOf('catastrophe', 'github:linus', chain)).toContain('Okta: an administrator resets the factors of the user.')
    expect(told(stepsOf('catastrophe', 'github:ada', chain))[1]).toBe('Get a copy of the codes of github:ada | hq-safe')
  })
})

/** Registers and rosters of every sort. */
const inputs: fc.Arbitrary<PlaybookInput> = inventories.map(({ facts }) => ({
  codeSets: [...facts.codeSets],
  locations: facts.locations,
  services: facts.services,
  people: facts.people,
  incidents: facts.incidents,
  roles: theRoles,
  controls,
  configured: [],
  hasOwnLog: false,
  asOf: AS_OF,
}))

describe('nothing that the audit would contradict', () => {
  test('the order of recovery reaches what circular-storage calls reachable, and nothing else', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const known = know(input)
        const reach = reachOf(input.locations, known.codeSetsOf, input.asOf)
        const { stages, shut } = recoveryOrder(known)
        const had = new Set<string>()
        for (const { by, locations, accounts } of stages) {
          for (const { unlockedBy = [] } of locations) {
            if (by === 'nothing') expect(unlockedBy).toEqual([])
            if (by === 'codes') expect(unlockedBy.some((account) => had.has(accountKey(account)))).toBe(true)
            // What codes open does not wait for an account that has none.
            else expect(unlockedBy.some((account) => had.has(accountKey(account)))).toBe(false)
          }
          for (const account of accounts) {
            const { current } = known.codeSetsOf(account)
            if (current !== undefined && isUsable(current)) had.add(accountKey(account))
          }
        }
        const reached = stages.flatMap(({ locations }) => locations.map(({ id }) => id)).sort()
        expect(reached).toEqual(
          input.locations
            .map(({ id }) => id)
            .filter((id) => reach.get(id) === 'reachable')
            .sort(),
        )
        expect([...reached, ...shut.locations.map(({ id }) => id)].sort()).toEqual(input.locations.map(({ id }) => id).sort())
      }),
    )
  })

  test('whom it lets open a copy, access-outside-role would let; and whom it does not, not', () => {
    let letIn = 0
    let keptOut = 0
    fc.assert(
      fc.property(inputs, (input) => {
        const known = know(input)
        const people = toPeople(input.people)
        for (const set of input.codeSets) {
          const codeSets = known.codeSetsOf(set.account)
          if (codeSets.history.length !== 1 || codeSets.current === undefined) continue
          const openers = openersOf(codeSets.current, known).map(({ person }) => person)
          for (const person of input.people) {
            if (people.whoIs('log', person.id) !== person) continue
            const event = anEscrowEvent({ sourceType: 'log', actor: person.id, action: 'view', outcome: 'success', time: AS_OF })
            const incidents = input.incidents.filter(({ accounts }) => accounts.map(accountKey).includes(accountKey(set.account)))
            const facts = { codeSets, escrowEvents: [event], people, incidents }
            const { outcome } = accessOutsideRole.judge(aSubject('github:ada'), facts, {}, { asOf: AS_OF, roles: theRoles })
            const isOpener = openers.includes(person.id)
            if (isOpener) letIn += 1
            else keptOut += 1
            // By the register a set of the future was not there when the copy was opened: whose the codes were then is open.
            const isLater = (codeSets.current.generated ?? AS_OF) > AS_OF
            expect(outcome === 'pass' || (isOpener && isLater && outcome === 'unknown')).toBe(isOpener)
          }
        }
      }),
    )
    expect(letIn).toBeGreaterThan(10)
    expect(keptOut).toBeGreaterThan(10)
  })
})

describe('hostile names', () => {
  test.each(Object.entries(HOSTILE))('%s stay names', (_, name) => {
    const hostile: PlaybookInput = {
      ...acme,
      codeSets: [setOf(`registrar:${name}`, { name, owner: name, copies: [aCopy({ location: 'hq-safe', item: name })] })],
      locations: [aSafe({ id: 'hq-safe', site: name, administrators: [name], unlockedBy: [`registrar:${name}`] })],
    }
    for (const kind of playbookKinds) {
      const book = playbook({ kind, account: `registrar:${name}` }, hostile)
      const text = [...playbookText(book, { colour: false })].join('')

      expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e]/)
      expect(text).not.toMatch(/^\s*::|##\[/m)
      const markdown = [...playbookMarkdown(book, { colour: false })].join('')
      expect(markdown).not.toMatch(/<script|\]\(|<!--|^\s*::/m)
    }
  })

  test('a word of a command is one word to a shell', () => {
    expect(shellWord('github:ada')).toBe('github:ada')
    expect(shellWord('a b')).toBe("'a b'")
    expect(shellWord("x'; rm -rf / #")).toBe("'x'\\''; rm -rf / #'")
    expect(shellWord('')).toBe("''")
    expect(shellWord('$(id)')).toBe("'$(id)'")
  })
})
