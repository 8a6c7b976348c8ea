/** Log and register together, on the disk. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { loadRegister } from '../src/collectors/register/register.ts'
import { publish } from '../src/log/note.ts'
import { looksLikeCode, wantAccess, wantReview, wantRotation, wantTest, wantUse } from '../src/log-events.ts'
import { checkpointsOf } from '../src/model/beside.ts'
import type { CodeSet } from '../src/model/inventory.ts'
import { isMistaken } from '../src/model/mistake.ts'
import { DAY, HOUR } from '../src/model/time.ts'
import {
  cosignOwnLog,
  type Done,
  findOwnLog,
  missingInRoster,
  openOwnLog,
  type OwnLog,
  recordEvent,
  sealOwnLog,
  verifyOwnLog,
  type Wanted,
} from '../src/own-log.ts'
import { operator, ORIGIN, second, START, stranger, trusted } from './support/own-log.ts'
import { tempFolder } from './support/temp-folder.ts'

const REGISTER = `version: 1
locations:
  - { id: hq-safe, kind: safe }
  - { id: vault-hq, kind: vault }
code-sets:
  - account: github:ada        # her codes
    generated: 2026-03-15T10:00:00Z
    issued: 16
    remaining: 16
    status: active
    copies:
      - { location: hq-safe, item: bag 0031 }
      - { location: vault-hq, item: secret/data/ada }
`

const opened = (): OwnLog => {
  const folder = tempFolder({ 'register.yaml': REGISTER })
  const own: OwnLog = { log: join(folder, 'log.jsonl'), register: join(folder, 'register.yaml'), keys: [trusted(operator)], signers: 1, checkpoints: [] }
  valueOf(openOwnLog(own.log, { origin: ORIGIN, signer: operator, keys: [] }, START))
  return own
}

const valueOf = <T>(done: Done<T>): T => {
  if (!('value' in done)) throw new Error(JSON.stringify(done))
  return done.value
}
const refusalOf = (done: Done<unknown>): string => ('refusal' in done ? done.refusal : 'none')

const registerOf = ({ register = '' }: OwnLog): readonly CodeSet[] => {
  const loaded = loadRegister({ file: 'register.yaml', sha256: '', bytes: readFileSync(register) })
  if (isMistaken(loaded)) throw new Error(JSON.stringify(loaded.mistakes))
  return [...loaded.value.codeSets]
}

const NOW = START + HOUR
const said = { account: 'github:ada', by: 'ada@acme.test', location: 'hq-safe' }
const log = (own: OwnLog, wanted: Wanted, now = NOW) => recordEvent(own, now, wanted)

describe('what is logged', () => {
  test('of an access is the item of the register', () => {
    const own = opened()
    const { record } = valueOf(log(own, wantAccess({ ...said, account: 'github:Ada', action: 'view', ticket: 'INC-104' })))
    expect(record.event).toEqual({
      kind: 'access',
      action: 'view',
      account: 'github:ada',
      generated: '2026-03-15T10:00:00.000Z',
      location: 'hq-safe',
      item: 'bag 0031',
      actor: 'ada@acme.test',
      ticket: 'INC-104',
    })
    expect(readFileSync(own.register!, 'utf8')).toBe(REGISTER)
  })

  test('of a use is its position, which the register then has', () => {
    const own = opened()
    valueOf(log(own, wantUse({ ...said, position: 5, at: START })))
    expect(registerOf(own)).toMatchObject([{ used: [{ at: START, code: 5 }], remaining: 15 }])
    expect(refusalOf(log(own, wantUse({ ...said, position: 5 })))).toBe('code 5 of github:ada is marked as used already')
  })

  test('of a test and of both reviews is noted in the register', () => {
    const own = opened()
    valueOf(log(own, wantTest(said)))
    valueOf(log(own, wantReview({ ...said, of: 'unused-codes' })))
    valueOf(log(own, wantReview({ ...said, of: 'use' })))
    expect(registerOf(own)).toMatchObject([{ tested: NOW, reviewed: NOW, checked: NOW }])
  })

  test('of a rotation is the new set, and the old one stays', () => {
    const own = opened()
    valueOf(log(own, wantRotation({ ...said, generated: START, copies: ['hq-safe=bag 0032', 'vault-hq'], issued: 10 })))
    expect(registerOf(own)).toMatchObject([
      { status: 'revoked', copies: [{ item: 'bag 0031' }, { item: 'secret/data/ada' }] },
      {
        status: 'active',
        generated: START,
        issued: 10,
        copies: [
          { item: 'bag 0032', stored: NOW },
          { item: 'secret/data/ada', stored: NOW },
        ],
      },
    ])
    expect(readFileSync(own.register!, 'utf8')).toContain('# her codes')
  })

  test.each<[string, Wanted, string]>([
    [
      'an account that is not registered',
      wantAccess({ ...said, account: 'github:adda', action: 'view' }),
      'the register has no codes of github:adda; did you mean github:ada?',
    ],
    [
      'no location where there are two',
      wantAccess({ ...said, location: undefined, action: 'view' }),
      'say with --location which copy it was: they lie at hq-safe, vault-hq',
    ],
    [
      'another location',
      wantAccess({ ...said, location: 'attic', action: 'view' }),
      'the register has no copy of the codes of github:ada at attic: they lie at hq-safe, vault-hq',
    ],
    ['what has not happened yet', wantAccess({ ...said, action: 'view', at: NOW + DAY }), '--at is later than now'],
    ['a position that was not issued', wantUse({ ...said, position: 17 }), 'there is no code 17: 16 were issued'],
    [
      'a set that is not there',
      wantTest({ ...said, generated: START }),
      'the register has no codes of github:ada that were generated at 2026-11-02T09:00:00.000Z',
    ],
    [
      'a new set older than the current one',
      wantRotation({ ...said, generated: START - 365 * DAY }),
      'the current codes of github:ada are newer: they were generated at 2026-03-15T10:00:00.000Z',
    ],
    ['a new set of the future', wantRotation({ ...said, generated: NOW + DAY }), '--generated is later than now'],
    ['a copy without a name', wantRotation({ ...said, copies: ['attic'] }), 'say what the copy is called at attic: --copy attic=ITEM'],
    ['a copy nowhere', wantRotation({ ...said, copies: ['hq-saef=bag 1'] }), 'the register has no location hq-saef; did you mean hq-safe?'],
  ])('is not %s', (_, wanted, why) => {
    const own = opened()
    expect(refusalOf(log(own, wanted))).toBe(why)
    expect(valueOf(verifyOwnLog(own, NOW)).verification.size).toBe(1)
    expect(readFileSync(own.register!, 'utf8')).toBe(REGISTER)
  })
})

describe('who did it', () => {
  const people = '[{ id: ada@acme.test, identities: { log: [ada-l], github: ada }, roles: [] }]'
  const withRoster = (text: string): OwnLog => ({ ...opened(), roster: join(tempFolder({ 'roster.yaml': text }), 'roster.yaml') })

  test.each(['ada@acme.test', 'Ada@ACME.test', 'ada-l'])('is known to the roster as %s', (actor) => {
    expect(missingInRoster(withRoster(`version: 1\npeople: ${people}\n`), actor)).toBeUndefined()
  })

  test.each([
    ['aad@acme.test', 'did you mean ada@acme.test?'],
    ['ada', undefined],
    ['somebody else', undefined],
  ])('is not as %s', (actor, hint) => {
    const own = withRoster(`version: 1\npeople: ${people}\n`)
    expect(missingInRoster(own, actor)).toEqual({ roster: own.roster, ...(hint === undefined ? {} : { hint }) })
  })

  test('is not asked where there is no roster, or one with mistakes', () => {
    expect(missingInRoster(opened(), 'aad@acme.test')).toBeUndefined()
    expect(missingInRoster({ ...opened(), roster: 'nowhere/roster.yaml' }, 'aad@acme.test')).toBeUndefined()
    expect(missingInRoster(withRoster('people: 1\n'), 'aad@acme.test')).toBeUndefined()
  })
})

describe('a crash between log and register', () => {
  const cases: readonly [string, Wanted][] = [
    ['a use', wantUse({ ...said, position: 5 })],
    ['a test', wantTest(said)],
    ['a review', wantReview({ ...said, of: 'use' })],
    ['a rotation', wantRotation({ ...said })],
  ]

  test.each(cases)('of %s is seen, and put right by the next command', (_, wanted) => {
    const own = opened()
    valueOf(log(own, wanted))
    const whole = readFileSync(own.register!, 'utf8')
    writeFileSync(own.register!, REGISTER)
    expect(valueOf(verifyOwnLog(own, NOW)).late.map(({ seq }) => seq)).toEqual([1])
    const { caughtUp } = valueOf(log(own, wantAccess({ ...said, action: 'view' })))
    expect(caughtUp.map(({ seq }) => seq)).toEqual([1])
    expect(readFileSync(own.register!, 'utf8')).toBe(whole)
    expect(valueOf(verifyOwnLog(own, NOW)).late).toEqual([])
  })

  test('several are put right one after another', () => {
    const own = opened()
    for (const [index, [, wanted]] of cases.entries()) valueOf(log(own, wanted, NOW + index))
    const whole = readFileSync(own.register!, 'utf8')
    writeFileSync(own.register!, REGISTER)
    expect(valueOf(log(own, wantAccess({ ...said, action: 'view' }))).caughtUp).toHaveLength(4)
    expect(readFileSync(own.register!, 'utf8')).toBe(whole)
  })
})

describe('checkpoints', () => {
  test('seal the log with a heartbeat, and the first is made when the log is opened', () => {
    const own = opened()
    expect(valueOf(verifyOwnLog(own, NOW)).verification).toMatchObject({ state: 'verified', seal: { size: 1 } })
    valueOf(log(own, wantTest(said)))
    expect(valueOf(verifyOwnLog(own, NOW)).verification.problems).toMatchObject([{ kind: 'unsealed' }])
    valueOf(sealOwnLog(own, () => operator, NOW))
    expect(valueOf(verifyOwnLog(own, NOW)).verification).toMatchObject({ state: 'verified', size: 3, seal: { size: 3, signers: [ORIGIN] } })
  })

  describe('are not made with a key that no audit would count', () => {
    const sealed = (own: OwnLog, signer = second): string => {
      const before = readFileSync(own.log, 'utf8')
      const refusal = refusalOf(sealOwnLog(own, () => signer, NOW))
      expect(readFileSync(own.log, 'utf8')).toBe(before)
      return refusal
    }

    test('as it is not trusted', () => {
      expect(sealed(opened())).toBe(
        `nothing is signed with the key ${publish(second)}: it is none of those that seal this log; trust it under keys of the source, or with --key`,
      )
    })

    test('as it bears the name of one that is', () => {
      expect(sealed(opened(), { ...second, name: ORIGIN })).toContain('it is none of those that seal this log')
    })

    test.each(['to=2026-11-02T10:00:00Z', 'from=2026-11-02T10:00:01Z'])('as it is to be used at another time: %s', (limits) => {
      expect(sealed({ ...opened(), keys: [trusted(operator, limits)] }, operator)).toContain('it seals this log at another time than now')
    })

    test('nor with one that the log does not begin with, where none is named', () => {
      const own = { ...opened(), keys: [] }
      expect(sealed(own)).toContain('it is none of those that seal this log')
      valueOf(sealOwnLog(own, () => operator, NOW))
    })

    test('but with a new one from its first instant', () => {
      const own = { ...opened(), keys: [trusted(operator, 'to=2026-11-02T10:00:00Z'), trusted(second, 'from=2026-11-02T10:00:00Z')] }
      valueOf(sealOwnLog(own, () => second, NOW))
    })
  })

  test('that somebody else remembers and that are not there are told', () => {
    const own = { ...opened(), checkpoints: ['nowhere/ours.checkpoint'] }
    expect(valueOf(verifyOwnLog(own, NOW))).toMatchObject({ verification: { state: 'verified' }, forgotten: ['nowhere/ours.checkpoint'] })
  })

  test('are not remembered in a file of something else', () => {
    const own = opened()
    expect(refusalOf(cosignOwnLog(own, second, own.register, NOW))).toContain('is no file of checkpoints')
    expect(readFileSync(own.register!, 'utf8')).toBe(REGISTER)
  })

  test('may have a second signature, of a party that remembers', () => {
    const own = opened()
    const memory = join(tempFolder(), 'ours.checkpoint')
    valueOf(cosignOwnLog(own, second, memory, NOW))
    valueOf(sealOwnLog(own, () => operator, NOW))
    valueOf(cosignOwnLog(own, second, memory, NOW))
    const both = { ...own, keys: [...own.keys, trusted(second)], signers: 2 }
    expect(valueOf(verifyOwnLog(both, NOW)).verification).toMatchObject({ state: 'verified', seal: { size: 2, signers: [ORIGIN, 'second.acme.test'] } })
    expect(valueOf(verifyOwnLog({ ...both, checkpoints: [memory] }, NOW)).verification.state).toBe('verified')
  })

  test('are refused by a second party to whom another end was shown', () => {
    const own = opened()
    const memory = join(tempFolder(), 'ours.checkpoint')
    valueOf(log(own, wantTest(said)))
    valueOf(sealOwnLog(own, () => operator, NOW))
    valueOf(cosignOwnLog(own, second, memory, NOW))
    const other = opened()
    valueOf(log(other, wantAccess({ ...said, action: 'view' })))
    valueOf(sealOwnLog(other, () => operator, NOW))
    expect(refusalOf(cosignOwnLog(other, second, memory, NOW))).toContain('tampered')
  })

  test('of a stranger are not signed', () => {
    const own = opened()
    expect(refusalOf(cosignOwnLog({ ...own, keys: [trusted(stranger)] }, second, undefined, NOW))).toContain('signed by no key that is trusted')
  })

  test('are not made of a log that was tampered with, and nothing is appended to it', () => {
    const own = opened()
    valueOf(log(own, wantTest(said)))
    writeFileSync(own.log, readFileSync(own.log, 'utf8').replace('ada@acme', 'eda@acme'))
    const before = readFileSync(own.log, 'utf8')
    expect(refusalOf(sealOwnLog(own, () => operator, NOW))).toContain('changed after it was appended')
    expect(refusalOf(log(own, wantTest(said)))).toContain('changed after it was appended')
    expect(readFileSync(own.log, 'utf8')).toBe(before)
  })

  test('a log may continue another', () => {
    const own = opened()
    const next = join(tempFolder(), 'next.jsonl')
    const record = valueOf(openOwnLog(next, { origin: `${ORIGIN}/2`, signer: operator, keys: [publish(second)], after: own.log }, NOW))
    expect(record.event).toMatchObject({
      kind: 'open',
      after: { origin: ORIGIN, hash: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
      keys: [publish(operator), publish(second)],
    })
    expect(readFileSync(checkpointsOf(next), 'utf8')).toContain(`${ORIGIN}/2\n1\n`)
  })
})

describe('which log is meant', () => {
  const source = `{ id: own, type: log, location: hq-safe, files: [escrow/log.jsonl], keys: ['${publish(operator)}'], signers: 2, checkpoints: [theirs.checkpoint] }`
  const config = (sources: string): string =>
    join(tempFolder({ 'sparekey.yaml': `version: 1\npolicy: p.yaml\nregister: escrow/r.yaml\nroster: r.yaml\nsources: [${sources}]\n` }), 'sparekey.yaml')

  test('the configuration says', async () => {
    const path = config(source)
    const folder = path.replace('/sparekey.yaml', '')
    expect(valueOf(await findOwnLog({ config: path }))).toMatchObject({
      log: `${folder}/escrow/log.jsonl`,
      register: `${folder}/escrow/r.yaml`,
      keys: [{ name: ORIGIN }],
      signers: 2,
      checkpoints: [`${folder}/theirs.checkpoint`],
      maxAge: 7 * DAY,
    })
  })

  test('and without a configuration the command line', async () => {
    expect(valueOf(await findOwnLog({ config: 'nowhere.yaml', log: 'a.jsonl', register: 'r.yaml' }))).toEqual({
      log: 'a.jsonl',
      register: 'r.yaml',
      keys: [],
      signers: 1,
      checkpoints: [],
    })
    expect(refusalOf(await findOwnLog({ config: 'nowhere.yaml' }))).toBe('nowhere.yaml is not there; say which log with --log')
  })

  test('none, or more than one, is not guessed', async () => {
    expect(refusalOf(await findOwnLog({ config: config('') }))).toContain('no source of type log')
    expect(refusalOf(await findOwnLog({ config: config(`${source}, ${source.replace('id: own', 'id: two').replace('log.jsonl', 'two.jsonl')}`) }))).toContain(
      'several logs',
    )
  })
})

test.each<[string, boolean]>([
  ['INC-104', false],
  ['bag 0031', false],
  ['secret/data/escrow/github/ada', false],
  ['7c9e6679-7425-40de-944b-e07fc1f90ae7', false],
  ['12345678', true],
  ['a1b2c-3d4e5', true],
  ['for ada: 1234 5678', true],
  ['INC-2026-1034', false],
  ['opened at 09:30 on 2026-10-08', false],
  ['INC-104, INC-105', false],
  ...['1234\u20115678', '1234\u20105678', '１２３４５６７８', '١٢٣٤٥٦٧٨', '1234\u200b5678'].map((text): [string, boolean] => [text, true]),
  ...['12 34 56 78', '1234,5678', '1234. 5678', '1234|5678', '1234:5678'].map((text): [string, boolean] => [text, true]),
])('whether %j looks like a code: %j', (text, looks) => {
  expect(looksLikeCode(text)).toBe(looks)
})
