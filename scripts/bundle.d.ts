export interface BundledFile {
  readonly path: string
  readonly contents: Uint8Array
}

export interface Bundled {
  readonly files: readonly BundledFile[]
  readonly inputs: readonly string[]
}

export interface BundleOptions {
  readonly root?: string
  readonly target?: string
  readonly whole?: boolean
}

export const bundle: (entries: Readonly<Record<string, string>>, outdir: string, options?: BundleOptions) => Promise<Bundled>
export const packagesIn: (inputs: readonly string[]) => string[]
export const product: (root?: string) => Promise<Bundled>
