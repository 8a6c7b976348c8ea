/** `sparekey log`: the organisation's own escrow log. */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import {
  cosignOwnLog,
  didYouMean,
  type Done,
  type Event,
  findOwnLog,
  type LogRecord,
  logAlone,
  looksLikeCode,
  missingInRoster,
  newPrivateKey,
  openOwnLog,
  type OwnLog,
  parsePrivateKey,
  parseTrustedKey,
  publishKey,
  recordEvent,
  sealOwnLog,
  type Signer,
  verifyOwnLog,
  type Wanted,
  wantAccess,
  wantReview,
  wantRotation,
  wantTest,
  wantUse,
} from '../index.ts'
import { nameOf, serviceOf } from '../model/account.ts'
import { jsonText } from '../model/json-text.ts'
import { cataloguedService } from '../model/services.ts'
import { escapeTerminal } from '../model/terminal.ts'
import { formatInstant } from '../model/time.ts'
import { answersTo, type Question } from './ask.ts'
import {
  type CheckpointFlags,
  type EventFlags,
  type KeyFlags,
  type LogCommands,
  type OpenFlags,
  positionArgument,
  type ShowFlags,
  type VerifyFlags,
  type WhereFlags,
} from './log-program.ts'
import { formatMistakes } from '../shell/mistakes.ts'
import { pathFrom, pathHere } from '../shell/paths.ts'
import { coloursOf, type ExitCode, printError, printOut, say, type Shell } from './print.ts'
import { DEFAULT_CONFIG } from './program.ts'
import { nameError } from '../shell/system-error.ts'

const KEY_VARIABLE = 'SPAREKEY_LOG_KEY'

/** Says why something was not done; gives the exit code. */
const sayWhyNot = (done: Exclude<Done<unknown>, { readonly value: unknown }>, config: string, shell: Shell, code: ExitCode): ExitCode => {
  if ('mistakes' in done) {
    printError(formatMistakes(done.mistakes, 'nothing was done', { pathOf: pathFrom(config), colours: coloursOf(shell.colour.error) }))
    return 2
  }
  say(done.refusal)
  return code
}

/** Does some work on the log that is meant, and says what keeps it from being done. */
const onLog = async (flags: WhereFlags, shell: Shell, work: (own: OwnLog) => Promise<ExitCode> | ExitCode): Promise<ExitCode> => {
  const { config = DEFAULT_CONFIG, log, register } = flags
  const found = await findOwnLog({ config, ...(log === undefined ? {} : { log }), ...(register === undefined ? {} : { register }) })
  return 'value' in found ? work(found.value) : sayWhyNot(found, config, shell, 2)
}

/** What the system refuses is told by its name, and is no fault of ours. */
const orSystem = async (work: () => Promise<ExitCode>): Promise<ExitCode> => {
  try {
    return await work()
  } catch (error) {
    const named = nameError(error)
    if (named === undefined) throw error
    const { path } = error as NodeJS.ErrnoException
    say(`it was not written: ${path === undefined ? '' : `${pathHere(path)}: `}${named}`)
    return 4
  }
}

const text = (question: string, option: string, value: string | undefined): Question<string> => ({ option, question, value, parse: (answer) => answer })

const accountQuestion = ({ account }: EventFlags): Question<string> => text('Whose codes (service:name)', '--account', account)
const actorQuestion = ({ by }: EventFlags): Question<string> => text('Who did it (the id in the roster)', '--by', by)

/** Free text that looks like a code never gets into the log. It is not shown either. */
const sayCodes = (flags: EventFlags, texts: Readonly<Record<string, string | undefined>>): boolean => {
  if (flags.notACode === true) return false
  const found = Object.entries(texts).filter(([, value]) => value !== undefined && looksLikeCode(value))
  for (const [option] of found) say(`${option} looks like a backup code, and no code gets into the log. If it is none, say so with --not-a-code`)
  return found.length > 0
}

const done: Readonly<Record<string, string>> = { view: 'viewed', copy: 'copied', export: 'exported' }

const describe = (event: Event): string => {
  switch (event.kind) {
    case 'open':
      return `the log was opened${event.after === undefined ? '' : `; it continues ${event.after.origin}`}`
    case 'access':
      return `${event.actor} ${done[event.action] ?? event.action} the copy of ${event.account} at ${event.location}`
    case 'use':
      return `${event.actor} used code ${String(event.code)} of ${event.account}, from ${event.location}`
    case 'test':
      return `${event.actor} tried a code of ${event.account}, from ${event.location}`
    case 'review':
      return `${event.actor} ${event.of === 'use' ? 'checked that no code was used of' : 'went through the unused codes of'} ${event.account}`
    case 'rotation':
      return `${event.actor} put new codes of ${event.account} in the place of the old ones, at ${event.copies.map(({ location }) => location).join(', ') || 'no location'}`
    case 'heartbeat':
      return 'heartbeat'
  }
}

