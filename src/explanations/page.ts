/** The page of a rule as data. docs/rules is its one source; `npm run generate` reads it from there. */
export interface Block {
  /** A paragraph. */
  readonly text?: string
  /** One of a list. */
  readonly item?: string
  /** A row of a table: first what it is about, such as a service. */
  readonly row?: readonly string[]
  /** What the first column of the table is: Service, Parameter. */
  readonly of?: string
}

export interface RulePage {
  /** In one sentence, what is wrong when the rule fails. */
  readonly says: string
  readonly passes: readonly Block[]
  readonly fails: readonly Block[]
  readonly unknown: readonly Block[]
  /** What it does not speak about. */
  readonly silent: readonly Block[]
  readonly parameters: readonly Block[]
  readonly mend: readonly Block[]
}
