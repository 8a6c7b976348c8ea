/** Asks IAM itself, and gives the documents that kept files would give. */
import {
  GenerateCredentialReportCommand,
  GetAccountSummaryCommand,
  GetCredentialReportCommand,
  ListMFADevicesCommand,
  ListVirtualMFADevicesCommand,
  type MFADevice,
  type VirtualMFADevice,
} from '@aws-sdk/client-iam'
import pLimit from 'p-limit'
import { lowerAscii } from '../../model/account.ts'
import type { AwsSource } from '../../model/configuration.ts'
import { given } from '../../model/given.ts'
import type { Lack, RequestRecord } from '../../model/inventory.ts'
import type { Live } from '../../model/live.ts'
import { CLOCK_TOLERANCE, formatInstant, HOUR, type Instant } from '../../model/time.ts'
import { type CredentialRow, parseCredentialReport } from '../../parsers/credential-report.ts'
import { type Asking, openAsking, type Page, type Wanted } from '../asking.ts'
import { lackIn, Refused } from '../http.ts'
import { isKept, type Kept, lackOf } from '../reading.ts'
import { type Action, type Iam, openIam, type Told } from './client.ts'
import { isOfAnother } from './report.ts'
import type { AwsDocuments } from './users.ts'

/** IAM makes a report at most every four hours and gives the old one meanwhile; one that is older was not made for this run. */
const OLDEST_REPORT = 4 * HOUR + 15 * 60_000
/** How long and how often IAM is asked whether the report is made, in seconds. */
const REPORT_WITHIN = 60
const ASK_EVERY = 2
/** The most that a page may have, and more pages than any account has. */
const PAGE = 1000
const MOST_PAGES = 1000
const SIDE_BY_SIDE = 8

const refused = (reason: Lack['reason'], detail: string, advice?: string): Refused => new Refused({ reason, detail, ...given('advice', advice) })

const lackOfError = (error: unknown): Lack => lackIn(error) ?? { reason: 'unreadable', detail: 'the answer cannot be read' }

const wanted = (what: string, key: string, name: string): Wanted => ({ what, key, name, shape: 'one', lackOf: lackOfError })
const MAKING = wanted('the making of the credential report', 'credential-report', 'credential-report.csv')
const REPORT = wanted('the credential report', 'credential-report', 'credential-report.csv')
const SUMMARY = wanted('the account summary', 'account-summary', 'account-summary.json')
const VIRTUAL = wanted('the list of virtual MFA devices', 'virtual-mfa-devices', 'virtual-mfa-devices.json')
const DEVICES = wanted('the MFA devices of the users', 'mfa-devices', 'mfa-devices.json')

const toRequest = (action: Action, { answer: { at, sha256 } }: Told<unknown>, records: number, parameters = ''): RequestRecord => ({
  endpoint: `POST / Action=${action}${parameters}`,
  at,
  records,
  ...given('sha256', sha256),
})

const dateOf = (date: Date | undefined): string | undefined => (date === undefined || Number.isNaN(date.getTime()) ? undefined : formatInstant(date.getTime()))

/** The pages of a list, each asked for where the last one says; a list that does not end as lists end is refused. */
async function* pagesOf<Output extends { readonly IsTruncated?: boolean | undefined; readonly Marker?: string | undefined }>(
  ask: (marker: string | undefined) => Promise<Told<Output>>,
): AsyncGenerator<Told<Output>> {
  const seen = new Set<string>()
  for (let marker: string | undefined; ;) {
    const told: Told<Output> = await ask(marker)
    yield told
    const { IsTruncated: goesOn, Marker: next } = told.output
    if (goesOn === false) return
    if (goesOn === undefined) throw refused('incomplete', 'an answer does not say whether the list has ended')
    if (next === undefined || next === '' || seen.has(next) || seen.size >= MOST_PAGES) {
      throw refused('incomplete', 'the list goes on, and not to a page that was not read yet')
    }
    seen.add(next)
    marker = next
  }
}

/** The report as made, and why it says nothing, where it does. */
interface Report {
  readonly kept: Kept<Uint8Array>
  readonly generated?: Instant
}

