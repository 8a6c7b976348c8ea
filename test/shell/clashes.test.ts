import { linkSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { clashes, type Writing } from '../../src/shell/clashes.ts'
import { pathHere } from '../../src/shell/paths.ts'
import { tempFolder } from '../support/temp-folder.ts'

/** A folder with a file in it that has a second name, and a second way to the folder of the file. */
const aFolder = (): ((path: string) => string) => {
  const folder = tempFolder({ 'a/one.json': '{}', 'b/two.json': '{}' })
  linkSync(join(folder, 'a/one.json'), join(folder, 'hard.json'))
  symlinkSync(join(folder, 'a'), join(folder, 'way'))
  mkdirSync(join(folder, 'empty'))
  symlinkSync('nowhere', join(folder, 'lost.json'))
  return (path) => join(folder, path)
}

const sentences = (at: (path: string) => string, writings: readonly (readonly [Writing['what'], string])[], reads: readonly string[]): readonly string[] =>
  clashes(
    writings.map(([what, path]) => ({ what, path: at(path) })),
    reads.map(at),
  ).map((sentence) => sentence.replaceAll(pathHere(at('.')), '.'))

const READ = 'was read for this, and a report would take its place: give the report another file'

describe('what is read', () => {
  test.each(['a/one.json', 'hard.json', 'way/one.json', 'a/../way/one.json'])('gets no report in its place, by whatever name: %s', (name) => {
    const at = aFolder()
    expect(sentences(at, [['report', name]], ['b/two.json', 'a/one.json'])).toEqual([expect.stringContaining(READ)])
    expect(sentences(at, [['report', 'a/one.json']], [name])).toEqual([expect.stringContaining(READ)])
  })

  test('gets none either where it is not there yet', () => {
    expect(sentences(aFolder(), [['report', 'way/new/three.json']], ['a/new/three.json'])).toEqual([expect.stringContaining(READ)])
  })

  test.each([
    ['inventory', 'the inventory would take its place: give the inventory another file'],
    ['state', 'the state would take its place: give the state another file'],
  ] as const)('gets no %s', (what, would) => {
    expect(sentences(aFolder(), [[what, 'a/one.json']], ['a/one.json'])).toEqual([`./a/one.json was read for this, and ${would}`])
  })

  test('is appended to where it is the history', () => {
    expect(sentences(aFolder(), [['history', 'a/one.json']], ['a/one.json'])).toEqual([])
  })
})

describe('two that are written', () => {
  test.each([
    ['a/one.json', 'hard.json'],
    ['a/one.json', 'way/one.json'],
    ['a/new.json', 'way/new.json'],
    ['a/deep/new.json', 'way/deep/new.json'],
  ])('need a file each: %s and %s are one', (first, second) => {
    const one = `./${first} and ./${second} are one file, and two reports would be written to it: give each report a file of its own`
    expect(
      sentences(
        aFolder(),
        [
          ['report', first],
          ['report', 'other.json'],
          ['report', second],
        ],
        [],
      ),
    ).toEqual([one])
  })

  test.each([
    ['history', 'report', 'is the history, and a report would take its place: give the report another file'],
    ['history', 'state', 'is the history, and the state would take its place: give the state another file'],
    ['state', 'inventory', 'is the state, and the inventory would take its place: give the inventory another file'],
  ] as const)('%s and %s', (first, second, words) => {
    expect(
      sentences(
        aFolder(),
        [
          [first, 'a/new.jsonl'],
          [second, 'way/new.jsonl'],
        ],
        [],
      ),
    ).toEqual([`./way/new.jsonl ${words}`])
  })
})

test('files of their own may be written, whether they are there or not', () => {
  const writings = ['b/two.json', 'way/two.json', 'empty/one.json', 'new/one.json', 'lost.json'].map((path) => ['report', path] as const)
  expect(sentences(aFolder(), [['history', 'h'], ['state', 's'], ...writings], ['a/one.json'])).toEqual([])
})
