/** The types of the library: the declarations that its front door leads to, and no others. */
import { dirname, join, relative, resolve, sep } from 'node:path'
import ts from 'typescript'

const REFERENCE = /((?:from |import\()(['"]))(\.[^'"]+)\.ts\2/g

const optionsOf = (config) => {
  const { options, errors } = ts.parseJsonConfigFileContent(ts.readConfigFile(config, ts.sys.readFile).config, ts.sys, dirname(config))
  if (errors.length > 0) throw new Error(ts.flattenDiagnosticMessageText(errors[0].messageText, '\n'))
  return options
}

/** Path relative to `outDir` → text, of every module that `entry` uses. They are not checked here: `npm run types` does that. */
const emitted = (entry, outDir, rootDir) => {
  const options = { ...optionsOf(resolve('tsconfig.json')), noEmit: false, noCheck: true, declaration: true, emitDeclarationOnly: true, rootDir, outDir }
  const texts = new Map()
  ts.createProgram([entry], options).emit(undefined, (path, text) => texts.set(relative(outDir, path).replaceAll(sep, '/'), text))
  return texts
}

/** The declarations of the library whose front door is `entry`, as `{ path, contents }`, with paths below `outdir`. */
export const declarations = (entry, outdir, rootDir = 'src') => {
  const texts = emitted(resolve(entry), resolve(outdir), resolve(rootDir))
  const reached = new Set([relative(rootDir, entry).replace(/\.ts$/, '.d.ts')])
  // A set is walked in the order of what is added, also of what is added on the way.
  for (const path of reached) for (const [, , , target] of texts.get(path).matchAll(REFERENCE)) reached.add(join(dirname(path), `${target}.d.ts`))
  return [...reached].sort().map((path) => ({ path: join(outdir, path), contents: texts.get(path).replaceAll(REFERENCE, '$1$3.js$2') }))
}
