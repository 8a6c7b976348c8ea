/** The rules. A policy names them by id. */
import type { AnyRule } from '../model/rule.ts'
import accessOutsideRole from './access-outside-role.ts'
import codesMissing from './codes-missing.ts'
import mfaMissing from './mfa-missing.ts'
import overAge from './over-age.ts'
import rotationDue from './rotation-due.ts'
import singleLocation from './single-location.ts'
import unauditedAccess from './unaudited-access.ts'

export const rules: readonly AnyRule[] = [accessOutsideRole, codesMissing, mfaMissing, overAge, rotationDue, singleLocation, unauditedAccess]
