/** The YAML language server that editors run, spoken to as an editor does: JSON-RPC over stdio. */
import { spawn } from 'node:child_process'

export interface Diagnostic {
  readonly message: string
  readonly range: { readonly start: { readonly line: number; readonly character: number } }
}

export interface Editor {
  /** Opens a text under an address, and gives what the server finds wrong with it. */
  readonly open: (uri: string, text: string) => Promise<readonly Diagnostic[]>
  /** The labels that are offered at a place. */
  readonly complete: (uri: string, line: number, character: number) => Promise<readonly string[]>
  /** What is shown of a place. */
  readonly hover: (uri: string, line: number, character: number) => Promise<string>
  readonly close: () => Promise<void>
}

interface Message {
  readonly id?: number
  readonly method?: string
  readonly params?: unknown
  readonly result?: unknown
}

const PATIENCE = 30_000

/** The messages in a stream: each has its length before it. */
const reader = (take: (message: Message) => void): ((chunk: Buffer) => void) => {
  let rest = Buffer.alloc(0)
  return (chunk) => {
    rest = Buffer.concat([rest, chunk])
    for (;;) {
      const end = rest.indexOf('\r\n\r\n')
      const length = Number(/Content-Length: (\d+)/i.exec(rest.subarray(0, Math.max(0, end)).toString('latin1'))?.[1])
      if (end === -1 || rest.length < end + 4 + length) return
      const body = rest.subarray(end + 4, end + 4 + length)
      rest = rest.subarray(end + 4 + length)
      take(JSON.parse(body.toString('utf8')) as Message)
    }
  }
}

export const startLanguageServer = async (program: string, folder: string): Promise<Editor> => {
  const server = spawn(process.execPath, [program, '--stdio'], { stdio: ['pipe', 'pipe', 'ignore'] })
  const ended = new Promise<void>((settle) =>
    server.once('close', () => {
      settle()
    }),
  )
  const answers = new Map<number, (result: unknown) => void>()
  const findings = new Map<string, (diagnostics: readonly Diagnostic[]) => void>()
  let last = 0

  const send = (message: object): void => {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message })
    server.stdin.write(`Content-Length: ${String(Buffer.byteLength(body))}\r\n\r\n${body}`)
  }
  const inTime = <T>(what: string, begin: (settle: (value: T) => void) => void): Promise<T> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new Error(`the language server did not answer: ${what}`))
      }, PATIENCE)
      begin((value) => {
        clearTimeout(timer)
        resolve(value)
      })
    })
  const ask = (method: string, params: object): Promise<unknown> =>
    inTime(method, (settle) => {
      last += 1
      answers.set(last, settle)
      send({ id: last, method, params })
    })

  server.stdout.on(
    'data',
    reader(({ id, method, params, result }) => {
      if (method === 'textDocument/publishDiagnostics') {
        const { uri, diagnostics } = params as { uri: string; diagnostics: readonly Diagnostic[] }
        findings.get(uri)?.(diagnostics)
      } else if (method === 'workspace/configuration') {
        // No catalogue of schemas of the whole world: it would be asked for over the network.
        const { items } = params as { items: readonly { section: string }[] }
        send({
          id,
          result: items.map(({ section }) => (section === 'yaml' ? { schemaStore: { enable: false }, validate: true, hover: true, completion: true } : {})),
        })
      } else if (method !== undefined && id !== undefined) send({ id, result: null })
      else if (id !== undefined) answers.get(id)?.(result)
    }),
  )

  await ask('initialize', {
    processId: process.pid,
    rootUri: folder,
    workspaceFolders: [{ uri: folder, name: 'folder' }],
    capabilities: {
      workspace: { configuration: true },
      textDocument: { completion: { completionItem: { snippetSupport: false } }, hover: { contentFormat: ['plaintext', 'markdown'] }, publishDiagnostics: {} },
    },
  })
  send({ method: 'initialized', params: {} })
  send({ method: 'workspace/didChangeConfiguration', params: { settings: { yaml: { schemaStore: { enable: false } } } } })

  const at = (uri: string, line: number, character: number): object => ({ textDocument: { uri }, position: { line, character } })
  return {
    open: (uri, text) =>
      inTime(`diagnostics of ${uri}`, (settle) => {
        findings.set(uri, settle)
        send({ method: 'textDocument/didOpen', params: { textDocument: { uri, languageId: 'yaml', version: 1, text } } })
      }),
    complete: async (uri, line, character) => {
      const result = (await ask('textDocument/completion', at(uri, line, character))) as { items: readonly { label: string }[] } | null
      return (result?.items ?? []).map(({ label }) => label)
    },
    hover: async (uri, line, character) => {
      const result = (await ask('textDocument/hover', at(uri, line, character))) as { contents: { value: string } } | null
      return result?.contents.value ?? ''
    },
    close: () => {
      server.kill('SIGKILL')
      return ended
    },
  }
}
