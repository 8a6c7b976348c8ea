/** Writes dist/: the program, the library with its types, and the notices of what is in them. What was there before is gone. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { packagesIn, product } from './bundle.js'
import { declarations } from './declarations.js'
import { noticesOf } from './notices.js'

const { files, inputs } = await product()
const notices = { path: 'dist/THIRD-PARTY-NOTICES.txt', contents: noticesOf('dist/', packagesIn(inputs), readFileSync('LICENSE', 'utf8')) }

rmSync('dist', { recursive: true, force: true })
for (const { path, contents } of [...files, ...declarations('src/index.ts', 'dist/types'), notices]) {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, contents, path === 'dist/cli/main.js' ? { mode: 0o755 } : {})
}
