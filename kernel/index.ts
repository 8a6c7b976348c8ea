/** The kernel of the sieves: what is asked of every byte of a log. Compiled to WebAssembly, which looks at sixteen bytes in one step. */
export { nextOfBitwarden } from './bitwarden'
export { addName, openNames, sizeOfNames } from './names'
export { begin, endOfLatest, isBeyondAscii, passed, startOfLatest, timeOfLatest, trustUtf8 } from './passing'
export { nextOfVault } from './vault'
