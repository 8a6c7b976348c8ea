/**
 * The service catalogue: how many codes a service issues, whether they can be rotated at will, and where.
 * Each number has its source; where vendors say nothing it is left out. A register declares what is missing here.
 */
export type Rotation = 'scheduled' | 'on-use' | 'none'
export type Generations = 'logged' | 'by-administrators' | 'not-logged'

export interface Service {
  readonly id: string
  readonly name: string
  /** false: the service has no backup codes at all. */
  readonly hasCodes: boolean
  /** true: it has no codes, and a further device is what one falls back on. */
  readonly hasDevicesForCodes?: boolean
  /** How many codes one set has; absent where no vendor page says it. */
  readonly issues?: number
  /**
   * Whether a log of the provider shows when codes were generated: each time; only where an administrator did it; never.
   */
  readonly generations: Generations
  /** scheduled: regenerated at will; on-use: changes only when a code is used; none: never. */
  readonly rotation: Rotation
  /** What a person does there to get a new set. */
  readonly regenerate: string
  /** What a person does there to get a second factor. */
  readonly enrol: string
  readonly source: string
}

const catalogue: readonly Service[] = [
  {
    id: 'github',
    name: 'GitHub',
    hasCodes: true,
    issues: 16,
    generations: 'logged',
    rotation: 'scheduled',
    regenerate: 'GitHub: Settings → Password and authentication → Recovery codes → Generate new recovery codes.',
    enrol: 'GitHub: Settings → Password and authentication → Two-factor authentication, with an authenticator app, passkey or security key.',
    source: 'GitHub Docs, "Configuring two-factor authentication recovery methods": all 16 recovery codes. Read 2026-11.',
  },
  {
    id: 'github-org',
    name: 'GitHub organisation SSO',
    hasCodes: true,
    generations: 'logged',
    rotation: 'scheduled',
    regenerate: 'GitHub: organisation Settings → Authentication security → SAML single sign-on → Save your recovery codes → Generate new recovery codes.',
    enrol: 'GitHub: organisation Settings → Authentication security → SAML single sign-on.',
    source: 'GitHub Docs, "Downloading your organization\'s SAML single sign-on recovery codes": single use; the number is not stated. Read 2026-11.',
  },
  {
    id: 'github-enterprise',
    name: 'GitHub enterprise SSO',
    hasCodes: true,
    generations: 'logged',
    rotation: 'scheduled',
    regenerate: 'GitHub: enterprise Settings → Authentication security → SAML single sign-on → Save your recovery codes → Generate new recovery codes.',
    enrol: 'GitHub: enterprise Settings → Authentication security → SAML single sign-on.',
    source: 'GitHub Docs, enterprise single sign-on recovery codes; the number is not stated. Read 2026-11.',
  },
  {
    id: 'aws',
    name: 'AWS',
    hasCodes: false,
    hasDevicesForCodes: true,
    issues: 0,
    generations: 'not-logged',
    rotation: 'none',
    regenerate: 'AWS has no backup codes: register a second MFA device instead.',
    enrol: 'AWS: IAM → Users → the user → Security credentials → Assign MFA device (root: account menu → Security credentials).',
    source: 'IAM User Guide, "Recover an MFA protected identity": another device, an administrator, or e-mail and phone. Read 2026-11.',
  },
  {
    id: 'google',
    name: 'Google',
    hasCodes: true,
    issues: 10,
    generations: 'by-administrators',
    rotation: 'scheduled',
    regenerate:
      'Google: myaccount.google.com → Security → 2-Step Verification → Backup codes → Get new codes (an administrator: user → Security → Backup verification codes).',
    enrol: 'Google: myaccount.google.com → Security → 2-Step Verification.',
    source: 'Google Account Help, "Sign in with backup codes": 10 codes of 8 digits. Read 2026-11.',
  },
  {
    id: 'microsoft',
    name: 'Microsoft account',
    hasCodes: true,
    issues: 1,
    generations: 'not-logged',
    rotation: 'scheduled',
    regenerate: 'Microsoft: account.microsoft.com → Security → Manage how I sign in → Recovery code → Generate a new code.',
    enrol: 'Microsoft: account.microsoft.com → Security → Manage how I sign in → Two-step verification.',
    source: 'Microsoft Support, "Microsoft account recovery code": one code of 25 digits. Entra ID accounts have none. Read 2026-11.',
  },
  {
    id: 'bitwarden',
    name: 'Bitwarden',
    hasCodes: true,
    issues: 1,
    generations: 'logged',
    rotation: 'on-use',
    regenerate: 'Bitwarden: the recovery code changes only when it is used; then Settings → Security → Two-step login → View recovery code.',
    enrol: 'Bitwarden: Settings → Security → Two-step login.',
    source: 'Bitwarden Help, "Two-step login recovery code": one code, which changes only when it is used. Read 2026-11.',
  },
  {
    id: 'dropbox',
    name: 'Dropbox',
    hasCodes: true,
    generations: 'not-logged',
    rotation: 'scheduled',
    regenerate: 'Dropbox: Settings → Security → Two-step verification → Recovery codes.',
    enrol: 'Dropbox: Settings → Security → Two-step verification.',
    source: 'Dropbox Help, two-step verification; no page states how many codes there are. Read 2026-11.',
  },
  {
    id: 'okta',
    name: 'Okta',
    hasCodes: false,
    issues: 0,
    generations: 'not-logged',
    rotation: 'none',
    regenerate: 'Okta has no backup codes: an administrator resets the factor.',
    enrol: 'Okta: Settings → Security methods.',
    source: 'Okta Factors API: no backup code among the factor types. Read 2026-11.',
  },
]

/** The catalogue by service id. */
export const services: ReadonlyMap<string, Service> = new Map(catalogue.map((service) => [service.id, service]))

/** A service that a register declares. */
export const declaredService = ({ id, name, rotation, issues }: Pick<Service, 'id' | 'name' | 'rotation' | 'issues'>): Service => ({
  id,
  name,
  hasCodes: issues !== 0,
  ...(issues === undefined ? {} : { issues }),
  generations: 'not-logged',
  rotation,
  regenerate: `${name}: generate new backup codes in the account's security settings.`,
  enrol: `${name}: turn on a second factor in the account's security settings.`,
  source: 'the register',
})

/** A service that neither the catalogue nor the register knows; the loader of the register refuses it, an inventory may name it. */
export const unheardOf = (id: string): Service => ({
  id,
  name: id,
  hasCodes: true,
  generations: 'not-logged',
  rotation: 'scheduled',
  regenerate: `${id}: generate new backup codes.`,
  enrol: `${id}: turn on a second factor.`,
  source: 'none',
})