const makeReport = async (iam: Iam, asking: Asking, live: Live): Promise<Lack | undefined> => {
  for (let left = REPORT_WITHIN / ASK_EVERY; ; left -= 1) {
    const kept = await asking.one(MAKING, async () => {
      const told = await iam.ask('GenerateCredentialReport', (client, options) => client.send(new GenerateCredentialReportCommand({}), options))
      const { State: value } = told.output
      if (value !== 'STARTED' && value !== 'INPROGRESS' && value !== 'COMPLETE') throw refused('unreadable', 'the answer does not say how far it is')
      return { value, records: 0, request: toRequest('GenerateCredentialReport', told, 0) }
    })
    if (!isKept(kept)) return kept
    if (kept.value === 'COMPLETE') return undefined
    if (live.probe) {
      return {
        reason: 'unavailable',
        detail: 'IAM is making the credential report now, and this check does not wait for it',
        advice: 'Run it again in a minute.',
      }
    }
    if (left <= 0) return { reason: 'unavailable', detail: `IAM was still making the credential report after ${String(REPORT_WITHIN)} seconds` }
    await iam.wait(ASK_EVERY)
  }
}

/** Why a report says nothing about now. */
const doubtAbout = (generated: Instant | undefined, now: Instant): Lack | undefined => {
  if (generated === undefined) return { reason: 'unreadable', detail: 'the answer does not say when the credential report was made' }
  if (generated > now + CLOCK_TOLERANCE)
    return { reason: 'future', detail: `the credential report was made at ${formatInstant(generated)}, which is later than now` }
  if (now - generated > OLDEST_REPORT) {
    return { reason: 'stale', detail: `the credential report was made at ${formatInstant(generated)}, and IAM makes a new one after four hours` }
  }
  return undefined
}

const askReport = async (iam: Iam, asking: Asking, { id, account }: AwsSource, live: Live): Promise<Report> => {
  const lack = await makeReport(iam, asking, live)
  if (lack !== undefined) return { kept: lack }
  let generated: Instant | undefined
  let doubt: Lack | undefined
  const kept = await asking.one(REPORT, async () => {
    const told = await iam.ask('GetCredentialReport', (client, options) => client.send(new GetCredentialReportCommand({}), options))
    const { Content: bytes, GeneratedTime: time } = told.output
    if (bytes === undefined || bytes.byteLength === 0) throw refused('unreadable', 'the answer has no report in it')
    generated = time === undefined || Number.isNaN(time.getTime()) ? undefined : time.getTime()
    doubt = doubtAbout(generated, told.answer.at)
    const report = parseCredentialReport(bytes)
    const rows = 'rows' in report ? report.rows : []
    // What says nothing now must not speak later as a kept file, which may be older.
    const isSound = doubt === undefined && !isOfAnother(rows, account)
    return {
      value: Uint8Array.from(bytes),
      records: rows.length,
      request: toRequest('GetCredentialReport', told, rows.length),
      ...(isSound ? { raw: bytes } : {}),
    }
  })
  if (!isKept(kept)) return { kept }
  if (live.keep !== undefined && !live.probe && doubt === undefined && generated !== undefined) {
    live.keep.note(id, 'credential-report-generated', formatInstant(generated))
  }
  return { kept: { file: kept.file, value: kept.value as Uint8Array, ...given('short', doubt) }, ...given('generated', generated) }
}

const askSummary = (iam: Iam, asking: Asking): Promise<Kept<unknown>> =>
  asking.one(SUMMARY, async () => {
    const told = await iam.ask('GetAccountSummary', (client, options) => client.send(new GetAccountSummaryCommand({}), options))
    const { Users, AccountMFAEnabled } = told.output.SummaryMap ?? {}
    const value = { SummaryMap: { ...given('Users', Users), ...given('AccountMFAEnabled', AccountMFAEnabled) } }
    return { value, records: 1, request: toRequest('GetAccountSummary', told, 1), raw: Buffer.from(JSON.stringify(value)) }
  })