const describeRecord = ({ seq, event }: LogRecord): string => `record ${String(seq)}: ${describe(event)}`

/** What is to be done now. */
const consequence = (event: Event): string | undefined => {
  if (event.kind === 'use') {
    const how = cataloguedService(serviceOf(event.account), nameOf(event.account))?.regenerate
    return `A used code calls for new ones: regenerate the codes of ${event.account} now, then log it with sparekey log rotate.${how === undefined ? '' : ` ${how}`}`
  }
  return event.kind === 'rotation' ? 'The register has the new set; the old one stays as history. Destroy the old copies.' : undefined
}

/** Somebody whom the roster does not know holds no role there: that the record is honest does not help it then. */
const sayNotInRoster = (own: OwnLog, actor: string): void => {
  const missing = missingInRoster(own, actor)
  if (missing !== undefined) say(`warning: ${pathHere(missing.roster)} has nobody called ${actor}${missing.hint === undefined ? '' : `; ${missing.hint}`}`)
}

const log = (flags: EventFlags, shell: Shell, wanted: Wanted): Promise<ExitCode> =>
  orSystem(() =>
    onLog(flags, shell, async (own) => {
      const recorded = recordEvent(own, Date.now(), wanted)
      if (!('value' in recorded)) return sayWhyNot(recorded, own.register ?? DEFAULT_CONFIG, shell, 1)
      const { record, caughtUp } = recorded.value
      for (const late of caughtUp) say(`the register did not have ${describeRecord(late)}; it has it now`)
      if ('actor' in record.event) sayNotInRoster(own, record.event.actor)
      const lines = [`${pathHere(own.log)}, ${describeRecord(record)}`, consequence(record.event)].filter((line) => line !== undefined)
      return (await printOut(lines.map((line) => `${escapeTerminal(line)}\n`))) ? 0 : 4
    }),
  )

interface Answered {
  readonly account: string
  readonly by: string
}

/** Asks for what is missing, refuses what looks like a code, and logs. */
const event = async (
  flags: EventFlags,
  shell: Shell,
  wanted: (said: Answered & EventFlags) => Wanted,
  texts: Readonly<Record<string, string | undefined>> = {},
): Promise<ExitCode> => {
  const answers = await answersTo({ account: accountQuestion(flags), by: actorQuestion(flags) }, shell)
  if (answers === undefined || sayCodes(flags, { '--account': answers.account, '--by': answers.by, '--ticket': flags.ticket, ...texts })) return 2
  return log(flags, shell, wanted({ ...flags, ...answers }))
}

/** The name in a folder that was meant by one that is not there. */
const meantFile = (path: string): string | undefined => {
  try {
    return didYouMean(basename(path), readdirSync(dirname(path)))
  } catch {
    return undefined
  }
}

/** What a file given by an option holds; undefined: it cannot be read, which has been said. */
const readGiven = (option: string, path: string, otherwise?: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const why = code === 'ENOENT' ? 'it is not there' : code === 'EISDIR' ? 'it is a folder' : nameError(error)
    if (why === undefined) throw error
    const hint = code === 'ENOENT' ? (meantFile(path) ?? otherwise) : undefined
    say(`${option} ${pathHere(path)}: ${why}${hint === undefined ? '' : `; ${hint}`}`)
    return undefined
  }
}

/** The private key, from a file or the environment; undefined: there is none, which has been said. It is never shown. */
const signerOf = ({ keyFile, keyEnv = KEY_VARIABLE, keyName }: KeyFlags, { env }: Shell): ((origin: string) => Signer) | undefined => {
  const pem = keyFile === undefined ? env[keyEnv] : readGiven('--key-file', keyFile, 'sparekey log open --new-key FILE makes one')
  if (pem === undefined && keyFile !== undefined) return undefined
  const where = keyFile === undefined ? keyEnv : pathHere(keyFile)
  if (pem === undefined) {
    say(`there is no private key: give it with --key-file, or in the environment variable ${keyEnv}`)
    return undefined
  }
  const privateKey = parsePrivateKey(pem)
  if (privateKey === undefined) say(`${where} holds no private key of Ed25519 in PEM`)
  return privateKey === undefined ? undefined : (origin) => ({ name: keyName ?? origin, privateKey })
}

