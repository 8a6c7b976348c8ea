/**
 * What can act on a terminal or deceive its reader: control characters, direction overrides, invisible characters,
 * line separators, halves of surrogate pairs and what Unicode says is no character. Invisible ones matter because two names that look the same must be the same.
 */
export const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/gu

/** What a runner of GitHub Actions takes as a command when a step prints it: `::` at the start of a line, `##[` anywhere. */
const COMMANDS = /^(?=\s*::)\s*:|##(?=\[)/g

const named: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** A character as its number, to be seen: `\u{1b}`. */
export const toVisible = (character: string): string => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`

/** Text that prints as one line and does nothing else, with what was made harmless still to be seen: `\u{1b}`, `\n`. */
export const escapeTerminal = (text: string): string =>
  text
    .replace(HIDDEN, (character) => named[character] ?? toVisible(character))
    .replace(COMMANDS, (command) => `${command.slice(0, -1)}${toVisible(command.slice(-1))}`)
