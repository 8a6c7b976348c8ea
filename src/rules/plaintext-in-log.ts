import { evidence } from '../model/evidence.ts'
import { defineRule } from '../model/rule.ts'

/** The kinds of log that carry what was read and written; of the others the readers take no payload, for there is none. */
const WITH_PAYLOAD: ReadonlySet<string> = new Set(['vault'])

const SHOWN = 10

const clear = { string: 'a text in clear', number: 'a number that may be a code', key: 'a name that looks like a code' } as const

export default defineRule({
  id: 'plaintext-in-log',
  title: 'The log of a vault shows codes in clear',
  about: 'logs',
  needs: ['logs', 'plaintexts'],
  defaults: {},

  judge({ id }, { logs, plaintexts }) {
    if (logs.length > 0 && !logs.some(({ sourceType }) => WITH_PAYLOAD.has(sourceType)))
      return { outcome: 'not-applicable', rests: [], tell: () => ({ message: `The log of ${id} carries no payload.`, evidence: [] }) }
    const [first] = plaintexts
    if (logs.length === 0 && first === undefined)
      return {
        outcome: 'unknown',
        tell: () => ({ message: `No source gave the log of ${id}.`, evidence: [], remediation: 'Provide the log and audit again.' }),
      }
    if (first === undefined)
      return {
        outcome: 'pass',
        tell: () => ({
          message: `Every text at an escrowed path in the log of ${id} is an HMAC.`,
          evidence: logs.map(({ source }) => ({ source, fact: 'texts in clear', value: 'none' })),
        }),
      }
    const more = () => (plaintexts.length === 1 ? '' : ` (and ${String(plaintexts.length - 1)} more)`)
    return {
      outcome: 'fail',
      tell: () => ({
        message: `The log of ${id} shows ${clear[first.what]} at ${first.path}${more()}.`,
        evidence: plaintexts.slice(0, SHOWN).map(({ origin, path, what }) => evidence(origin, path, clear[what])),
        remediation:
          'Regenerate the codes and protect or destroy the log. Turn off log_raw, take the key out of audit_non_hmac_request_keys and audit_non_hmac_response_keys, and store codes as JSON texts: Vault logs numbers and names of keys in clear.',
      }),
    }
  },
})
