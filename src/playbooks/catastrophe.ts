/** When everything is gone at once: which account comes back first, and what opens the next. */
import { type AccountId, accountKey } from '../model/account.ts'
import type { Location } from '../model/inventory.ts'
import type { Place, Step } from '../model/playbook.ts'
import type { Known } from './known.ts'
import type { Matter } from './matter.ts'
import { openersOf } from './openers.ts'
import { list, names, toPlace } from './places.ts'
import { isWithoutCodes, type RecoveryOrder, recoveryOrder, type Stage } from './recovery-order.ts'
import { areUseless, troublesOf } from './troubles.ts'
import { otherwiseOf } from './ways.ts'

const placesOf = (locations: readonly Location[], known: Known): readonly Place[] =>
  locations.map((location) => toPlace(location, openersOf(undefined, known), known))

const titles: Readonly<Record<Stage['by'], string>> = {
  nothing: 'Begin at the locations that need no account',
  codes: 'Go on at the locations that these accounts unlock',
  'other-means': 'Go on at the locations that accounts without codes unlock',
}

/** What opens accounts without codes, and those whose codes open nothing any more. */
const waysInto = (accounts: readonly AccountId[], known: Known): readonly string[] => {
  const services = new Map(accounts.map((account) => [known.serviceOf(account).id, known.serviceOf(account)]))
  return [...services.values()].sort((a, b) => (a.id < b.id ? -1 : 1)).flatMap(({ id, name }) => otherwiseOf(id, name, accounts))
}

/** Whether codes that lie somewhere let somebody in, by what the register says of them. */
const letIn = (account: AccountId, known: Known): boolean => {
  const { current } = known.codeSetsOf(account)
  return current === undefined || !areUseless(troublesOf(current, known))
}

const stageStep = ({ by, locations, accounts }: Stage, known: Known): Step => {
  const [good, useless] = [accounts.filter((account) => letIn(account, known)), accounts.filter((account) => !letIn(account, known))]
  return {
    title: titles[by],
    how: [
      ...(accounts.length === 0 ? ['No account gets its codes here for the first time.'] : []),
      ...(good.length === 0 ? [] : [`Here lie the codes of ${names(good)}: get into these next.`]),
      ...(useless.length === 0
        ? []
        : [`Here lie codes of ${names(useless)}, of which by the register none works any more: get into these by other means.`, ...waysInto(useless, known)]),
    ],
    places: placesOf(locations, known),
  }
}

/** The accounts without codes that unlock locations, in order. */
const keysTo = (locations: readonly Location[], known: Known): readonly AccountId[] => {
  const keys = locations.flatMap(({ unlockedBy = [] }) => unlockedBy.filter((account) => isWithoutCodes(account, known)))
  return [...new Map(keys.map((account) => [accountKey(account), account])).values()].sort()
}

/** Which of the accounts without codes come first. */
const sayFirst = (keys: readonly AccountId[]): string => `Get into ${names(keys)} first: what comes next lies behind ${keys.length === 1 ? 'it' : 'them'}.`

const otherwiseStep = (waiting: Stage | undefined, known: Known): Step[] => {
  const accounts = [...known.accounts.values()].filter((account) => known.codeSetsOf(account).history.every(({ status }) => status === 'revoked'))
  if (accounts.length === 0) return []
  return [
    {
      title: 'Get into the accounts without codes by other means',
      how: [
        `The register has no codes of ${names([...accounts].sort())}.`,
        ...(waiting === undefined ? [] : [sayFirst(keysTo(waiting.locations, known))]),
        ...waysInto(accounts, known),
      ],
    },
  ]
}

/** Circles are told one by one: a location, what opens it, and where that leads. */
const shutStep = ({ shut }: RecoveryOrder, known: Known): Step[] =>
  shut.locations.length === 0
    ? []
    : [
        {
          title: 'Know what stays shut',
          why: 'These locations open only through accounts whose codes are not proven to lie anywhere else.',
          how: [
            ...(shut.accounts.length === 0
              ? []
              : [`No copy within reach: ${names(shut.accounts)}. They come back by the means of their services, or through somebody who is still signed in.`]),
            ...shut.accounts
              .flatMap((account) => otherwiseOf(known.serviceOf(account).id, known.serviceOf(account).name, [account]))
              .filter((way, index, all) => all.indexOf(way) === index),
            'Afterwards store a copy of each where no account is needed: a safe, or paper.',
          ],
          places: placesOf(shut.locations, known),
        },
      ]

const unplacedStep = ({ unplaced }: RecoveryOrder): Step[] =>
  unplaced.length === 0
    ? []
    : [
        {
          title: 'Ask where other codes lie',
          how: [`The register does not say where the current codes of ${names(unplaced)} lie: ask the owners, and complete the register.`],
        },
      ]

/** The order of recovery across all accounts: what waits for an account without codes comes after these. */
export const organisationSteps = (known: Known): readonly Step[] => {
  const order = recoveryOrder(known)
  const { stages } = order
  const at = stages.findIndex(({ by }) => by === 'other-means')
  const first = at === -1 ? stages : stages.slice(0, at)
  const told = (some: readonly Stage[]): readonly Step[] => some.map((stage) => stageStep(stage, known))
  return [...told(first), ...otherwiseStep(stages[at], known), ...told(stages.slice(first.length)), ...unplacedStep(order), ...shutStep(order, known)]
}

/** What must be opened before the copies of one account, in order; nothing where a copy lies at a place that needs no account. */
export const waySteps = ({ account, places }: Matter, known: Known): readonly Step[] => {
  if (account === undefined) return []
  const { stages } = recoveryOrder(known)
  const steps: Step[] = []
  /** Backwards: the locations of the account, then the accounts that unlock them, and so on. */
  let wanted = new Set(places.map(({ location }) => location))
  for (let index = stages.findIndex(({ accounts }) => accounts.some((one) => accountKey(one) === accountKey(account))); index >= 0; index -= 1) {
    const { by, locations } = stages[index] as Stage
    const needed = locations.filter(({ id }) => wanted.has(id))
    if (by === 'nothing') break
    if (by === 'other-means') {
      const keys = keysTo(needed, known)
      steps.unshift({
        title: `Get into ${list(keys, 'or')} by other means`,
        why: 'The register has no codes of it, and what comes next lies behind it.',
        how: waysInto(keys, known),
      })
      break
    }
    // What codes open waits for the accounts of the stage before, and for no earlier ones.
    const earlier = stages[index - 1] as Stage
    const before = new Set(needed.flatMap(({ unlockedBy = [] }) => unlockedBy).map(accountKey))
    const accounts = earlier.accounts.filter((one) => before.has(accountKey(one)))
    steps.unshift(stageStep({ ...earlier, locations: earlier.locations.filter(({ id }) => isWayTo(id, accounts, known)), accounts }, known))
    wanted = new Set(accounts.flatMap((one) => (known.codeSetsOf(one).current?.copies ?? []).map(({ location }) => location)))
  }
  return steps
}

const isWayTo = (location: string, accounts: readonly AccountId[], known: Known): boolean =>
  accounts.some((account) => (known.codeSetsOf(account).current?.copies ?? []).some((copy) => copy.location === location))
