/** The twenty controls as one query of DuckDB: `node duckdb.js PEERS FOLDER AS_OF`. Prints how many accounts fail each. */
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { CONTROLS } from './controls.js'

const [peers, folder, asOf] = process.argv.slice(2)
const { DuckDBInstance } = createRequire(join(peers, 'none.js'))('@duckdb/node-api')

const days = (from, to) => `date_diff('millisecond', ${from}, ${to}) / 86400000.0`
const AS_OF = `TIMESTAMP '${asOf.replace('Z', '')}'`

const wrong = ({ fact, is, limit }) => {
  switch (is) {
    case 'below':
      return `${fact} < ${limit}`
    case 'above':
      return `${fact} > ${limit}`
    case 'between':
      return `${fact} between ${limit[0]} and ${limit[1]}`
    case 'not':
      return `${fact} <> ${limit}`
    default:
      return `not regexp_matches(${fact}, '${limit}')`
  }
}

const query = `
with lines as (
  select * from read_ndjson('${join(folder, 'register.jsonl')}', columns = {
    id: 'VARCHAR', kind: 'VARCHAR', site: 'VARCHAR', encrypted: 'BOOLEAN', "unlocked-by": 'VARCHAR[]',
    account: 'VARCHAR', name: 'VARCHAR', generated: 'TIMESTAMP', issued: 'INTEGER', remaining: 'INTEGER', tested: 'TIMESTAMP', since: 'TIMESTAMP',
    expires: 'TIMESTAMP', reviewed: 'TIMESTAMP', checked: 'TIMESTAMP', used: 'STRUCT("at" TIMESTAMP)[]', copies: 'STRUCT(location VARCHAR, item VARCHAR)[]'
  })
),
locations as (select id, kind, site, encrypted, "unlocked-by" as unlocked, kind in ('safe', 'paper', 'hardware-token') as physical from lines where account is null),
sets as (select * from lines where account is not null),
copies as (
  select account, copy.item as item, l.* from (select account, unnest(copies) as copy from sets) join locations l on l.id = copy.location
),
accesses as (
  select request.path as item, auth.display_name as actor, auth.metadata.ticket as ticket from read_ndjson('${join(folder, 'audit.jsonl')}', columns = {
    type: 'VARCHAR', auth: 'STRUCT(display_name VARCHAR, metadata STRUCT(ticket VARCHAR))', request: 'STRUCT(operation VARCHAR, path VARCHAR)'
  }) where type = 'response' and request.operation = 'read'
),
ofCopies as (
  select account,
    count(distinct (id, site, kind)) as independentCopies, count(distinct physical) as storageKinds,
    count(*) filter (where kind in ('file', 'email', 'notes', 'chat') or (not physical and encrypted is not true)) as forbiddenCopies,
    count(*) filter (where unlocked is not null) as lockedCopies
  from copies group by account
),
ofAccesses as (
  select account, count(*) filter (where actor <> 'oidc-ada') as accessesOutsideRole, count(*) filter (where ticket is null) as accessesWithoutTicket
  from copies join accesses using (item) group by account
),
facts as (
  select 1 as sets, name, issued, remaining, 0 as sourcesThatLackIt, 0 as custodiansWhoLeft,
    ${days('generated', AS_OF)} as age, ${days(AS_OF, 'expires')} as daysToExpiry, ${days('used[-1]."at"', AS_OF)} as daysSinceUse,
    ${days('generated', 'tested')} as daysToTest, ${days('reviewed', AS_OF)} as daysSinceReview,
    ${days('checked', AS_OF)} as daysSinceCheck, ${days('since', AS_OF)} as daysSinceLoss,
    independentCopies, storageKinds, forbiddenCopies, lockedCopies, accessesOutsideRole, accessesWithoutTicket
  from sets left join ofCopies using (account) left join ofAccesses using (account)
)
select ${CONTROLS.map((control) => `count(*) filter (where ${wrong(control)}) as "${control.id}"`).join(', ')} from facts`

const connection = await (await DuckDBInstance.create(':memory:')).connect()
const [row] = (await connection.runAndReadAll(query)).getRowObjects()
process.stdout.write(`${JSON.stringify(Object.fromEntries(Object.entries(row).map(([id, count]) => [id, Number(count)])))}\n`)
