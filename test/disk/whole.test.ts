import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { writeWhole } from '../../src/disk/whole.ts'
import { tempFolder } from '../support/temp-folder.ts'

const inFolder = (files: Record<string, string> = {}): { folder: string; target: string; draft: string } => {
  const folder = tempFolder(files)
  return { folder, target: join(folder, 'file'), draft: join(folder, 'draft') }
}

const fill = (fd: number): void => {
  writeSync(fd, 'new')
}

test('a file is filled and put in its place, for its owner only', () => {
  const { folder, target, draft } = inFolder({ file: 'old' })
  writeWhole(target, draft, fill)
  expect(readFileSync(target, 'utf8')).toBe('new')
  expect(statSync(target).mode & 0o777).toBe(0o600)
  expect(readdirSync(folder)).toEqual(['file'])
})

test('when it cannot be filled the old one stays, and no draft', () => {
  const { folder, target, draft } = inFolder({ file: 'old' })
  expect(() => {
    writeWhole(target, draft, (fd) => {
      fill(fd)
      throw new Error('a fault')
    })
  }).toThrow('a fault')
  expect(readFileSync(target, 'utf8')).toBe('old')
  expect(readdirSync(folder)).toEqual(['file'])
})

test('when it cannot be put in its place no draft stays either', () => {
  const { folder, target, draft } = inFolder()
  mkdirSync(join(target, 'full'), { recursive: true })
  expect(() => {
    writeWhole(target, draft, fill)
  }).toThrow(/EISDIR|EEXIST|ENOTEMPTY|EPERM/)
  expect(readdirSync(folder)).toEqual(['file'])
})

test('a draft that somebody else laid there is neither written into nor taken away', () => {
  const { folder, target, draft } = inFolder({ victim: 'old' })
  symlinkSync('victim', draft)
  expect(() => {
    writeWhole(target, draft, fill)
  }).toThrow(/EEXIST/)
  expect(readFileSync(join(folder, 'victim'), 'utf8')).toBe('old')
  expect(readdirSync(folder).sort()).toEqual(['draft', 'victim'])
})
