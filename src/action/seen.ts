/** What a report says when nothing is tolerated: not what is unknown, nor what failed before already. What is waived stays agreed. */
import { exitCode, type Finding, type Report } from '../index.ts'
import { raises } from '../model/gate.ts'

const asOpen = (finding: Finding): Finding => (finding.standing === 'known' ? { ...finding, standing: 'open' } : finding)

const intolerant = ({ gate }: Report): Report['gate'] => ({ ...gate, allowIncomplete: false, exitZero: false })

/** The exit code that it would have. */
export const seenCode = (report: Report): 0 | 1 | 3 => exitCode(report.findings.map(asOpen), intolerant(report))

/** The findings that would raise it. */
export const seenFindings = (report: Report): readonly Finding[] => report.findings.filter((finding) => raises(asOpen(finding), intolerant(report)) !== 0)
