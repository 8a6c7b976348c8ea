/** KeePassXC itself writes databases that we read, and opens those that we read and those that kdbxweb made. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import keepassxc from '../../src/collectors/keepassxc/collector.ts'
import { openFolder } from '../../src/files.ts'
import type { KeepassxcSource } from '../../src/model/configuration.ts'
import type { Collected } from '../../src/model/inventory.ts'
import { at } from '../support/builders.ts'
import { collectFrom } from '../support/collecting.ts'
import { aDatabase, anEntry, credentials, formats, PASSWORD, toFile } from '../support/kdbx.ts'
import { aLive } from '../support/live.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { needing } from './parts.ts'

const parts = needing('keepassxc')

const SECOND = 1000
const source: KeepassxcSource = { id: 'escrow', type: 'keepassxc', location: 'keepass', files: ['escrow.kdbx'], 'password-env': 'KEY' }

const run = (folder: string, command: string, args: readonly string[], ...typed: readonly string[]): string =>
  execFileSync(parts.at('keepassxc'), [command, '-q', ...args], {
    cwd: folder,
    input: typed.map((line) => `${line}\n`).join(''),
    encoding: 'utf8',
    stdio: 'pipe',
  })

const collect = (folder: string, items: readonly string[], over: Partial<KeepassxcSource> = {}, password = PASSWORD): Promise<Collected> =>
  collectFrom(keepassxc, { ...source, ...over }, {}, items, {
    files: openFolder(folder, false),
    asOf: Date.now(),
    live: aLive({ env: { KEY: password } }),
  })
const deeds = ({ facts }: Collected): string[] => [...(facts.escrowEvents ?? [])].map(({ action, item }) => `${action} ${item ?? ''}`)
const reasons = ({ gaps }: Collected): string[] => gaps.map(({ reason }) => reason)

/** The clock of KeePassXC has whole seconds: what it changes in one is one change. */
const nextSecond = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1.1 * SECOND))

describe('keepassxc-cli', () => {
  test('makes a database and changes it, and we read what it did and when', async () => {
    const folder = tempFolder({})
    const began = Math.floor(Date.now() / SECOND) * SECOND
    run(folder, 'db-create', ['--set-password', 'escrow.kdbx'], PASSWORD, PASSWORD)
    run(folder, 'mkdir', ['escrow.kdbx', 'Escrow'], PASSWORD)
    run(folder, 'add', ['escrow.kdbx', 'Escrow/Ada'], PASSWORD)
    expect(deeds(await collect(folder, ['Escrow/Ada']))).toEqual(['create Escrow/Ada'])
    await nextSecond()
    run(folder, 'edit', ['-p', 'escrow.kdbx', 'Escrow/Ada'], PASSWORD, 'one code and another')
    const edited = await collect(folder, ['Escrow/Ada'])
    expect(deeds(edited)).toEqual(['create Escrow/Ada', 'update Escrow/Ada'])
    for (const { time } of edited.facts.escrowEvents ?? []) {
      expect(time).toBeGreaterThanOrEqual(began)
      expect(time).toBeLessThanOrEqual(Date.now())
    }
    expect(reasons(edited)).toEqual(['uncovered'])
    expect(JSON.stringify(edited)).not.toContain('one code')
    // To look at a code leaves no trace, as the page of the collector says.
    const before = readFileSync(join(folder, 'escrow.kdbx'))
    expect(run(folder, 'show', ['-s', '-a', 'Password', 'escrow.kdbx', 'Escrow/Ada'], PASSWORD)).toContain('one code and another')
    expect(readFileSync(join(folder, 'escrow.kdbx'))).toEqual(before)
    await nextSecond()
    run(folder, 'rm', ['escrow.kdbx', 'Escrow/Ada'], PASSWORD)
    const [event] = edited.facts.escrowEvents ?? []
    const removed = await collect(folder, [event?.id.slice(0, 32) ?? ''])
    expect(deeds(removed).map((deed) => deed.split(' ')[0])).toEqual(['create', 'update', 'delete'])
  })

  test.each(formats)('opens a database %s that kdbxweb made and we have read, and changes it', async (format) => {
    const database = aDatabase(format)
    anEntry(database, 'Ada', ['2026-03-15T10:00:00Z', '2026-10-08T09:00:00Z'])
    const bytes = await toFile(database)
    const folder = tempFolder({ 'escrow.kdbx': bytes })
    const read = await collect(folder, ['Ada'])
    expect([...(read.facts.escrowEvents ?? [])].map(({ time }) => time)).toEqual([at('2026-03-15T10:00:00Z'), at('2026-10-08T09:00:00Z')])
    expect(new Uint8Array(readFileSync(join(folder, 'escrow.kdbx')))).toEqual(bytes)
    expect(run(folder, 'ls', ['escrow.kdbx'], PASSWORD)).toContain('Ada')
    run(folder, 'edit', ['-u', 'ada', 'escrow.kdbx', 'Ada'], PASSWORD)
    expect(deeds(await collect(folder, ['Ada']))).toEqual(['create Ada', 'update Ada', 'update Ada'])
  })

  test('takes the same key file', async () => {
    const keyFile = Uint8Array.from({ length: 64 }, (_, index) => 255 - index)
    const database = aDatabase('4 Argon2id', credentials(PASSWORD, keyFile))
    anEntry(database, 'Ada', ['2026-03-15T10:00:00Z'])
    const folder = tempFolder({ 'escrow.kdbx': await toFile(database), 'escrow.key': keyFile })
    expect(run(folder, 'ls', ['-k', 'escrow.key', 'escrow.kdbx'], PASSWORD)).toContain('Ada')
    expect(deeds(await collect(folder, ['Ada'], { 'key-file': 'escrow.key' }))).toEqual(['create Ada'])
  })

  test('control: a wrong password, and a database that is cut, are refused by both', async () => {
    const bytes = await toFile(aDatabase())
    const folder = tempFolder({ 'escrow.kdbx': bytes, 'cut.kdbx': bytes.slice(0, -10) })
    expect(() => run(folder, 'ls', ['escrow.kdbx'], 'another')).toThrow()
    expect(reasons(await collect(folder, [], {}, 'another'))).toEqual(['uncovered', 'authentication'])
    expect(() => run(folder, 'ls', ['cut.kdbx'], PASSWORD)).toThrow()
    expect(reasons(await collect(folder, [], { files: ['cut.kdbx'] }))).toEqual(['uncovered', 'unreadable'])
  })
})
