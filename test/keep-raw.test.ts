/** Raw answers on the disk: whole files or none, and a configuration that reads them. */
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { openRawFolder, type RawFolder } from '../src/keep-raw.ts'
import type { Source } from '../src/model/configuration.ts'
import { NotKept } from '../src/model/live.ts'
import { AS_OF } from './support/builders.ts'
import { tempFolder } from './support/temp-folder.ts'

const sources: readonly Source[] = [
  { id: 'github-acme', type: 'github', organization: 'acme' },
  { id: 'google-acme', type: 'google', customer: 'my_customer' },
  { id: 'vault-hq', type: 'vault', location: 'vault-hq', files: ['audit.jsonl'] },
]

const opened = async (root: string): Promise<RawFolder> => {
  const folder = await openRawFolder(join(root, 'evidence/raw'), root)
  if ('refusal' in folder) throw new Error(folder.refusal)
  return folder
}

test('a file is there when it is whole, for its owner alone', async () => {
  const root = tempFolder()
  const folder = await opened(root)
  const file = await folder.open('github-acme', 'members', 'members.json')
  await file.write(Buffer.from('[[1],'))
  expect(readdirSync(join(root, 'evidence/raw/github-acme')).every((name) => name.endsWith('.tmp'))).toBe(true)
  await file.write(Buffer.from('[2]]'))
  await file.commit()
  expect(readdirSync(join(root, 'evidence/raw/github-acme'))).toEqual(['members.json'])
  const path = join(root, 'evidence/raw/github-acme/members.json')
  expect(readFileSync(path, 'utf8')).toBe('[[1],[2]]')
  expect(statSync(path).mode & 0o777).toBe(0o600)
})

test.each(['discard', 'abandon'])('after %s nothing is left of it', async (how) => {
  const root = tempFolder()
  const folder = await opened(root)
  const file = await folder.open('github-acme', 'members', 'members.json')
  await file.write(Buffer.from('[[1],'))
  if (how === 'discard') await file.discard()
  else folder.abandon()
  expect(readdirSync(join(root, 'evidence/raw/github-acme'))).toEqual([])
})

test('sources.yaml reads what was kept, and leaves the others as they are', async () => {
  const root = tempFolder()
  const folder = await opened(root)
  await (await folder.open('github-acme', 'members', 'members.json')).commit()
  folder.note('github-acme', 'note', 'text')
  await (await folder.open('google-acme', 'users', 'users.json')).discard()
  await folder.finish(sources, new Map([['github-acme', AS_OF]]))
  expect(parse(readFileSync(join(root, 'evidence/raw/sources.yaml'), 'utf8'))).toEqual({
    sources: [
      {
        id: 'github-acme',
        type: 'github',
        organization: 'acme',
        collected: new Date(AS_OF).toISOString(),
        files: { members: 'evidence/raw/github-acme/members.json', note: 'text' },
      },
      sources[1],
      sources[2],
    ],
  })
})

describe('a folder', () => {
  test('that is not empty is refused', async () => {
    const root = tempFolder({ 'raw/old.json': [] })
    expect(await openRawFolder(join(root, 'raw'), root)).toEqual({ refusal: 'it is not empty, and answers of two runs are not mixed' })
  })

  test('that is a file is refused', async () => {
    const root = tempFolder({ raw: 'text' })
    expect(await openRawFolder(join(root, 'raw'), root)).toEqual({ refusal: 'EEXIST' })
  })

  test('in which a file cannot be put says so', async () => {
    const root = tempFolder()
    const folder = await opened(root)
    writeFileSync(join(root, 'evidence/raw/github-acme'), 'in the way')
    await expect(folder.open('github-acme', 'members', 'members.json')).rejects.toThrow(NotKept)
    mkdirSync(join(root, 'evidence/raw/google-acme/users.json'), { recursive: true })
    const file = await folder.open('google-acme', 'users', 'users.json')
    await expect(file.commit()).rejects.toThrow('google-acme/users.json was not written')
  })
})
