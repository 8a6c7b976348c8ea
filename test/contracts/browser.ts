/** Chromium, driven by Playwright. The types of what drives it are no dependency of ours, so those that we use are told here. */
import { createRequire } from 'node:module'
import { join } from 'node:path'

export interface Page {
  on(event: 'console', listener: (message: { text(): string }) => void): void
  on(event: 'pageerror', listener: (error: Error) => void): void
  on(event: 'dialog', listener: (dialog: { message(): string; dismiss(): Promise<void> }) => void): void
  on(event: 'request', listener: (request: { url(): string }) => void): void
  goto(url: string): Promise<unknown>
  reload(): Promise<unknown>
  url(): string
  /** The text of an expression or a script, evaluated in the page. */
  evaluate(script: string): Promise<unknown>
  emulateMedia(media: { readonly media?: 'screen' | 'print' | null }): Promise<void>
  pdf(options: { readonly format: 'A4' }): Promise<Buffer>
  click(selector: string): Promise<void>
  readonly keyboard: { press(key: string): Promise<void> }
  close(): Promise<void>
}

export interface PageOptions {
  readonly colorScheme?: 'light' | 'dark'
  readonly viewport?: { readonly width: number; readonly height: number }
  readonly javaScriptEnabled?: boolean
  /** Lets a judge's own script into a page that lets in none. */
  readonly bypassCSP?: boolean
}

export interface Browser {
  newPage(options?: PageOptions): Promise<Page>
  close(): Promise<void>
}

interface Playwright {
  readonly chromium: { launch(options: { readonly executablePath: string; readonly args: readonly string[] }): Promise<Browser> }
}

/** It asks nothing of any network of its own accord. */
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Starts the browser at a path, with what drives it from the folder of the Node packages. */
export const startBrowser = (executablePath: string, packages: string): Promise<Browser> => {
  const { chromium } = createRequire(join(packages, 'judges.js'))('playwright-core') as Playwright
  return chromium.launch({ executablePath, args: ARGS })
}
