/** Items that people wrote a little otherwise than the register: a slip of the pen must not hide an opening. */
import leven from 'leven'

/** A text no matter how its letters are made and in which case, with its numbers as spreadsheets leave them: without noughts before them. */
const foldOf = (item: string): string =>
  item
    .normalize('NFKC')
    // First up, as some letters have no capital of their own: a word in capitals has two in their place.
    .toUpperCase()
    .toLowerCase()
    .replace(/(?<!\d)0+(?=\d)/g, '')

/** What two items are compared by. */
interface Form {
  readonly folded: string
  /** Its letters and digits alone: word processors make other dashes, and people other blanks. */
  readonly bare: string
  readonly digits: string
}

const formOf = (item: string): Form => {
  const folded = foldOf(item)
  return { folded, bare: folded.replace(/[^\p{L}\p{M}\p{N}]+/gu, ''), digits: folded.replace(/\D/g, '') }
}

/** Whether an item looks like one of the registered: the same letters and digits, or a letter or two apart. Other digits are another bag. */
export const likeOneOf = (items: ReadonlySet<string>): ((item: string) => boolean) => {
  const registered = [...items].map(formOf)
  return (item) => {
    const { folded, bare, digits } = formOf(item)
    return registered.some((one) => one.bare === bare || (one.digits === digits && leven(one.folded, folded) <= 2))
  }
}
