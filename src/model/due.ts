/** Whether what is due has fallen due: the one place by which reports and the history agree. */
import type { Finding } from './report.ts'

/** An open failure whose due date has passed. Times of a report sort as text. */
export const isOverdue = ({ outcome, standing, due }: Finding, asOf: string): boolean =>
  outcome === 'fail' && standing === 'open' && due !== undefined && due <= asOf
