/** IAM and STS on loopback, as far as Sparekey asks them: the Query protocol, a credential report that takes time, lists in pages. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ACME } from '../acme.ts'
import { type Answer, type Asked, type Plan, serve, type Served, type WireFault } from './serve.ts'

export interface Device {
  readonly SerialNumber: string
  readonly EnableDate: string
}
export interface VirtualDevice extends Device {
  readonly User: { readonly UserName?: string; readonly Arn: string }
}

export interface IamAccount {
  readonly report: string
  /** When the report was made. */
  readonly generated: string
  readonly summary: Readonly<Record<string, number>>
  readonly virtual: readonly VirtualDevice[]
  readonly devices: ReadonlyMap<string, readonly Device[]>
}

/** What goes wrong with the lists and the report of IAM; each leaves other answers as they are. */
export const iamFaults = [
  'loop',
  'lost-page',
  'duplicate-page',
  'empty-list',
  'null-fields',
  'throttled',
  'throttled-for-long',
  'report-never-ready',
  'stale-report',
  'other-account',
] as const
export type IamFault = (typeof iamFaults)[number]

export interface IamServing {
  readonly plan?: Plan<IamFault | WireFault>
  readonly now?: () => number
  /** How many times GenerateCredentialReport says that it is not ready. */
  readonly notReadyFor?: number
  readonly pageSize?: number
  /** Actions that are refused, and for which users only. */
  readonly denied?: Readonly<Record<string, readonly string[] | 'all'>>
  /** What else an answer carries in the fields for the seed of a device and its picture. */
  readonly plant?: () => string
  /** Another answer of IAM: what it says to an action, in the place of what it would say. */
  readonly rewrite?: (xml: string, action: string) => string
  /** An error code instead of any answer: ExpiredToken. */
  readonly code?: string
}

/** The account of the example organisation. */
export const exampleAccount = (): IamAccount => {
  const read = (name: string): string => readFileSync(join(ACME, 'evidence/aws', name), 'utf8')
  const { SummaryMap } = JSON.parse(read('account-summary.json')) as { SummaryMap: Record<string, number> }
  const { VirtualMFADevices } = JSON.parse(read('virtual-mfa-devices.json')) as { VirtualMFADevices: VirtualDevice[] }
  const devices = new Map(Object.entries(JSON.parse(read('mfa-devices.json')) as Record<string, Device[]>))
  return { report: read('credential-report.csv'), generated: '2026-11-22T21:00:00Z', summary: SummaryMap, virtual: VirtualMFADevices, devices }
}

/** An account of so many users with a password; each third has no second factor. */
export const madeUpAccount = (users: number, account = '111122223333'): IamAccount => {
  const names = Array.from({ length: users }, (_, index) => `user-${String(index).padStart(5, '0')}`)
  const isEnrolled = (index: number): boolean => index % 3 !== 0
  const device = (name: string): Device => ({ SerialNumber: `arn:aws:iam::${account}:mfa/${name}`, EnableDate: '2024-06-02T08:00:00Z' })
  return {
    report: [
      'user,arn,password_enabled,mfa_active',
      `<root_account>,arn:aws:iam::${account}:root,not_supported,true`,
      ...names.map((name, index) => `${name},arn:aws:iam::${account}:user/${name},true,${String(isEnrolled(index))}`),
    ].join('\n'),
    generated: '2026-11-22T21:00:00Z',
    summary: { Users: users, AccountMFAEnabled: 1 },
    virtual: [
      { ...device('root-account-mfa-device'), User: { Arn: `arn:aws:iam::${account}:root` } },
      ...names
        .filter((_, index) => isEnrolled(index))
        .map((name) => ({ ...device(name), User: { UserName: name, Arn: `arn:aws:iam::${account}:user/${name}` } })),
    ],
    devices: new Map(names.map((name, index) => [name, isEnrolled(index) ? [device(name)] : []])),
  }
}

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
const element = (name: string, content: string | undefined): string =>
  content === undefined ? '' : content === '' ? `<${name}/>` : `<${name}>${content}</${name}>`

