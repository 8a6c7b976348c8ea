/** How a fault of our own is told: by its kind and its place in the program. Its message is left out, as it may quote what was read. */
import { fileURLToPath } from 'node:url'
import { nameError } from './write-output.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
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

/** Our own code tells more than what it calls. */
const placeOf = (error: Error): string => {
  const places = placesOf(error)
  const place = places.find((candidate) => candidate.startsWith(ROOT) && !candidate.startsWith('node_modules', ROOT.length)) ?? places[0]
  return place === undefined ? '' : ` at ${place.startsWith(ROOT) ? place.slice(ROOT.length) : place}`
}

/** "TypeError at dist/audit/join.js:12:5", "Error (EMFILE, too many open files) at …". */
export const describeFault = (error: unknown): string => {
  if (!(error instanceof Error)) return 'something that is no error was thrown'
  const name = /^\w{1,40}$/.test(error.name) ? error.name : 'Error'
  const system = nameError(error)
  return `${name}${system === undefined ? '' : ` (${system})`}${placeOf(error)}`
}