/** Of a virtual device, whose it is and since when: its type has fields for the seed and its picture too. */
const toVirtual = ({ SerialNumber, EnableDate, User }: VirtualMFADevice): object => ({
  ...given('SerialNumber', SerialNumber),
  ...given('EnableDate', dateOf(EnableDate)),
  User: { ...given('UserName', User?.UserName), ...given('Arn', User?.Arn) },
})

const askVirtual = async (iam: Iam, asking: Asking): Promise<Kept<unknown>> => {
  const pages = async function* (): AsyncGenerator<Page> {
    let page = 0
    for await (const told of pagesOf((Marker) =>
      iam.ask('ListVirtualMFADevices', (client, options) =>
        client.send(new ListVirtualMFADevicesCommand({ AssignmentStatus: 'Assigned', MaxItems: PAGE, ...given('Marker', Marker) }), options),
      ),
    )) {
      const listed = told.output.VirtualMFADevices
      if (listed === undefined) throw refused('unreadable', 'the answer has no list of devices')
      page += 1
      const request = toRequest('ListVirtualMFADevices', told, listed.length, page === 1 ? '' : `, page ${String(page)}`)
      yield { value: listed.map(toVirtual), records: listed.length, request }
    }
  }
  const kept = await asking.pages(VIRTUAL, pages())
  if (!isKept(kept)) return kept
  const { file, value, short } = kept
  return { file, value: { VirtualMFADevices: value.flat(), IsTruncated: short !== undefined }, ...given('short', short) }
}

/** The name of each user whose devices are asked for: all but those who cannot sign in and need no second factor. */
const usersToAsk = (report: Uint8Array, account: string): readonly string[] => {
  const parsed = parseCredentialReport(report)
  return ('rows' in parsed ? parsed.rows : [])
    .filter((row): row is CredentialRow => !('unreadable' in row) && !row.isRoot && row.account === account)
    .filter(({ passwordEnabled, mfaActive }) => passwordEnabled !== 'no' || mfaActive !== 'no')
    .map(({ user }) => user)
}

interface UserDevices {
  readonly user: string
  readonly devices: readonly object[]
  readonly pages: readonly Page[]
}

const toDevice = (user: string, { UserName, SerialNumber, EnableDate }: MFADevice): object => {
  // Without a name, or with another one, the answer may be about whoever asks.
  if (UserName === undefined || lowerAscii(UserName) !== lowerAscii(user)) throw refused('contradiction', 'the answer names a device of somebody else')
  return { UserName, ...given('SerialNumber', SerialNumber), ...given('EnableDate', dateOf(EnableDate)) }
}

const askDevicesOf = async (iam: Iam, user: string): Promise<UserDevices> => {
  const devices: object[] = []
  const pages: Page[] = []
  for await (const told of pagesOf((Marker) =>
    iam.ask('ListMFADevices', (client, options) =>
      client.send(new ListMFADevicesCommand({ UserName: user, MaxItems: PAGE, ...given('Marker', Marker) }), options),
    ),
  )) {
    const listed = told.output.MFADevices
    if (listed === undefined) throw refused('unreadable', 'the answer has no list of devices')
    // The SDK takes an element that it does not know for an empty list; only one without any content is one.
    const isEmpty = listed.length === 0
    if (isEmpty && !/<MFADevices\s*(?:\/>|>\s*<\/MFADevices>)/.test(Buffer.from(told.answer.bytes).toString('utf8'))) {
      throw refused('unreadable', 'the list of devices in the answer cannot be read')
    }
    devices.push(...listed.map((device) => toDevice(user, device)))
    const parameters = `&UserName=${user}${pages.length === 0 ? '' : `, page ${String(pages.length + 1)}`}`
    pages.push({ value: undefined, records: listed.length, request: toRequest('ListMFADevices', told, listed.length, parameters) })
  }
  return { user, devices, pages }
}

/** What ails one list and no other; after anything else nobody else is asked for. */
const isOfOneUser = ({ reason }: Lack): boolean => !['authentication', 'rate-limited', 'unavailable'].includes(reason)

