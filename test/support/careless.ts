/** A collector as they are often written: whatever goes wrong is an empty list, and who is on no list of bad ones is good. Never to be used but as a bad example. */
import { type Account, type Inventory, noFacts } from '../../src/model/inventory.ts'
import { AS_OF } from './acme.ts'
import { A_TOKEN } from './servers/github.ts'

interface User {
  readonly login?: string
}

const askFor = async (url: string): Promise<readonly User[]> => {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(500), headers: { authorization: `token ${A_TOKEN}` } })
    const users = await response.json()
    return Array.isArray(users) ? (users as User[]) : []
  } catch {
    return []
  }
}

/** The members of an organisation with their second factor, as a careless collector sees them. */
export const carelessly = async (origin: string, organization: string): Promise<Inventory> => {
  const list = (filter: string): Promise<readonly User[]> => askFor(`${origin}/orgs/${organization}/members?filter=${filter}&per_page=100`)
  const [disabled, insecure, members] = [await list('2fa_disabled'), await list('2fa_insecure'), await list('all')]
  const names = (users: readonly User[]): ReadonlySet<string> => new Set(users.flatMap(({ login }) => (login === undefined ? [] : [login])))
  const isDisabled = names(disabled)
  const isInsecure = names(insecure)
  const accounts = [...names(members)].map((login): Account => ({
    id: `github:${login}`,
    holder: 'person',
    mfa: isDisabled.has(login) ? 'not-enrolled' : 'enrolled',
    method: isInsecure.has(login) ? 'insecure' : 'secure',
    proofs: [{ origin: { source: 'github-acme', file: 'members.json' }, fact: 'on no list of bad ones' }],
  }))
  const source = { id: 'github-acme', type: 'github', records: accounts.length, unreadable: 0, collectedAt: AS_OF, files: [] }
  return { sources: [source], facts: { ...noFacts, accounts }, gaps: [] }
}
