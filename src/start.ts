/** How a new user starts: the files to write, and the schemas that editors read them by. */
import { shippedPolicies, shippedSchemas } from './package-files.ts'
import { nearestShipped, shippedNames } from './policy/shipped.ts'
import { SCHEMA_FOLDER, type Starter, starterFiles, type StarterFile } from './starter/files.ts'

/** What editors read: the files that people write, and what those share. */
const READ_BY_EDITORS = ['common', 'configuration', 'policy', 'waivers', 'register', 'roster']

const schemaFiles = (): Promise<readonly StarterFile[]> =>
  Promise.all(
    READ_BY_EDITORS.map(async (name) => {
      const file = await shippedSchemas.read(`${name}.schema.json`)
      if ('problem' in file) throw new Error(`the package lacks the schema ${name}`)
      return { path: `${SCHEMA_FOLDER}/${name}.schema.json`, text: new TextDecoder().decode(file.bytes) }
    }),
  )

/** Every file of a start; or, when the policy is not one of the shipped, which there are. */
export const startingFiles = async (starter: Starter): Promise<{ readonly files: readonly StarterFile[] } | { readonly hint: string }> => {
  const names = await shippedNames(shippedPolicies)
  return names.includes(starter.policy) ? { files: [...starterFiles(starter), ...(await schemaFiles())] } : { hint: nearestShipped(starter.policy, names) }
}