const toXml = (name: string, namespace: string, result: string): Answer => ({
  status: 200,
  headers: { 'content-type': 'text/xml' },
  body: `<${name}Response xmlns="https://${namespace}/"><${name}Result>${result}</${name}Result><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></${name}Response>\n`,
})
const IAM = 'iam.amazonaws.com/doc/2010-05-08'

const refuse = (status: number, code: string): Answer => ({
  status,
  headers: { 'content-type': 'text/xml' },
  body: `<ErrorResponse xmlns="https://${IAM}/"><Error><Type>Sender</Type><Code>${code}</Code><Message>User: arn:aws:iam::111122223333:user/somebody went wrong</Message></Error><RequestId>r</RequestId></ErrorResponse>\n`,
})

/** The keys that AssumeRole gives; made up. */
export const assumedKey = 'ASIAMADEUPFORTESTS00'
export const assumedToken = 'made-up-session-token'

/** One page of a list, from where the marker says. */
const toPage = <T>(all: readonly T[], asked: URLSearchParams, size: number, show: (one: T) => string): string => {
  const from = Number(asked.get('Marker')?.slice(1) ?? '0')
  const to = from + Math.min(size, Number(asked.get('MaxItems') ?? '100'))
  const goesOn = to < all.length
  return `${all.slice(from, to).map(show).join('')}|${element('IsTruncated', String(goesOn))}${goesOn ? element('Marker', `m${String(to)}`) : ''}`
}

