/** What people write into a cell for which they have no answer of its own. */

/** Dashes, dots, strokes and question marks alone. An asterisk is none of them: it says that all are meant. */
const MARKS = /^[\p{Pd}\u2212?\u00bf._/\\\u2026\s]+$/u
const WORDS: ReadonlySet<string> = new Set(['n/a', 'n.a.', 'not applicable', 'none', 'nil', 'null', 'unknown', 'not known', 'tbd'])

/** Whether a cell says no more than that there is nothing to say: it counts as blank. */
export const isPlaceholder = (cell: string): boolean => MARKS.test(cell) || WORDS.has(cell.toLowerCase())

const DITTO_MARKS = /^["'\u2033\u201c\u201d\u201e\u3003\s]+$/u
const DITTO_WORDS: ReadonlySet<string> = new Set(['ditto', 'do.', 'same', 'same as above', 'as above', 'idem'])

/** Whether a cell sends its reader to the row above: what it says is not in it. */
export const isDitto = (cell: string): boolean => DITTO_MARKS.test(cell) || DITTO_WORDS.has(cell.toLowerCase())
