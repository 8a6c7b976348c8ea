/** The collectors, by the type of source that they read. Each is loaded when a source of its type is collected. */
import type { Collector } from '../model/collector.ts'
import type { Source } from '../model/configuration.ts'

const later = <S extends Source>(type: S['type'], load: () => Promise<{ readonly default: Collector<S> }>): Collector<S> => ({
  type,
  collect: async (source, context) => (await load()).default.collect(source, context),
})

export const collectors: { readonly [T in Source['type']]: Collector<Extract<Source, { type: T }>> } = {
  aws: later('aws', () => import('./aws/collector.ts')),
  bitwarden: later('bitwarden', () => import('./bitwarden/collector.ts')),
  cloudtrail: later('cloudtrail', () => import('./cloudtrail/collector.ts')),
  custody: later('custody', () => import('./custody/collector.ts')),
  github: later('github', () => import('./github/collector.ts')),
  google: later('google', () => import('./google/collector.ts')),
  keepassxc: later('keepassxc', () => import('./keepassxc/collector.ts')),
  log: later('log', () => import('./log/collector.ts')),
  mapped: later('mapped', () => import('./mapped/collector.ts')),
  onepassword: later('onepassword', () => import('./onepassword/collector.ts')),
  vault: later('vault', () => import('./vault/collector.ts')),
}
