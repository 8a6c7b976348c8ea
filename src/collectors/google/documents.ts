/** What is known of one customer of Google Workspace, whether it was kept in files or just asked for; undefined: it was not asked for. */
import type { Kept } from '../reading.ts'
import type { ActivityLog } from './activity.ts'
import type { Counts } from './users.ts'

export interface GoogleDocuments {
  readonly users: Kept<unknown>
  readonly login?: Kept<ActivityLog>
  readonly admin?: Kept<ActivityLog>
  readonly counts?: Counts
}
