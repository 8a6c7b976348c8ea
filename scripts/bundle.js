/**
 * Bundles an entry of ours with all that it uses, so that whoever installs it fetches nothing more. The same sources give the same
 * bytes wherever they lie.
 */
import { readFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { build } from 'esbuild'

/** Packages of the CommonJS kind ask for `require`, which a module does not have. */
const REQUIRE = "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);"

const DOOR = 'src/index.ts'

/** Name → where the front door has it from, as one imports it. */
const behindDoor = (root) => {
  const names = new Map()
  for (const [, isType, list, from] of readFileSync(join(root, DOOR), 'utf8').matchAll(/^export (type )?\{([^}]*)\} from '([^']+)'/gm)) {
    for (const [own, shown = own] of list.split(',').map((name) => name.trim().split(' as '))) {
      if (isType === undefined && own !== '' && !own.startsWith('type ')) names.set(shown, { own, from: resolve(root, dirname(DOOR), from) })
    }
  }
  return names
}

/**
 * A shell takes all from the front door, which knows everything. Bundled so, each command would load everything: here it takes
 * each thing from where the door has it. Lines stay where they were.
 */
const pastTheDoor = (root) => ({
  name: 'past-the-door',
  setup: ({ onLoad }) => {
    const names = behindDoor(root)
    const taken = (file) => (name) => {
      const behind = names.get(name)
      if (behind === undefined) throw new Error(`${file} takes ${name} from the front door, which has no such thing`)
      return `import { ${behind.own} as ${name} } from ${JSON.stringify(behind.from)};`
    }
    onLoad({ filter: /[\\/]src[\\/](?:cli|action)[\\/][^\\/]+\.ts$/ }, ({ path }) => ({
      loader: 'ts',
      contents: readFileSync(path, 'utf8').replace(/^import (type )?\{([^}]*)\} from '\.\.\/index\.ts'/gm, (whole, isType, list) => {
        const wanted = list.split(',').flatMap((name) => (/^\s*(?:type .*)?$/.test(name) ? [] : [name.trim()]))
        return (isType === undefined ? wanted : []).map(taken(path)).join(' ') + '\n'.repeat(whole.split('\n').length - 1)
      }),
    }))
  },
})

/** commander can start programs of its own, and we have none: what starts them is loaded only when it is asked for. */
const noSubprograms = {
  name: 'no-subprograms',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
      /[\\/]node_modules[\\/]commander[\\/]/.test(importer) ? { path: 'child_process', namespace: 'later' } : undefined,
    )
    onLoad({ filter: /.*/, namespace: 'later' }, () => ({
      contents: "exports.spawn = (...args) => process.getBuiltinModule('node:child_process').spawn(...args)",
    }))
  },
}

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
    plugins: [pastTheDoor(root), noSubprograms],
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

/** What is published: the program and the library. */
export const product = (root) => bundle({ 'cli/main': 'src/cli/main.ts', index: 'src/index.ts' }, 'dist', { root })
