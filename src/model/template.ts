/** Templates that users write: what keeps one from being read, and what happens when one fails. */

/** A place in a template; both 1-based. */
export interface TemplatePlace {
  readonly line: number
  readonly column: number
}

/** Why a text is no template, in our own words. */
export interface TemplateFlaw extends TemplatePlace {
  readonly message: string
  readonly hint?: string
}

/** Where a template failed, and why, in our own words; the path is relative to the folder of the configuration. */
export interface TemplateFailure extends Partial<TemplatePlace> {
  readonly file: string
  readonly why: string
}

/** A failure in a sentence, with the path as the reader would write it. */
export const describeFailure = ({ file, line, column, why }: TemplateFailure, pathOf: (file: string) => string): string =>
  `${[pathOf(file), line, column].filter((part) => part !== undefined).join(':')}: ${why}`

/** A template that was read and fails on a report. */
export class FailedTemplate extends Error {
  override readonly name = 'FailedTemplate'
  readonly failure: TemplateFailure

  constructor(failure: TemplateFailure) {
    super(describeFailure(failure, (file) => file))
    this.failure = failure
  }
}
