/** Register, roster, policy and an instant → what to do, in order. Pure: the same files give the same playbook. */
import { ownerOf } from '../audit/people.ts'
import { accountKey } from '../model/account.ts'
import { given } from '../model/given.ts'
import type { CodeSet } from '../model/inventory.ts'
import { maskCodes } from '../model/mask.ts'
import type { Playbook, PlaybookKind, Step } from '../model/playbook.ts'
import { organisationSteps, waySteps } from './catastrophe.ts'
import { type Cause, goneSince, lastUse, usedNow } from './causes.ts'
import { know, type Known, type PlaybookInput } from './known.ts'
import { isAllOnUse, type Matter, ofAccount, ofEveryAccount, onUse } from './matter.ts'
import { copyAnew, replaceAtOnce } from './on-use.ts'
import {
  besides,
  distinct,
  enrolAnew,
  getInOtherwise,
  markSet,
  namesOf,
  prove,
  regenerate,
  storeAnew,
  takeCopy,
  tell,
  tryAnotherFactor,
  useCode,
} from './steps.ts'
import { changedOf, lookUpOf } from './ways.ts'

export interface PlaybookAsked {
  readonly kind: PlaybookKind
  /** Absent: for the whole organisation. */
  readonly account?: string
}

interface Written {
  readonly title: string
  readonly when: string
  readonly steps: (matter: Matter, known: Known) => readonly Step[]
}

/** Signing in by a backup code, and without where there may be none; the other way about where no code is good by the register. */
const getIn = (matter: Matter): readonly Step[] => {
  const without = getInOtherwise(matter)
  if (matter.codes === 'none') return without
  const byCode = [takeCopy(matter), useCode(matter)]
  return matter.codes === 'useless' ? [...without, ...byCode] : [...byCode, ...without]
}

/** Codes that nobody used may stay, unless something that is known already asks for new ones. */
const mayStay = ({ account, mayStay: may }: Matter, when: string): readonly string[] => {
  if (account === undefined) return [`If ${when}, codes may stay that are not lost, compromised, used up or expired, and whose owner is still here.`]
  return may === true ? [`If ${when}, the codes may stay.`] : []
}

/** What is to be done afterwards whenever codes are replaced. */
const replace = (matter: Matter, cause: Cause, known: Known, how: readonly string[] = []): readonly Step[] =>
  matter.services.some(({ hasCodes }) => hasCodes)
    ? [regenerate(matter, cause, known, how), storeAnew(matter), prove(known.hasOwnLog)]
    : [secondDevice(matter), prove(known.hasOwnLog)]

/** Where devices take the place of codes, one is not enough. */
const secondDevice = (matter: Matter): Step => ({
  title: 'Leave more than one way in',
  why: 'Without backup codes a second device is what one falls back on.',
  how: distinct(
    matter.services.map(({ hasDevicesForCodes, name, enrol }) =>
      hasDevicesForCodes === true ? `${name}: register a second MFA device, and keep it at another place than the first.` : enrol,
    ),
  ),
})

const nothingToLose = (matter: Matter): Step => ({
  title: 'Know that there are no codes to lose',
  why: `${namesOf(matter.services).join(', ')} has no backup codes.`,
  how: ['If a device for the second factor is meant, follow the playbook lost-device.', ...matter.services.map(({ regenerate: instead }) => instead)],
})

const isCodeless = ({ services }: Matter): boolean => services.every(({ hasCodes }) => !hasCodes)

/** What others may know is more than lost, whatever became of the copy. */
const isCompromised = ({ set }: Matter): boolean => set?.status === 'compromised'

const exposedBeside = (matter: Matter, known: Known): readonly string[] => {
  const others = besides(matter.set, known)
  return others.length === 0
    ? []
    : [`Other codes lie at the same locations: ${others.join(', ')}. If it was the location that was opened, they are compromised, too.`]
}

