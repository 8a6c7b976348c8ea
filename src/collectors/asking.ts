/** Lists of a provider, asked for page by page: kept as documents in the shape of kept files, and told as requests. */
import type { Lack, RequestRecord } from '../model/inventory.ts'
import { type Live, NotKept, type RawFile } from '../model/live.ts'
import type { Kept } from './reading.ts'

/** One answer of a list. */
export interface Page {
  /** What of it is looked at: an allow-list of its fields, so that memory does not grow with what nobody reads. */
  readonly value: unknown
  readonly records: number
  readonly request: RequestRecord
  /** The body as it came, for `--keep-raw`; absent where none may be kept. */
  readonly raw?: Uint8Array
}

export interface Wanted {
  /** In the words of a gap: "the member list". */
  readonly what: string
  /** The key of `files` that reads the kept form, and the name of that file. */
  readonly key: string
  readonly name: string
  /** `pages`: a JSON array of all answers, however many there are; `one`: the one answer as it is. */
  readonly shape: 'pages' | 'one'
  /** Why it could not be had, from what was thrown. */
  readonly lackOf: (error: unknown) => Lack
}

export interface Asking {
  /** All pages of a list. What came before something went wrong is handed on with the reason; nothing is thrown but an interruption. */
  pages(wanted: Wanted, pages: AsyncIterable<Page>): Promise<Kept<readonly unknown[]>>
  /** One answer. */
  one(wanted: Wanted, ask: () => Promise<Page>): Promise<Kept<unknown>>
  /** What was asked and answered so far. */
  requests(): readonly RequestRecord[]
}

const OPEN = Buffer.from('[')
const COMMA = Buffer.from(',\n')
const CLOSE = Buffer.from(']\n')

/** The fields in which GitHub's GraphQL and Google's Directory API hold codes. Nobody asks for them; a provider that sends them all the same is not quoted. */
const CODE_FIELDS = ['recoveryCodes', 'verificationCode"'].map((name) => Buffer.from(name))

const holdsCodes = (bytes: Uint8Array): boolean => CODE_FIELDS.some((name) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(name))

/** What holds codes is not hashed either. */
const withoutDigest = ({ sha256: _, ...request }: RequestRecord): RequestRecord => request

export const openAsking = (source: string, live: Live): Asking => {
  const requests: RequestRecord[] = []

  const gather = async ({ what, key, name, shape, lackOf }: Wanted, pages: AsyncIterable<Page>): Promise<Kept<readonly unknown[]>> => {
    const file = `${source}/${name}`
    const values: unknown[] = []
    let records = 0
    let raw: RawFile | undefined
    let mayKeep = live.keep !== undefined && !live.probe
    try {
      for await (const page of pages) {
        const isSafe = page.raw === undefined || !holdsCodes(page.raw)
        requests.push(isSafe ? page.request : withoutDigest(page.request))
        mayKeep &&= isSafe
        if (page.raw !== undefined && live.keep !== undefined && mayKeep) {
          raw ??= await live.keep.open(source, key, name)
          if (shape === 'pages') await raw.write(values.length === 0 ? OPEN : COMMA)
          await raw.write(page.raw)
        }
        values.push(page.value)
        records += page.records
        live.tell({ source, what, pages: values.length, records })
        if (live.probe) break
      }
      if (shape === 'pages') await raw?.write(CLOSE)
      await (mayKeep ? raw?.commit() : raw?.discard())
      return { file, value: values }
    } catch (error) {
      await raw?.discard()
      if (live.signal.aborted || error instanceof NotKept) throw error
      const lack = lackOf(error)
      const short = { ...lack, detail: `${what}: ${lack.detail}` }
      live.tell({ source, what, pages: values.length, records, lack })
      return values.length === 0 ? { file, ...short } : { file, value: values, short }
    }
  }

  return {
    pages: gather,
    async one(wanted, ask) {
      const kept = await gather(
        wanted,
        (async function* () {
          yield await ask()
        })(),
      )
      return 'value' in kept ? { file: kept.file, value: kept.value[0] } : kept
    },
    requests: () => requests,
  }
}
