/** What happens at each service when somebody signs in with a code, and what opens an account without one. Facts as of November 2026; their sources stand in docs/services.md. */
import { type AccountId, nameOf, serviceOf } from '../model/account.ts'

interface Ways {
  /** How a code is used, and what that does. */
  readonly use?: string
  /** What opens an account without a backup code. */
  readonly otherwise: string
  /** Of a code that changes only with its use: how it is made to change, what is to be done when it has, and how it is seen again while it has not. */
  readonly onUse?: { readonly renew: string; readonly changed: string; readonly lookUp: string }
}

const ROOT =
  'AWS root user: sign in with another MFA device that is registered; without one, AWS verifies the e-mail address and the primary telephone of the root user; else ask AWS Support.'
const IAM =
  'AWS IAM user: sign in with another MFA device that is registered; without one, an administrator deactivates the lost device (IAM → Users → the user → Security credentials).'

const ways: Readonly<Record<string, Ways>> = {
  github: {
    use: 'GitHub: choose to use a recovery code when the second factor is asked for. The code is spent, and the others stay good.',
    otherwise:
      'GitHub: sign in with another factor or passkey that is registered; else start an account recovery when the second factor is asked for, which GitHub decides.',
  },
  'github-org': {
    use: 'GitHub organisation SSO: an owner uses a code when the identity provider does not answer. It gives access for 24 hours.',
    otherwise: 'GitHub organisation SSO: get the identity provider to answer again; else ask GitHub Support.',
  },
  'github-enterprise': {
    use: 'GitHub enterprise SSO: an owner uses a code when the identity provider does not answer. It gives access for 24 hours.',
    otherwise: 'GitHub enterprise SSO: get the identity provider to answer again; else ask GitHub Support.',
  },
  google: {
    use: 'Google: choose another way to sign in, and enter a backup code. The code is spent, and the others stay good.',
    otherwise:
      'Google: sign in with another second step that is set up; else an administrator generates backup codes (user → Security → Backup verification codes).',
  },
  microsoft: {
    use: 'Microsoft: enter the recovery code at account.microsoft.com. Generate a new one afterwards.',
    otherwise: 'Microsoft: sign in with another way that is set up; else the account recovery form of Microsoft.',
  },
  bitwarden: {
    use: 'Bitwarden: sign in with the recovery code. That turns two-step login off, and Bitwarden makes a new code at once.',
    otherwise: 'Bitwarden: sign in with another provider of two-step login that is set up; else an administrator of the organisation resets two-step login.',
    onUse: {
      renew:
        'Bitwarden: sign in with the recovery code, which turns two-step login off and makes a new code at once; turn two-step login on again. Where the code cannot be used, an administrator of the organisation resets two-step login, which makes the old code worthless, too.',
      changed: 'Bitwarden: the code has changed with its use, and two-step login is off: turn it on again.',
      lookUp: 'Bitwarden: the code is shown again, as long as it was not used: Settings → Security → Two-step login → View recovery code.',
    },
  },
  dropbox: {
    use: 'Dropbox: enter the recovery code when the second factor is asked for. That turns two-step verification off.',
    otherwise: 'Dropbox: sign in with another second factor that is set up; else an administrator of the team resets two-step verification.',
  },
  okta: { otherwise: 'Okta: an administrator resets the factors of the user.' },
}

/** How a code of a service is used, and what that does. */
export const useOf = (service: string, name: string): string => ways[service]?.use ?? `${name}: sign in with one code.`

/** How a code that changes only with its use is made to change. */
export const renewOf = (service: string, name: string): string =>
  ways[service]?.onUse?.renew ?? `${name}: sign in with the code, see that a second factor is on afterwards, and look the new code up.`

/** What is to be done when such a code has changed. */
export const changedOf = (service: string, name: string): string =>
  ways[service]?.onUse?.changed ?? `${name}: the code has changed with its use. See that a second factor is on.`

/** How such a code is seen again while it has not changed. */
export const lookUpOf = (service: string, name: string): string =>
  ways[service]?.onUse?.lookUp ?? `${name}: look the code up in the account's security settings, or take it from a copy that is still there.`

/** What opens accounts of a service without a backup code: of AWS, a root user in another way than an IAM user. */
export const otherwiseOf = (service: string, name: string, accounts: readonly AccountId[]): readonly string[] => {
  if (service !== 'aws')
    return [ways[service]?.otherwise ?? `${name}: sign in with another second factor that is set up; else the account recovery of the service.`]
  const own = accounts.filter((account) => serviceOf(account) === 'aws')
  const isRoot = (account: AccountId): boolean => nameOf(account).endsWith('/root')
  return [...(own.length === 0 || own.some(isRoot) ? [ROOT] : []), ...(own.length === 0 || !own.every(isRoot) ? [IAM] : [])]
}
