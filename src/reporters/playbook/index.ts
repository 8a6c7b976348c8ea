/** The formats in which a playbook is written. */
import type { PlaybookReporter } from '../../model/playbook.ts'
import { playbookMarkdown } from './markdown.ts'
import { playbookText } from './text.ts'

export const playbookReporters: ReadonlyMap<string, PlaybookReporter> = new Map([
  ['text', playbookText],
  ['markdown', playbookMarkdown],
])
