/** The steps from which playbooks are made. */
import { given } from '../model/given.ts'
import type { CodeSet } from '../model/inventory.ts'
import type { Place, Step } from '../model/playbook.ts'
import type { Service } from '../model/services.ts'
import type { Cause } from './causes.ts'
import { dueAfter } from './deadlines.ts'
import type { Known } from './known.ts'
import { isAllOnUse, type Matter, onUse } from './matter.ts'
import { list } from './places.ts'
import { otherwiseOf, useOf } from './ways.ts'

const PLAIN = /^[\w@%+=:,./-]+$/

/** A word of a command as a POSIX shell takes it, whatever it is called. */
export const shellWord = (word: string): string => (PLAIN.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)

const command = (...words: readonly string[]): string => ['sparekey', ...words].map(shellWord).join(' ')

/** What whoever records fills in. */
const PERSON = ['--by', 'PERSON'] as const
const TICKET = ['--ticket', 'TICKET'] as const
const flagOf = ({ account = 'ACCOUNT' }: Matter): readonly string[] => ['--account', account]

/** Each line once, where services or their parts say the same. */
export const distinct = (lines: readonly string[]): readonly string[] => [...new Set(lines)]

/** What services are called: the parts of one, such as the root and the users of AWS, by one name. */
export const namesOf = (services: readonly Service[]): readonly string[] => distinct(services.map(({ name }) => name))

const issuing = ({ services }: Matter): readonly Service[] => services.filter(({ hasCodes }) => hasCodes)
const codeless = ({ services }: Matter): readonly Service[] => services.filter(({ hasCodes }) => !hasCodes)
const otherwise = (services: readonly Service[], { accounts }: Matter): readonly string[] =>
  distinct(services.flatMap(({ id, name }) => otherwiseOf(id, name, accounts)))

const numbers = ({ name, issues }: Service): string =>
  issues === undefined
    ? `${name} issues backup codes; the vendor does not say how many.`
    : `${name} issues ${issues === 1 ? 'one backup code' : `${String(issues)} backup codes`}.`

/** Who opens copies, by the policy, and whom an incident lets in. */
const whoMay = ({ openers, responders, account }: Matter): readonly string[] => [
  openers.length === 0
    ? 'By policy and roster nobody may open it now.'
    : `By the policy it may be opened now by ${list(
        openers.map(({ person, as }) => `${person} (${as})`),
        'or',
      )}.`,
  ...(account === undefined ? ['Owners may open the copies of their own accounts, where the policy gives them a role.'] : []),
  ...(responders.length === 0
    ? []
    : [
        `${list(responders.map(({ person, as }) => `${person} (${as})`))} may open it only while an incident is open that names ${account ?? 'the account'} and them: write it under incidents in the roster first.`,
      ]),
]

/** The first thing, whatever happened: others have to know, and somebody has to be let in. */
export const tell = (matter: Matter): Step => ({
  title: 'Say what happened, and open an incident',
  why: 'Somebody else may have to open a copy, and every opening needs a reason on record.',
  how: [
    'Note the time at which it happened: the deadlines below run from it.',
    ...(matter.responders.length === 0 && matter.account !== undefined
      ? []
      : [`Write the incident into the roster, with opened, responders and accounts: ${matter.account ?? 'the accounts that are meant'}.`]),
  ],
})

/** A way in that costs no code. */
export const tryAnotherFactor = (how: readonly string[]): Step => ({
  title: 'Try what costs no backup code',
  why: 'A code that was used means new codes for everybody who keeps a copy.',
  how,
})

/** Where there is no code to sign in with, and where there may be none. */
export const getInOtherwise = (matter: Matter): readonly Step[] => {
  const { codes, name, services } = matter
  if (codes === 'good') return []
  const how = otherwise(services, matter)
  if (codes === 'doubtful') return [{ title: `If no code can be had that works, get into ${name} without one`, how }]
  const without = codeless(matter)
  const why = without.length > 0 ? `${list(namesOf(without))} has no backup codes.` : 'The register knows of no copy.'
  return [{ title: `Get into ${name} without a backup code`, why: codes === 'useless' ? 'By the register its codes open nothing any more.' : why, how }]
}

const accessAt = (matter: Matter, places: readonly Place[]): readonly string[] =>
  (places.length === 0 || matter.account === undefined ? ['LOCATION'] : places.map(({ location }) => location)).map((location) =>
    command('log', 'access', ...flagOf(matter), ...PERSON, '--location', location, ...TICKET),
  )

export const takeCopy = (matter: Matter): Step => ({
  ...(matter.codes === 'useless'
    ? { title: 'If that fails, look on a copy for a code that works all the same', why: 'The register may be behind what is true.' }
    : { title: `Get a copy of the codes of ${matter.name}` }),
  how: [
    ...whoMay(matter),
    ...(matter.places.length === 0 ? ['The register does not say where the copies lie: ask the owner.'] : []),
    ...(matter.places.length > 1 ? ['One copy is enough: take the first that can be reached, and record the opening of that one.'] : ['Record the opening.']),
  ],
  places: matter.places,
  record: accessAt(matter, matter.places),
})

