### What is wrong with JSON.

json-at = line { $line }, column { $column }: { $what }
json-at-path = { $path }: { $what }
json-end = the text ends too early; close its brackets and quotes
json-colon = a colon is missing after the name
json-comma = a comma or the closing bracket is missing
json-trailing-comma = there is a comma before the closing bracket; remove it
json-trailing = there is more after the end of the document; send one document
json-key = the name of a field has to stand in double quotes
json-value = this is no JSON value; accepted: a text in double quotes, a number, true, false, null, an object or an array
json-number = this number cannot be read
json-depth = there are too many brackets within brackets
json-escape = this is none of the escapes of JSON; write \\ for a backslash
json-control = a control character stands in a text; write it as an escape
json-utf8 = the text is not UTF-8
json-no-object = it does not begin with {"{"}

## Its values.

json-unknown-field = there is no field { $field }; accepted: { $accepted }
json-missing-field = the field { $field } is missing; add it
json-duplicate-field = the field { $field } is given twice; give it once
json-no-such-field = no such field; accepted: { $accepted }
json-required = the field is required; add it
json-twice = the field is given twice; give it once
json-wrong = received { $received }; accepted: { $accepted }
json-object = an object
json-array = an array
json-text = a text
json-boolean = true or false
json-count = a whole number of 0 or more
json-whole = a whole number
json-any-number = a number
json-target = an object, for example {"{"}"preset": "NAME"{"}"} or conditions
