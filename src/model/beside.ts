/** Files that are read with another without being named: they lie beside it. */

/** The checkpoints of an own log. */
export const checkpointsOf = (log: string): string => `${log.replace(/\.gz$/, '')}.checkpoint`

/** The answer of HeadObject for a digest of CloudTrail: it has the signature. */
export const headOf = (digest: string): string => `${digest}.head.json`
