/** Whose the activities are. A reseller may see those of many customers, and Google ignores a parameter that it does not know. */

/** The customer of whoever asks: which one that is, only the records say. */
export const MY_CUSTOMER = 'my_customer'

/** Whether a record may be of the customer of a source; not every kept one says whose it is. */
export const isOf = (customer: string, said: string | undefined): boolean => said === undefined || customer === MY_CUSTOMER || said === customer

/** Why a log whose records name these customers, where all logs of its source name those, cannot be all of its own. */
export const contradictionOf = (customer: string, own: ReadonlySet<string>, named: ReadonlySet<string>): string | undefined => {
  const others = [...own].filter((one) => !isOf(customer, one)).sort()
  if (others.length > 0) return `it has records of ${others.join(', ')}, and ${customer} was asked for`
  const isMixed = customer === MY_CUSTOMER && own.size > 0 && named.size > 1
  return isMixed ? `the activities are of more than one customer: ${[...named].sort().join(', ')}` : undefined
}
