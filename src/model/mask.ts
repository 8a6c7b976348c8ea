/**
 * Text of a file that people write, safe to show: what looks like a backup code is covered, character by character,
 * so that columns stay. The shapes are those of the catalogue: digits (Google, Dropbox, Microsoft), groups of hex or
 * letters (GitHub, registrars), long runs of letters and digits (Bitwarden). Twelve digits alone are an AWS account.
 */
const CODES = [
  /(?<![\w-])\d{6,11}(?![\w-])|(?<![\w-])\d{13,}(?![\w-])/g,
  /(?<![\w-])\d{3,6}(?:[ -]\d{3,6}){1,7}(?![\w-])/g,
  /(?<![\w-])(?=[0-9a-z-]*\d)[0-9a-z]{4,8}(?:-[0-9a-z]{4,8}){1,7}(?![\w-])/gi,
  /(?<![\w-])(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[0-9A-Za-z]{16,}(?![\w-])/g,
]

export const maskCodes = (text: string): string => CODES.reduce((masked, code) => masked.replace(code, (found) => '•'.repeat(found.length)), text)
