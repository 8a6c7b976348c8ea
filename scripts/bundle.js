/**
 * Bundles an entry of ours with all that it uses, so that whoever installs it fetches nothing more. The same sources give the same
 * bytes wherever they lie.
 */
import { readFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { build } from 'esbuild'
import { gather } from './gather.js'

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

/** What every file of a bundle is. */
const MODULE = { bundle: true, write: false, platform: 'node', format: 'esm', logLevel: 'warning' }

/** A bundle of sources, with what it is made of. */
const bundled = (root, settings) =>
  build({
    ...MODULE,
    absWorkingDir: root,
    // The modules that packages offer, of which only what is used need be taken.
    mainFields: ['module', 'main'],
    // What it offers to Node is of the CommonJS kind, and would be taken whole; these are the same sources as modules.
    alias: { yaml: './node_modules/yaml/browser/dist/index.js' },
    plugins: [pastTheDoor(root), noSubprograms],
    metafile: true,
    ...settings,
  })

const inputsOf = ({ outputs }) => [...new Set(Object.values(outputs).flatMap(({ inputs = {} }) => Object.keys(inputs)))].sort()

/** How the files of the product are written; `text` is what one is made of. */
const PRODUCT = (text) => ({
  ...MODULE,
  target: 'node20',
  // Names stay as they are: who reads what was installed can follow it.
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'inline',
  sourcemap: 'external',
  sourcesContent: false,
  ...(/\brequire\b/.test(text) ? { banner: { js: REQUIRE } } : {}),
})

/**
 * What is published: the program and the library. Code that several entries or lazy imports share is written once, into `chunks/`, and
 * what an audit loads lies together, as gather.js says; so does what reads a vault's log, and what reads a custody form beyond that.
 * Gives the files, as `{ path, contents }` with paths relative to `root`, and the sources that are in them. Beside each file with code
 * of ours lies its source map, which names sources and quotes none.
 */
export const product = async (root = process.cwd()) => {
  const outdir = 'dist'
  const { outputFiles, metafile } = await bundled(root, {
    ...PRODUCT(''),
    entryPoints: { 'cli/main': 'src/cli/main.ts', index: 'src/index.ts' },
    outdir,
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
  })
  const pathOf = (path) => relative(root, path).replaceAll(sep, '/')
  const { outputs } = metafile
  const files = await gather({
    root,
    outdir,
    outputs,
    texts: new Map(outputFiles.map(({ path, text }) => [pathOf(path), text])),
    settings: PRODUCT,
    together: [
      'src/cli/main.ts',
      'src/cli/process.ts',
      'src/cli/commands.ts',
      'src/cli/audit.ts',
      'src/reporters/text.ts',
      'src/collectors/vault/collector.ts',
      'src/collectors/custody/collector.ts',
    ],
    apart: ['src/cli/main.ts', 'src/index.ts', 'src/reporters/text.ts', 'src/collectors/vault/collector.ts'],
  })
  return {
    files: files
      .filter(({ path, members }) => !path.endsWith('.map') || members.some((member) => hasOurs(outputs[member])))
      .map(({ path, contents }) => ({ path: pathOf(path), contents })),
    inputs: inputsOf(metafile),
  }
}

/** A source and all that it uses as one text that begins with a comment, as small as it can be, and the sources that are in it. */
export const whole = async (root, source, comment) => {
  const { outputFiles, metafile } = await bundled(root, {
    entryPoints: [source],
    outfile: 'whole.js',
    target: 'node24',
    minify: true,
    // The SDKs call things by the names of their classes.
    keepNames: true,
    charset: 'utf8',
    legalComments: 'none',
    banner: { js: `// ${comment}\n${REQUIRE}` },
  })
  return { text: outputFiles[0].text, inputs: inputsOf(metafile) }
}

/** The folders of the packages of which something is in a bundle, from the sources that are in it. */
export const packagesIn = (inputs) => [...new Set(inputs.flatMap((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input) ?? []))].sort()
