/** The collectors, by the type of source that they read. */
import type { Collector } from '../model/collector.ts'
import type { Source } from '../model/configuration.ts'
import aws from './aws/collector.ts'
import bitwarden from './bitwarden/collector.ts'
import cloudtrail from './cloudtrail/collector.ts'
import custody from './custody/collector.ts'
import github from './github/collector.ts'
import google from './google/collector.ts'
import keepassxc from './keepassxc/collector.ts'
import log from './log/collector.ts'
import mapped from './mapped/collector.ts'
import onepassword from './onepassword/collector.ts'
import vault from './vault/collector.ts'

export const collectors: { readonly [T in Source['type']]: Collector<Extract<Source, { type: T }>> } = {
  aws,
  bitwarden,
  cloudtrail,
  custody,
  github,
  google,
  keepassxc,
  log,
  mapped,
  onepassword,
  vault,
}
