/** Text from outside as text of HTML, in elements and in attributes with double quotes. */
import { clipName, clipSentence, xmlText } from '../escape.ts'

/** A name at a readable length. What XML takes as text, HTML does, too. */
export const name = (text: string): string => xmlText(clipName(text))

/** A sentence at a readable length. */
export const sentence = (text: string): string => xmlText(clipSentence(text))
