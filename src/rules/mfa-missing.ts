import { evidence } from '../model/evidence.ts'
import { defineRule } from '../model/rule.ts'

export interface Params {
  readonly insecure: 'fail' | 'pass'
}

const COLLECT_ANEW = 'Collect all lists of the provider anew, at one time and with an account that may see second factors, and audit again.'

const defaults: Params = { insecure: 'fail' }

export default defineRule({
  id: 'mfa-missing',
  title: 'A person signs in without a second factor',
  about: 'accounts',
  needs: ['accounts'],
  defaults,

  judge({ id, service }, { accounts: account }, { insecure }) {
    if (account === undefined) return { outcome: 'not-applicable', message: `No provider reports ${id}.`, evidence: [] }
    const rows = account.proofs.map(({ origin, fact, value }) => evidence(origin, fact, value))
    const say = (outcome: 'pass' | 'not-applicable', message: string) => ({ outcome, message, evidence: rows })
    const unknown = (message: string) =>
      ({
        outcome: 'unknown',
        message: `${message}${account.doubt === undefined ? '' : `: ${account.doubt}`}.`,
        evidence: rows,
        remediation: COLLECT_ANEW,
      }) as const
    const fail = (message: string) => ({ outcome: 'fail', message, evidence: rows, remediation: service.enrol }) as const

    if (account.holder === 'machine') return say('not-applicable', `${id} has no password to sign in with.`)
    if (account.holder === 'unknown') return unknown(`It is not known whether a person signs in as ${id}`)
    if (account.mfa === 'not-enrolled') return fail(`${id} has no second factor.`)
    if (account.method === 'insecure' && insecure === 'fail') return fail(`${id} has only an insecure second factor.`)
    if (account.mfa === 'unknown') return unknown(`It is not known whether ${id} has a second factor`)
    if (account.method === 'unknown' && insecure === 'fail') return unknown(`${id} has a second factor, and it is not known how secure it is`)
    return say('pass', `${id} has a second factor.`)
  },
})
