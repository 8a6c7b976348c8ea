import { sentinel } from '../action/index.js'

await sentinel()
