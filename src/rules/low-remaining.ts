import { COMPLETE_THE_REGISTER, currentSet, isStopped } from '../model/current-set.ts'
import { evidence, type EvidenceRow } from '../model/evidence.ts'
import type { CodeCount, CodeSet } from '../model/inventory.ts'
import { registerRow } from '../model/register-time.ts'
import { defineRule } from '../model/rule.ts'
import type { Service } from '../model/services.ts'
import type { Told, Verdict } from '../model/verdict.ts'

export interface Params {
  readonly minimum: number
}

/** One statement about how many codes are left. */
interface Said {
  readonly remaining: number
  readonly by: 'the provider' | 'the register'
  readonly row: () => EvidenceRow
}

/** The register may say how many remain, or which were used of how many; a spent set has none left. A code that works again is not gone. */
const saidByRegister = (set: CodeSet, { singleUse }: Service): readonly Said[] => {
  const said = (remaining: number, field: string, value: () => string): Said => ({
    remaining,
    by: 'the register',
    row: () => registerRow(set, field, value()),
  })
  const { remaining, issued, used, status } = set
  return [
    ...(remaining === undefined ? [] : [said(remaining, 'remaining', () => String(remaining))]),
    ...(issued === undefined || used === undefined || singleUse === false
      ? []
      : [said(Math.max(0, issued - used.length), 'issued', () => `${String(issued)}, of which ${String(used.length)} used`)]),
    ...(status === 'spent' ? [said(0, 'status', () => status)] : []),
  ]
}

const saidByProvider = (count: CodeCount | undefined): readonly Said[] =>
  count === undefined ? [] : [{ remaining: count.remaining, by: 'the provider', row: () => evidence(count.origin, 'remaining codes', String(count.remaining)) }]

const counted = (count: number): string => (count === 0 ? 'No code remains' : count === 1 ? '1 code remains' : `${String(count)} codes remain`)

const defaults: Params = { minimum: 3 }

export default defineRule({
  id: 'low-remaining',
  title: 'Too few backup codes are left',
  about: 'accounts',
  needs: ['codeSets', 'codeCounts'],
  defaults,

  judge(subject, { codeSets, codeCounts: count }, { minimum }) {
    const { service } = subject
    if (service.issues === 1) return { outcome: 'not-applicable', rests: [], tell: () => ({ message: `${service.name} issues one code.`, evidence: [] }) }
    const found = currentSet(subject, codeSets)
    if (isStopped(found)) return found.verdict
    const { set } = found
    const issued = service.issues ?? set.issued
    if (issued === 1)
      return {
        outcome: 'not-applicable',
        rests: ['codeSets'],
        tell: () => ({ message: 'One code was issued.', evidence: [registerRow(set, 'issued', '1')] }),
      }

    const all = [...saidByProvider(count), ...saidByRegister(set, service)]
    const rows = () => all.map(({ row }) => row())
    if (all.length === 0 && service.singleUse === false)
      return { outcome: 'not-applicable', tell: () => ({ message: `A code of ${service.name} works more than once: none is used up.`, evidence: [] }) }
    const lowest = all.reduce<Said | undefined>((low, said) => (low === undefined || said.remaining < low.remaining ? said : low), undefined)
    const unknown = (message: string): Verdict<never> => ({
      outcome: 'unknown',
      tell: () => ({ message, evidence: all.length === 0 ? [registerRow(set, 'remaining')] : rows(), remediation: COMPLETE_THE_REGISTER }),
    })
    if (lowest === undefined) return unknown('Neither a provider nor the register says how many codes remain.')
    const tell = (): Told => {
      const other = all.find(({ remaining }) => remaining !== lowest.remaining)
      const contradicted = other === undefined ? '' : `, says ${lowest.by}; ${other.by === lowest.by ? 'it also' : other.by} says ${String(other.remaining)}`
      return { message: `${counted(lowest.remaining)}${contradicted}; at least ${String(minimum)} are asked for.`, evidence: rows() }
    }
    if (lowest.remaining >= minimum) return { outcome: 'pass', tell }
    if (issued === undefined) return unknown('The register does not say how many codes were issued, and a service that issues one cannot have more left.')
    return { outcome: 'fail', tell: () => ({ ...tell(), remediation: `${service.regenerate} Replace every copy and register the new set.` }) }
  },
})