/** The keys of --key beside those of the configuration; undefined: one is none, which has been said. */
const withKeys = (
  own: OwnLog,
  { key = [], remembered = [] }: { readonly key?: readonly string[]; readonly remembered?: readonly string[] },
): OwnLog | undefined => {
  const keys = key.map(parseTrustedKey)
  if (keys.includes(undefined)) {
    say('--key: a verifier key is expected, NAME+ID+KEY, as sparekey log open prints it')
    return undefined
  }
  // What nobody finds would be compared with nothing.
  if (remembered.some((path) => readGiven('--remembered', path) === undefined)) return undefined
  return { ...own, keys: [...own.keys, ...keys.filter((one) => one !== undefined)], checkpoints: [...own.checkpoints, ...remembered] }
}

/** Makes a private key and keeps it in a new file; false: there is something already, which has been said. */
const keepNewKey = (path: string): boolean => {
  if (existsSync(path)) {
    say(`--new-key ${pathHere(path)}: it is there already, and nothing is written over it; name a new file, or use the key in it with --key-file`)
    return false
  }
  writeFileSync(path, newPrivateKey(), { flag: 'wx', mode: 0o600 })
  return true
}

const open = (flags: OpenFlags, shell: Shell): Promise<ExitCode> =>
  orSystem(async () => {
    const { origin, newKey, policy, after, key = [] } = flags
    if (flags.log === undefined || origin === undefined) {
      say(`${[...(flags.log === undefined ? ['--log'] : []), ...(origin === undefined ? ['--origin'] : [])].join(', ')}: the value is missing`)
      return 2
    }
    if (key.some((one) => parseTrustedKey(one) === undefined)) {
      say('--key: a verifier key is expected, NAME+ID+KEY')
      return 2
    }
    if (newKey !== undefined && !keepNewKey(newKey)) return 2
    const signer = signerOf(newKey === undefined ? flags : { ...flags, keyFile: newKey }, shell)?.(origin)
    if (signer === undefined) return 2
    const opened = openOwnLog(
      flags.log,
      { origin, signer, keys: key, ...(policy === undefined ? {} : { policy }), ...(after === undefined ? {} : { after }) },
      Date.now(),
    )
    if (!('value' in opened)) {
      // A key that seals no log.
      if (newKey !== undefined) rmSync(newKey)
      return sayWhyNot(opened, DEFAULT_CONFIG, shell, 1)
    }
    return (await printOut([`${escapeTerminal(`${pathHere(flags.log)}, ${describeRecord(opened.value)}`)}\n`, `${publishKey(signer)}\n`])) ? 0 : 4
  })

/** A second signature may come before anybody asks for it. */
const sayUncounted = ({ keys }: OwnLog, verifier: string): void => {
  const counted = parseTrustedKey(verifier)
  if (keys.some(({ name, id }) => name === counted?.name && id === counted.id)) return
  say(`note: an audit counts this signature once ${verifier} stands under keys of the source`)
}

const checkpoint = (flags: CheckpointFlags, shell: Shell): Promise<ExitCode> =>
  orSystem(() =>
    onLog(flags, shell, async (found) => {
      const own = withKeys(found, flags)
      const signer = signerOf(flags, shell)
      if (own === undefined || signer === undefined) return 2
      if (flags.cosign === true && flags.keyName === undefined) {
        say('--key-name: the value is missing; a second party signs under a name of its own')
        return 2
      }
      const sealed = flags.cosign === true ? cosignOwnLog(own, signer(''), flags.remember, Date.now()) : sealOwnLog(own, signer, Date.now())
      if (!('value' in sealed)) return sayWhyNot(sealed, DEFAULT_CONFIG, shell, 1)
      if (flags.cosign === true) sayUncounted(own, publishKey(signer('')))
      return (await printOut([sealed.value])) ? 0 : 4
    }),
  )

const plural = (count: number, noun: string): string => `${String(count)} ${noun}${count === 1 ? '' : 's'}`

const states = { verified: 0, tampered: 1, unproven: 3 } as const
const headlines = {
  verified: 'verified: the log is what was written to it',
  tampered: 'tampered: the log is not what was written to it',
  unproven: 'not proven: nothing is wrong with the log, and something is missing that would prove it',
} as const

