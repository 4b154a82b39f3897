//! What was decided while a file was read, as sentences.

use super::messages::{Messages, args};
use crate::ingest::{AccountState, Ask, Note, PlatformNote};
use crate::message::Message;

/// A note of a reader, without a full stop. It identifies nobody.
pub(crate) fn import_note(m: &Messages, note: &Note) -> String {
    match note {
        Note::Container(note) => m.say(&note.message()),
        Note::Platform(note) => platform_note(m, note),
        Note::TableVersion { version, deleted: 0 } => {
            m.text("import-table-version", args![version = version.to_string()])
        }
        Note::TableVersion { version, deleted } => {
            m.text("import-table-version-deleted", args![version = version.to_string(), n = *deleted])
        }
        Note::ColumnsLeftOut { columns, more: 0 } => {
            m.text("import-columns-left-out", args![columns = listed(m, columns)])
        }
        Note::ColumnsLeftOut { columns, more } => {
            m.text("import-more-columns-left-out", args![columns = listed(m, columns), more = *more])
        }
    }
}

fn listed(m: &Messages, columns: &[Message]) -> String {
    columns.iter().map(|column| m.say(column)).collect::<Vec<_>>().join(", ")
}

fn platform_note(m: &Messages, note: &PlatformNote) -> String {
    match note {
        PlatformNote::Recognised(platform) => m.text("import-recognised", args![platform = platform.name()]),
        PlatformNote::NotUsers { records, what } => {
            let kind = what
                .map_or_else(String::new, |what| m.text("import-looks-like", args![what = m.label(what.words_id())]));
            m.text("import-not-users", args![n = *records, kind = kind])
        }
        PlatformNote::OlderMissing => m.label("import-older-missing"),
        PlatformNote::NewerMissing => m.label("import-newer-missing"),
        PlatformNote::OutOfOrder => m.label("import-out-of-order"),
        PlatformNote::FullPage { users } => m.text("import-full-page", args![n = *users]),
        PlatformNote::CountMismatch { stated, found } => {
            m.text("import-count-mismatch", args![stated = *stated, found = *found])
        }
        PlatformNote::EmptyPages(n) => m.text("import-empty-pages", args![n = *n]),
        PlatformNote::Merged(n) => m.text("import-merged", args![n = *n]),
        PlatformNote::Changed { field, users } => m.text("import-changed", args![field = field.as_ref(), n = *users]),
        PlatformNote::Unavailable(n) => m.text("import-unavailable", args![n = *n]),
        PlatformNote::InState { state, accounts } => in_state(m, *state, *accounts),
        PlatformNote::HiddenCounts(n) => m.text("import-hidden-counts", args![n = *n]),
        PlatformNote::Unusable { field, users } => m.text("import-unusable", args![field = field.as_ref(), n = *users]),
        PlatformNote::NobodyHas { fields, ask } => {
            m.text("import-nobody-has", args![fields = fields.join(", "), ask = to_ask(m, *ask)])
        }
        PlatformNote::PartialErrors(n) => m.text("import-partial-errors", args![n = *n]),
        PlatformNote::WithoutOrder(n) => m.text("import-without-order", args![n = *n]),
        PlatformNote::DatesFromIds(n) => m.text("import-dates-from-ids", args![n = *n]),
        PlatformNote::WithoutFollowTime(n) => m.text("import-without-follow-time", args![n = *n]),
    }
}

fn in_state(m: &Messages, state: AccountState, n: u64) -> String {
    match state {
        AccountState::Suspended => m.text("import-suspended", args![n = n]),
        AccountState::Deactivated => m.text("import-deactivated", args![n = n]),
        AccountState::Moved => m.text("import-moved", args![n = n]),
        AccountState::Memorial => m.text("import-memorial", args![n = n]),
        AccountState::Limited => m.text("import-limited", args![n = n]),
    }
}

fn to_ask(m: &Messages, ask: Ask) -> String {
    m.label(match ask {
        Ask::UserFields => "import-ask-user-fields",
        Ask::WholeUsers => "import-ask-whole-users",
        Ask::LookUp => "import-ask-look-up",
        Ask::WholeAccounts => "import-ask-whole-accounts",
        Ask::AddressesAlone => "import-ask-addresses",
        Ask::Profiles => "import-ask-profiles",
        Ask::Nothing => "import-ask-nothing",
    })
}
