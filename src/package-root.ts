/** Where the package lies, however its code was bundled: the nearest folder above the running code that has a `package.json`. */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const rootAbove = (folder: string): string => {
  if (existsSync(join(folder, 'package.json'))) return folder
  const above = dirname(folder)
  if (above === folder) throw new Error('the program lies in no package')
  return rootAbove(above)
}

export const packageRoot = rootAbove(dirname(fileURLToPath(import.meta.url)))
