import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { openFolder } from '../src/files.ts'
import { BrokenFile, type Files, RefusedFile, type Opening } from '../src/model/files.ts'
import { tempFolder } from './support/temp-folder.ts'

const sha256 = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** What is said of a path that may not be read, by each way to it. */
const refusals = async (files: Files, path: string): Promise<unknown[]> => {
  const told = async (attempt: Promise<unknown>): Promise<unknown> =>
    attempt.then(
      () => 'allowed',
      (error: unknown) => {
        if (error instanceof RefusedFile) return error.message
        throw error
      },
    )
  return [await told(files.list(path)), await told(files.open(path)), await told(files.read(path))]
}
const allThree = (message: string): string[] => [message, message, message]

describe('a file', () => {
  test('is read whole, with its hash', async () => {
    const files = openFolder(tempFolder({ 'a/b.txt': 'hello' }), false)
    expect(await files.read('a/b.txt')).toEqual({ file: 'a/b.txt', sha256: sha256('hello'), bytes: Buffer.from('hello') })
    expect(await files.read('./a/../a/b.txt')).toMatchObject({ file: './a/../a/b.txt', sha256: sha256('hello') })
  })

  test('is read without its hash, where nobody asks for it, and in parts', async () => {
    const files = openFolder(tempFolder({ 'a.log': 'hello, world' }), false)
    const opened = await files.open('a.log', { withoutSha256: true })
    const chunks: Uint8Array[] = []
    for await (const chunk of opened!.chunks) chunks.push(chunk.slice())
    expect(Buffer.concat(chunks).toString()).toBe('hello, world')
    expect(() => opened!.sha256()).toThrow('was left out')
    const parts: string[] = []
    for await (const part of opened!.parts([
      { at: 7, length: 5 },
      { at: 0, length: 5 },
      { at: 10, length: 9 },
    ]))
      parts.push(Buffer.from(part).toString())
    expect(parts).toEqual(['world', 'hello', 'ld'])
  })

  test('of many chunks is read whole, with its hash', async () => {
    const bytes = Buffer.from(Array.from({ length: 9_000_000 }, (_, index) => index % 251))
    const files = openFolder(tempFolder({ 'big.log': bytes }), false)
    const opened = await files.open('big.log')
    const chunks: Uint8Array[] = []
    for await (const chunk of opened!.chunks) chunks.push(chunk.slice())
    expect(chunks.length).toBeGreaterThan(1)
    expect(Buffer.concat(chunks).equals(bytes)).toBe(true)
    expect([opened!.sha256(), opened!.sha256()]).toEqual([sha256(bytes), sha256(bytes)])
  })

  test('that is packed is unpacked, and its hash is that of the file', async () => {
    const packed = gzipSync('x'.repeat(1_000_000))
    const read = await openFolder(tempFolder({ 'a.gz': packed }), false).read('a.gz')
    expect(read).toMatchObject({ sha256: sha256(packed) })
    expect('bytes' in read && read.bytes.byteLength).toBe(1_000_000)
  })

  test('that is packed and cut is unreadable, and never half a file', async () => {
    const packed = gzipSync(Buffer.from(Array.from({ length: 50_000 }, (_, index) => index % 251)))
    for (const length of [1, 10, Math.floor(packed.length / 2), packed.length - 8, packed.length - 1]) {
      expect(await openFolder(tempFolder({ 'a.gz': packed.subarray(0, length) }), false).read('a.gz')).toEqual({
        file: 'a.gz',
        problem: 'unreadable',
        detail: 'a.gz cannot be unpacked to its end',
      })
    }
  })

  test('that zstd packed is unpacked, and is never half a file', async () => {
    const text = Buffer.from(Array.from({ length: 20_000 }, (_, index) => (index * index) % 251))
    const packed = execFileSync('zstd', ['-qc'], { input: text })
    const read = (bytes: Uint8Array): Promise<unknown> => openFolder(tempFolder({ 'a.zst': bytes }), false).read('a.zst')
    expect(await read(packed)).toEqual({ file: 'a.zst', sha256: sha256(packed), bytes: text })
    expect(await read(Buffer.concat([packed, packed]))).toMatchObject({ bytes: Buffer.concat([text, text]) })
    const broken = { file: 'a.zst', problem: 'unreadable', detail: 'a.zst cannot be unpacked to its end' }
    for (const length of [1, 10, packed.length >> 1, packed.length - 1]) expect(await read(packed.subarray(0, length))).toEqual(broken)
    expect(await read(Buffer.concat([packed, Buffer.from('garbage')]))).toEqual(broken)
    expect(await read(Buffer.from('not packed'))).toEqual(broken)
  })

  test('that zstd packed is unreadable where that program is not there, and what would help is told', async () => {
    const path = process.env['PATH']
    process.env['PATH'] = tempFolder()
    try {
      expect(await openFolder(tempFolder({ 'a.zst': 'x' }), false).read('a.zst')).toMatchObject({
        problem: 'unreadable',
        detail: 'a.zst cannot be unpacked here: there is no program zstd. Install it, or pack the file as .gz',
      })
    } finally {
      process.env['PATH'] = path
    }
  })

  describe('that changes while it is read', () => {
    const bytes = Buffer.from(Array.from({ length: 9_000_000 }, (_, index) => index % 251))
    /** What is read when something happens after the first chunk, and whether the path still leads to what was read. */
    const reading = async (happens: (path: string) => void, opening?: Opening): Promise<{ length: number; sha256: string; isStill: boolean }> => {
      const folder = tempFolder({ 'a.log': bytes })
      const opened = await openFolder(folder, false).open('a.log', opening)
      let length = 0
      for await (const chunk of opened!.chunks) {
        if (length === 0) happens(join(folder, 'a.log'))
        length += chunk.byteLength
      }
      return { length, sha256: opened!.sha256(), isStill: await opened!.isStill() }
    }

    test.each<[string, (path: string) => void]>([
      [
        'and is cut',
        (path) => {
          truncateSync(path, 5_000_000)
        },
      ],
      [
        'and is emptied',
        (path) => {
          truncateSync(path, 0)
        },
      ],
      [
        'and is written anew',
        (path) => {
          writeFileSync(path, Buffer.alloc(9_000_000, 'x'))
        },
      ],
      [
        'and is written anew and longer',
        (path) => {
          writeFileSync(path, Buffer.alloc(9_500_000, 'x'))
        },
      ],
    ])('%s is a broken one', async (_, happens) => {
      await expect(reading(happens)).rejects.toThrow(new BrokenFile('a.log was changed while it was read'))
      await expect(reading(happens, { marks: [] })).rejects.toThrow(new BrokenFile('a.log was changed while it was read'))
    })

    test.each<[string, Opening]>([
      ['as it was', {}],
      ['into a memory of its reader as it was', { memoryOf: (length) => new Uint8Array(new ArrayBuffer(length + 64), 64, length) }],
      ['into a buffer of its reader as it was', { memoryOf: (length) => Buffer.alloc(length) }],
      ['as it was where its reader has no memory', { memoryOf: () => undefined }],
    ])('and grows is read %s', async (_, opening) => {
      const grown = await reading((path) => {
        writeFileSync(path, 'more', { flag: 'a' })
      }, opening)
      expect(grown).toEqual({ length: bytes.length, sha256: sha256(bytes), isStill: true })
    })

    test('and gets another name is read, and is not what lies there', async () => {
      const rotated = await reading((path) => {
        renameSync(path, `${path}.1`)
        writeFileSync(path, 'new')
      })
      expect(rotated).toEqual({ length: bytes.length, sha256: sha256(bytes), isStill: false })
    })
  })

  test('that is large is read whole, its hash being taken beside', async () => {
    const large = Buffer.alloc(40_000_000, 'line of a log, of which no two chunks are the same\n')
    const opened = await openFolder(tempFolder({ 'big.log': large }), false).open('big.log')
    const hash = createHash('sha256')
    for await (const chunk of opened!.chunks) hash.update(chunk)
    expect([hash.digest('hex'), opened!.sha256()]).toEqual([sha256(large), sha256(large)])
  })

  test('that is not there is absent', async () => {
    const files = openFolder(tempFolder(), false)
    expect(await files.read('a.txt')).toEqual({ file: 'a.txt', problem: 'absent', detail: 'a.txt is not there' })
    expect(await files.open('no/folder/a.txt')).toBeUndefined()
    expect(await files.list('a.txt')).toEqual([])
  })

  test('in a folder that is not there is absent', async () => {
    expect(await openFolder(join(tempFolder(), 'none'), false).read('a.txt')).toMatchObject({ problem: 'absent' })
  })
})

