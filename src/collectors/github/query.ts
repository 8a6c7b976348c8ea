/**
 * The one query. Members alone: an enterprise's identity provider would give its live recovery codes to whoever selects
 * them, and a test sees to it that no query here ever does.
 */
export const MEMBERS_QUERY = `query ($org: String!, $endCursor: String) {
  organization(login: $org) {
    membersWithRole(first: 100, after: $endCursor) {
      totalCount
      pageInfo { hasNextPage endCursor }
      edges { hasTwoFactorEnabled role node { login } }
    }
  }
}`