const verify = (flags: VerifyFlags, shell: Shell): Promise<ExitCode> =>
  orSystem(() =>
    onLog(flags, shell, async (found) => {
      const own = withKeys(found, flags)
      if (own === undefined) return 2
      const { signers = own.signers, maxAge = own.maxAge } = flags
      const verified = verifyOwnLog({ ...own, signers, ...(maxAge === undefined ? {} : { maxAge }) }, flags.asOf ?? shell.started)
      if (!('value' in verified)) return sayWhyNot(verified, DEFAULT_CONFIG, shell, 3)
      const { verification } = verified.value
      // What a log says that was tampered with is no news for the register.
      const late = verification.state === 'tampered' ? [] : verified.value.late
      const { forgotten } = verified.value
      const { state, problems, seal, size } = verification
      const proven = state === 'verified' && late.length + forgotten.length > 0 ? 'unproven' : state
      const sealed =
        seal === undefined
          ? 'no checkpoint that counts'
          : `sealed up to record ${String(seal.size - 1)}, of ${formatInstant(seal.time)}, by ${seal.signers.join(', ')}`
      const lines = [
        `${pathHere(own.log)}: ${plural(size, 'record')}, ${sealed}`,
        ...problems.map(({ kind, detail, file, line }) => `  ${kind}: ${pathHere(file)}${line === undefined ? '' : `:${String(line)}`}: ${detail}`),
        ...forgotten.map((file) => `  checkpoints: ${pathHere(file)} is not there, and the log was not compared with it`),
        ...late.map((record) => `  register: it does not have ${describeRecord(record)}; the next use, test, review or rotate brings it up to date`),
        headlines[proven],
      ]
      return (await printOut(lines.map((line) => `${escapeTerminal(line)}\n`))) ? states[proven] : 4
    }),
  )

/** What a record says beside what happened. */
const detailsOf = (event: Event): readonly string[] => [
  ...(event.kind === 'open' ? [`sealed by ${event.keys.join(', ')}`] : []),
  ...('ticket' in event ? [event.ticket] : []),
  ...('at' in event ? [`at ${event.at}`] : []),
]

const show = (flags: ShowFlags, shell: Shell): Promise<ExitCode> => {
  const print = async (own: OwnLog): Promise<ExitCode> => {
    const read = verifyOwnLog(own, shell.started)
    if (!('value' in read)) return sayWhyNot(read, DEFAULT_CONFIG, shell, 1)
    const { records } = read.value.verification
    const chosen = records.filter(({ record: { event: one } }) => flags.account === undefined || ('account' in one && one.account === flags.account))
    const lines = chosen.map(({ record }) =>
      flags.json === true ? jsonText(record) : escapeTerminal(`${record.time}  ${[describeRecord(record), ...detailsOf(record.event)].join(', ')}`),
    )
    return (await printOut(lines.map((line) => `${line}\n`))) ? 0 : 4
  }
  // A log that is named is printed whatever the configuration says: it may lack the very key that the log tells.
  return orSystem(async () => (flags.log === undefined ? onLog(flags, shell, print) : print(logAlone(flags.log))))
}

/** The commands; each tells its exit code. */
export const logCommands = (shell: Shell, ended: (code: ExitCode) => void): LogCommands => {
  const ending =
    <F>(command: (flags: F) => Promise<ExitCode>) =>
    async (flags: F): Promise<void> => {
      ended(await command(flags))
    }
  return {
    open: ending((flags) => open(flags, shell)),
    access: ending((flags) => event(flags, shell, (said) => wantAccess({ ...said, action: flags.action ?? 'view' }))),
    use: ending(async (flags) => {
      const answers = await answersTo(
        {
          position: {
            option: '--position',
            question: 'Which code of the sheet, counted from 1 (never the code)',
            value: flags.position,
            parse: positionArgument,
          },
        },
        shell,
      )
      return answers === undefined ? 2 : event(flags, shell, (said) => wantUse({ ...said, position: answers.position }))
    }),
    test: ending((flags) => event(flags, shell, wantTest)),
    review: ending((flags) => event(flags, shell, (said) => wantReview({ ...said, of: flags.used === true ? 'use' : 'unused-codes' }))),
    rotate: ending((flags) => {
      if ((flags.copy === undefined) === (flags.sameCopies !== true)) {
        say('say where the copies of the new set lie: --copy LOCATION=ITEM for each, or --same-copies')
        return Promise.resolve<ExitCode>(2)
      }
      // The first that looks like a code speaks for all.
      const items = { '--copy': (flags.copy ?? []).map((copy) => copy.slice(copy.indexOf('=') + 1)).find(looksLikeCode) }
      return event(flags, shell, (said) => wantRotation({ ...said, copies: flags.copy, issued: flags.issued }), items)
    }),
    checkpoint: ending((flags) => checkpoint(flags, shell)),
    verify: ending((flags) => verify(flags, shell)),
    show: ending((flags) => show(flags, shell)),
  }
}