describe('a list', () => {
  const names = ['b.log', 'a.log', 'B.log', 'sub/c.log', '.hidden.log', 'ä.log', 'a.txt', '10.log', '9.log']
  const files = (): Files => openFolder(tempFolder(Object.fromEntries(names.map((name) => [name, 'x']))), false)

  test('is in order of code unit', async () => {
    expect(await files().list('*.log')).toEqual(['.hidden.log', '10.log', '9.log', 'B.log', 'a.log', 'b.log', 'ä.log'])
    expect(await files().list('**/*.log')).toEqual(['.hidden.log', '10.log', '9.log', 'B.log', 'a.log', 'b.log', 'sub/c.log', 'ä.log'])
    expect(await files().list('{a,b}.log')).toEqual(['a.log', 'b.log'])
  })

  test('is empty when nothing matches', async () => {
    expect(await files().list('*.json')).toEqual([])
    expect(await files().list('none/*.log')).toEqual([])
  })

  test('of a plain path is that path', async () => {
    expect(await files().list('sub/c.log')).toEqual(['sub/c.log'])
  })
})

describe('a path that may not be read', () => {
  /** A folder beside which a secret lies, and ways out of it. */
  const anEscape = (): { folder: string; outside: string } => {
    const outside = tempFolder({ 'secret.log': 'secret', 'conf/a.log': 'ours' })
    const folder = join(outside, 'conf')
    symlinkSync(join(outside, 'secret.log'), join(folder, 'link.log'))
    symlinkSync(outside, join(folder, 'way'))
    symlinkSync(join(folder, 'a.log'), join(folder, 'inner.txt'))
    symlinkSync(join(folder, 'circle'), join(folder, 'circle'))
    symlinkSync(join(outside, 'gone'), join(folder, 'dangling'))
    return { folder, outside }
  }

  test('lies outside the folder', async () => {
    const { folder, outside } = anEscape()
    const files = openFolder(folder, false)
    for (const path of ['../secret.log', 'x/../../secret.log', join(outside, 'secret.log'), '/etc/hostname', '..']) {
      expect(await refusals(files, path)).toEqual(allThree(`${path} lies outside the folder of the configuration`))
    }
  })

  test('leads outside by a symbolic link, be it of the file or of a folder', async () => {
    const files = openFolder(anEscape().folder, false)
    for (const path of ['link.log', 'way/secret.log'])
      expect(await refusals(files, path)).toEqual(allThree(`${path} leads outside the folder of the configuration`))
  })

  test('is found by a glob', async () => {
    const { folder } = anEscape()
    const files = openFolder(folder, false)
    await expect(files.list('*.log')).rejects.toThrow('link.log leads outside the folder of the configuration')
    await expect(files.list('../*.log')).rejects.toThrow('../*.log lies outside the folder of the configuration')
    await expect(files.list('/etc/host*')).rejects.toThrow('lies outside the folder of the configuration')
    expect(await files.list('{../*.log,a.log}')).not.toContain('../secret.log')
    await expect(files.list('way/*.log')).rejects.toThrow('way/secret.log leads outside the folder of the configuration')
  })

  test('may be read when that is allowed', async () => {
    const { folder, outside } = anEscape()
    const files = openFolder(folder, true)
    for (const path of ['../secret.log', join(outside, 'secret.log'), 'link.log', 'way/secret.log']) {
      expect(await files.read(path)).toMatchObject({ file: path, sha256: sha256('secret') })
    }
    expect(await files.list('*.log')).toEqual(['a.log', 'link.log'])
    expect(await files.list('../*.log')).toEqual(['../secret.log'])
  })

  test('is not one that leads about inside', async () => {
    const { folder } = anEscape()
    expect(await openFolder(folder, false).read('inner.txt')).toMatchObject({ sha256: sha256('ours') })
    expect(await openFolder(folder, false).list('in*.txt')).toEqual(['inner.txt'])
    const linked = join(tempFolder(), 'linked')
    symlinkSync(folder, linked)
    expect(await openFolder(linked, false).read('a.log')).toMatchObject({ sha256: sha256('ours') })
  })

  test('is not one that leads nowhere', async () => {
    const files = openFolder(anEscape().folder, false)
    for (const path of ['circle', 'dangling']) expect(await files.read(path)).toMatchObject({ problem: 'absent' })
  })

  test('is not one that leads nowhere, which is listed all the same: what is gone is not nothing', async () => {
    const folder = tempFolder({ 'logs/a.log': 'a' })
    symlinkSync(join(folder, 'gone.log'), join(folder, 'logs', 'b.log'))
    for (const pattern of ['logs/*.log', '**/*.log']) expect(await openFolder(folder, false).list(pattern)).toEqual(['logs/a.log', 'logs/b.log'])
    expect(await openFolder(folder, false).read('logs/b.log')).toMatchObject({ problem: 'absent' })
  })

  test('is not a name that only begins with two dots', async () => {
    expect(await openFolder(tempFolder({ '..a': 'x' }), false).read('..a')).toMatchObject({ sha256: sha256('x') })
  })

  test.each([false, true])('is a folder (outside allowed: %s)', async (allowOutside) => {
    const files = openFolder(tempFolder({ 'a/b.txt': '' }), allowOutside)
    for (const path of ['a', '.']) expect(await refusals(files, path)).toEqual(allThree(`${path} is a folder, not a file`))
  })

  test.each([false, true])('is a pipe or a device (outside allowed: %s)', async (allowOutside) => {
    const folder = tempFolder()
    execFileSync('/usr/bin/mkfifo', [join(folder, 'pipe')])
    const files = openFolder(folder, allowOutside)
    expect(await refusals(files, 'pipe')).toEqual(allThree('pipe is no plain file'))
    if (allowOutside) expect(await refusals(files, '/dev/zero')).toEqual(allThree('/dev/zero is no plain file'))
  })
})

test('a file that goes while the list stands is absent', async () => {
  const folder = tempFolder({ 'a.log': 'x' })
  const files = openFolder(folder, false)
  expect(await files.list('*.log')).toEqual(['a.log'])
  rmSync(join(folder, 'a.log'))
  expect(await files.read('a.log')).toMatchObject({ problem: 'absent' })
  mkdirSync(join(folder, 'a.log'))
  await expect(files.read('a.log')).rejects.toThrow(RefusedFile)
  rmSync(join(folder, 'a.log'), { recursive: true })
  writeFileSync(join(folder, 'a.log'), 'y')
  expect(await files.read('a.log')).toMatchObject({ sha256: sha256('y') })
})
