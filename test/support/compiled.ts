/** A module of ours that a Node process of its own can import: Node 20 takes no TypeScript. */
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { buildSync } from 'esbuild'
import { temporaryFolder } from './command-line.ts'

/** The address of a module with all that it uses, in a folder that is gone after the test. */
export const compiled = (source: string): string => {
  const outfile = join(temporaryFolder(), 'module.mjs')
  // Packages of the CommonJS kind ask for `require`, which a module does not have.
  const banner = { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" }
  buildSync({ entryPoints: [resolve(source)], outfile, bundle: true, platform: 'node', format: 'esm', target: 'node20', banner })
  return pathToFileURL(outfile).href
}
