/** Tables of GitHub Flavoured Markdown. The cells are Markdown already: what comes from outside is escaped by whoever makes them. */

/** A table with its head; nothing when there is no row. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  rows.length === 0 ? '' : [head, head.map(() => ':--'), ...rows].map((cells) => `| ${cells.join(' | ')} |\n`).join('')
