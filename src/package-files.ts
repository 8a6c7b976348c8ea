/** What lies in the installed package beside the program. The one place that knows where. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { openFolder } from './files.ts'

const inPackage = (folder: string): string => fileURLToPath(new URL(`../${folder}/`, import.meta.url))

/** The shipped policies. */
export const shippedPolicies = openFolder(inPackage('policies'), false)

/** The schemas, for editors. */
export const shippedSchemas = openFolder(inPackage('schemas'), false)

/** The version of this package. */
export const packageVersion = (): string => (JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }).version
