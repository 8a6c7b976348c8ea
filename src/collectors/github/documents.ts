/** What is known of an organisation, document by document: as kept files have it, and as the API is asked for it. */
import type { GithubSource } from '../../model/configuration.ts'
import type { Kept } from '../reading.ts'

/** The key of `files`, the name of the kept file, and what a gap calls it. */
interface Described {
  readonly key: Exclude<keyof NonNullable<GithubSource['files']>, 'security-logs'>
  readonly name: string
  readonly what: string
}

const described = {
  organization: { key: 'organization', name: 'organization.json', what: 'the organisation object' },
  disabled: { key: 'members-2fa-disabled', name: 'members-2fa-disabled.json', what: 'the list of members without a second factor' },
  insecure: { key: 'members-2fa-insecure', name: 'members-2fa-insecure.json', what: 'the list of members with an insecure second factor' },
  members: { key: 'members', name: 'members.json', what: 'the member list' },
  graphql: { key: 'members-graphql', name: 'members-graphql.json', what: 'the members of GraphQL' },
  outsideDisabled: {
    key: 'outside-collaborators-2fa-disabled',
    name: 'outside-collaborators-2fa-disabled.json',
    what: 'the list of outside collaborators without a second factor',
  },
  outsideInsecure: {
    key: 'outside-collaborators-2fa-insecure',
    name: 'outside-collaborators-2fa-insecure.json',
    what: 'the list of outside collaborators with an insecure second factor',
  },
  outside: { key: 'outside-collaborators', name: 'outside-collaborators.json', what: 'the list of outside collaborators' },
  auditLog: { key: 'audit-log', name: 'audit-log.json', what: 'the audit log' },
  enterpriseLog: { key: 'enterprise-audit-log', name: 'enterprise-audit-log.json', what: 'the audit log of the enterprise' },
} as const satisfies Readonly<Record<string, Described>>

export type DocumentName = keyof typeof described

export const documentOf = (name: DocumentName): Described => described[name]

/** Who is in the organisation, and how they sign in. */
export type GithubDocuments = Readonly<
  Record<'organization' | 'disabled' | 'insecure' | 'members' | 'graphql' | 'outsideDisabled' | 'outsideInsecure' | 'outside', Kept<unknown>>
>