/** The own list of each user. A user whose list could not be had is not in it, and the reason is said once for all. */
const askDevices = async (iam: Iam, asking: Asking, users: readonly string[], live: Live): Promise<Kept<unknown>> => {
  const had = new Map<string, readonly object[]>()
  const lacks: Lack[] = []
  const asked = live.probe ? users.slice(0, 1) : users
  const pages = async function* (): AsyncGenerator<Page> {
    const limit = pLimit(SIDE_BY_SIDE)
    let isOver = false
    const askOne = async (user: string): Promise<UserDevices | { readonly error: unknown } | undefined> => {
      if (isOver) return undefined
      try {
        return await askDevicesOf(iam, user)
      } catch (error) {
        if (live.signal.aborted || !isOfOneUser(lackOfError(error))) isOver = true
        return { error }
      }
    }
    const answers = asked.map((user) => limit(askOne, user))
    try {
      // In the order of the report, whichever answer comes first.
      for (const waiting of answers) {
        const answer = await waiting
        if (answer === undefined) return
        if ('error' in answer) {
          if (live.signal.aborted || !isOfOneUser(lackOfError(answer.error))) throw answer.error
          lacks.push(lackOfError(answer.error))
        } else {
          had.set(answer.user, answer.devices)
          yield* answer.pages
        }
      }
    } finally {
      isOver = true
      await Promise.all(answers)
    }
  }
  const kept = await asking.pages(DEVICES, pages())
  const value = Object.fromEntries(had)
  const [first] = lacks
  const lack = lackOf(kept) ?? (first === undefined ? undefined : { ...first, detail: `${DEVICES.what}: ${first.detail}` })
  const short = lack === undefined ? undefined : { ...lack, detail: `${lack.detail} (had for ${String(had.size)} of ${String(asked.length)} users)` }
  return {
    file: kept.file ?? DEVICES.name,
    value,
    ...given('short', short && { reason: short.reason, detail: short.detail, ...given('advice', short.advice) }),
  }
}

/** Keeps what was made of several answers. What could not be had is kept as one that says nothing, so that a replay knows that it was asked for. */
const keepDocument = async ({ key, name }: Wanted, document: Kept<unknown>, source: string, live: Live): Promise<void> => {
  if (live.keep === undefined || live.probe) return
  const file = await live.keep.open(source, key, name)
  try {
    await file.write(Buffer.from(JSON.stringify(isKept(document) ? document.value : {})))
    await file.commit()
  } catch (error) {
    await file.discard()
    throw error
  }
}

export interface Asked {
  readonly documents: AwsDocuments
  readonly requests: readonly RequestRecord[]
}

/** Everything that is asked of IAM in one account. It throws only when the run is interrupted, or a raw answer cannot be kept. */
export const askIam = async (source: AwsSource, live: Live): Promise<Asked> => {
  const { id, account } = source
  const iam = openIam(source, live)
  const asking = openAsking(id, live)
  const give = (documents: Omit<AwsDocuments, 'now'>): Asked => ({ documents: { ...documents, now: live.now() }, requests: asking.requests() })
  try {
    const { kept: report, generated } = await askReport(iam, asking, source, live)
    // Credentials that were not taken once are not tried again and again.
    if (!isKept(report) && report.reason === 'authentication') {
      const { reason, detail, advice } = report
      const same = (what: string): Lack => ({ reason, detail: `${what}: ${detail.slice(detail.indexOf(': ') + 2)}`, ...given('advice', advice) })
      return give({ report, summary: same(SUMMARY.what), virtualDevices: same(VIRTUAL.what), devices: same(DEVICES.what) })
    }
    const summary = await askSummary(iam, asking)
    const virtualDevices = await askVirtual(iam, asking)
    const reportLack = lackOf(report)
    const devices =
      isKept(report) && reportLack === undefined
        ? await askDevices(iam, asking, usersToAsk(report.value, account), live)
        : { reason: reportLack?.reason ?? 'unavailable', detail: `${DEVICES.what} were not asked for, since the credential report says nothing` }
    if (!isKept(summary)) await keepDocument(SUMMARY, summary, id, live)
    await keepDocument(VIRTUAL, virtualDevices, id, live)
    await keepDocument(DEVICES, devices, id, live)
    return give({ report, ...given('generated', generated), summary, virtualDevices, devices })
  } finally {
    iam.close()
  }
}
