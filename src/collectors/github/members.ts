/**
 * GitHub members → accounts. Enrolled is only whom GraphQL names with `hasTwoFactorEnabled: true` and the list of
 * disabled members does not contradict; the lists prove something only to a reader who may see them, which the
 * organisation object tells (`two_factor_requirement_enabled` is null for others).
 */
import { lowerAscii } from '../../model/account.ts'
import { given } from '../../model/given.ts'
import type { Account, Gap } from '../../model/inventory.ts'
import { field, textField } from '../../parsers/json.ts'
import { isKept, type Kept, toGap } from '../reading.ts'
import { MEMBERS, ORGANIZATION } from './answers.ts'
import { documentOf, type GithubDocuments } from './documents.ts'
import { toOutside } from './outside.ts'
import { agreed, flawOf, lackedBy, proof, readGraphql, readRest, type Roll, valueOf } from './rolls.ts'

/** Whether the reader may see who has which second factor. */
const readVisibility = (kept: Kept<unknown>, organization: string): Kept<boolean> => {
  if (!isKept(kept)) return kept
  const login = textField(kept.value, 'login')
  if (login === undefined || lowerAscii(login) !== lowerAscii(organization)) {
    return { file: kept.file, reason: 'contradiction', detail: `the organisation object is not that of ${organization}` }
  }
  const required = field(kept.value, 'two_factor_requirement_enabled')
  return typeof required === 'boolean'
    ? { file: kept.file, value: required }
    : {
        file: kept.file,
        reason: 'permission',
        detail:
          'two_factor_requirement_enabled is null: the reader is no owner of the organisation, and its lists of members without a second factor prove nothing',
        advice: ORGANIZATION.advice,
      }
}

/** A list that lacks somebody of whom GraphQL says what it lists is not the whole of it, however whole it looks. */
const contradicted = (disabled: Kept<Roll>, graph: Roll | undefined): Kept<Roll> => {
  if (!isKept(disabled) || graph === undefined || disabled.value.flaw !== undefined) return disabled
  const lacked = lackedBy(disabled.value, graph).length
  const detail = `${disabled.file}: it lacks ${String(lacked)} of those of whom hasTwoFactorEnabled is false`
  return lacked === 0 ? disabled : { ...disabled, value: { ...disabled.value, flaw: { reason: 'contradiction', detail } } }
}

const everyone = { scope: 'github:*' } as const
const nobody = { accounts: [] } as const

