//! What social networks export about followers: response pages, and the users in them.
//!
//! A source holds JSON values one after another (NDJSON, or a single one), each of them a response page, a user, or an
//! array of pages or users. Users keep the order they were listed in; networks list the newest follower first.
//!
//! | input | reading |
//! | --- | --- |
//! | `x_v2` | `GET /2/users/:id/followers` (`data`, `meta`), `GET /2/users` (`data` alone), bare users |
//! | `mastodon` | `GET /api/v1/accounts/:id/followers`: an array of Account entities |
//! | `bluesky` | `app.bsky.graph.getFollowers` (`followers`), `app.bsky.actor.getProfiles` (`profiles`), bare views |
//! | `follow_order` | by the order of the followers pages as given, first of all the newest; 1 is the oldest one given |
//! | a users lookup (X pages without `meta`, `profiles` of Bluesky) | its order says nothing of following: users who stand only there get no `follow_order` |
//! | a user who comes again | merged: what is missing is filled in, where values differ the later one counts, and the first place among the followers stays |
//! | a user with a value that can't be read | rejected with page, place and the platform's own field; the rest stays |
//! | unknown fields, names, handles, biographies, places, links, labels | dropped; of a biography only whether there is one (`account.has_bio`) |
//! | `location` | dropped: free text is no region, and guessing one would be worse than none |
//! | marks of automation (`bot` of Mastodon) | the attribute `bot`; no judgement |
//! | suspended (Mastodon) or unavailable users (`errors` of X) | left out and counted: nobody reaches them |
//! | a field that is left out or `null` | missing, a picture or biography too: the export may have been trimmed |
//! | a negative count on Mastodon | missing: servers send -1 where a count is hidden or out of step |
//! | an error instead of a page (rate limit, no access) | one rejected row, for followers are missing there |
//! | an empty page | counts as a page |
//! | a page that is broken JSON, pages of followers of several Bluesky accounts | [`ReadError::Format`] |
//! | another network's pages, posts, accounts followed | [`ReadError::OtherFormat`], which names them |
//! | a name twice in one object | the last one counts |
//!
//! Fields after the X API v2 user object, Mastodon's Account entity and the lexicon `app.bsky.actor.defs`, as
//! documented in 2025. X's `verified` is true for paying accounts too; Mastodon has no verification; Bluesky's
//! `indexedAt` is the time of indexing, not of the owner's last activity, and is not read.
//!
//! [`ReadError::Format`]: super::ReadError::Format
//! [`ReadError::OtherFormat`]: super::ReadError::OtherFormat

mod account_fields;
mod json_values;
mod merge;
mod notes;
mod page;
mod schema;
mod user;

use std::io::BufRead;

use super::assemble::Assembler;
use super::{Platform, ProfileSink, ReadError, ReadOptions, StreamOutcome};

pub(super) use merge::UserMerger;

/// Reads the pages of one source.
pub(super) fn read_pages(
    platform: Platform,
    source: impl BufRead,
    options: &ReadOptions,
    sink: &mut dyn ProfileSink,
    progress: &mut dyn FnMut(u64),
) -> Result<StreamOutcome, ReadError> {
    let mut merger = UserMerger::new(platform, options);
    merger.add(source, progress)?;
    let mut assembler = Assembler::new(options, &mut *sink);
    merger.emit(&mut assembler)?;
    let streamed = assembler.finish()?;
    let (rejected, notes) = merger.finish();
    for reasons in rejected.listed.chunk_by(|one, next| one.row == next.row) {
        sink.reject(reasons).map_err(ReadError::Sink)?;
    }
    Ok(StreamOutcome { rejected: rejected.rows, notes, ..streamed })
}
