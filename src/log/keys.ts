/** Keys: who may sign, and for how long; and private keys, which are never shown. */
import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { type Instant, parseMoment } from '../model/time.ts'
import { parseVerifier, type Verifier } from './note.ts'

/** A key that is trusted, for checkpoints that were made in its time. */
export interface TrustedKey extends Verifier {
  /** Inclusive. */
  readonly from?: Instant
  /** Exclusive. */
  readonly to?: Instant
}

export const isInTime = ({ from = -Infinity, to = Infinity }: TrustedKey, time: Instant): boolean => from <= time && time < to

/** A verifier key and, after blanks, `from=TIME` and `to=TIME`; undefined when the text is not that. */
export const parseTrustedKey = (text: string): TrustedKey | undefined => {
  const [key = '', ...limits] = text.trim().split(/\s+/)
  const verifier = parseVerifier(key)
  if (verifier === undefined) return undefined
  const times = limits.map((limit) => {
    const [, name, value = ''] = /^(from|to)=(.+)$/.exec(limit) ?? []
    const time = parseMoment(value)
    return name === undefined || time === undefined ? undefined : { [name]: time }
  })
  return times.includes(undefined) ? undefined : (Object.assign({}, verifier, ...times) as TrustedKey)
}

/** The keys of a file, one a line; blank lines and those that begin with # are passed over. A line that is no key is told by its number. */
export const parseKeys = (text: string): { readonly keys: readonly TrustedKey[] } | { readonly wrongLine: number } => {
  const keys: TrustedKey[] = []
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue
    const key = parseTrustedKey(line)
    if (key === undefined) return { wrongLine: index + 1 }
    keys.push(key)
  }
  return { keys }
}

/** The private key of a PEM text; undefined when it is none, or not of Ed25519. */
export const parsePrivateKey = (pem: string): KeyObject | undefined => {
  try {
    const key = createPrivateKey(pem)
    return key.asymmetricKeyType === 'ed25519' ? key : undefined
  } catch {
    return undefined
  }
}

/** A new private key, in PEM. */
export const newPrivateKey = (): string => generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()
