/** The example organisation, loaded once, and audited again with changed evidence: only the source whose file has changed is collected anew. */
import { audit } from '../../src/audit/audit.ts'
import { collect } from '../../src/collectors/collect.ts'
import { type Loaded, load } from '../../src/load.ts'
import type { Source } from '../../src/model/configuration.ts'
import { type Facts, type Inventory, noFacts } from '../../src/model/inventory.ts'
import type { Report } from '../../src/model/report.ts'
import { parseInstant } from '../../src/model/time.ts'
import { rules } from '../../src/rules/index.ts'
import type { Live } from '../../src/model/live.ts'
import { aLive } from './live.ts'
import { type Contents, memoryFiles, readFolder } from './memory-files.ts'

export const ACME = 'examples/acme'
export const AS_OF = parseInstant('2026-11-23T00:00:00Z')!

export interface Acme {
  readonly evidence: Contents
  readonly loaded: Loaded
  /** The report with some files in the place of the kept ones; undefined: the file is gone. Digests of changed files are not kept up. */
  readonly auditWith: (changed: ReadonlyMap<string, Uint8Array | undefined>) => Promise<Report>
  /** The report with one source asked in the place of its kept files. */
  readonly auditLive: (source: Source, live: Live) => Promise<Report>
  /** The report with what somebody else made of one source. */
  readonly auditPart: (source: string, part: Inventory) => Report
}

const DECLARED = new Set<keyof Facts>(['codeSets', 'locations', 'services', 'people', 'incidents'])

/** The parts of an inventory that one source gave. */
const without = ({ sources, facts, gaps }: Inventory): Inventory => ({
  sources: sources.filter(({ type, id }) => type !== id),
  facts: Object.fromEntries(Object.entries(facts).map(([name, values]) => [name, DECLARED.has(name as keyof Facts) ? [] : values])) as unknown as Facts,
  gaps,
})

const unite = (parts: readonly Inventory[]): Inventory => ({
  sources: parts.flatMap(({ sources }) => sources),
  facts: Object.fromEntries(
    Object.keys(noFacts).map((name) => [name, parts.flatMap(({ facts }): readonly unknown[] => [...facts[name as keyof Facts]])]),
  ) as unknown as Facts,
  gaps: parts.flatMap(({ gaps }) => gaps),
})

const namesFile = (source: Source, path: string): boolean => JSON.stringify(source.files).includes(JSON.stringify(path))

export const openAcme = async (policy = `${ACME}/policies/first.yaml`): Promise<Acme> => {
  const checked = await load({ config: `${ACME}/sparekey.yaml`, policy })
  if ('mistakes' in checked) throw new Error(JSON.stringify(checked.mistakes))
  const loaded = checked.value
  const { configuration, declared, waivers } = loaded
  const contents = readFolder(ACME)
  const collectFrom = (sources: readonly Source[], files: Contents, live: Live = aLive()): Promise<Inventory> =>
    collect(sources, declared, { files: memoryFiles(files), asOf: AS_OF, live })

  const whole = await collectFrom([], contents)
  const bySource = new Map<string, Inventory>()
  for (const source of configuration.sources) bySource.set(source.id, without(await collectFrom([source], contents)))

  const judge = (inventory: Inventory): Report =>
    audit({
      policy: loaded.policy,
      waivers,
      inventory,
      rules,
      asOf: AS_OF,
      maxAge: configuration.maxEvidenceAge,
      gate: { failOn: configuration.failOn, allowIncomplete: false, exitZero: false },
    })
  /** What an audit sees of a source: not the digests of its files. */
  const seen = ({ facts, gaps }: Inventory): string => JSON.stringify([facts, gaps])
  const unchanged = judge(unite([whole, ...bySource.values()]))

  const auditPart: Acme['auditPart'] = (source, part) =>
    judge(unite([whole, ...configuration.sources.map(({ id }) => (id === source ? part : bySource.get(id)!))]))

  return {
    evidence: new Map([...contents].filter(([path]) => path.startsWith('evidence/')).sort(([a], [b]) => (a < b ? -1 : 1))),
    loaded,
    auditLive: async (source, live) => auditPart(source.id, without(await collectFrom([source], contents, live))),
    auditPart,
    async auditWith(changed) {
      const files = new Map(contents)
      for (const [path, bytes] of changed) {
        if (bytes === undefined) files.delete(path)
        else files.set(path, bytes)
      }
      const parts = await Promise.all(
        configuration.sources.map(async (source) =>
          [...changed.keys()].some((path) => namesFile(source, path)) ? without(await collectFrom([source], files)) : bySource.get(source.id)!,
        ),
      )
      // Most changes change nothing that is seen; then the report is the same but for digests.
      const isSame = configuration.sources.every(({ id }, index) => parts[index] === bySource.get(id) || seen(parts[index]!) === seen(bySource.get(id)!))
      return isSame ? unchanged : judge(unite([whole, ...parts]))
    },
  }
}
