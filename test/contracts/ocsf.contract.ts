/**
 * The published parts of OCSF 1.8.0, compiled to a JSON Schema as its owners say: a class has what it extends, an attribute its type
 * and its values from the dictionary, and what is required must be there. They judge each line of our OCSF files.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { beforeAll, describe, expect, test } from 'vitest'
import { needing } from './parts.ts'
import { type Name, names, tellAll } from './told-formats.ts'

const parts = needing('published')

interface Attribute {
  readonly type?: string
  readonly is_array?: boolean
  readonly requirement?: string
  readonly profile?: string | null
  readonly sibling?: string
  readonly enum?: Readonly<Record<string, { readonly caption: string }>>
  readonly regex?: string
  readonly max_len?: number
}
interface Shape {
  readonly name: string
  readonly extends?: string
  readonly uid?: number
  readonly attributes: Readonly<Record<string, Attribute>>
  readonly constraints?: { readonly at_least_one?: readonly string[] }
}

/** The bases that were not published with the rest, as far as we use them. */
const bases: Readonly<Record<string, Shape>> = {
  object: { name: 'object', attributes: {} },
  _entity: { name: '_entity', attributes: { name: {}, uid: {} }, constraints: { at_least_one: ['name', 'uid'] } },
  _resource: { name: '_resource', attributes: { data: {}, labels: {}, name: {}, tags: {}, type: {}, uid: {} } },
}

const readOcsf = (folder: string) => {
  const read = (path: string): Shape => JSON.parse(readFileSync(join(folder, path), 'utf8')) as Shape
  const classes = new Map(
    ['events/base_event.json', 'events/findings/finding.json', 'events/findings/compliance_finding.json'].map((path) => [read(path).name, read(path)]),
  )
  const objects = new Map(readdirSync(join(folder, 'objects')).map((file) => [read(`objects/${file}`).name, read(`objects/${file}`)]))
  const dictionary = JSON.parse(readFileSync(join(folder, 'dictionary.json'), 'utf8')) as Shape & { types: { attributes: Readonly<Record<string, Attribute>> } }
  return { shapes: new Map([...Object.entries(bases), ...objects, ...classes]), dictionary }
}

/** A class or an object with all that it extends; what is said later goes over what was said before. */
const inherit = (shape: Shape, shapes: ReadonlyMap<string, Shape>): Shape => {
  const above = shape.extends === undefined ? undefined : shapes.get(shape.extends)
  if (shape.extends !== undefined && above === undefined) throw new Error(`${shape.extends} was not published`)
  if (above === undefined) return shape
  const whole = inherit(above, shapes)
  const attributes: Record<string, Attribute> = { ...whole.attributes }
  for (const [name, attribute] of Object.entries(shape.attributes)) {
    attributes[name] = { ...attributes[name], ...attribute, ...(attribute.enum && { enum: { ...attributes[name]?.enum, ...attribute.enum } }) }
  }
  return { ...whole, ...shape, attributes }
}

