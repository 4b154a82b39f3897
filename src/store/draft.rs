//! A file that was sent to be looked at before it is decided what is kept of it.
//!
//! It is a hidden data set without profiles, whose only file is what was sent. Whatever becomes of the person who sent
//! it, [`collect_garbage`] removes it within the hour, as it does with the profiles of jobs.

use std::fs::File;
use std::io::{Read, Write};

use serde::{Deserialize, Serialize};

use super::{
    AgencyId, Dataset, DatasetState, IdKind, Objects, StorageFault, Store, StoreError, UploadError, UploadSummary,
    collect_garbage,
};
use crate::ingest::{ReadError, Role};

/// Name of the file.
const FILE: &str = "sent";

/// What is sent.
#[derive(Debug, Clone)]
pub struct NewDraft {
    /// Whose it is.
    pub agency: AgencyId,
    /// What the agency calls it.
    pub name: Option<String>,
    /// The account whose followers these are.
    pub account: Option<String>,
    /// The name of the file, by whose end its format is known.
    pub file: String,
    /// The day against which birth years are judged.
    pub as_of: String,
    /// The largest file accepted, in bytes.
    pub max_bytes: u64,
    /// How long sending it may take, in milliseconds.
    pub lease_ms: i64,
}

/// A file that was sent.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Its row.
    pub dataset: Dataset,
    /// The name of the file.
    pub file: String,
}

#[derive(Serialize, Deserialize)]
struct Details {
    file: String,
}

/// Keeps a file as it comes. `clock` gives the time in milliseconds.
///
/// # Errors
/// [`UploadError`]; nothing of it stays then.
pub async fn keep_draft(
    store: &dyn Store,
    objects: &Objects,
    draft: NewDraft,
    source: impl Read + Send + 'static,
    clock: fn() -> i64,
) -> Result<Draft, UploadError> {
    let now = clock();
    let dataset = Dataset {
        id: IdKind::Audience.generate(),
        agency: draft.agency,
        role: Role::Audience,
        state: DatasetState::Uploading,
        hidden: true,
        name: draft.name,
        account: draft.account,
        people_of: None,
        taken_at: None,
        as_of: draft.as_of,
        created_at: now,
        lease_until: now.saturating_add(draft.lease_ms),
        summary: UploadSummary::default(),
    };
    store.begin_dataset(&dataset).await?;
    match keep(store, objects, &dataset, &draft.file, draft.max_bytes, source).await {
        Ok(()) => Ok(Draft { dataset, file: draft.file }),
        Err(error) => {
            // Its lease ends now; what cannot be removed at once goes with a later collection.
            store.renew_dataset(&dataset.agency, &dataset.id, 0).await?;
            if let Err(error) = collect_garbage(store, objects, clock()).await {
                tracing::warn!(%error, "could not remove a failed upload yet");
            }
            Err(error)
        }
    }
}

async fn keep(
    store: &dyn Store,
    objects: &Objects,
    dataset: &Dataset,
    name: &str,
    max_bytes: u64,
    source: impl Read + Send + 'static,
) -> Result<(), UploadError> {
    let scratch = objects.clone();
    let copied = tokio::task::spawn_blocking(move || copy(&scratch, source, max_bytes)).await;
    let (file, bytes) = copied.map_err(|_| StoreError::Interrupted("the upload could not be read"))??;
    let upload = objects.begin(dataset, FILE).await?;
    if let Some(id) = &upload {
        let begun = super::dataset_files::uploads_json(&[(FILE.to_owned(), id.clone())]);
        store.note_uploads(&dataset.agency, &dataset.id, &begun).await?;
    }
    objects.keep(dataset, FILE, file, upload).await?;
    let details = serde_json::to_string(&Details { file: name.to_owned() }).expect("a name is plain data");
    let summary = UploadSummary { bytes, stored_bytes: bytes, details, ..UploadSummary::default() };
    match store.finish_dataset(&dataset.agency, &dataset.id, &summary).await? {
        true => Ok(()),
        false => Err(StoreError::Interrupted("the lease of the upload ran out").into()),
    }
}

fn copy(objects: &Objects, mut source: impl Read, max_bytes: u64) -> Result<(File, u64), UploadError> {
    let mut file = objects.scratch().map_err(|error| UploadError::Read(ReadError::Sink(error)))?;
    let (mut buffer, mut bytes) = (vec![0; 1 << 16], 0);
    loop {
        let read = source.read(&mut buffer).map_err(|error| UploadError::Read(ReadError::Io(error)))?;
        if read == 0 {
            return Ok((file, bytes));
        }
        bytes += read as u64;
        if bytes > max_bytes {
            return Err(UploadError::TooLarge(max_bytes));
        }
        file.write_all(&buffer[..read]).map_err(|error| UploadError::Read(ReadError::Sink(error)))?;
    }
}

/// A file that an agency sent within the hour.
///
/// # Errors
/// [`StoreError`] where the database fails.
pub async fn draft(store: &dyn Store, agency: &AgencyId, id: &str) -> Result<Option<Draft>, StoreError> {
    let dataset = store.dataset(agency, Role::Audience, id).await?.filter(|dataset| dataset.hidden);
    // The profiles of a job are hidden too, and have other details.
    Ok(dataset.and_then(|dataset| {
        let Details { file } = serde_json::from_str(&dataset.summary.details).ok()?;
        Some(Draft { dataset, file })
    }))
}

impl Draft {
    /// What was sent, from its beginning; none where it was removed meanwhile.
    ///
    /// # Errors
    /// [`StoreError`] where it cannot be read.
    pub async fn open(&self, objects: &Objects) -> Result<Option<File>, StoreError> {
        match objects.open(&self.dataset, FILE).await {
            Err(error) if error.fault() == StorageFault::Damaged => Ok(None),
            opened => opened.map(Some),
        }
    }

    /// Removes it.
    ///
    /// # Errors
    /// [`StoreError`] where it cannot be marked as deleted; files that cannot be removed go with a later collection.
    pub async fn discard(&self, store: &dyn Store, objects: &Objects, now: i64) -> Result<(), StoreError> {
        store.mark_dataset_deleted(&self.dataset.agency, self.dataset.role, &self.dataset.id).await?;
        if let Err(error) = collect_garbage(store, objects, now).await {
            tracing::error!(%error, "failed to remove the files of a draft; it will be tried again");
        }
        Ok(())
    }
}
