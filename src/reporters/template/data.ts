/** What a template is given: the report as -o json writes it, every field that its schema has, null where the report says nothing. */
import type { Report } from '../../model/report.ts'
import { reportSample, reportShape } from '../generated/report-shape.ts'
import { toldFindings, verdict } from '../sections.ts'

type Shape = Readonly<Record<string, string>>

/** The value with every field of its shape and no other. What is undefined for a template is a name that is misspelt. */
const complete = (value: unknown, shapeName: string): unknown => {
  if (value === undefined || value === null) return null
  if (Array.isArray(value)) return value.map((item) => complete(item, shapeName))
  const shape: Shape | undefined = reportShape[shapeName]
  if (shape === undefined) return value
  return Object.fromEntries(Object.entries(shape).map(([field, inner]) => [field, complete((value as Readonly<Record<string, unknown>>)[field], inner)]))
}

/** The data of a template. Beside the report it has the verdict in words, as the other reports begin with it. */
export const templateData = (report: Report, all: boolean): object => {
  const told = { ...report, findings: [...toldFindings(report, all)], codeSets: all ? [...report.codeSets] : undefined }
  return { ...(complete(told, 'Report') as object), verdict: verdict(report) }
}

/** What a template can be tried on before there is a report: one of everything, and nothing that is null. */
export const sampleData: object = { ...reportSample, verdict: { headline: 'The policy is met, and proven.', reasons: ['1 verdict is a pass.'] } }
