import type Everything from 'handlebars'
import runtime from 'handlebars/runtime.js'

/** The runtime has no types of its own; of the whole only what the runtime has is used. */
export const Handlebars = runtime as unknown as typeof Everything

/** Text that is harmless already, put in as it is. */
export const safe = (text: string): Everything.SafeString => new Handlebars.SafeString(text)