const written: Readonly<Record<PlaybookKind, Written>> = {
  'lost-device': {
    title: 'A device with the second factor is lost',
    when: 'A phone, a security key or a computer with the second factor is gone, and its holder cannot sign in.',
    steps: (matter, known) => [
      tell(matter),
      tryAnotherFactor([
        'Sign in with another device, passkey or security key that is registered, or in a browser that is still signed in.',
        'If the codes were kept on the lost device, follow the playbook compromised, too.',
      ]),
      ...getIn(matter),
      enrolAnew(matter, 'Enrol a new device, and take the lost one off the account', {
        atOnce: ['End the sessions that the lost device had, at once: that costs no factor.'],
        old: 'the lost device',
      }),
      ...replace(matter, usedNow(known), known, mayStay(matter, 'no code was used and none lay on the device')),
    ],
  },
  'corrupted-authenticator': {
    title: 'The authenticator no longer works',
    when: 'The app was deleted, moved to another phone or damaged, and has lost what it makes its codes from. The device is there.',
    steps: (matter, known) => [
      tell(matter),
      tryAnotherFactor([
        "Restore the authenticator from its own backup, or from its maker's cloud, if it has one.",
        'Sign in with another device, passkey or security key that is registered.',
      ]),
      ...getIn(matter),
      enrolAnew(matter, 'Enrol the authenticator anew', { old: 'the broken authenticator' }),
      ...replace(matter, usedNow(known), known, mayStay(matter, 'no code was used')),
    ],
  },
  'sync-failure': {
    title: 'The codes of the authenticator are refused',
    when: 'The authenticator shows codes and the service does not take them: most often its clock is wrong.',
    steps: (matter, known) => [
      tryAnotherFactor([
        'Let the device set its clock and its time zone by itself, and compare the clock with another: half a minute is too much.',
        'Let the authenticator correct its time, if it has such a setting; wait for the next code, and enter it once.',
        'See that the entry of the authenticator is that of this account. If it lets you in, stop here: no code was used, and nothing has to be replaced.',
      ]),
      tell(matter),
      ...getIn(matter),
      enrolAnew(matter, 'Enrol the authenticator anew', { old: 'the entry that is refused' }),
      ...replace(matter, usedNow(known), known, mayStay(matter, 'no code was used')),
    ],
  },
  'lost-codes': {
    title: 'Backup codes are lost',
    when: 'A copy is not where it ought to be, or nobody can open it any more. Nothing shows that somebody else has it.',
    steps: (matter, known) =>
      isCodeless(matter)
        ? [nothingToLose(matter), secondDevice(matter)]
        : isCompromised(matter)
          ? written.compromised.steps(matter, known)
          : isAllOnUse(matter)
            ? copyAnew(matter, known)
            : [
                tell(matter),
                markSet('lost', matter),
                {
                  title: 'Sign in with the second factor, without a code',
                  how: [
                    'As long as the second factor works, nothing else is needed.',
                    'If it does not, take a copy that is still there, and follow the playbook lost-device.',
                    'If somebody else may have the copy that is missing, follow the playbook compromised.',
                  ],
                  ...(matter.places.length === 0 ? {} : { places: matter.places }),
                },
                ...replace(
                  matter,
                  goneSince(matter, known, 'they were lost'),
                  known,
                  onUse(matter).map(({ id, name }) => lookUpOf(id, name)),
                ),
              ],
  },
  'used-code': {
    title: 'A backup code was used',
    when: 'A code is struck out, the service tells of its use, or fewer are left than there should be.',
    steps: (matter, known) =>
      isCodeless(matter)
        ? [nothingToLose(matter), secondDevice(matter)]
        : [
            {
              title: 'Find out who used it, and why',
              why: 'A use that nobody can explain means that somebody else has the codes.',
              how: [
                'Ask the owner, and compare the logs of the locations: a use follows an opening of a copy.',
                'If nobody can say who it was, follow the playbook compromised, and do not wait for an answer.',
              ],
              ...(matter.places.length === 0 ? {} : { places: matter.places }),
            },
            {
              title: 'Record the use',
              how: ['By the position of the code on the sheet, counted from 1. Never write down the code.', 'Strike the code out on every copy.'],
              record: useCode(matter).record ?? [],
            },
            ...replace(
              matter,
              lastUse(matter, known),
              known,
              onUse(matter).map(({ id, name }) => changedOf(id, name)),
            ),
          ],
  },
  compromised: {
    title: 'Somebody else may know backup codes',
    when: 'A copy was seen, copied or sent by somebody who may not, or codes lay where others could read them.',
    steps: (matter, known) =>
      isCodeless(matter)
        ? [
            nothingToLose(matter),
            enrolAnew(matter, 'Replace the device that others may have had', {
              atOnce: ['Change the password and end all other sessions, at once: that costs no factor.'],
              old: 'the device that others may have had',
            }),
            secondDevice(matter),
          ]
        : [
            regenerate(matter, goneSince(matter, known, 'it is known'), known, replaceAtOnce(matter)),
            {
              title: 'Shut out whoever is in already',
              how: [
                'End all sessions of the account, change its password, and look through its devices, factors and keys for what nobody knows.',
                'Look through the sign-in log of the service since the codes may have been known.',
              ],
            },
            tell(matter),
            markSet('compromised', matter),
            {
              title: 'Find out what else was open',
              how: ['Look through the log of each location for accesses that no ticket and no incident explains.', ...exposedBeside(matter, known)],
              ...(matter.places.length === 0 ? {} : { places: matter.places }),
            },
            storeAnew(matter),
            prove(known.hasOwnLog),
          ],
  },
  catastrophe: {
    title: 'Everything is gone at once',
    when: 'A building, the identity provider or all devices are lost, and nobody is signed in anywhere.',
    steps: (matter, known) => [
      tell(matter),
      ...(matter.account === undefined
        ? [...organisationSteps(known), useCode({ ...matter, services: matter.services.filter(({ hasCodes }) => hasCodes) })]
        : [...waySteps(matter, known), ...getIn(matter)]),
      enrolAnew(matter, 'Enrol new devices', { old: 'each device that is gone' }),
      ...replace(matter, usedNow(known), known),
    ],
  },
}

/** The account that is meant, as the register has it; undefined: nobody knows it. */
export const knownAccount = (account: string, input: PlaybookInput): string | undefined => know(input).accounts.get(accountKey(account))

/** Every account of which a playbook can speak, in order. */
export const knownAccounts = (input: PlaybookInput): readonly string[] => [...know(input).accounts.values()].sort()

/** What the register calls an account and its owner, with what looks like a code covered. */
const calledBy = (set: CodeSet | undefined, { personOf }: Known): { name?: string; owner?: string } =>
  set === undefined
    ? {}
    : {
        ...given('name', set.name === undefined ? undefined : maskCodes(set.name)),
        ...given(
          'owner',
          ownerOf(set, (id) => personOf(id) !== undefined),
        ),
      }

/** The playbook of a kind, for one account that is known or for the whole organisation. */
export const playbook = ({ kind, account }: PlaybookAsked, input: PlaybookInput): Playbook => {
  const known = know(input)
  const matter = account === undefined ? ofEveryAccount(known) : ofAccount(known.accounts.get(accountKey(account)) ?? account, known)
  const { title, when, steps } = written[kind]
  return {
    kind,
    title,
    when,
    ...(matter.account === undefined
      ? {}
      : {
          account: {
            id: matter.account,
            ...calledBy(matter.set, known),
            service: known.serviceOf(matter.account).name,
          },
        }),
    asOf: input.asOf,
    warnings: matter.warnings,
    steps: steps(matter, known),
  }
}
