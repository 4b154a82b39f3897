## Mapping files.

mapping-unmapped = unmapped: accepted: "drop" or "attributes"
mapping-absent = the mapping names columns that are not there: { $absent }; there are: { $there }
mapping-name-in-line = { $name } (line { $line })
mapping-member = { $name }; accepted: unmapped, sheet, and the tables columns and constants
mapping-constant = { $field }: accepted: a text, a number, true or false
mapping-constant-id = { $field }: it can't be the same in every row
mapping-twice = { $field }: line { $line } maps a column to it already
mapping-constant-and-column = { $field }: it has a constant, which leaves nothing to a column
mapping-give-field = { $name }: give the field, for example {"{"} field = "age" {"}"}
mapping-column = { $name }: accepted: a field's name, or a table with it
mapping-value = accepted: a text, a number, true or false
mapping-date-format = date_format: { $error }; write it like [day]/[month]/[year]
mapping-utc-offset = utc_offset: received { $received }; accepted: a text like +09:00
mapping-option = { $name }; accepted: field, the table values, and the texts date_format and utc_offset
mapping-field = no field { $name }; accepted: { $accepted }
