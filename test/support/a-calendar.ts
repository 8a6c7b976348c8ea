/** A calendar with an entry of every kind, and names that mean harm. */
import type { Calendar, Entry } from '../../src/model/calendar.ts'
import { HOSTILE } from './a-report.ts'

const whats: readonly Entry['what'][] = ['rotation', 'regeneration', 'expiry', 'review', 'use-check', 'test', 'other']
const names = [
  'github:ada',
  ...Object.values(HOSTILE).map((name) => `custom:${name}`),
  'custom:Ünïcödé, 名前; und \\ mehr 🔑 und noch viel mehr 🔑🔑🔑 als in eine Zeile passt',
]

const entries: readonly Entry[] = names.map((subject, index) => ({
  due: `2026-12-${String(index + 10)}T08:30:00.000Z`,
  overdue: false,
  what: whats[index % whats.length]!,
  subject,
  owner: index % 2 === 0 ? 'ada@acme.test' : HOSTILE.mentions,
  severity: 'high',
  controls: ['BC-03', 'BC-04'],
  message: `${subject} is to be seen to.`,
  fingerprint: String(index % 10).repeat(64),
}))

export const aCalendar = (): Calendar => ({
  schema: 'sparekey-calendar/1',
  asOf: '2026-11-23T00:00:00.000Z',
  until: '2027-02-21T00:00:00.000Z',
  complete: false,
  policy: { id: 'organization-backup-codes', title: `Backup codes, ${HOSTILE.xml}`, sha256: 'a'.repeat(64) },
  entries: [
    {
      due: '2026-10-20T09:00:00.000Z',
      overdue: true,
      what: 'rotation',
      subject: 'github:grace',
      severity: 'high',
      controls: ['BC-04'],
      message: 'Backup codes are 398 days old; the limit is 365 days.',
      fingerprint: 'e'.repeat(64),
    },
    ...entries,
    {
      due: '2026-12-31T23:59:59.999Z',
      overdue: false,
      what: 'waiver',
      subject: 'github:octo-bot',
      owner: 'grace@acme.test',
      concerns: ['ada@acme.test', HOSTILE.terminal],
      severity: 'high',
      controls: ['BC-04'],
      waiver: 'W-2026-014',
      message: 'The waiver W-2026-014 of BC-04 ends; what it covers fails again if it is not mended.',
      fingerprint: 'f'.repeat(64),
    },
  ],
  undated: [
    { subject: 'github:linus', owner: 'linus@acme.test', controls: ['BC-07', 'BC-08'] },
    { subject: `custom:${HOSTILE.terminal}`, controls: ['BC-07'] },
  ],
})
