import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mayMean } from '../../src/collectors/may-mean.ts'
import { lowerAscii } from '../../src/model/account.ts'

const ITEMS: ReadonlySet<string> = new Set(['esc-ada', 'bag 0031', 'secret/data/ada', 'Safe (left)', 'Search and Rescue'])
const isMeant = mayMean(ITEMS, lowerAscii)

test.each([
  ['several', ['esc-ada, esc-grace', 'esc-grace;esc-ada', 'esc-grace|esc-ada', 'esc-grace & ESC-ADA', 'esc-grace and esc-ada', 'esc-grace esc-ada']],
  ['several on lines of their own', ['bag 0032\nbag 0031', 'bag 0031\r\nbag 0032', 'bag 0032\tbag 0031']],
  ['several of which the digits are others', ['bag 0031; bag 0032', 'the bag 0031 and the bag 0032', 'bag 0032/bag 0031']],
  ['several whose names have signs in them', ['secret/data/ada, secret/data/grace', 'secret/data/grace secret/data/ada', 'bag 0032, safe (left)']],
  ['one whose name has "and" in it', ['search and rescue, bag 0032', 'the Search AND Rescue']],
  ['one among words', ['the bag 0031', 'bag 0031 (2 codes)', 'copy of esc-ada']],
  ['one in signs', ['"esc-ada"', '[esc-ada]', '/Vault/esc-ada', 'pam:esc-ada', 'name=esc-ada']],
  ['one with something unseen', ['esc-ada\u200b', 'esc\u00ad-ada', 'bag\u00a00031', '\uff45sc-ada']],
  ['many', ['esc-*', '*ada', 'bag *', 'secret/data/*']],
  ['all', ['*', 'All', 'everything', 'EVERYTHING']],
])('%s', (_, cells) => {
  expect(cells.filter((cell) => !isMeant(cell))).toEqual([])
})

test.each([
  ['one word', ['esc-grace', 'esc-adah', 'x-esc-ada', 'cupboard', 'ada', 'allowed', '']],
  ['other words', ['bag', 'the bag', 'esc ada', 'all hands', 'secret/data/grace', 'secret/data', 'Search', 'rescue']],
  ['other digits', ['bag 0032', 'bag 00310', 'bag 0031 2', '2 bag 0031', 'bag 0032; bag 0033', 'xbag 0031x; y']],
  ['other patterns', ['esc-g*', '*grace', '*/', 'bag 0032*']],
  ['signs only', [' ', ',', '()', '\u200b']],
])('%s mean none', (_, cells) => {
  expect(cells.filter(isMeant)).toEqual([])
})

test('nothing is meant where nothing is registered', () => {
  expect(['*', 'all', 'esc-ada, esc-grace', 'esc-*'].filter(mayMean(new Set(), lowerAscii))).toEqual([])
})

test('one of several is found, whatever they are called and whatever is between', () => {
  const name = fc
    .string({ unit: fc.constantFrom('a', 'B', '-', '_', '.', '7', ' ', '/', '(', 'é', '*'), minLength: 1, maxLength: 8 })
    .filter((text) => /[aB7é]/.test(text))
  fc.assert(
    fc.property(
      fc.array(name, { minLength: 1, maxLength: 4 }),
      fc.nat(),
      fc.constantFrom(', ', ';', ' | ', '\n', ' & ', ' + ', ' and '),
      (names, which, between) => {
        const item = names[which % names.length] ?? ''
        expect(mayMean(new Set([item]), lowerAscii)(['x', ...names, 'y'].join(between))).toBe(true)
      },
    ),
  )
})
