/** How a fault of our own is told: by its kind and its place in the program. Its message is left out, as it may quote what was read. */
import { readFileSync } from 'node:fs'
import { SourceMap, type SourceMapPayload, type SourceMapping } from 'node:module'
import { dirname, join, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { packageRoot } from '../package-root.ts'
import { nameError } from './system-error.ts'

const ROOT = join(packageRoot, sep)
const BUNDLED = join(ROOT, 'dist', sep)
/** "at f (file:///a/b.js:1:2)", "at async /a/b.js:1:2", "at node:fs:1:2" */
const PLACE = /^at (?:.* \()?(?:async )?((?:file:\/\/|node:|\/|[A-Z]:\\)[^()]*:\d+:\d+)\)?$/

const toPath = (place: string): string => {
  const [, url = '', position = ''] = /^(file:.*?)(:\d+:\d+)$/.exec(place) ?? []
  return url === '' ? place : `${fileURLToPath(url)}${position}`
}

/** The places of a stack, the innermost first; lines of the message, which may look like places, are not among them. */
const placesOf = ({ message, stack = '' }: Error): string[] => {
  const start = message === '' ? -1 : stack.indexOf(message)
  return (start === -1 ? stack : stack.slice(start + message.length)).split('\n').flatMap((line) => {
    const found = PLACE.exec(line.trim())
    return found === null ? [] : [toPath(found[1] ?? '')]
  })
}

const maps = new Map<string, SourceMap | undefined>()

/** The map beside a file of bundled code; undefined: there is none that can be read. */
const mapOf = (path: string): SourceMap | undefined => {
  if (maps.has(path)) return maps.get(path)
  let map: SourceMap | undefined
  try {
    map = new SourceMap(JSON.parse(readFileSync(`${path}.map`, 'utf8')) as SourceMapPayload)
  } catch {
    map = undefined
  }
  maps.set(path, map)
  return map
}

const isMapped = (entry: object): entry is SourceMapping => 'originalSource' in entry

/** The source that a place in bundled code was made of; the place itself where no map tells. */
const toSource = (place: string): string => {
  const [, path = '', line, column] = /^(.*):(\d+):(\d+)$/.exec(place) ?? []
  const entry = path.startsWith(BUNDLED) ? mapOf(path)?.findEntry(Number(line) - 1, Number(column) - 1) : undefined
  if (entry === undefined || !isMapped(entry)) return place
  return `${resolve(dirname(path), entry.originalSource)}:${String(entry.originalLine + 1)}:${String(entry.originalColumn + 1)}`
}

const isOurs = (place: string): boolean => place.startsWith(ROOT) && !/^(?:node_modules|dist)\b/.test(place.slice(ROOT.length))

/** Our own code tells more than what it calls. */
const placeOf = (error: Error): string => {
  const places = placesOf(error).map(toSource)
  const place = places.find(isOurs) ?? places[0]
  return place === undefined ? '' : ` at ${place.startsWith(ROOT) ? place.slice(ROOT.length) : place}`
}

/** "TypeError at src/audit/join.ts:12:5", "Error (EMFILE, too many open files) at …". */
export const describeFault = (error: unknown): string => {
  if (!(error instanceof Error)) return 'something that is no error was thrown'
  const name = /^\w{1,40}$/.test(error.name) ? error.name : 'Error'
  const system = nameError(error)
  return `${name}${system === undefined ? '' : ` (${system})`}${placeOf(error)}`
}
