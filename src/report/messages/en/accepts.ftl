## What the readers of profiles accept, as the end of "accepted: ...".

accepts-flag = true or false
accepts-flag-cell = true or false (also 1 or 0, yes or no)
accepts-number = a number
accepts-finite-number = a number from -3.4e38 to 3.4e38
accepts-count = a whole number of 0 or more
accepts-text-or-number = a text or a number
accepts-short-text = a text of at most 1000 characters
accepts-attribute = a number, a text, true or false
accepts-id = a text of 1 to 256 characters or a whole number
accepts-new-id = an id that no earlier row has
accepts-once = each field once in a row
accepts-nested-object = an object
accepts-names = one of { $names }{ $place ->
    [profile] ; anything else goes under attributes
    [mapping] ; attributes.NAME for anything else
   *[object] {""}
}
accepts-age = a number from 0 to 120
accepts-one-age = only one of age, birth_year and age_band
accepts-birth-year = a whole year from { $first } to { $last }
accepts-band-order = min no greater than max
accepts-amount = a number from 0 to 3.4e38
accepts-amount-or-open = a number from 0 to 3.4e38, or nothing for an open end
accepts-one-income = only one of amount, band and median_ratio
accepts-currency = a currency of 3 capital letters, for example KRW
accepts-period = year or month
accepts-scope = household or personal
accepts-income-currency = the currency of the income as 3 capital letters, for example KRW
accepts-income-period = the period of the income: year or month
accepts-income-scope = whose income it is: household or personal
accepts-household-size = a whole number from 1 to 30
accepts-follow-order = a whole number of 1 or more; 1 is the oldest follower
accepts-weight = a number above 0, at most 3.4e38
accepts-no-weight = no weight: only the rows of a panel have one
accepts-no-label-weight = no label_weight: only followers have one; the weight of a panel row is weight
accepts-channel-id = a channel id of 1 to 64 characters a-z, 0-9 and _
accepts-channels = at most 256 different channels in all the profiles together
accepts-attribute-name = an attribute name of 1 to 128 characters
accepts-attributes = at most 512 different attributes in all the profiles together
accepts-date = a date
accepts-date-example = a date, for example 2024-01-31
accepts-certain-date = a date of which it is certain what is the day, for example 2024-01-31
accepts-time = an RFC 3339 time with its offset, or a date, from { $first } to { $last }
accepts-time-as = a time as { $written }
accepts-time-with-offset = a time whose offset is known: give utc_offset in the mapping, for example "+09:00"

## Rows as they are written.

accepts-cells = { $cells } cells, as many as the header has
accepts-utf8 = UTF-8 text
accepts-utf8-file = UTF-8 text; save the file as UTF-8 (in Excel: "CSV UTF-8")
accepts-row-bytes = a row of at most { $max } bytes
accepts-row-bytes-quoted = a row of at most { $max } bytes; is a quote never closed?
accepts-closing-quote = a closing quote; the row reaches to the end of the source without it
accepts-after-quote = nothing between a closing quote and the end of its cell; a quote within quotes is doubled
accepts-outside-quotes = a row outside of quotes; a quote opened before this row never closes
accepts-object = a JSON object
accepts-object-no-array = a JSON object; a file that begins with [ is a JSON array and no NDJSON
accepts-array-object = an object before each comma, and no comma after the last
accepts-array-row = a row or the closing ] of the array
accepts-array-comma = a comma or the closing ] of the array
accepts-array-whole-row = a complete row and the closing ] of the array; the source ends within this row
accepts-array-end = nothing after the closing ] of the array
accepts-at-byte = { $accepted } (at byte { $at })
accepts-at-byte-of-row = { $accepted } (at byte { $at } of the row)
accepts-json-value = a JSON value
accepts-json-word = a JSON value: a text in double quotes, a number, true, false or null
accepts-json-finite = a JSON value: leave a field without a finite number out, or write null
accepts-json-text = a text in double quotes
accepts-json-colon = a colon after the name
accepts-json-comma = a comma or the closing bracket
accepts-json-end = nothing after the object but a comma or a new line
accepts-json-escaped-controls = control characters written as escapes
accepts-json-closing-quote = the closing quote of the text
accepts-json-escape = one of the escapes of JSON
accepts-json-unicode-escape = a Unicode escape of 4 hexadecimal digits, in pairs beyond FFFF
accepts-json-leading-zeros = a number without leading zeros
accepts-json-decimals = digits after the decimal point
accepts-json-exponent = digits after the exponent
accepts-json-nesting = at most 32 levels of nesting

## Users in the pages and exports of platforms.

accepts-page = a page of users; fetch it again, for followers are missing here
accepts-user-object = a user as a JSON object
accepts-user-bytes = a user of at most { $max } bytes
accepts-user-id = the user's id: a text of 1 to 256 characters or a whole number
accepts-user-with = a user with { $mark }
accepts-address = an address, for example a@b.example

## Parameters of requests.

accepts-within = { $min } to { $max }
accepts-share-example = 0 to 1, for example { $example } for { $percent } %
accepts-label = at most 200 characters, none of them control characters
accepts-moment = a time, for example 2026-11-01T09:30:00Z
accepts-cursor = next_cursor of the page before
accepts-year = a year, for example 2024
accepts-day = a day, for example 2026-11-01
accepts-panel-day = the day on which the panel was asked, for example 2024-05-01, not after today
accepts-panel-size = the number of people who were asked, for example 1200
accepts-income-unit = currency, period and scope such as KRW/month/household; the period is month or year, the scope household or personal
