/** Tables of the docs, made of the catalogue and of the mappings, so that they cannot drift. */

const table = (head, rows) => [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')

const statements = [
  'has-codes',
  'instead',
  'devices-instead',
  'issues',
  'form',
  'single-use',
  'expires',
  'rotation',
  'generations',
  'regenerate',
  'enrol',
  'shown-again',
]

const UNKNOWN = 'not known'
const yesOrNo = (statement) => (statement === undefined ? UNKNOWN : statement.value ? 'yes' : 'no')
const value = (statement) => (statement === undefined ? UNKNOWN : String(statement.value))

const linked = (sources) => (id) => {
  const { title, url } = sources.find((source) => source.id === id)
  return `[${title}](${url})`
}

const checked = (sources, used) => {
  const known = new Set(sources.map(({ id }) => id))
  const dangling = used.filter((id) => !known.has(id))
  const idle = [...known].filter((id) => !used.includes(id))
  if (dangling.length > 0) throw new Error(`no such source: ${dangling.join(', ')}`)
  if (idle.length > 0) throw new Error(`a source that nothing names: ${idle.join(', ')}`)
}

/** What docs/services.md says of each service, of claims, and where all of it was read. */
export const serviceTables = ({ sources, services, claims }) => {
  const said = (service) => statements.flatMap((key) => (service[key] === undefined ? [] : [{ key, ...service[key] }]))
  checked(
    sources,
    [...services.flatMap(said), ...claims].map(({ source }) => source),
  )
  const link = linked(sources)
  const named = ({ id, name, about, accounts }) => `${name}: ${about} (\`${accounts === undefined ? id : `${id}:${accounts}`}\`)`
  const withCodes = services.filter((service) => service['has-codes'].value)
  const without = services.filter((service) => !service['has-codes'].value)
  return {
    codes: table(
      ['Service (id)', 'Codes in a set', 'Form', 'Single use', 'Expire', 'Rotation', 'Generations in a log', 'Shown again later'],
      withCodes.map((service) => [
        named(service),
        value(service.issues),
        value(service.form),
        yesOrNo(service['single-use']),
        yesOrNo(service.expires),
        service.rotation === undefined ? UNKNOWN : `\`${service.rotation.value}\``,
        service.generations === undefined ? UNKNOWN : `\`${service.generations.value}\``,
        yesOrNo(service['shown-again']),
      ]),
    ),
    'no-codes': table(
      ['Service (id)', 'Instead of codes', 'A further device takes their place'],
      without.map((service) => [named(service), service.instead.value, service['devices-instead']?.value === true ? 'yes' : '']),
    ),
    steps: table(
      ['Service (id)', 'A new set', 'A second factor'],
      services.map((service) => [named(service), service['has-codes'].value ? value(service.regenerate) : '', value(service.enrol)]),
    ),
    claims: table(
      ['Claim', 'True is', 'Source, and when it was read'],
      claims.map(({ claim, truth, source, read }) => [claim, truth, `${link(source)}, ${read}`]),
    ),
    sources: table(
      ['Service (id)', 'Statement', 'Source', 'Read'],
      services.flatMap((service) => {
        const rows = new Map()
        for (const { key, source, read } of said(service)) rows.set(`${source} ${read}`, [...(rows.get(`${source} ${read}`) ?? []), { key, source, read }])
        return [...rows.values()].map((row, index) => [
          index === 0 ? named(service) : '',
          row.map(({ key }) => `\`${key}\``).join(', '),
          link(row[0].source),
          row[0].read,
        ])
      }),
    ),
  }
}

const limits = (atMost) => Object.entries(atMost ?? {}).map(([parameter, most]) => `, where \`${parameter}\` is at most ${most}`)

const rule = ({ rule: id, fit, confidence, 'at-most': atMost }) =>
  `[\`${id}\`](rules/${id}.md)${fit === 'direct' ? '' : ' (supporting)'}${confidence === 'confirmed' ? '' : ' (unconfirmed)'}${limits(atMost).join('')}`

/** What docs/frameworks.md says of each framework, and all of them in a list. */
export const frameworkTables = (mappings) => {
  for (const { sources, requirements } of mappings)
    checked(
      sources,
      requirements.flatMap(({ mapped }) => mapped.map(({ source }) => source)),
    )
  return {
    frameworks: table(
      ['`--group-by`', 'Framework', 'Edition', 'Read in'],
      mappings.map(({ framework, name, edition, sources }) => [
        `\`${framework}\``,
        name,
        edition,
        sources.map(({ title, url, read }) => `[${title}](${url}), ${read ?? 'not read'}`).join('; '),
      ]),
    ),
    requirements: mappings
      .map(({ name, edition, requirements }) =>
        [
          `### ${name}, ${edition}`,
          table(
            ['Requirement', 'What it asks', 'Rules'],
            requirements.map(({ id, title, mapped }) => [id, title, mapped.map(rule).join('; ')]),
          ),
        ].join('\n\n'),
      )
      .join('\n\n'),
  }
}
