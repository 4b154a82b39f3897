## What was received where it is no value to show.

received-nothing = nothing
received-end = the end
received-row-end = the end of the row
received-cells = { $cells } cells
received-bytes = { $bytes } bytes
received-other-text = another text
received-other-record = a record of another kind
received-something-else = something else
received-error = the error "{ $error }"
received-null = null
received-flag = true or false
received-number = a number
received-text = a text
received-object = an object
received-list = a list
