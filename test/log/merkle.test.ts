import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { growTree } from '../../src/log/merkle.ts'

/** The leaves and roots that implementations of Certificate Transparency (RFC 6962) are tested with. */
const leaves = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f']
const roots = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

test('the known roots of nought to eight leaves', () => {
  const tree = growTree()
  const grown = [hex(tree.root())]
  for (const leaf of leaves) {
    tree.add(Buffer.from(leaf, 'hex'))
    grown.push(hex(tree.root()))
  }
  expect(grown).toEqual(roots)
  expect(tree.size()).toBe(8)
})

/** The definition in RFC 6962, 2.1, word for word. */
const definition = (entries: readonly Uint8Array[]): Buffer => {
  const sha256 = (...parts: Uint8Array[]): Buffer => createHash('sha256').update(Buffer.concat(parts)).digest()
  const [first] = entries
  if (first === undefined) return sha256()
  if (entries.length === 1) return sha256(Buffer.of(0), first)
  let k = 1
  while (k * 2 < entries.length) k *= 2
  return sha256(Buffer.of(1), definition(entries.slice(0, k)), definition(entries.slice(k)))
}

test('the root of any leaves is that of the definition', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 4 }), { maxLength: 70 }), (entries) => {
      const tree = growTree()
      entries.forEach(tree.add)
      expect(hex(tree.root())).toBe(hex(definition(entries)))
    }),
  )
})
