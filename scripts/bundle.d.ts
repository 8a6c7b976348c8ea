export interface BundledFile {
  readonly path: string
  readonly contents: Uint8Array
}

export interface Bundled {
  readonly files: readonly BundledFile[]
  readonly inputs: readonly string[]
}

export const packagesIn: (inputs: readonly string[]) => string[]
export const product: (root?: string) => Promise<Bundled>
