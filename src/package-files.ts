/** What lies in the installed package beside the program. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openFolder } from './files.ts'
import { packageRoot } from './package-root.ts'

const inPackage = (folder: string): string => join(packageRoot, folder)

/** The shipped policies. */
export const shippedPolicies = openFolder(inPackage('policies'), false)

/** The schemas, for editors. */
export const shippedSchemas = openFolder(inPackage('schemas'), false)

/** The version of this package. */
export const packageVersion = (): string => (JSON.parse(readFileSync(inPackage('package.json'), 'utf8')) as { version: string }).version
