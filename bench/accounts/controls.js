/** The twenty controls of the shipped policy in the words of other engines: what is wrong with the facts of one account. */

/** `is` what a fact must be for the control to fail: below, above, not, between (both ends included) or unlike (a pattern). A fact that is not there fails nothing. */
export const CONTROLS = [
  { id: 'BC-02', fact: 'sets', is: 'below', limit: 1 },
  { id: 'BC-03', fact: 'age', is: 'between', limit: [335, 365] },
  { id: 'BC-04', fact: 'age', is: 'above', limit: 365 },
  { id: 'BC-05', fact: 'independentCopies', is: 'below', limit: 2 },
  { id: 'BC-06', fact: 'accessesOutsideRole', is: 'above', limit: 0 },
  { id: 'BC-07', fact: 'accessesWithoutTicket', is: 'above', limit: 0 },
  { id: 'BC-09', fact: 'daysToExpiry', is: 'below', limit: 0 },
  { id: 'BC-10', fact: 'forbiddenCopies', is: 'above', limit: 0 },
  { id: 'BC-11', fact: 'storageKinds', is: 'below', limit: 2 },
  { id: 'BC-12', fact: 'lockedCopies', is: 'above', limit: 0 },
  { id: 'BC-13', fact: 'daysSinceUse', is: 'above', limit: 1 },
  { id: 'BC-14', fact: 'remaining', is: 'below', limit: 3 },
  { id: 'BC-16', fact: 'daysToTest', is: 'above', limit: 7 },
  { id: 'BC-17', fact: 'daysSinceReview', is: 'above', limit: 90 },
  { id: 'BC-18', fact: 'daysSinceCheck', is: 'above', limit: 31 },
  { id: 'BC-19', fact: 'daysSinceLoss', is: 'above', limit: 1 },
  { id: 'BC-20', fact: 'sourcesThatLackIt', is: 'above', limit: 0 },
  { id: 'BC-21', fact: 'custodiansWhoLeft', is: 'above', limit: 0 },
  { id: 'BC-22', fact: 'issued', is: 'not', limit: 16 },
  { id: 'BC-23', fact: 'name', is: 'unlike', limit: '^[A-Z][A-Za-z0-9]* [A-Z(].*$' },
]
