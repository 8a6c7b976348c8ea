import { evidence } from '../model/evidence.ts'
import { defineRule } from '../model/rule.ts'
import type { Verdict } from '../model/verdict.ts'

export interface Params {
  readonly minimum: number
}

const counted = (count: number): string => `${String(count)} MFA device${count === 1 ? '' : 's'}`

const defaults: Params = { minimum: 2 }

export default defineRule({
  id: 'too-few-devices',
  title: 'An account that has no codes to fall back on has too few MFA devices',
  about: 'accounts',
  needs: ['accounts'],
  defaults,

  judge({ id, service }, { accounts: account }, { minimum }) {
    if (service.hasDevicesForCodes !== true)
      return {
        outcome: 'not-applicable',
        rests: [],
        tell: () => ({ message: `At ${service.name} devices do not take the place of codes.`, evidence: [] }),
      }
    if (account === undefined) return { outcome: 'not-applicable', tell: () => ({ message: `No provider reports ${id}.`, evidence: [] }) }
    const { mfa, doubt, devices, proofs } = account
    const rows = () => [
      ...proofs.map(({ origin, fact, value }) => evidence(origin, fact, value)),
      ...(devices === undefined ? [] : [evidence(devices.origin, 'MFA devices', `${devices.isAll ? '' : 'at least '}${String(devices.seen)}`)]),
    ]
    const unknown = (message: () => string): Verdict<never> => ({
      outcome: 'unknown',
      tell: () => ({
        message: message(),
        evidence: rows(),
        remediation: 'Provide the list of MFA devices of each user (ListMFADevices), whole and collected at one time with the report, and audit again.',
      }),
    })
    if (mfa === 'not-enrolled') return { outcome: 'not-applicable', tell: () => ({ message: `${id} has no second factor at all.`, evidence: rows() }) }
    if (mfa === 'unknown') return unknown(() => `It is not known whether ${id} has a second factor${doubt === undefined ? '' : `: ${doubt}`}.`)
    if (devices !== undefined && devices.seen >= minimum)
      return { outcome: 'pass', tell: () => ({ message: `${id} has ${counted(devices.seen)}.`, evidence: rows() }) }
    if (devices?.isAll !== true)
      return unknown(
        () =>
          `${devices === undefined ? 'No list' : `${counted(devices.seen)} of ${id} seen, and no list`} proves how many there are; ${String(minimum)} are asked for.`,
      )
    return {
      outcome: 'fail',
      tell: () => ({ message: `${id} has ${counted(devices.seen)}; ${String(minimum)} are asked for.`, evidence: rows(), remediation: service.enrol }),
    }
  },
})
