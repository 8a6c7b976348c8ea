/** What is otherwise where a code changes only when it is used: it can neither be generated anew nor tried. */
import { given } from '../model/given.ts'
import type { Step } from '../model/playbook.ts'
import { goneSince } from './causes.ts'
import { dueAfter } from './deadlines.ts'
import type { Known } from './known.ts'
import { isAllOnUse, type Matter, onUse } from './matter.ts'
import { notOutOfReach, prove, tell } from './steps.ts'
import { lookUpOf, renewOf } from './ways.ts'

/** Compromised codes go first. Where the code changes only with its use, it is used; elsewhere a use would do nothing for it. */
export const replaceAtOnce = (matter: Matter): readonly string[] => [
  isAllOnUse(matter)
    ? 'Before anything else: whoever knows the code may use it first.'
    : onUse(matter).length === 0
      ? 'Before anything else, and signed in with the second factor. Do not use a code for it.'
      : 'Before anything else, and signed in with the second factor. Do not use a code for it, but where the code changes only with its use.',
  ...onUse(matter).map(({ id, name }) => renewOf(id, name)),
]

/** A copy that is missing, of a code that changes only with its use: the code is looked up again, and stays. */
export const copyAnew = (matter: Matter, known: Known): readonly Step[] => [
  tell(matter),
  {
    title: 'Look the code up again, and store a new copy of it',
    why: 'The code changes only when it is used, and a copy that is missing is no reason to use it.',
    ...(matter.set?.status === 'lost' ? given('due', dueAfter(goneSince(matter, known, 'they were lost'), matter.account, known)) : {}),
    how: [
      'Sign in with the second factor, without the code.',
      ...onUse(matter).map(({ id, name }) => lookUpOf(id, name)),
      ...notOutOfReach(matter),
      'Write the new copy into the register, at the code set: its location, what it is called there, and when it was stored.',
      ...(matter.set?.status === 'lost'
        ? ['The register calls the codes lost, and asks for new ones: once the code is there again, write status: active.']
        : []),
      'If the second factor does not work, take a copy that is still there, and follow the playbook lost-device.',
      'If somebody else may have the copy that is missing, follow the playbook compromised: then a new code is needed.',
    ],
    ...(matter.places.length === 0 ? {} : { places: matter.places }),
  },
  prove(known.hasOwnLog),
]
