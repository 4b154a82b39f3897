## Formats that a file was to have, after "not".

file-format-csv = a table of people with a header
file-format-json = a JSON array of profiles
file-format-json-table = a table as JSON
file-format-parquet = Parquet
file-format-gzip = gzip
file-format-zstd = zstd of a window up to 8 MiB
file-format-platform = followers of a platform
file-format-x-v2 = response pages of X API v2 with users
file-format-x-v1 = pages of users or ids of X API v1.1
file-format-x-archive = followers of an X archive (data/follower.js)
file-format-mastodon = arrays of Mastodon accounts
file-format-mastodon-csv = a CSV export of Mastodon followers
file-format-bluesky = Bluesky's pages of followers or profiles
file-format-instagram = followers of an Instagram download (followers_1.json)
file-format-facebook = followers of a Facebook download (people_who_followed_you.json)

## What a file looks like instead.

file-export-followers-x-v2 = users of X API v2
file-export-followers-x-v1 = users or ids of X API v1.1
file-export-followers-x-archive = the followers of an X archive
file-export-followers-mastodon = a Mastodon accounts list
file-export-followers-mastodon-csv = a CSV of Mastodon followers
file-export-followers-bluesky = Bluesky profiles
file-export-followers-instagram = the followers of an Instagram download
file-export-followers-facebook = the followers of a Facebook download
file-export-following = a list of the accounts that one follows, not of its followers
file-export-friends = a list of friends, not of followers
file-export-blocked = a list of blocked or muted accounts, not of followers
file-export-lists = lists (owner, number of members), not followers
file-export-relationships = relationships (following, followed_by) without the accounts themselves; fetch the list of followers
file-export-posts = a list of posts, not of followers
file-export-notifications = notifications, not a list of followers
file-export-likes = a list of likes, not of followers
file-export-events = events or records of a stream without the users; fetch app.bsky.graph.getFollowers
file-export-archive-part = another part of an X archive; followers are in data/follower.js
file-export-instagram-part = another part of an Instagram download; followers are in followers_1.json
file-export-web-page = a web page of an Instagram or Facebook download; request the download again in the format JSON
file-export-error-page = the answer to a request that failed; fetch it again
file-export-profiles = profiles, which need no import

## What is wrong with a file as a whole.

