/**
 * Gathers the files of a bundle that are always loaded together. esbuild writes a file for each set of modules that the same entries
 * need: the more is loaded lazily, the more files there are of what every run loads, and to find and link one takes as long as to read
 * ten pages of it. What is in them stays what it is, and so does when it is loaded.
 */
import { posix } from 'node:path'
import { build } from 'esbuild'

/** An output and all that is loaded with it, itself first. */
const loadedWith = (outputs, path, found = new Set()) => {
  if (found.has(path)) return found
  found.add(path)
  for (const { path: imported, kind } of outputs[path].imports) if (kind === 'import-statement' && imported in outputs) loadedWith(outputs, imported, found)
  return found
}

const outputOf = (outputs, source) => {
  const found = Object.keys(outputs).find((path) => outputs[path].entryPoint === source)
  if (found === undefined) throw new Error(`${source} is no entry, neither one that is named nor one that is loaded lazily`)
  return found
}

/**
 * Where outputs go that do not stay where they are. `together` are entries in the order in which they are loaded: what each needs beyond
 * those before it goes to a file of its name, and what one of the entries `apart` needs of it to a second one, so that these load little
 * that is for others. Files that are not chunks have names that others know, and stay.
 */
const homesOf = (outputs, { together, apart, outdir }) => {
  const needed = new Set(apart.flatMap((source) => [...loadedWith(outputs, outputOf(outputs, source))]))
  const homes = new Map()
  for (const source of together) {
    for (const path of [...loadedWith(outputs, outputOf(outputs, source))].sort()) {
      const file = `${outdir}/chunks/${posix.basename(source, '.ts')}${needed.has(path) ? '-shared' : ''}.js`
      if (!homes.has(path) && path.startsWith(`${outdir}/chunks/`)) homes.set(path, file)
    }
  }
  return homes
}

const pathFrom = (file, path) => {
  const way = posix.relative(posix.dirname(file), path)
  return way.startsWith('.') ? way : `./${way}`
}

const exporting = (names, file, path) =>
  `${names.length === 0 ? 'import' : `export { ${names.map(([name, as]) => `${name} as ${as}`).join(', ')} } from`} ${JSON.stringify(pathFrom(file, path))};\n`

/**
 * Gives the files with those gathered that `wanted` speaks of. `outputs` is what esbuild says of them, `texts` what is in each and in its
 * source map, and `settings` gives the settings of a build whose outputs have a text.
 */
export const gather = async ({ root, outputs, texts, settings, ...wanted }) => {
  const homes = homesOf(outputs, wanted)
  const order = [...homes.keys()]
  const homeOf = (path) => homes.get(path) ?? path
  const entries = wanted.together.map((source) => outputOf(outputs, source))
  const absolute = (path) => posix.join(root, path)

  const own = (path) => outputs[path].exports.map((name) => [name, name])
  /** Where several outputs go to one file, each name says which it is from. */
  const told = (path) => outputs[path].exports.map((name) => [name, `from${order.indexOf(path)}_${name}`])
  const shown = (path) => (homes.has(path) ? [...told(path), ...(entries.includes(path) ? own(path) : [])] : own(path))

  const linkingIn = (file) => ({
    name: 'linking',
    setup: ({ onResolve, onLoad }) => {
      onResolve({ filter: /^\./ }, ({ path, kind, resolveDir, namespace }) => {
        const output = posix.relative(root, posix.join(resolveDir, path))
        if (namespace === 'gathered' || !(output in outputs)) return { path, external: true }
        const home = homeOf(output)
        if (home === file && kind !== 'dynamic-import') return { path: absolute(output), sideEffects: true }
        if (kind === 'dynamic-import' || home === output) return { path: pathFrom(file, home), external: true, sideEffects: true }
        return { path: output, namespace: 'gathered', sideEffects: true }
      })
      onLoad({ filter: /.*/, namespace: 'gathered' }, ({ path }) => ({
        contents: exporting(
          told(path).map(([name, as]) => [as, name]),
          file,
          homeOf(path),
        ),
        resolveDir: posix.dirname(absolute(file)),
      }))
      onLoad({ filter: /.*/ }, ({ path }) => {
        const output = posix.relative(root, path)
        const map = Buffer.from(texts.get(`${output}.map`)).toString('base64')
        return { contents: `${texts.get(output)}\n//# sourceMappingURL=data:application/json;base64,${map}` }
      })
    },
  })

  const write = async (file, members) => {
    const text = members.map((path) => texts.get(path)).join('')
    const [hashbang = ''] = /^#!.*\n/.exec(text) ?? []
    const { outputFiles } = await build({
      ...settings(text),
      absWorkingDir: root,
      stdin: { contents: hashbang + members.map((path) => exporting(shown(path), file, path)).join(''), resolveDir: posix.dirname(absolute(file)) },
      outfile: file,
      bundle: true,
      write: false,
      plugins: [linkingIn(file)],
    })
    return outputFiles
  }

  const files = new Map()
  for (const path of Object.keys(outputs)) if (path.endsWith('.js')) files.set(homeOf(path), [...(files.get(homeOf(path)) ?? []), path])
  const written = await Promise.all([...files].map(async ([file, members]) => ({ members, outputFiles: await write(file, members) })))
  return written.flatMap(({ members, outputFiles }) => outputFiles.map(({ path, contents }) => ({ path, contents, members })))
}
