/** The names that are looked for, as sums of their bytes: what has another sum is another name. */
const FACTOR: u64 = 0x9e3779b97f4a7c15
const WORD: usize = 8
const BITS_OF_WORD: u64 = 64

/** A bit for some of the bits of each sum: most names that are not looked for are told by these, which are few enough to be near. */
let bits: usize = 0
let maskOfBits: u64 = 0
let table: usize = 0
let maskOfPlaces: u64 = 0
/** What is set in each byte of a name before it is summed: the bit that tells small letters from capitals, or none. */
let folded: u64 = 0

/** How many bytes the names take, where there are as many places for them as a power of two. */
export function sizeOfNames(places: u32): usize {
  return places * 9
}

/** Begins with no name, in memory that is zero. */
export function openNames(at: usize, places: u32, fold: u64): void {
  table = at
  maskOfPlaces = places - 1
  bits = at + places * 8
  maskOfBits = places * 8 - 1
  folded = fold
}

/** Never 0, which is an empty place. Reads up to seven bytes further than the name. */
function sumOf(from: usize, to: usize): u64 {
  let sum: u64 = to - from
  let at = from
  for (; at + WORD <= to; at += WORD) {
    sum = (sum ^ (load<u64>(at) | folded)) * FACTOR
    sum ^= sum >> 32
  }
  if (at < to) {
    const rest = u64.MAX_VALUE >> (BITS_OF_WORD - 8 * ((to - at) as u64))
    sum = (sum ^ ((load<u64>(at) | folded) & rest)) * FACTOR
    sum ^= sum >> 32
  }
  return sum == 0 ? 1 : sum
}

/** The place of a sum in the table, or the empty one where it would be. */
function placeOf(sum: u64): usize {
  let index = sum & maskOfPlaces
  while (true) {
    const place = table + ((index as usize) << 3)
    const found = load<u64>(place)
    if (found == sum || found == 0) return place
    index = (index + 1) & maskOfPlaces
  }
}

/** Where the bit of a sum lies. */
function byteOfBit(sum: u64): usize {
  return bits + ((((sum >> 32) & maskOfBits) >> 3) as usize)
}

/** Which of the eight bits there it is. */
function bitOf(sum: u64): u8 {
  return 1 << (((sum >> 32) & 7) as u8)
}

export function addName(from: usize, to: usize): void {
  const sum = sumOf(from, to)
  store<u64>(placeOf(sum), sum)
  store<u8>(byteOfBit(sum), load<u8>(byteOfBit(sum)) | bitOf(sum))
}

function hasBit(sum: u64): bool {
  return (load<u8>(byteOfBit(sum)) & bitOf(sum)) != 0
}

/** Whether these bytes may be a name that is looked for. */
export function isName(from: usize, to: usize): bool {
  const sum = sumOf(from, to)
  return hasBit(sum) && load<u64>(placeOf(sum)) == sum
}
