/** What the judges of a report format get: the example, a report with every outcome and names that mean harm, and one with nothing to tell. */
import { isMistaken } from '../../src/model/mistake.ts'
import type { Report } from '../../src/model/report.ts'
import { reporters } from '../../src/reporters/index.ts'
import { runAudit } from '../../src/run.ts'
import { aQuietReport, aReport } from '../support/a-report.ts'
import { ACME, AS_OF } from '../support/acme.ts'
import { told } from '../support/told.ts'

export const names = ['examples/acme', 'every outcome and hostile names', 'the same with --all', 'nothing to tell'] as const
export type Name = (typeof names)[number]

const ofTheExample = async (): Promise<Report> => {
  const audited = await runAudit({ config: `${ACME}/sparekey.yaml`, asOf: AS_OF })
  if (isMistaken(audited)) throw new Error(JSON.stringify(audited.mistakes))
  return audited.value.report
}

/** Each of them in one format, by its name. */
export const tellAll = async (format: string): Promise<Readonly<Record<Name, string>>> => {
  const tell = (report: Report, all: boolean): string => told(reporters.get(format)!, report, { all, version: '1.2.3', folder: ACME })
  return {
    'examples/acme': tell(await ofTheExample(), false),
    'every outcome and hostile names': tell(aReport(), false),
    'the same with --all': tell(aReport(), true),
    'nothing to tell': tell(aQuietReport(), false),
  }
}
