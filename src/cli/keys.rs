//! `keys`: API keys and their scopes.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use time::{Date, OffsetDateTime};
use unicode_width::UnicodeWidthStr;

use super::arg_values::{ValueFault, day};
use super::print;
use crate::api::contract::timestamp;
use crate::error::{ErrorCode, Failure};
use crate::ingest::excerpt;
use crate::message::message;
use crate::report::Language;
use crate::report::messages::{Messages, args};
use crate::store::{
    Agency, ApiKey, AuditEntry, AuditLog, Credential, IdKind, Keys, Scope, SqlStore, StoreError, create_private_dir,
};

/// Maximum length of an agency's name or a key's label.
const MAX_NAME_CHARS: usize = 100;

#[derive(Debug, Subcommand)]
pub(super) enum KeysCommand {
    Create(CreateArgs),
    List(DatabaseArgs),
    Revoke(RevokeArgs),
}

/// The database of the service.
#[derive(Debug, Args)]
pub(super) struct DatabaseArgs {
    #[arg(long, env = "AUDIENCE_FIT_DATA_DIR", default_value = "data", value_name = "DIR")]
    data_dir: PathBuf,
    #[arg(long, env = "AUDIENCE_FIT_DATABASE_URL", hide_env_values = true, value_name = "URL")]
    database_url: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct CreateArgs {
    #[arg(long, value_name = "NAME", value_parser = name)]
    agency: String,
    #[arg(long, value_parser = name)]
    label: String,
    #[arg(long, required = true, value_delimiter = ',', value_name = "SCOPES", value_parser = scope)]
    scope: Vec<Scope>,
    #[arg(long, value_name = "DAY", value_parser = day)]
    expires: Option<Date>,
    #[command(flatten)]
    database: DatabaseArgs,
}

#[derive(Debug, Args)]
pub(super) struct RevokeArgs {
    #[arg(value_name = "KEY_ID")]
    id: String,
    #[command(flatten)]
    database: DatabaseArgs,
}

fn name(text: &str) -> Result<String, ValueFault> {
    let is_name =
        !text.trim().is_empty() && text.chars().count() <= MAX_NAME_CHARS && !text.chars().any(char::is_control);
    let fault = || ValueFault(message!["usage-name", max = MAX_NAME_CHARS]);
    is_name.then(|| text.trim().to_owned()).ok_or_else(fault)
}

fn scope(text: &str) -> Result<Scope, ValueFault> {
    const ACCEPTED: &str = "read, write, admin, exact";
    let fault = || ValueFault(message!["usage-accepted", accepted = ACCEPTED]);
    Scope::named(text.trim()).ok_or_else(fault)
}

/// Creates, lists or revokes keys.
pub(super) fn keys(command: &KeysCommand, language: Language) -> Result<ExitCode, Failure> {
    let m = Messages::of(language);
    actix_web::rt::System::new().block_on(async {
        match command {
            KeysCommand::Create(args) => create(args).await,
            KeysCommand::List(database) => list(database, m).await,
            KeysCommand::Revoke(args) => revoke(args, m).await,
        }
    })
}

/// Opens the database of a service that ran before.
async fn open(database: &DatabaseArgs) -> Result<SqlStore, Failure> {
    if database.database_url.is_none() && !SqlStore::is_embedded_in(&database.data_dir) {
        let detail = message!["command-keys-no-database", folder = database.data_dir.display()];
        return Err(Failure::of(ErrorCode::Io, detail));
    }
    open_or_create(database).await
}

async fn open_or_create(database: &DatabaseArgs) -> Result<SqlStore, Failure> {
    let store = match &database.database_url {
        Some(url) => SqlStore::connect(url).await,
        None => match create_private_dir(&database.data_dir) {
            Ok(()) => SqlStore::embedded(&database.data_dir).await,
            Err(source) => Err(StoreError::File { path: database.data_dir.display().to_string(), source }),
        },
    };
    store.map_err(failed)
}

/// The person who runs the command may know why it failed.
#[expect(clippy::needless_pass_by_value, reason = "as map_err hands it over")]
fn failed(error: StoreError) -> Failure {
    Failure::new(ErrorCode::Io, error.to_string())
}

async fn create(args: &CreateArgs) -> Result<ExitCode, Failure> {
    let today = OffsetDateTime::now_utc();
    let expires_at = args.expires.map(end_of).transpose()?;
    if args.expires.is_some_and(|day| day < today.date()) {
        let detail = message!["command-keys-expired", today = today.date()];
        return Err(Failure::of(ErrorCode::InvalidRequest, detail));
    }
    let mut scopes = args.scope.clone();
    scopes.sort_unstable();
    scopes.dedup();
    let store = open_or_create(&args.database).await?;
    let now = milliseconds(today);
    let credential = Credential::generate();
    let key = ApiKey {
        id: credential.id().to_owned(),
        agency: store.get_or_create_agency(&args.agency, now).await.map_err(failed)?,
        label: args.label.clone(),
        scopes,
        created_at: now,
        expires_at,
        revoked_at: None,
    };
    store.insert_key(&key, credential.hash()).await.map_err(failed)?;
    record(&store, &key, "create_key", now).await?;
    store.close().await;
    eprintln!("created {} of {} for {}; this is the only time it is shown:", key.id, args.agency, words(&key.scopes));
    print(&format!("{}\n", credential.reveal()))
}

/// Records in the audit log of the key's agency what was done to the key here.
async fn record(store: &SqlStore, key: &ApiKey, action: &str, now: i64) -> Result<(), Failure> {
    let entry = AuditEntry {
        id: IdKind::Audit.generate(),
        at: now,
        agency: key.agency.clone(),
        key: None,
        action: action.to_owned(),
        resource: Some(format!("/v1/keys/{}", key.id)),
        target: None,
        status: None,
        request_id: "command line".to_owned(),
    };
    store.append_entry(&entry).await.map_err(failed)
}

/// The first moment after a day.
fn end_of(day: Date) -> Result<i64, Failure> {
    let next =
        day.next_day().ok_or_else(|| Failure::of(ErrorCode::InvalidRequest, message!["command-keys-last-day"]))?;
    Ok(milliseconds(next.midnight().assume_utc()))
}

fn milliseconds(time: OffsetDateTime) -> i64 {
    i64::try_from(time.unix_timestamp_nanos() / 1_000_000).unwrap_or(i64::MAX)
}

fn words(scopes: &[Scope]) -> String {
    let words: Vec<&str> = scopes.iter().map(|scope| scope.as_str()).collect();
    words.join(",")
}

async fn list(database: &DatabaseArgs, m: &Messages) -> Result<ExitCode, Failure> {
    let store = open(database).await?;
    let columns = [
        "command-keys-column-key",
        "command-keys-column-agency",
        "command-keys-column-label",
        "command-keys-column-scopes",
        "command-keys-column-created",
        "command-keys-column-state",
    ];
    let mut rows = vec![columns.map(|column| m.label(column))];
    for agency in store.agencies().await.map_err(failed)? {
        let keys = store.keys(&agency.id).await.map_err(failed)?;
        rows.extend(keys.iter().map(|key| row(m, &agency, key)));
    }
    store.close().await;
    print(&table(&rows))
}

fn row(m: &Messages, agency: &Agency, key: &ApiKey) -> [String; 6] {
    let has_ended = |at: i64| at <= milliseconds(OffsetDateTime::now_utc());
    let state = match (key.revoked_at, key.expires_at) {
        (Some(at), _) => ("revoked", timestamp(at)),
        (None, Some(at)) if has_ended(at) => ("expired", timestamp(at)),
        (None, Some(at)) => ("until", timestamp(at)),
        (None, None) => ("valid", String::new()),
    };
    let state = m.text("command-keys-state", args![state = state.0, at = state.1]);
    let (id, label) = (key.id.clone(), key.label.clone());
    [id, agency.name.clone(), label, words(&key.scopes), timestamp(key.created_at), state]
}

/// Columns as wide as their longest cell.
fn table(rows: &[[String; 6]]) -> String {
    let width = |column: usize| rows.iter().map(|row| row[column].width()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..6).map(width).collect();
    let line = |row: &[String; 6]| {
        let cells: Vec<String> = row
            .iter()
            .zip(&widths)
            .map(|(cell, width)| format!("{cell}{}", " ".repeat(width - cell.width())))
            .collect();
        format!("{}\n", cells.join("  ").trim_end())
    };
    rows.iter().map(line).collect()
}

async fn revoke(args: &RevokeArgs, m: &Messages) -> Result<ExitCode, Failure> {
    let store = open(&args.database).await?;
    let now = milliseconds(OffsetDateTime::now_utc());
    let is_revoked = store.revoke_key(&args.id, now).await.map_err(failed)?;
    if let (true, Some((key, _))) = (is_revoked, store.key(&args.id).await.map_err(failed)?) {
        record(&store, &key, "revoke_key", now).await?;
    }
    store.close().await;
    if !is_revoked {
        let detail = message!["command-keys-unknown", received = excerpt(&args.id)];
        return Err(Failure::of(ErrorCode::InvalidRequest, detail));
    }
    eprintln!("{}", m.text("command-keys-revoked", args![id = args.id.clone()]));
    Ok(ExitCode::SUCCESS)
}
