/** What lies in the installed package beside the program. */
import { join } from 'node:path'
import { openFolder } from './files.ts'
import { packageRoot } from './package-root.ts'

const inPackage = (folder: string): string => join(packageRoot, folder)

/** The shipped policies. */
export const shippedPolicies = openFolder(inPackage('policies'), false)

/** The schemas, for editors. */
export const shippedSchemas = openFolder(inPackage('schemas'), false)
