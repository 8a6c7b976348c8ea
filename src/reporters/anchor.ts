/** Where a finding is shown among the files that people write. */
import type { ControlReport, Finding } from '../model/report.ts'

export interface Anchor {
  /** From the folder in which the run was started, with slashes. */
  readonly file: string
  readonly line: number
}

const isAbsolute = (path: string): boolean => /^(?:[/\\]|[A-Za-z]:)/.test(path)

/** A path from the folder in which the run was started; undefined: it leads out of it. */
const inside = (folder: string, file: string): string | undefined => {
  if (isAbsolute(folder) || isAbsolute(file)) return undefined
  const way: string[] = []
  for (const name of `${folder}/${file}`.split('/')) {
    if (name === '..') {
      if (way.pop() === undefined) return undefined
    } else if (name !== '' && name !== '.') way.push(name)
  }
  return way.join('/')
}

const at = (folder: string, { file, line }: { readonly file?: string; readonly line?: number }): Anchor[] => {
  const path = file === undefined ? undefined : inside(folder, file)
  return path === undefined || line === undefined ? [] : [{ file: path, line }]
}

/**
 * The line of the register on which a finding rests, else the line of the policy that asks for it; undefined: both lie outside the folder of the run.
 * Kept evidence is no anchor: it need not be in the repository.
 */
export const anchorOf = ({ evidence }: Finding, control: ControlReport | undefined, folder = '.'): Anchor | undefined =>
  [...evidence.filter(({ source }) => source === 'register').flatMap((row) => at(folder, row)), ...(control === undefined ? [] : at(folder, control))][0]
