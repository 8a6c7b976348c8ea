/** The rules. A policy names them by id. */
import type { AnyRule } from '../model/rule.ts'
import accessOutsideRole from './access-outside-role.ts'
import badName from './bad-name.ts'
import circularStorage from './circular-storage.ts'
import codesMissing from './codes-missing.ts'
import countMismatch from './count-mismatch.ts'
import departedCustodian from './departed-custodian.ts'
import expired from './expired.ts'
import forbiddenStorage from './forbidden-storage.ts'
import logSilent from './log-silent.ts'
import logTampered from './log-tampered.ts'
import lostNotRegenerated from './lost-not-regenerated.ts'
import lowRemaining from './low-remaining.ts'
import mfaMissing from './mfa-missing.ts'
import missingStorageKind from './missing-storage-kind.ts'
import orphanedSet from './orphaned-set.ts'
import overAge from './over-age.ts'
import plaintextInLog from './plaintext-in-log.ts'
import reviewOverdue from './review-overdue.ts'
import rotationDue from './rotation-due.ts'
import singleLocation from './single-location.ts'
import staleEscrow from './stale-escrow.ts'
import tooFewDevices from './too-few-devices.ts'
import unauditedAccess from './unaudited-access.ts'
import untestedCodes from './untested-codes.ts'
import useCheckOverdue from './use-check-overdue.ts'
import usedNotRotated from './used-not-rotated.ts'

export const rules: readonly AnyRule[] = [
  accessOutsideRole,
  badName,
  circularStorage,
  codesMissing,
  countMismatch,
  departedCustodian,
  expired,
  forbiddenStorage,
  logSilent,
  logTampered,
  lostNotRegenerated,
  lowRemaining,
  mfaMissing,
  missingStorageKind,
  orphanedSet,
  overAge,
  plaintextInLog,
  reviewOverdue,
  rotationDue,
  singleLocation,
  staleEscrow,
  tooFewDevices,
  unauditedAccess,
  untestedCodes,
  useCheckOverdue,
  usedNotRotated,
]
