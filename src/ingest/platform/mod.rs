//! What social networks export about followers: response pages, archives and downloads, and the users in them.
//!
//! A source holds JSON values one after another (NDJSON, or a single one), each of them a response page, a user, or an
//! array of pages or users. Users keep the order they were listed in; networks list the newest follower first.
//!
//! | input | reading |
//! | --- | --- |
//! | `x_v2` | `GET /2/users/:id/followers` (`data`, `meta`), `GET /2/users` (`data` alone), bare users; also as libraries write them |
//! | `x_v1` | `followers/list` (`users`), `followers/ids` (`ids`), bare users and ids |
//! | `x_archive` | `data/follower.js`: `window.YTD.follower.part0 = [{"follower": {"accountId"}}]` |
//! | `mastodon` | `GET /api/v1/accounts/:id/followers`: an array of Account entities |
//! | `mastodon_csv` | a CSV whose first column is `Account address` |
//! | `bluesky` | `app.bsky.graph.getFollowers` (`followers`), `app.bsky.actor.getProfiles` (`profiles`), bare views |
//! | `instagram` | `followers_1.json`: `string_list_data` of `value`, `href`, `timestamp`, in an array or `relationships_followers` |
//! | `facebook` | `people_who_followed_you.json`: `followers_v2` or `followers_v3` of `name`, `timestamp` |
//! | a record without the marks of a user (`username`, `screen_name`, `acct`, `handle`) | rejected and counted by what it looks like; a source of nothing else is a [`ReadError::OtherFormat`], or a [`ReadError::Format`] with the names found |
//! | names of members | without case and underscores: SDKs spell `followers_count` as `followersCount` |
//! | `follow_order` | by the order of the followers pages as given, first of all the newest; 1 is the oldest one given |
//! | a users lookup (X pages without `meta`, `profiles` of Bluesky) | its order says nothing of following: users who stand only there get no `follow_order` |
//! | timestamps of Instagram and Facebook | `followed_at` |
//! | an id of 18 or 19 digits of X, where ids are all there is | since 2016 it holds the time the account was created at: `account.created_at`, with a note |
//! | a user who comes again | merged: what is missing is filled in, where values differ the later one counts, and the first place among the followers stays |
//! | a value that can't be used: of another type, before 1990 or in the future, a time without its offset, a negative count | missing, and counted by field |
//! | counts, flags and times in quotes; seconds, milliseconds or microseconds since 1970 | read |
//! | a user without a readable id | rejected with page and place; the rest stays |
//! | handles and names where there is no other id | a hash of them is the id; people of one name are told apart by their follow times |
//! | unknown fields, names, handles, biographies, places, links | dropped; of a biography only whether there is one (`account.has_bio`) |
//! | `location` | dropped: free text is no region, and guessing one would be worse than none |
//! | marks of automation (`bot` of Mastodon) | the attribute `bot`; no judgement |
//! | suspended, deactivated or unavailable users (`errors` of X) | left out and counted: nobody reaches them |
//! | moved, memorial and limited accounts | kept and counted |
//! | a field that is left out or `null` | missing, a picture or biography too: the export may have been trimmed. A field that no user has is named |
//! | a negative count on Mastodon | missing: servers send -1 where a count is hidden or out of step |
//! | no page that ends the list (`next_token`, `next_cursor`, `cursor`), `result_count` that does not match, a full last array | a note that followers are missing |
//! | an error instead of a page (rate limit, no access) | one rejected row, for followers are missing there |
//! | an empty page | counts as a page |
//! | a page that is broken JSON, pages of followers of several Bluesky accounts | [`ReadError::Format`] |
//!
//! Fields after the X API v2 user object, Mastodon's Account entity and the lexicon `app.bsky.actor.defs`, as
//! documented in 2025. X's `verified` is true for paying accounts too; Mastodon has no verification; Bluesky's
//! `indexedAt` is the time of indexing, not of the owner's last activity, and is not read.
//!
//! [`ReadError::Format`]: super::ReadError::Format
//! [`ReadError::OtherFormat`]: super::ReadError::OtherFormat

mod account_fields;
mod gather;
mod json_values;
mod members;
mod merge;
mod names;
mod notes;
mod outline;
mod page;
mod paging;
mod position;
mod recognise;
mod records;
mod schema;
mod snowflake;
mod user;
mod values;

use std::io::BufRead;

use super::assemble::Assembler;
use super::{Platform, ProfileSink, ReadError, ReadOptions, StreamOutcome};

pub(super) use gather::UserMerger;
pub use notes::PlatformNote;
pub(super) use recognise::{Looked, all_names, found_names, is_download_page, look_at, unseen, whole_records};
pub use recognise::{OtherExport, Recognised, recognise};
pub use schema::{AccountState, Ask};

/// Reads the pages of one source.
pub(super) fn read_pages(
    platform: Platform,
    source: impl BufRead,
    options: &ReadOptions,
    sink: &mut dyn ProfileSink,
    progress: &mut dyn FnMut(u64),
) -> Result<StreamOutcome, ReadError> {
    let mut merger = UserMerger::new(Some(platform), options);
    merger.add(source, progress)?;
    merger.complete();
    let mut assembler = Assembler::new(options, &mut *sink);
    merger.emit(&mut assembler)?;
    let streamed = assembler.finish()?;
    let (rejected, notes) = merger.finish();
    for reasons in rejected.listed.chunk_by(|one, next| one.row == next.row) {
        sink.reject(reasons).map_err(ReadError::Sink)?;
    }
    Ok(StreamOutcome { rejected: rejected.rows, notes, ..streamed })
}
