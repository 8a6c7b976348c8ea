import { expect, test } from 'vitest'
import { providerLogsOf } from '../../src/audit/provider-logs.ts'
import { aProviderLog } from '../support/builders.ts'

test('the logs of an account are its own and those of all of its service', () => {
  const scopes = ['github:ADA', 'github:grace', 'github:*', 'google:*', 'github-org:*']
  const logsOf = providerLogsOf(scopes.map((scope) => aProviderLog({ scope })))
  const told = (key: string) => logsOf(key).map(({ scope }) => scope)
  expect(told('github:ada')).toEqual(['github:ADA', 'github:*'])
  expect(told('github:zoe')).toEqual(['github:*'])
  expect(told('github-org:acme')).toEqual(['github-org:*'])
  expect(told('okta:ada')).toEqual([])
  expect(told('github:*')).toEqual(['github:*'])
})
