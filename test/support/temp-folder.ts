/** A folder on the disk that is gone after the test. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type Documents, toBytes } from './collecting.ts'

export const tempFolder = (documents: Documents = {}): string => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'sparekey-')))
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true })
  })
  for (const [path, document] of Object.entries(documents)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), toBytes(document))
  }
  return folder
}
