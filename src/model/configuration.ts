/** The configuration as the auditor uses it; the shapes of its sources are generated from its schema. */
import type {
  AwsSource,
  BitwardenSource,
  CloudtrailSource,
  CustodySource,
  GithubSource,
  GoogleSource,
  KeepassxcSource,
  MappedSource,
  OnepasswordSource,
  OwnLogSource,
  VaultSource,
} from './generated/configuration.ts'
import type { Severity } from './policy.ts'

export type {
  AwsSource,
  BitwardenSource,
  CloudtrailSource,
  CustodySource,
  GithubSource,
  GoogleSource,
  KeepassxcSource,
  MappedSource,
  OnepasswordSource,
  OwnLogSource,
  VaultSource,
}
export type LogSource = VaultSource | CloudtrailSource | BitwardenSource | OnepasswordSource | KeepassxcSource | CustodySource | OwnLogSource | MappedSource
export type Source = GithubSource | AwsSource | GoogleSource | LogSource

export interface Configuration {
  readonly file: string
  readonly policies: readonly string[]
  readonly waivers?: string
  readonly register: string
  readonly roster: string
  readonly sources: readonly Source[]
  /** Milliseconds. */
  readonly maxEvidenceAge: number
  readonly reports: readonly string[]
  readonly failOn: Severity
}
