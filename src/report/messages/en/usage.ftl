### Why a command line cannot be read, and what to do.

usage-unknown = There is no argument `{ $received }`.
usage-unknown-command = There is no command `{ $received }`.
usage-similar = Did you mean { $similar }?
usage-refused = { $argument }: received `{ $received }`. { $accepted }
usage-no-value = { $argument }: a value is missing.
usage-missing = Missing: { $arguments }
usage-missing-command = Give a command.
usage-conflict = { $argument } cannot be used with { $other }. Leave one of them out.
usage-repeated = { $argument } can be given once.
usage-utf8 = An argument is not UTF-8. Type it again.
usage-more = For all options, add --help.

## What a value has to be.

usage-accepted = Accepted: { $accepted }
usage-one-value = Give one value.
usage-whole = Accepted: a whole number
usage-number = Accepted: a number
usage-whole-within = Accepted: a whole number from { $min } to { $max }
usage-within = Accepted: a number from { $min } to { $max }
usage-day = Accepted: a day, for example 2026-11-01
usage-income-unit = Accepted: currency, period and scope, for example KRW/month/household. The period is month or year, the scope household or personal
usage-own-reach = Accepted: channel, number and what it counts, for example facebook=12000followers. It counts followers, subscribers, visitors, circulation, recipients or reached; visits go into --constraints, with per_person
usage-cost = Accepted: channel, cost of a thousand people and currency, for example facebook=9.5USD
usage-field = Accepted: a field of the contract, for example gender, age or attributes.city
usage-name = Accepted: 1 to { $max } characters, none of them a control character
