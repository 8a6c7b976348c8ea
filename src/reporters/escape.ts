/** Text from outside, made harmless for one target language each: what these functions return may be put into a report as it is. (Terminals: src/model/terminal.ts.) */
import { HIDDEN, toVisible } from '../model/terminal.ts'

/** Names of accounts, files and facts are cut after this many characters. */
const NAME = 256
/** Sentences of ours have names in them: what is longer than this is a name that somebody made so. */
const SENTENCE = 1024

/** At most so many characters, and then how many there were; never half a character. */
const cut = (text: string, most: number): string => {
  if (text.length <= most) return text
  const characters = Array.from(text)
  return characters.length <= most ? text : `${characters.slice(0, most).join('')}… (${String(characters.length)} characters)`
}

/** A name at a readable length: 256 characters, and a note of how many it has. */
export const clipName = (name: string): string => cut(name, NAME)

/** A sentence at a readable length: 1024 characters, and a note of how many it has. */
export const clipSentence = (sentence: string): string => cut(sentence, SENTENCE)

/**
 * Most texts have only such characters as are plain in every format: printable ASCII, letters of Latin, Greek and Cyrillic, dashes,
 * quotation marks, arrows and other signs. To know that once is quicker than to look for each kind of harm. For XML the ones that
 * mean something there are not among them.
 */
const PLAIN = /^[ -~\u00a1-\u00ac\u00ae-\u034e\u0370-\u052f\u2010-\u2027\u2030-\u205e\u2190-\u23ff]*$/
const PLAIN_XML = /^[ !#-%'-;=?-~\u00a1-\u00ac\u00ae-\u034e\u0370-\u052f\u2010-\u2027\u2030-\u205e\u2190-\u23ff]*$/

const ILLEGAL_XML = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u
const XML_ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\t': '&#9;', '\n': '&#10;', '\r': '&#13;' }

/** Whatever may mean something in XML; tabs and line breaks are hidden, too. */
const SPECIAL_XML = new RegExp(`[&<>"]|${ILLEGAL_XML.source}|${HIDDEN.source}`, 'gu')

/** `##[` would be a command to the runner of GitHub Actions if the file were printed. */
const withoutCommands = (text: string): string => (text.includes('##[') ? text.replaceAll('##[', '##&#91;') : text)

const toXml = (character: string): string => XML_ENTITIES[character] ?? (ILLEGAL_XML.test(character) ? '\u{fffd}' : toVisible(character))
const toXmlLine = (character: string): string => (/[\t\n\r]/.test(character) ? toVisible(character) : toXml(character))

/**
 * For an XML attribute in double quotes: well-formed XML 1.0 whatever the text. What XML 1.0 does not allow becomes U+FFFD, what a
 * reader would not see becomes \u{202e}; a parser gives back every other character, tabs and line breaks too.
 */
export const xmlAttribute = (text: string): string => withoutCommands(PLAIN_XML.test(text) ? text : text.replace(SPECIAL_XML, toXml))

/** For XML text: as in an attribute, but on one line. A line break in it is shown as \u{a}, so that no line of ours can be forged. */
export const xmlText = (text: string): string => withoutCommands(PLAIN_XML.test(text) ? text : text.replace(SPECIAL_XML, toXmlLine))

/** For a format that shows text as it is, such as a cell of CSV or a string of JSON: one line, in which every character is to be seen. */
export const plainText = (text: string): string => (PLAIN.test(text) ? text : text.replace(HIDDEN, toVisible))

const encode = (text: string): string => plainText(text).replace(/[!-/:-@[-`{-~]/g, (mark) => `&#${String(mark.charCodeAt(0))};`)

/**
 * For Markdown, as an identifier: `<code>` on one line, in and out of tables; nothing in it is markup, a link or a mention.
 * (`<wbr>` keeps an e-mail address from becoming a link, which encoding alone does not.)
 */
export const markdownCode = (text: string): string => `<code>${encode(text).replaceAll('&#64;', '<wbr>&#64;')}</code>`

/** Words in which GitHub would see a mention, an e-mail address, an issue or an emoji even when their marks are encoded; times have colons, too. */
const LIVELY = /[@#]|:(?!\d\d:)[\w+-]+:|gh-\d/i
const WORD = /^([("']*)(.*?)([.,;:!?)"']*)$/u

const markdownWord = (word: string): string => {
  if (!LIVELY.test(word)) return encode(word)
  const [, before = '', core = '', after = ''] = WORD.exec(word) ?? []
  return `${encode(before)}${markdownCode(core)}${encode(after)}`
}

/** For Markdown, as prose: on one line, in and out of tables; what is no plain word stands in `<code>`. */
export const markdownText = (text: string): string => (LIVELY.test(text) ? plainText(text).split(' ').map(markdownWord).join(' ') : encode(text))

/** For a message of SARIF: plain text in which no `[text](target)` is a link. */
export const sarifText = (text: string): string => plainText(text).replaceAll('](', '] (')

/**
 * For Markdown that is read as data, such as the markup of OSCAL: what could begin markup has a backslash before it, and so
 * has what could make a link of an address.
 */
export const markdownEscaped = (text: string): string => plainText(text).replace(/[\\`*_{}[\]<>()#+!|~^$&@'"]|:(?=\/\/)|(?<=www)\./gi, '\\$&')

const COMMAND_DATA: Readonly<Record<string, string>> = { '%': '%25', '\r': '%0D', '\n': '%0A' }
const COMMAND_PROPERTY: Readonly<Record<string, string>> = { ...COMMAND_DATA, ':': '%3A', ',': '%2C' }

/** For the message of a workflow command of GitHub Actions: the runner gives back the text, on one line. `##[` would be a command of the older kind. */
export const commandData = (text: string): string =>
  plainText(text)
    .replaceAll('##[', '## [')
    .replace(/[%\r\n]/g, (mark) => COMMAND_DATA[mark] ?? '')

/** For a property of a workflow command, such as its title. */
export const commandProperty = (text: string): string =>
  plainText(text)
    .replaceAll('##[', '## [')
    .replace(/[%\r\n:,]/g, (mark) => COMMAND_PROPERTY[mark] ?? '')

/** The path of a file as a relative URI. */
export const pathUri = (path: string): string =>
  path
    .replace(/\p{Cs}/gu, '\u{fffd}')
    .split('/')
    .map(encodeURIComponent)
    .join('/')
