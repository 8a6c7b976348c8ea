/** The world as a collector sees it, made up: no credentials, a clock that stands, waits that are short. */
import type { Live } from '../../src/model/live.ts'
import { AS_OF } from './builders.ts'

export const aLive = (over: Partial<Live> = {}): Live => ({
  now: () => AS_OF,
  env: {},
  signal: new AbortController().signal,
  tell: () => undefined,
  ended: () => undefined,
  second: 20,
  probe: false,
  ...over,
})
