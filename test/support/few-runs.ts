/** fast-check for the mutants: each property is asked a few times and always the same. Who is noticed by chance alone is not noticed. */
import fc from '../../node_modules/fast-check/lib/fast-check.js'

export * from '../../node_modules/fast-check/lib/fast-check.js'

const assert = ((property: Parameters<typeof fc.assert>[0], parameters: Parameters<typeof fc.assert>[1]) =>
  fc.assert(property, { ...parameters, numRuns: 5, seed: 1, endOnFailure: true })) as typeof fc.assert

export default { ...fc, assert }
