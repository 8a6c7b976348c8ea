/** Playbooks, as they are printed, for each kind of account; and that they say nothing that the audit would contradict. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { link } from '../../src/audit/link.ts'
import { toPeople } from '../../src/audit/people.ts'
import { reachOf } from '../../src/audit/reach.ts'
import { accountKey } from '../../src/model/account.ts'
import type { CodeSet } from '../../src/model/inventory.ts'
import { type PlaybookKind, playbookKinds } from '../../src/model/playbook.ts'
import { know, type PlaybookInput } from '../../src/playbooks/known.ts'
import { openersOf } from '../../src/playbooks/openers.ts'
import { knownAccount, playbook } from '../../src/playbooks/playbook.ts'
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
            expect(outcome === 'pass').toBe(isOpener)
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
