/**
 * Text of a file that people write, safe to show: what looks like a backup code is covered, character by character,
 * so that columns stay. The shapes are those of the catalogue: digits (Google, Dropbox, Microsoft), groups of hex or
 * letters with hyphens (GitHub, registrars) or blanks (Bitwarden, Microsoft), long runs of letters and digits (Bitwarden). Twelve digits alone are an AWS account.
 */
const CODES = [
  /(?<!\d)(?:\d{6,11}|\d{13,})(?!\d)/g,
  /(?<![\w-])\d{3,6}(?:[ \u00a0._/\u2013-]\d{3,6}){1,7}(?![\w-])/g,
  /(?<!\w)(?=\w*\d\w*\d)(?=\w*[A-Za-z])[A-Za-z0-9]{6,}(?!\w)/g,
  /(?<![\w-])[A-Z0-9]{4,6}(?:-[A-Z0-9]{4,6}){1,7}(?![\w-])/g,
  /(?<![\w-])(?=[0-9a-z-]*\d)[0-9a-z]{4,8}(?:-[0-9a-z]{4,8}){1,7}(?![\w-])/gi,
  /(?<![\w-])(?=(?:[0-9a-z]{4} )*[0-9a-z]{0,3}\d)[0-9a-z]{4}(?: [0-9a-z]{4}){2,}(?![\w-])/gi,
  /(?<![\w-])(?=(?:[0-9a-z]{5} )*[0-9a-z]{0,4}\d)[0-9a-z]{5}(?: [0-9a-z]{5}){2,}(?![\w-])/gi,
  /(?<![\w-])(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[0-9A-Za-z]{16,}(?![\w-])/g,
]

/** Every code has a digit or a capital; most words have neither. */
const MAY_BE_CODE = /[\dA-Z]/

export const maskCodes = (text: string): string => (MAY_BE_CODE.test(text) ? coverCodes(text) : text)

const coverCodes = (text: string): string => CODES.reduce((masked, code) => masked.replace(code, (found) => '•'.repeat(found.length)), text)

/** What every code is made of: an address, a path or a sentence is none from end to end. */
const OF_A_CODE = /^[\dA-Za-z \u00a0._/\u2013-]+$/
/** What people call somebody or something by a word and a number: jdoe42, prod2026, hall-0815, europe-north1. No service gives out such codes but by chance. */
const WORD_AND_NUMBER = /^(?:[A-Za-z]{2,}\d{1,4}|[A-Za-z]{3,}-[\dA-Za-z]+|[\dA-Za-z]+-[A-Za-z]{3,})$/

/** A name of somebody or something, covered where it is a code from end to end. Names must be told apart: one that only has such a part is shown whole. */
export const coverName = (name: string): string => {
  if (!OF_A_CODE.test(name) || WORD_AND_NUMBER.test(name)) return name
  const masked = maskCodes(name)
  return /^•+$/.test(masked) ? masked : name
}
