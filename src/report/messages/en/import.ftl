### What is said of the followers of a platform, and of what a file was taken out of.

import-recognised = read as { $platform }, as the file was recognised
import-not-users = { $n ->
    [one] { $n } record is no user
   *[other] { $n } records are no users
}{ $kind }; rejected
import-looks-like = { " " }(this looks like { $what })
import-older-missing = followers are missing: the last page says that there are more. These are the newest followers only;
    fetch the pages after it
import-newer-missing = followers are missing: the first page says that there are newer ones; fetch the pages before it
import-out-of-order = the page that ends the list is not the last one given, so follow_order may be wrong; give pages in the
    order they were fetched
import-full-page = followers may be missing: the last page is full ({ $n } users). If there are more, these are the newest
    only; fetch the next page
import-count-mismatch = followers are missing, or pages were changed: the pages state { $stated } users (result_count) and
    hold { $found }
import-empty-pages = { $n ->
    [one] { $n } page
   *[other] { $n } pages
} had no users
import-merged = { $n ->
    [one] { $n } user came again and was merged
   *[other] { $n } users came again and were merged
}
import-changed = { $field } of { $n ->
    [one] { $n } user
   *[other] { $n } users
} differs between pages; the page that came later counts
import-unavailable = { $n ->
    [one] { $n } user
   *[other] { $n } users
} the platform could not give (deleted or suspended); left out
import-suspended = { $n ->
    [one] { $n } user is
   *[other] { $n } users are
} suspended; left out
import-deactivated = { $n ->
    [one] { $n } user is
   *[other] { $n } users are
} deactivated; left out
import-moved = { $n ->
    [one] { $n } user has
   *[other] { $n } users have
} moved to another account, which may follow too; they stay in
import-memorial = { $n ->
    [one] { $n } account is a memorial of somebody who died; it stays in
   *[other] { $n } accounts are memorials of people who died; they stay in
}
import-limited = { $n ->
    [one] { $n } user is
   *[other] { $n } users are
} limited or hidden by the platform; they stay in
import-hidden-counts = { $n ->
    [one] { $n } count is
   *[other] { $n } counts are
} negative, which is how servers hide them; taken as missing
import-unusable = { $field } of { $n ->
    [one] { $n } user
   *[other] { $n } users
} cannot be used: wrong form, impossible, or a time without its offset; taken as missing
import-nobody-has = no user has { $fields }; { $ask }
import-ask-user-fields = ask X for user.fields=created_at,description,profile_image_url,protected,public_metrics,verified
import-ask-whole-users = followers/list gives whole users
import-ask-look-up = an archive or a page of ids holds ids alone; look the users up (GET /2/users with user.fields) and give both
import-ask-whole-accounts = GET /api/v1/accounts/:id/followers gives whole accounts
import-ask-addresses = the file holds addresses alone; GET /api/v1/accounts/:id/followers gives the accounts
import-ask-profiles = app.bsky.actor.getProfiles gives the counts; give its pages too
import-ask-nothing = the export does not hold them
import-partial-errors = { $n ->
    [one] { $n } page has
   *[other] { $n } pages have
} users and an error; users may be missing
import-without-order = { $n ->
    [one] { $n } user stands
   *[other] { $n } users stand
} in no page of followers and without follow_order: the order of a lookup is not that of following
import-dates-from-ids = account.created_at of { $n ->
    [one] { $n } user
   *[other] { $n } users
} comes from the id, which holds the time since 2016; older accounts have none
import-without-follow-time = { $n ->
    [one] { $n } follower is
   *[other] { $n } followers are
} without a follow time
import-table-version = version { $version } of the table was read
import-table-version-deleted = version { $version } of the table was read; { $n ->
    [one] { $n } row of its files was
   *[other] { $n } rows of its files were
} deleted and left out
import-columns-left-out = columns that are not read were left out: { $columns }
import-more-columns-left-out = columns that are not read were left out: { $columns } and { $more } more
import-unzipped = read from { $file } in the zip archive
import-sheet = read from the sheet "{ $name }"
import-named-sheet = read from the sheet "{ $name }"; not read: { $others }
import-first-sheet = read from the sheet "{ $name }", the first with a table; not read: { $others }; name another sheet with --sheet or sheet
import-uncalculated = { $sheet }; cells with a formula and no value, which count as empty: { $n }; open the file in a spreadsheet
    program and save it, so that they are calculated
import-encoded-twice = the text was encoded as UTF-8 twice, which was undone; save the file as UTF-8
import-json-table = read as a table of JSON ({ $orientation })
import-decoded = the text was read as { $encoding }; if letters look wrong, save the file as UTF-8
import-undecodable = the text was read as { $encoding }; { $n ->
    [one] { $n } character
   *[other] { $n } characters
} could not be decoded; save the file as UTF-8
import-undecodable-from = the text was read as { $encoding }; { $n ->
    [one] 1 character in line { $line } could not be decoded
   *[other] { $n } characters could not be decoded, the first in line { $line }
}; save the file as UTF-8
import-merged-cells = cells merged over several rows count for each of them: { $n } cells
