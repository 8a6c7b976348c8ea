/** Markdown as an outside judge reads it. */
import { micromark } from 'micromark'
import { gfm, gfmHtml } from 'micromark-extension-gfm'

/** HTML by the rules of GitHub Flavoured Markdown. The tags that the reporter may write itself are let through. */
export const toHtml = (markdown: string): string =>
  micromark(markdown, { allowDangerousHtml: true, allowDangerousProtocol: true, extensions: [gfm()], htmlExtensions: [gfmHtml()] })

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' }

/** What a reader sees: the text of the page without its tags. */
export const toText = (markdown: string): string =>
  toHtml(markdown)
    .replace(/<(?:wbr|\/?(?:code|sub))>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&(\w+);/g, (entity, name: string) => entities[name] ?? entity)
    .replace(/[ \u{a0}]+/gu, ' ')
    .replace(/ *\n */g, '\n')
    .trim()
