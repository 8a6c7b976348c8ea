/** The limit of what an audit can do: parses files of JSON lines, and nothing else. `node bench/parse.js FILE…` */
import { openSync, readSync } from 'node:fs'

const CHUNK = 1_048_576
const NEWLINE = 10

const parseLines = (path) => {
  const file = openSync(path)
  const buffer = Buffer.allocUnsafe(CHUNK)
  let rest = Buffer.alloc(0)
  for (let length = readSync(file, buffer); length > 0; length = readSync(file, buffer)) {
    const chunk = Buffer.concat([rest, buffer.subarray(0, length)])
    let start = 0
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      JSON.parse(chunk.toString('utf8', start, end))
      start = end + 1
    }
    rest = Buffer.from(chunk.subarray(start))
  }
}

process.argv.slice(2).forEach(parseLines)