file-nothing = there is nothing
file-nothing-table = there is nothing; the first line names the columns
file-nothing-array = there is nothing; an array without profiles is []
file-nothing-pages = there is nothing; a page without users is [] or has an empty list
file-no-file = there is no file
file-utf16 = it looks like UTF-16; save it as UTF-8
file-compressed = it looks like a compressed file; unpack it first
file-cut = it is cut off
file-damaged = it is damaged
file-damaged-or-cut = it is damaged or cut off
file-object = it begins with {"{"}; one object a line is NDJSON, and of a request only the array of profiles belongs here
file-begins = it begins with { $shown }
file-not-whole = { $error }; is the file whole?
file-json-table-bytes = it has more than { $max } MiB; write it as CSV or Parquet (in pandas: to_parquet)
file-json-table-layout = it begins as one of orientation { $orientation }, and goes on otherwise; write it as CSV or as a list of objects
file-json-table-nested = row { $row } has a list or an object in { $name }; a table has one text or number in each cell
file-no-profiles = found: { $names }; accepted: profiles (id, age, region, account...), or exports of { $platforms }; give the people's fields these names, or give a CSV, whose names are recognised
file-list-member = the file is one object, and its member { $name } holds the list; give that list alone, as a JSON array or as one object a line (NDJSON)
file-columns-differ = the columns of { $file } are not those of { $first }; give files of one table
file-column-and-folder = { $file }: { $name } is a column and a folder too
file-deleted-rows = its log deletes rows that it does not have; check the table with the program that wrote it
file-in = { $file }: { $why }
file-mapping-for-csv = a mapping is for CSV; rename the columns in the Parquet file
file-no-columns = it has no columns
file-no-read-column = it has no column that is read; there are: { $names }
file-column-twice = the column { $name } is there twice
file-column-type = the column { $name } holds { $found }; accepted: a text, a number, a flag, a date or a time
file-columns-named-by-values = its columns are named by values ({ $shown }); give them names
file-header-in-rows = its first rows are a header; write the file again without them
file-too-many-texts = the column { $name } has more than { $max } different texts; leave it out of the files, it is no category
file-row-proportion = it has { $rows } rows in { $bytes } bytes; accepted: up to { $free } rows, or { $per_byte } for each byte; leave out rows that repeat others, or send it as CSV
file-groups = each row stands for a group ({ $column }), not for a person; give { $role ->
    [panel] one person a row, or the number of people of each group in a column n
   *[audience] the list of followers, one person a row
}
file-posts = each row stands for a post ({ $column }), not for a person; give the list of followers, one person a row
file-days = each row stands for a day or week ({ $column }), not for a person; give the list of followers, one person a row, or read these counts with effect
file-one-column = there is only one column, "{ $name }", and it stands for no field; are its cells separated by something other than a comma, semicolon, tab, vertical bar or spaces? Save the table as CSV
file-other-columns = it has other columns than the file before; write NDJSON, which needs no common header
file-long-header = the header is longer than { $max } bytes
file-control-characters = the name of column { $at } has control characters: { $name }
file-column-name = column { $at } is named { $name }; accepted: { $accepted }
file-constant-name = a constant is named { $name }; accepted: { $accepted }
file-unnamed-columns = no column has a name; the first line names the columns
file-values-as-names = the first line holds values ({ $shown }), not names of columns; add a line of names above it
file-first-line-quotes = the quotes of the first line don't match: { $shown }
file-first-line-utf8 = the first line is not UTF-8 text: { $shown }; save the file as UTF-8
file-first-line-incomplete = the first line is not complete; is a quote never closed?
file-income-unit = the incomes of column { $name } have the { $part } { $found } by their name or values, and { $given } was given; correct one of them, or say in a mapping what the column stands for
file-name-twice = column { $at } has a name that came before: { $name }; name one of them otherwise, or use a mapping
file-nothing-readable = no cell can be read; { $field }: received { $examples }; accepted: { $accepted }
file-unrecognised = { $names ->
    [none] it is not recognised
   *[other] found: { $names }
}; accepted: pages or exports of { $platforms }; say which with --from, or --from csv for a table
file-other-network = it is of { $platform }, and the files before it are of { $before }
file-no-users = { $records ->
    [one] its one record has no { $mark }
   *[other] none of its { $records } records has a { $mark }
}; found: { $names ->
    [none] no names that can be shown
   *[other] { $names }
}
file-first-column = its first column is not Account address
file-after-page = after page { $page } stands something else; accepted: JSON
file-no-json = it does not begin with {"{"} or [; accepted: JSON
file-page-cut = the source ends within page { $page }; fetch it again
file-page-utf8 = page { $page } is not UTF-8 text; save the file as UTF-8
file-page-account = page { $page } lists the followers of another account than the first
file-page-broken = page { $page } is broken at its byte { $at }; accepted: { $accepted }; fetch it again
file-column-left-out = { $name } ({ $why })
file-column-unnamed = a column without a name
file-column-control-characters = a name with control characters
file-column-row-numbers = row numbers
file-column-no-field = no such field
file-column-map-of-others = a map of other things than single values
file-column-type-lists = lists
file-column-type-bytes = bytes
file-column-type-times-of-day = times of the day
file-column-type-durations = lengths of time
file-column-type-structs = structs
file-column-type-maps = maps
file-column-type-single = single values where a struct is read

## Spreadsheets and archives.

file-format-xlsx = an Excel file (xlsx)
file-format-xlsb = an Excel file (xlsb)
file-format-xls = an Excel file (xls)
file-format-ods = an OpenDocument spreadsheet (ods)
file-format-zip = a zip archive
file-format-profiles = profiles
file-cells-out-of-order = its cells do not stand in order; open it in Excel and save it again
file-book-damaged = { $error }; open it in Excel and save it again
file-zip-damaged = { $error }; is it cut off? Download it again

## What a Parquet file says of itself.

file-parquet-short = it is shorter than any Parquet file
file-parquet-magic = its last four bytes are not PAR1; is the file cut off, or encrypted?
file-parquet-footer = the description at its end is longer than 16 MiB; write larger row groups
file-parquet-length = it is shorter than it says
file-parquet-row-groups = it has more than 16,384 row groups; write larger ones
file-parquet-columns = it has more than 2,048 columns; leave out those that are not needed
file-parquet-depth = its columns are nested too deeply; account.created_at is as deep as it needs to be
file-parquet-chunks = it has more than 65,536 columns in all its row groups; write larger row groups
file-parquet-column-sizes = its columns are larger than the file
file-parquet-entries = a row group has more than 4,194,304 entries of maps; write smaller row groups
file-parquet-pages = a row group has pages of more than 256 MiB for some rows; write smaller pages and row groups
file-parquet-lzo = it is packed by LZO, which is not read; write it with Zstandard or gzip
file-parquet-unpacked = a page unpacks to more than it says
file-parquet-brotli = a page is packed by Brotli with a window of more than 16 MiB; write it with Zstandard
file-parquet-column-outside = a column lies outside of the file
file-parquet-page-past = a page reaches past its column
file-parquet-page-size = a page has a negative size
file-parquet-number = a number is too long
file-parquet-nested = it is nested too deeply
file-parquet-type = it has values of an unknown type
