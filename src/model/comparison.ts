/** What differs between two reports: published as schemas/comparison.schema.json; its types are generated from there. */
export type { Change, Comparison, Control as ComparedControl, Counts, State } from './generated/comparison.ts'