export const toAccounts = (
  source: string,
  organization: string,
  documents: GithubDocuments,
): { readonly accounts: readonly Account[]; readonly gaps: readonly Gap[] } => {
  const members = readRest(documents.members, documentOf('members').what, true)
  const graphql = readGraphql(documents.graphql, documentOf('graphql').what)
  const disabled = contradicted(readRest(documents.disabled, documentOf('disabled').what, false), valueOf(graphql))
  const insecure = readRest(documents.insecure, documentOf('insecure').what, false)
  const visible = readVisibility(documents.organization, organization)

  const rest = valueOf(members)
  const graph = valueOf(graphql)
  const listsProve = isKept(visible)
  const disabledRoll = listsProve ? valueOf(disabled) : undefined
  const insecureRoll = listsProve ? valueOf(insecure) : undefined
  const isMember = (key: string): boolean => rest?.entries.has(key) === true || graph?.entries.has(key) === true
  const outside = toOutside(source, documents, listsProve, isMember)
  const everyRoll = [rest, graph, disabledRoll, insecureRoll].filter((roll) => roll !== undefined)
  const keys = [...new Set(everyRoll.flatMap((roll) => [...roll.entries.keys()]))].filter((key) => isMember(key) || !outside.keys.has(key)).sort()

  const isUncompared = !isKept(members) && members.reason === 'not-configured'

  const toAccount = (key: string): Account => {
    const listed = rest?.entries.get(key)
    const edge = graph?.entries.get(key)
    const isDisabled = disabledRoll?.entries.get(key)
    const isInsecure = insecureRoll?.entries.get(key)
    const entry = listed ?? edge ?? isDisabled ?? isInsecure

    const doubt = (): string | undefined => {
      if (edge === undefined)
        return graph === undefined ? 'GraphQL, which alone says who has a second factor, could not be read' : 'GraphQL does not name the member'
      if (edge.enrolled === undefined) return 'hasTwoFactorEnabled is null, as for a reader who may not see it'
      if (listed === undefined && !isUncompared) return 'the member list does not name the member, or could not be read'
      if (graph?.isShort === true || rest?.isShort === true) return 'not all pages of the members came'
      if (!listsProve) return visible.detail
      if (isDisabled !== undefined) return 'hasTwoFactorEnabled is true, and the list of members without a second factor names the member'
      if (disabledRoll === undefined || disabledRoll.flaw !== undefined)
        return 'the list of members without a second factor, which would contradict, could not be read, or is not whole'
      if (insecureRoll === undefined || insecureRoll.flaw !== undefined)
        return 'the list of members with an insecure second factor could not be read, or is not whole'
      return undefined
    }
    const why = doubt()
    const isCompared = (listed !== undefined || isUncompared) && graph?.isShort !== true && rest?.isShort !== true
    const enrolled = edge?.enrolled === true && isCompared && disabledRoll !== undefined && disabledRoll.flaw === undefined && isDisabled === undefined
    const notEnrolled = edge?.enrolled === false || (isDisabled !== undefined && edge?.enrolled === undefined && (listed !== undefined || edge !== undefined))
    const method = isInsecure !== undefined ? 'insecure' : enrolled && insecureRoll !== undefined && insecureRoll.flaw === undefined ? 'secure' : 'unknown'
    return {
      id: `github:${entry?.login ?? key}`,
      holder: agreed([listed, edge, isDisabled].filter((found) => found !== undefined).map(({ holder }) => holder)),
      mfa: enrolled ? 'enrolled' : notEnrolled ? 'not-enrolled' : 'unknown',
      method,
      ...given('doubt', why),
      proofs: [
        ...proof(source, graph, edge, 'hasTwoFactorEnabled', edge?.enrolled === undefined ? 'null' : String(edge.enrolled)),
        ...proof(source, disabledRoll, isDisabled, 'on the list of members without a second factor'),
        ...proof(source, insecureRoll, isInsecure, 'on the list of members with an insecure second factor'),
        ...proof(source, rest, listed, 'member'),
      ],
    }
  }

  const lacking = (read: Kept<unknown>, fact: string, hides: Gap['hides']): Gap[] =>
    isKept(read) ? [] : [toGap(source, { about: 'accounts', fact, hides, reason: read.reason, detail: read.detail, advice: read.advice, file: read.file })]
  const flawed = (read: Kept<Roll>, fact: string, hides: Gap['hides']): Gap[] => flawOf(source, read, fact, hides)
  const because = (reason: Gap['reason'], detail: string, over: { readonly advice?: string; readonly file?: string | undefined } = {}): Gap =>
    toGap(source, { about: 'accounts', fact: 'github members', reason, detail, hides: everyone, ...over })
  const disagreeing =
    rest === undefined || graph === undefined || rest.isShort || graph.isShort ? [] : keys.filter((key) => rest.entries.has(key) !== graph.entries.has(key))
  const membersMatter = !isUncompared || !isKept(graphql)
  const edges = [...(graph?.entries.values() ?? [])]
  const seesNothing = listsProve && edges.length > 0 && edges.every(({ enrolled }) => enrolled === undefined)

  return {
    accounts: [...keys.map(toAccount), ...outside.accounts],
    gaps: [
      ...(membersMatter ? lacking(members, 'github members', everyone) : []),
      ...lacking(graphql, 'github members with their second factor', everyone),
      ...lacking(disabled, 'github members without a second factor', nobody),
      ...lacking(insecure, 'github members with an insecure second factor', nobody),
      ...lacking(visible, 'github organisation', nobody),
      ...flawed(members, 'github members', everyone),
      ...flawed(graphql, 'github members with their second factor', everyone),
      ...flawed(disabled, 'github members without a second factor', nobody),
      ...flawed(insecure, 'github members with an insecure second factor', nobody),
      ...(disagreeing.length === 0
        ? []
        : [because('contradiction', `the member list and GraphQL disagree about ${String(disagreeing.length)} members`, { file: rest?.file })]),
      ...(isKept(members) && isKept(graphql) && keys.length === 0 ? [because('incomplete', 'no member is listed, and an organisation has at least one')] : []),
      ...(seesNothing
        ? [
            {
              ...because('permission', `hasTwoFactorEnabled is null for every member: what is missing is ${MEMBERS.permission}`, { advice: MEMBERS.advice }),
              hides: nobody,
            },
          ]
        : []),
      ...outside.gaps,
    ],
  }
}
