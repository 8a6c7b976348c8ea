/** `{ key: value }`, or `{}` when there is no value: for spreading into an object whose key is optional. */
export const given = <K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } => (value === undefined ? {} : { [key]: value }) as { [P in K]?: V }
