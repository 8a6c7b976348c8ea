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

/** A template that was read and fails on a report. The message says where and why, in our own words. */
export class FailedTemplate extends Error {
  override readonly name = 'FailedTemplate'

  constructor(file: string, { line, column }: Partial<TemplatePlace>, message: string) {
    super(`${[file, line, column].filter((part) => part !== undefined).join(':')}: ${message}`)
  }
}