/** Serves one account. */
export const serveIam = (
  account: IamAccount,
  { plan, now, notReadyFor = 1, pageSize = 1000, denied = {}, plant, rewrite = (xml) => xml, code }: IamServing = {},
): Promise<Served> => {
  let madeIn: number | undefined
  let isThrottled = false
  let isNeverReady = false

  const listed = (name: string, list: string, page: string): Answer => {
    const [members = '', end = ''] = page.split('|')
    return toXml(name, IAM, `${element(list, members)}${end}`)
  }

  const answers: Readonly<Record<string, (form: URLSearchParams) => Answer>> = {
    GenerateCredentialReport: () => {
      madeIn = madeIn === undefined ? notReadyFor : Math.max(0, madeIn - 1)
      const state = madeIn === 0 ? 'COMPLETE' : madeIn === notReadyFor ? 'STARTED' : 'INPROGRESS'
      return toXml('GenerateCredentialReport', IAM, element('State', isNeverReady ? 'INPROGRESS' : state))
    },
    GetCredentialReport: () => {
      if (madeIn === undefined) return refuse(410, 'ReportNotPresent')
      if (madeIn > 0) return refuse(404, 'ReportInProgress')
      const fields = { Content: Buffer.from(account.report).toString('base64'), ReportFormat: 'text/csv', GeneratedTime: account.generated }
      return toXml(
        'GetCredentialReport',
        IAM,
        Object.entries(fields)
          .map(([name, content]) => element(name, content))
          .join(''),
      )
    },
    GetAccountSummary: () => {
      const entries = Object.entries(account.summary).map(([key, value]) => element('entry', `${element('key', key)}${element('value', String(value))}`))
      return toXml('GetAccountSummary', IAM, element('SummaryMap', entries.join('')))
    },
    ListVirtualMFADevices: (form) => {
      const page = toPage(account.virtual, form, pageSize, ({ SerialNumber, EnableDate, User }) =>
        element(
          'member',
          [
            element('SerialNumber', escape(SerialNumber)),
            element('EnableDate', EnableDate),
            element('Base32StringSeed', plant && Buffer.from(plant()).toString('base64')),
            element('QRCodePNG', plant && Buffer.from(plant()).toString('base64')),
            element('User', `${element('UserName', User.UserName)}${element('Arn', User.Arn)}${element('UserId', plant?.() ?? 'AIDA')}`),
            plant === undefined ? '' : element('Tags', element('member', `${element('Key', 'seed')}${element('Value', plant())}`)),
          ].join(''),
        ),
      )
      return listed('ListVirtualMFADevices', 'VirtualMFADevices', page)
    },
    ListMFADevices: (form) => {
      const user = form.get('UserName')
      if (user === null) throw new Error('ListMFADevices without UserName answers for whoever asks')
      const devices = account.devices.get(user)
      if (devices === undefined) return refuse(404, 'NoSuchEntity')
      const page = toPage(devices, form, pageSize, ({ SerialNumber, EnableDate }) =>
        element(
          'member',
          `${element('UserName', escape(user))}${element('SerialNumber', escape(SerialNumber))}${element('EnableDate', EnableDate)}${element('Secret', plant?.())}`,
        ),
      )
      return listed('ListMFADevices', 'MFADevices', page)
    },
    AssumeRole: () => {
      const credentials = { AccessKeyId: assumedKey, SecretAccessKey: 'made-up-secret-key', SessionToken: assumedToken, Expiration: '2099-01-01T00:00:00Z' }
      const fields = Object.entries(credentials).map(([name, content]) => element(name, content))
      return toXml('AssumeRole', 'sts.amazonaws.com/doc/2011-06-15', element('Credentials', fields.join('')))
    },
  }

  const answer = ({ method, path, body }: Asked): Answer => {
    const form = new URLSearchParams(body)
    const action = form.get('Action') ?? ''
    const known = answers[action]
    if (method !== 'POST' || path !== '/' || known === undefined) throw new Error(`nobody should ask for ${method} ${path} ${action}`)
    if (code !== undefined) return refuse(403, code)
    if (isThrottled) return refuse(400, 'Throttling')
    const users = denied[action]
    if (users === 'all' || users?.includes(form.get('UserName') ?? '') === true) return refuse(403, 'AccessDenied')
    const good = known(form)
    return { ...good, body: rewrite(good.body, action) }
  }

  /** The good answer with all members, or every value of one, gone. */
  const withoutMembers = (body: string): string => body.replace(/<(MFADevices|VirtualMFADevices)>.*<\/\1>/s, '<$1/>')
  const withoutValues = (body: string): string =>
    body.replace(/<(SerialNumber|EnableDate|UserName|Arn|value|State|GeneratedTime|Content)>[^<]*<\/\1>/g, '<$1/>')
  const members = (body: string): string => /<(MFADevices|VirtualMFADevices)>(.*)<\/\1>/s.exec(body)?.[2] ?? ''

  const bend = (fault: IamFault, good: Answer, asked: Asked): Answer => {
    const form = new URLSearchParams(asked.body)
    const action = form.get('Action') ?? ''
    const isList = action.startsWith('List')
    const with_ = (body: string): Answer => ({ ...good, body })
    switch (fault) {
      case 'loop':
        return isList
          ? with_(good.body.replace(/<IsTruncated>.*?<\/IsTruncated>(?:<Marker>.*?<\/Marker>)?/, '<IsTruncated>true</IsTruncated><Marker>m0</Marker>'))
          : good
      case 'lost-page':
        // The list says that it has ended, or goes on beyond the next page.
        return isList ? with_(good.body.replace(/<IsTruncated>true<\/IsTruncated><Marker>.*?<\/Marker>/, '<IsTruncated>false</IsTruncated>')) : good
      case 'duplicate-page':
        return isList ? with_(good.body.replace(/<(MFADevices|VirtualMFADevices)>/, (tag) => `${tag}${members(good.body)}`)) : good
      case 'empty-list':
        return with_(withoutMembers(good.body))
      case 'null-fields':
        return with_(withoutValues(good.body))
      case 'throttled':
        return refuse(400, 'Throttling')
      case 'throttled-for-long':
        isThrottled = true
        return refuse(400, 'RequestLimitExceeded')
      case 'report-never-ready':
        isNeverReady = isNeverReady || action === 'GenerateCredentialReport'
        return action === 'GenerateCredentialReport' ? with_(good.body.replace('COMPLETE', 'INPROGRESS')) : good
      case 'stale-report':
        return with_(good.body.replace(`<GeneratedTime>${account.generated}`, '<GeneratedTime>2026-11-22T10:00:00Z'))
      case 'other-account': {
        const report = Buffer.from(account.report.replaceAll('111122223333', '444455556666')).toString('base64')
        return with_(good.body.replaceAll('111122223333', '444455556666').replace(/<Content>.*<\/Content>/, element('Content', report)))
      }
    }
  }
  return serve<IamFault>({ answer, bend, ...(plan === undefined ? {} : { plan }), ...(now === undefined ? {} : { now }) })
}
