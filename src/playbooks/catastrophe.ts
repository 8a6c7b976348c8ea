/** When everything is gone at once: which account comes back first, and what opens the next. */
import { type AccountId, accountKey } from '../model/account.ts'
import type { Place, Step } from '../model/playbook.ts'
import type { Known } from './known.ts'
import type { Matter } from './matter.ts'
import { openersOf } from './openers.ts'
import { list, toPlace } from './places.ts'
import { type RecoveryOrder, recoveryOrder, type Stage } from './recovery-order.ts'
import { otherwiseOf } from './ways.ts'

/** So many accounts are named in one sentence; the register names all. */
const NAMED = 20

const names = (accounts: readonly AccountId[]): string =>
  accounts.length <= NAMED ? list(accounts) : `${accounts.slice(0, NAMED).join(', ')} and ${String(accounts.length - NAMED)} more`

/** The places of a stage; of one account only those that lead to it, with what its copy is called there. */
const placesOf = ({ locations }: Stage, known: Known): readonly Place[] => locations.map((location) => toPlace(location, openersOf(undefined, known), known))

const stageStep = (stage: Stage, index: number, known: Known): Step => ({
  title: index === 0 ? 'Begin at the locations that need no account' : 'Go on at the locations that these accounts unlock',
  how: [
    stage.accounts.length === 0 ? 'No account gets its codes here for the first time.' : `Here lie the codes of ${names(stage.accounts)}: get into these next.`,
  ],
  places: placesOf(stage, known),
})

const otherwiseStep = (known: Known): Step[] => {
  const accounts = [...known.accounts.values()].filter((account) => known.codeSetsOf(account).history.every(({ status }) => status === 'revoked'))
  if (accounts.length === 0) return []
  const services = new Map(accounts.map((account) => [known.serviceOf(account).id, known.serviceOf(account)]))
  return [
    {
      title: 'Get into the accounts without codes by other means',
      how: [
        `The register has no codes of ${names([...accounts].sort())}.`,
        ...[...services.values()].sort((a, b) => (a.id < b.id ? -1 : 1)).flatMap(({ id, name }) => otherwiseOf(id, name, accounts)),
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
          places: placesOf(shut, known),
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

/** The order of recovery across all accounts. */
export const organisationSteps = (known: Known): readonly Step[] => {
  const order = recoveryOrder(known)
  return [...order.stages.map((stage, index) => stageStep(stage, index, known)), ...otherwiseStep(known), ...unplacedStep(order), ...shutStep(order, known)]
}

/** What must be opened before the copies of one account, in order; nothing where a copy lies at a place that needs no account. */
export const waySteps = ({ account, places }: Matter, known: Known): readonly Step[] => {
  if (account === undefined || places.length === 0) return []
  const { stages } = recoveryOrder(known)
  const at = stages.findIndex(({ accounts }) => accounts.some((one) => accountKey(one) === accountKey(account)))
  if (at <= 0) return []
  /** Backwards: the locations of the account, then the accounts that unlock them, and so on. */
  const needed: { readonly stage: Stage; readonly index: number }[] = []
  let wanted = new Set(places.map(({ location }) => location))
  for (let index = at; index > 0; index -= 1) {
    const stage = stages[index] as Stage
    const locations = stage.locations.filter(({ id }) => wanted.has(id))
    const before = new Set(locations.flatMap(({ unlockedBy = [] }) => unlockedBy).map(accountKey))
    const earlier = stages[index - 1] as Stage
    const accounts = earlier.accounts.filter((one) => before.has(accountKey(one)))
    needed.unshift({ stage: { locations: earlier.locations, accounts }, index: index - 1 })
    wanted = new Set(accounts.flatMap((one) => (known.codeSetsOf(one).current?.copies ?? []).map(({ location }) => location)))
  }
  return needed.map(({ stage, index }) =>
    stageStep({ ...stage, locations: stage.locations.filter(({ id }) => isWayTo(id, stage.accounts, known)) }, index, known),
  )
}

const isWayTo = (location: string, accounts: readonly AccountId[], known: Known): boolean =>
  accounts.some((account) => (known.codeSetsOf(account).current?.copies ?? []).some((copy) => copy.location === location))
