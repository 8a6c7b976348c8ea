/** The parts that a judge needs: all there, or the judge is skipped with the reason, or fails where all is to run. */
import { beforeEach, inject } from 'vitest'
import type { Part, Parts } from './set-up.ts'

type Needed = Exclude<keyof Parts, 'mustRun'>

/** Every test of the file needs these. Hands back where each is; nobody may look before `areThere`. */
export const needing = (...names: readonly Needed[]): { readonly areThere: boolean; readonly at: (name: Needed) => string } => {
  const parts = names.map((name): Part => inject(name))
  const lacks = parts.flatMap((part) => ('lack' in part ? [part.lack] : []))
  beforeEach(({ skip }) => {
    if (lacks.length === 0) return
    if (inject('mustRun')) throw new Error(lacks.join('; '))
    skip(`NOT RUN: ${lacks.join('; ')}`)
  })
  return {
    areThere: lacks.length === 0,
    at: (name) => {
      const part = inject(name)
      if ('lack' in part) throw new Error(part.lack)
      return part.path
    },
  }
}
