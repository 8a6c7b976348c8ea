/** The Merkle tree of RFC 6962, grown leaf by leaf: its root says everything that was logged, and nothing can be taken out of it. */
import { createHash } from 'node:crypto'

type Digest = Uint8Array

const sha256 = (...parts: readonly Uint8Array[]): Digest => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

const LEAF = Uint8Array.of(0)
const NODE = Uint8Array.of(1)

export interface Tree {
  /** How many leaves it has. */
  readonly size: () => number
  readonly add: (leaf: Uint8Array) => void
  /** The root of all leaves so far. */
  readonly root: () => Digest
}

/** An empty tree. It keeps the roots of its whole subtrees and no leaf. */
export const growTree = (): Tree => {
  /** From the left: each has more leaves than the next, and a power of two. */
  const whole: { readonly digest: Digest; readonly leaves: number }[] = []
  let size = 0
  return {
    size: () => size,
    add(leaf) {
      let grown = { digest: sha256(LEAF, leaf), leaves: 1 }
      for (let last = whole.at(-1); last?.leaves === grown.leaves; last = whole.at(-1)) {
        whole.pop()
        grown = { digest: sha256(NODE, last.digest, grown.digest), leaves: last.leaves * 2 }
      }
      whole.push(grown)
      size += 1
    },
    root() {
      const [last, ...before] = whole.map(({ digest }) => digest).reverse()
      return last === undefined ? sha256() : before.reduce((right, left) => sha256(NODE, left, right), last)
    },
  }
}
