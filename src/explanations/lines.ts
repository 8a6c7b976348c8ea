/** Lines of text for a terminal: of a width that can be read, and of nothing that acts on it. */
import { escapeTerminal } from '../model/terminal.ts'
import type { Block } from './page.ts'

const WIDTH = 100

/** A sentence in lines: the first after `start`, the others under what follows it. */
export const wrap = (sentence: string, start = '  '): readonly string[] => {
  const [first = '', ...words] = escapeTerminal(sentence).split(' ')
  const lines = [`${start}${first}`]
  for (const word of words) {
    const line = lines.at(-1) ?? ''
    if (line.length + 1 + word.length > WIDTH) lines.push(`${' '.repeat(start.length)}${word}`)
    else lines[lines.length - 1] = `${line} ${word}`
  }
  return lines.map(escapeTerminal)
}

/** Rows as columns, the last of which is wrapped. */
export const columns = (rows: readonly (readonly string[])[], start = '  '): readonly string[] => {
  const safe = rows.map((row) => row.map(escapeTerminal))
  const widths = (safe[0] ?? []).map((_, column) => Math.max(...safe.map((row) => row[column]?.length ?? 0)))
  return safe.flatMap((row) => {
    const fixed = row.slice(0, -1).map((cell, column) => `${cell.padEnd(widths[column] ?? 0)}  `)
    return wrap(row.at(-1) ?? '', `${start}${fixed.join('')}`)
  })
}

/** What a page says, in its order; the rows of a table come together. */
export const blockLines = (blocks: readonly Block[]): readonly string[] => {
  const lines: string[] = []
  for (const [index, { text, item, row, of }] of blocks.entries()) {
    if (text !== undefined) lines.push(...wrap(text))
    else if (item !== undefined) lines.push(...wrap(item, '  - '))
    else if (row !== undefined && (blocks[index - 1]?.row === undefined || blocks[index - 1]?.of !== of)) {
      const rest = blocks.slice(index)
      const end = rest.findIndex((block) => block.row === undefined || block.of !== of)
      lines.push(
        ...columns(
          (end === -1 ? rest : rest.slice(0, end)).flatMap((block) => (block.row === undefined ? [] : [block.row])),
          '    ',
        ),
      )
    }
  }
  return lines
}

/** Sections with a title each; one without lines is left out. */
export const toldIn = (sections: readonly (readonly [title: string, lines: readonly string[]])[], bold: (text: string) => string): readonly string[] =>
  sections.flatMap(([title, lines]) => (lines.length === 0 ? [] : ['', bold(title), ...lines]))
