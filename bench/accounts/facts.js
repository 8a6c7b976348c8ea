/** What other engines are asked about: register and log joined into flat facts, account by account. The time that it takes counts as theirs, as ours does. */
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const DAY = 86_400_000
const PHYSICAL = new Set(['safe', 'paper', 'hardware-token'])
const FORBIDDEN = new Set(['file', 'email', 'notes', 'chat'])

const daysBetween = (from, to) => (from === undefined || to === undefined ? undefined : (Date.parse(to) - Date.parse(from)) / DAY)

const linesOf = (path) => createInterface({ input: createReadStream(path), crlfDelay: Infinity })

/** The accesses to each item: who read it, and whether under a ticket. */
const accessesIn = async (log) => {
  const byItem = new Map()
  for await (const line of linesOf(log)) {
    const { type, auth, request } = JSON.parse(line)
    if (type !== 'response' || request.operation !== 'read') continue
    const known = byItem.get(request.path)
    const access = { actor: auth.display_name, ticket: auth.metadata.ticket }
    if (known === undefined) byItem.set(request.path, [access])
    else known.push(access)
  }
  return byItem
}

const toFacts = (set, asOf, locations, accesses) => {
  const copies = set.copies.map((copy) => ({ ...copy, ...locations.get(copy.location) }))
  const seen = copies.flatMap(({ item }) => accesses.get(item) ?? [])
  const isPhysical = ({ kind }) => PHYSICAL.has(kind)
  return {
    account: set.account,
    name: set.name,
    sets: 1,
    age: daysBetween(set.generated, asOf),
    independentCopies: new Set(copies.map(({ location, site, kind }) => `${location} ${site} ${kind}`)).size,
    accessesOutsideRole: seen.filter(({ actor }) => actor !== 'oidc-ada').length,
    accessesWithoutTicket: seen.filter(({ ticket }) => ticket === undefined).length,
    daysToExpiry: daysBetween(asOf, set.expires),
    forbiddenCopies: copies.filter((copy) => FORBIDDEN.has(copy.kind) || (!isPhysical(copy) && copy.encrypted !== true)).length,
    storageKinds: new Set(copies.map(isPhysical)).size,
    lockedCopies: copies.filter((copy) => copy['unlocked-by'] !== undefined).length,
    daysSinceUse: daysBetween(set.used?.at(-1)?.at, asOf),
    remaining: set.remaining,
    daysToTest: daysBetween(set.generated, set.tested),
    daysSinceReview: daysBetween(set.reviewed, asOf),
    daysSinceCheck: daysBetween(set.checked, asOf),
    daysSinceLoss: daysBetween(set.since, asOf),
    sourcesThatLackIt: 0,
    custodiansWhoLeft: 0,
    issued: set.issued,
  }
}

/** The facts of each account of an organisation that organisation.js wrote. */
export async function* factsOf(folder, asOf) {
  const accesses = await accessesIn(join(folder, 'audit.jsonl'))
  const locations = new Map()
  for await (const line of linesOf(join(folder, 'register.jsonl'))) {
    const entry = JSON.parse(line)
    if (entry.account === undefined) locations.set(entry.id, entry)
    else yield toFacts(entry, asOf, locations, accesses)
  }
}
