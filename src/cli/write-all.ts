/** Several new files, written all or not at all. */
import { existsSync, renameSync, rmdirSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { foreseeRefusal, writeOutput } from '../shell/write-output.ts'

export interface NewFile {
  readonly path: string
  readonly text: string
}

export interface Refused {
  readonly path: string
  readonly why: string
}

/** What an old file is called once a new one has its name. */
export const oldName = (path: string): string => `${path}.old`

/** The folders above a file that are not there yet, the innermost first. */
const missingFolders = (path: string): readonly string[] => {
  const folder = dirname(path)
  return existsSync(folder) || folder === dirname(folder) ? [] : [folder, ...missingFolders(folder)]
}

/** Why some of the files cannot be written, as far as that can be seen without writing. */
const foreseen = (files: readonly NewFile[]): readonly Refused[] =>
  files.flatMap(({ path }) => {
    const why = foreseeRefusal(path) ?? (existsSync(path) && existsSync(oldName(path)) ? `${oldName(path)} is there already: move it away first` : undefined)
    return why === undefined ? [] : [{ path, why }]
  })

/** Writes every file, keeping each that is there under its old name; or leaves everything as it was, and says why. */
export const writeAll = (files: readonly NewFile[]): readonly Refused[] => {
  const refused = foreseen(files)
  if (refused.length > 0) return refused
  const undo: (() => void)[] = []
  try {
    for (const { path, text } of files) {
      const folders = missingFolders(path)
      undo.push(() => {
        for (const folder of folders) if (existsSync(folder)) rmdirSync(folder)
      })
      if (existsSync(path)) {
        renameSync(path, oldName(path))
        undo.push(() => {
          renameSync(oldName(path), path)
        })
      }
      const why = writeOutput(path, [text])
      if (why !== undefined) {
        for (const step of undo.reverse()) step()
        return [{ path, why }]
      }
      undo.push(() => {
        rmSync(path, { force: true })
      })
    }
    return []
  } catch (error) {
    for (const step of undo.reverse()) step()
    throw error
  }
}
