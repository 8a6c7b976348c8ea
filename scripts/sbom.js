/**
 * The bill of materials of what is published, CycloneDX as `npm sbom` writes it: `node scripts/sbom.js [FILE]`, on stdout without FILE.
 * It names the packages of which something is bundled and no others, and is the same for the same sources and lock file.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { packagesIn, product } from './bundle.js'

const refOf = (folder) => {
  const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return `${name}@${version}`
}

/** All packages that are installed here, as npm knows them. What is bundled is no development package of whoever installs us. */
const installed = () => JSON.parse(execFileSync('npm', ['sbom', '--sbom-format', 'cyclonedx'], { encoding: 'utf8', maxBuffer: 2 ** 28 }))

/** A bill of some of the packages: without the time and the number of its making, and without the name of the folder. */
const billOf = ({ $schema, bomFormat, specVersion, metadata, components, dependencies }, refs) => {
  const missing = [...refs].filter((ref) => !components.some((component) => component['bom-ref'] === ref))
  if (missing.length > 0) throw new Error(`npm does not know ${missing.join(', ')}`)
  const { tools, component } = metadata
  const own = component['bom-ref']
  return {
    $schema,
    bomFormat,
    specVersion,
    version: 1,
    metadata: { lifecycles: [{ phase: 'build' }], tools, component: { ...component, name: own.slice(0, own.lastIndexOf('@')) } },
    components: components
      .filter((component) => refs.has(component['bom-ref']))
      .map(({ properties = [], ...component }) => ({
        ...component,
        scope: 'required',
        properties: properties.filter(({ name }) => name !== 'cdx:npm:package:development'),
      })),
    dependencies: [
      { ref: own, dependsOn: [...refs].sort() },
      ...dependencies.filter(({ ref }) => refs.has(ref)).map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((other) => refs.has(other)) })),
    ],
  }
}

const { inputs } = await product()
const text = `${JSON.stringify(billOf(installed(), new Set(packagesIn(inputs).map(refOf))), null, 2)}\n`
const [file] = process.argv.slice(2)
if (file === undefined) process.stdout.write(text)
else writeFileSync(file, text)
