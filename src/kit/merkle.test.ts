import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Domains, EMPTY_ROOT, leafHash, MerkleTree, nodeHash, RFC_9162, rootFrom } from './merkle'

/** The definition of RFC 9162, 2.1.1, word for word: split at the largest power of two below the count. */
function rootByDefinition(hashes: readonly Uint8Array[], domains: Domains): Uint8Array {
  if (hashes.length === 0) return EMPTY_ROOT
  if (hashes.length === 1) return hashes[0]!
  let split = 1
  while (split * 2 < hashes.length) split *= 2
  const [left, right] = [hashes.slice(0, split), hashes.slice(split)]
  return nodeHash(rootByDefinition(left, domains), rootByDefinition(right, domains), domains)
}

const hex = (bytes: Uint8Array | null) => bytes && Buffer.from(bytes).toString('hex')
const domains = fc.record({ leaf: fc.nat(255), node: fc.nat(255) })
const contents = fc.array(fc.uint8Array({ maxLength: 40 }), { minLength: 1, maxLength: 70 })

describe('a Merkle tree', () => {
  test('has the roots that Certificate Transparency publishes as test vectors', () => {
    const inputs = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f']
    const roots = [
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
      'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
      '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
      '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
      'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
      '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
    ]
    const leaves = inputs.map((text) => leafHash(Buffer.from(text, 'hex')))
    expect(roots.map((_, index) => hex(MerkleTree.over(leaves.slice(0, index + 1)).root))).toEqual(roots)
    expect(hex(MerkleTree.over([]).root)).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
  })

  test('has the root of the definition, for every size and any domain bytes', () => {
    fc.assert(
      fc.property(contents, domains, (leaves, given) => {
        const hashes = leaves.map((leaf) => leafHash(leaf, given))
        expect(hex(MerkleTree.over(hashes, given).root)).toBe(hex(rootByDefinition(hashes, given)))
      }),
    )
  })

  test('proves every leaf, at its place and in its number alone', () => {
    fc.assert(
      fc.property(contents, domains, fc.nat(), (leaves, given, chosen) => {
        const hashes = leaves.map((leaf) => leafHash(leaf, given))
        const tree = MerkleTree.over(hashes, given)
        const { count } = tree
        const index = chosen % count
        const path = tree.path(index)
        const leads = (proof: object, leaf = hashes[index]!) =>
          hex(rootFrom(leaf, { index, count, path, ...proof }, given)) === hex(tree.root)
        expect(leads({})).toBe(true)
        expect(leads({ path: path.slice(0, -1) }), 'a level less').toBe(count === 1)
        expect(leads({ path: [...path, hashes[0]!] }), 'a level more').toBe(false)
        expect(leads({ index: count }), 'a place that is not there').toBe(false)
        expect(leads({}, leafHash(Uint8Array.of(1, 2, 3, 4), { leaf: given.leaf ^ 1, node: 0 })), 'another leaf').toBe(
          false,
        )
      }),
    )
  })

  test('a path proves no other place', () => {
    for (let count = 2; count <= 33; count += 1) {
      const hashes = Array.from({ length: count }, (_, index) => leafHash(Uint8Array.of(index)))
      const tree = MerkleTree.over(hashes, RFC_9162)
      for (let index = 0; index < count; index += 1) {
        const path = tree.path(index)
        for (let other = 0; other < count; other += 1) {
          const reached = rootFrom(hashes[index]!, { index: other, count, path })
          expect(hex(reached) === hex(tree.root), `${index} as ${other} of ${count}`).toBe(other === index)
        }
      }
    }
  })

  test('says what it cannot do', () => {
    expect(() => MerkleTree.over([new Uint8Array(31)])).toThrow(RangeError)
    expect(() => MerkleTree.over([EMPTY_ROOT]).path(1)).toThrow('there is no leaf 1')
  })
})
