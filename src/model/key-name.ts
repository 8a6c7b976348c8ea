/** Names are free of white space and of what separates the parts of a key. */
export const isKeyName = (name: string): boolean => /^[^\s+]{1,200}$/u.test(name)