const compile = ({ shapes, dictionary }: ReturnType<typeof readOcsf>): object => {
  const kinds: Readonly<Record<string, object>> = {
    string_t: { type: 'string' },
    integer_t: { type: 'integer' },
    long_t: { type: 'integer' },
    boolean_t: { type: 'boolean' },
    float_t: { type: 'number' },
    json_t: {},
  }
  const scalar = (name: string): object | undefined => {
    const type = dictionary.types.attributes[name]
    if (type === undefined) return undefined
    const { regex, max_len: most } = type
    return { ...(kinds[name] ?? scalar(type.type ?? '')), ...(regex !== undefined && { pattern: regex }), ...(most !== undefined && { maxLength: most }) }
  }
  const definitions: Record<string, object | false> = {}
  const refer = (type: string): object | false => {
    if (type === 'object') return { type: 'object' }
    const known = scalar(type)
    if (known !== undefined) return known
    // What was not published cannot be judged, and so may not be used.
    if (!shapes.has(type)) return false
    if (!(type in definitions)) {
      definitions[type] = {}
      definitions[type] = shapeToSchema(shapes.get(type)!)
    }
    return { $ref: `#/definitions/${type}` }
  }
  const toSchema = (name: string, over: Attribute): object | false => {
    const base = dictionary.attributes[name]
    const attribute = { ...base, ...over }
    const values = { ...base?.enum, ...over.enum }
    const one = Object.keys(values).length > 0 ? { enum: Object.keys(values).map(Number) } : refer(attribute.type ?? 'string_t')
    return attribute.is_array === true ? (one === false ? false : { type: 'array', items: one }) : one
  }
  /** The word beside a number of a list is that of the list, except beside 99. */
  const siblings = (attributes: Shape['attributes']): object[] =>
    Object.entries(attributes).flatMap(([name, over]) => {
      const sibling = over.sibling ?? dictionary.attributes[name]?.sibling
      const values = { ...dictionary.attributes[name]?.enum, ...over.enum }
      if (sibling === undefined) return []
      return Object.entries(values)
        .filter(([value]) => value !== '99')
        .map(([value, { caption }]) => ({
          if: { properties: { [name]: { const: Number(value) } }, required: [name] },
          then: { properties: { [sibling]: { const: caption } } },
        }))
    })
  const shapeToSchema = (shape: Shape): { readonly properties: object; readonly [keyword: string]: unknown } => {
    const { attributes: all, constraints } = inherit(shape, shapes)
    const attributes = Object.fromEntries(Object.entries(all).filter(([name, { profile }]) => !name.startsWith('$') && (profile ?? undefined) === undefined))
    return {
      type: 'object',
      additionalProperties: false,
      properties: Object.fromEntries(Object.entries(attributes).map(([name, attribute]) => [name, toSchema(name, attribute)])),
      required: Object.entries(attributes).flatMap(([name, { requirement }]) => (requirement === 'required' ? [name] : [])),
      ...(siblings(attributes).length > 0 && { allOf: siblings(attributes) }),
      ...(constraints?.at_least_one && { anyOf: constraints.at_least_one.map((name) => ({ required: [name] })) }),
    }
  }
  // The numbers of a class follow from its place: those of its category, 2 for findings, come first.
  const { uid = 0 } = shapes.get('compliance_finding')!
  const numbers = { category_uid: { const: 2 }, class_uid: { const: 2000 + uid } }
  const whole = shapeToSchema(shapes.get('compliance_finding')!)
  return { ...whole, properties: { ...whole.properties, ...numbers }, definitions }
}

type Event = Record<string, unknown> & { compliance: Record<string, unknown>; finding_info: Record<string, unknown>; metadata: Record<string, unknown> }

const eventsOf = (text: string): Event[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Event)

describe('OCSF 1.8.0, class 2003', () => {
  let documents: Readonly<Record<Name, string>>
  let complaints: (event: object) => readonly string[]
  beforeAll(async () => {
    if (!parts.areThere) return
    documents = await tellAll('ocsf')
    const validate = new Ajv({ strict: false, allErrors: true }).compile(compile(readOcsf(join(parts.at('published'), 'ocsf'))))
    complaints = (event) =>
      validate(event) ? [] : (validate.errors ?? []).map(({ instancePath, message, params }) => `${instancePath} ${message ?? ''} ${JSON.stringify(params)}`)
  })

  test.each(names)('takes every event of %s', (name) => {
    const events = eventsOf(documents[name])
    expect(events.length > 0).toBe(name !== 'nothing to tell')
    expect(events.flatMap(complaints)).toEqual([])
    expect(events.filter(({ class_uid, activity_id, type_uid }) => type_uid !== Number(class_uid) * 100 + Number(activity_id))).toEqual([])
  })

  test.each([
    ['without its compliance', ({ compliance: _compliance, ...event }: Event) => event],
    ['without the uid of its finding', (event: Event) => ({ ...event, finding_info: { title: 'x' } })],
    ['with an attribute that there is not', (event: Event) => ({ ...event, verdict: 'fail' })],
    ['with a status that there is not', (event: Event) => ({ ...event, compliance: { ...event.compliance, status_id: 7 } })],
    ['with a status in other words', (event: Event) => ({ ...event, compliance: { ...event.compliance, status_id: 3, status: 'Failed' } })],
    ['with a time in words', (event: Event) => ({ ...event, time: '2026-11-23T00:00:00Z' })],
    ['with a product without a name', (event: Event) => ({ ...event, metadata: { ...event.metadata, product: { vendor_name: 'x' } } })],
  ])('control: an event %s is refused', (_name, bend) => {
    expect(complaints(bend(eventsOf(documents['examples/acme'])[0]!))).not.toEqual([])
  })
})