export const useCode = (matter: Matter): Step => ({
  title: 'Sign in with one code, and strike it out on every copy',
  how: [
    ...issuing(matter).map(({ id, name }) => useOf(id, name)),
    'Record which code it was by its position on the sheet, counted from 1. Never write down the code.',
    ...(matter.account === undefined && codeless(matter).length > 0 ? otherwise(codeless(matter), matter) : []),
  ],
  record: [command('log', 'use', ...flagOf(matter), '--position', 'POSITION', ...PERSON, '--location', 'LOCATION', ...TICKET)],
})

/** A new factor is enrolled and seen to work before the old one goes; what costs no factor may come before both. */
export const enrolAnew = (matter: Matter, title: string, { atOnce = [], old }: { readonly atOnce?: readonly string[]; readonly old: string }): Step => ({
  title,
  why: 'Whoever removes the only factor first turns the second factor off: an organisation that asks for one shuts the account out, and a service may change the codes.',
  how: [
    ...atOnce,
    ...matter.services.map(({ enrol }) => enrol),
    'See that the new one works: sign in with it in another window, before this one is closed.',
    `Only then remove ${old} from the factors of the account, where it still stands.`,
  ],
})

export const regenerate = (matter: Matter, cause: Cause, known: Known, how: readonly string[] = []): Step => ({
  title: isAllOnUse(matter) ? 'Get the new code, which takes the place of the old one' : 'Generate new codes, which makes the old ones worthless',
  ...given('due', dueAfter(cause, matter.account, known)),
  how: [...how, ...issuing(matter).map((service) => service.regenerate), ...(matter.account === undefined ? issuing(matter).map(numbers) : [])],
})

/** Where a copy of the new set lies: where an old one lay, under the name that it has there, but not again out of reach. */
const copyFlag = ({ location, item, reach }: Place): string => (reach === 'unreachable' ? 'LOCATION=ITEM' : item === undefined ? `${location}=ITEM` : location)

const rotation = (matter: Matter): string => {
  const copies = matter.places.length === 0 || matter.account === undefined ? ['LOCATION=ITEM'] : matter.places.map(copyFlag)
  return command('log', 'rotate', ...flagOf(matter), ...PERSON, ...copies.flatMap((copy) => ['--copy', copy]))
}

export const notOutOfReach = ({ places }: Matter): readonly string[] =>
  places.some(({ reach }) => reach === 'unreachable') ? ['Do not store a copy again where it cannot be reached with codes alone: choose another location.'] : []

export const storeAnew = (matter: Matter): Step => ({
  title: 'Store the new codes, and destroy the old copies',
  why: 'Codes of an older set open nothing, and look as if they did.',
  how: [
    matter.places.length === 0
      ? 'Store two copies at locations that share neither building nor product, and declare the locations in the register.'
      : 'Store a copy at each location, take the old one away, and write the new name where it has another.',
    ...notOutOfReach(matter),
    ...(isAllOnUse(matter) ? [] : ['Try one of the new codes within the time that the policy sets, and record it.']),
    ...onUse(matter).map(
      ({ name }) => `${name}: do not try the code, for that uses it, and it changes again. A control that asks for it leaves this service out by its select.`,
    ),
  ],
  record: [rotation(matter), ...(isAllOnUse(matter) ? [] : [command('log', 'test', ...flagOf(matter), ...PERSON, '--location', 'LOCATION')])],
})

export const prove = (hasOwnLog: boolean): Step => ({
  title: 'See that it is proven',
  how: [
    hasOwnLog
      ? 'Seal the log, and audit.'
      : 'The configuration has no log of the organisation itself: begin one with sparekey log open, or keep the records above in your audit system and the register by hand.',
  ],
  record: [...(hasOwnLog ? [command('log', 'checkpoint')] : []), command('validate'), command('audit')],
})

/** What the register is told by hand: sparekey log marks what was used and what is new, and not what is lost. */
export const markSet = (status: 'lost' | 'compromised', matter: Matter): Step => ({
  title: `Mark the codes as ${status} in the register`,
  why: 'From then on every audit asks for new ones.',
  how: [
    `At the code set of ${matter.name} write status: ${status}, and the time of it as since.`,
    ...(status === 'lost' ? onUse(matter).map(({ name }) => `${name}: not where the code can be looked up again, for it is not lost then.`) : []),
    ...(matter.set === undefined || matter.set.status !== status ? [] : [`The register says so already.`]),
  ],
})

/** Whose codes lie where those of an account lie. */
export const besides = (set: CodeSet | undefined, { codeSets, codeSetsOf }: Known): readonly string[] => {
  const places = new Set((set?.copies ?? []).map(({ location }) => location))
  const others = codeSets.filter(
    ({ account, copies = [] }) =>
      account !== set?.account && codeSetsOf(account).current?.copies === copies && copies.some(({ location }) => places.has(location)),
  )
  return [...new Set(others.map(({ account }) => account))].sort()
}
