import { evidence } from '../model/evidence.ts'
import { defineRule } from '../model/rule.ts'
import type { Verdict } from '../model/verdict.ts'

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
    if (account === undefined) return { outcome: 'not-applicable', tell: () => ({ message: `No provider reports ${id}.`, evidence: [] }) }
    const { holder, mfa, method, doubt, proofs } = account
    const rows = () => proofs.map(({ origin, fact, value }) => evidence(origin, fact, value))
    const unknown = (message: () => string): Verdict<never> => ({
      outcome: 'unknown',
      tell: () => ({ message: `${message()}${doubt === undefined ? '' : `: ${doubt}`}.`, evidence: rows(), remediation: COLLECT_ANEW }),
    })
    const fail = (lack: string): Verdict<never> => ({
      outcome: 'fail',
      tell: () => ({ message: `${id} has ${lack}.`, evidence: rows(), remediation: service.enrol }),
    })

    if (holder === 'machine') return { outcome: 'not-applicable', tell: () => ({ message: `${id} has no password to sign in with.`, evidence: rows() }) }
    if (holder === 'unknown') return unknown(() => `It is not known whether a person signs in as ${id}`)
    if (mfa === 'not-enrolled') return fail('no second factor')
    if (method === 'insecure' && insecure === 'fail') return fail('only an insecure second factor')
    if (mfa === 'unknown') return unknown(() => `It is not known whether ${id} has a second factor`)
    if (method === 'unknown' && insecure === 'fail') return unknown(() => `${id} has a second factor, and it is not known how secure it is`)
    return { outcome: 'pass', tell: () => ({ message: `${id} has a second factor.`, evidence: rows() }) }
  },
})
