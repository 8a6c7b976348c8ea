/**
 * Bundles an entry of ours with all that it uses, so that whoever installs it fetches nothing more. The same sources give the same
 * bytes wherever they lie.
 */
import { relative, sep } from 'node:path'
import { build } from 'esbuild'

/** Packages of the CommonJS kind ask for `require`, which a module does not have. */
const REQUIRE = "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);"

/** Something of ours went into it. */
const hasOurs = ({ inputs }) => Object.keys(inputs).some((input) => input.startsWith('src/'))

/**
 * Bundles `entries` (a path in `outdir` without its ending → a source) as modules for Node. Code that several entries or lazy imports share
 * is written once, into `chunks/`; with `whole`, each entry is one file. Gives the files, as `{ path, contents }` with paths relative to
 * `root`, and the sources that are in them. Beside each file with code of ours lies its source map, which names sources and quotes none.
 */
export const bundle = async (entries, outdir, { root = process.cwd(), target = 'node20', whole = false } = {}) => {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: entries,
    outdir,
    bundle: true,
    splitting: !whole,
    chunkNames: 'chunks/[name]-[hash]',
    platform: 'node',
    target,
    format: 'esm',
    // Names stay as they are: who reads what was installed can follow it.
    minifyWhitespace: true,
    minifySyntax: true,
    // The modules that packages offer, of which only what is used need be taken.
    mainFields: ['module', 'main'],
    banner: { js: REQUIRE },
    legalComments: 'inline',
    sourcemap: 'external',
    sourcesContent: false,
    metafile: true,
    write: false,
    logLevel: 'warning',
  })
  const files = outputFiles.map(({ path, contents }) => ({ path: relative(root, path).replaceAll(sep, '/'), contents }))
  const outputOf = ({ path }) => metafile.outputs[path.replace(/\.map$/, '')]
  return {
    files: files.filter((file) => !file.path.endsWith('.map') || hasOurs(outputOf(file))),
    inputs: [...new Set(Object.values(metafile.outputs).flatMap(({ inputs = {} }) => Object.keys(inputs)))].sort(),
  }
}

/** The folders of the packages of which something is in a bundle, from the sources that are in it. */
export const packagesIn = (inputs) => [...new Set(inputs.flatMap((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input) ?? []))].sort()
