//! Files of data sets: in a folder, or in an S3-compatible store.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use futures_util::TryStreamExt;
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path as Key;
use object_store::prefix::PrefixStore;
use object_store::{ObjectStore, ObjectStoreExt, WriteMultipart};

use super::{Dataset, StoreError};

/// Bytes of one piece of a file on its way.
const PIECE: usize = 5 << 20;

/// Where files are. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Objects {
    store: Arc<dyn ObjectStore>,
    /// The folder, where it is one.
    folder: Option<PathBuf>,
    /// Folder for files on their way.
    scratch: PathBuf,
}

impl Objects {
    /// Files in `folder`, which is made where it is not there.
    ///
    /// # Errors
    /// [`StoreError`] where it cannot be used.
    pub fn folder(folder: &Path) -> Result<Self, StoreError> {
        let failed = |source| StoreError::File { path: folder.display().to_string(), source };
        std::fs::create_dir_all(folder).map_err(failed)?;
        let store = LocalFileSystem::new_with_prefix(folder)?.with_automatic_cleanup(true);
        Ok(Self { store: Arc::new(store), folder: Some(folder.to_owned()), scratch: folder.to_owned() })
    }

    /// Files at `url`, as `s3://bucket/prefix`; who asks and where the store is come from the environment's `AWS_`
    /// variables, as `AWS_ACCESS_KEY_ID` and `AWS_ENDPOINT`. Files on their way are in `scratch`.
    ///
    /// # Errors
    /// [`StoreError::ConnectObjects`] where the address is of no such kind or the environment lacks something.
    pub fn at(url: &str, scratch: &Path) -> Result<Self, StoreError> {
        let refused = |detail: String| StoreError::ConnectObjects { url: url.to_owned(), detail };
        let place = url.strip_prefix("s3://").ok_or_else(|| refused("accepted: s3://bucket/prefix".to_owned()))?;
        let (bucket, prefix) = place.split_once('/').unwrap_or((place, ""));
        let store = AmazonS3Builder::from_env().with_bucket_name(bucket).build();
        let store = store.map_err(|error| refused(error.to_string()))?;
        let prefix = Key::parse(prefix.trim_end_matches('/')).map_err(|error| refused(error.to_string()))?;
        Ok(Self { store: Arc::new(PrefixStore::new(store, prefix)), folder: None, scratch: scratch.to_owned() })
    }

    /// A file for what is on its way; it has no name and is gone with the process.
    ///
    /// # Errors
    /// Where the folder has no room.
    pub fn scratch(&self) -> io::Result<File> {
        tempfile::tempfile_in(&self.scratch)
    }

    /// The folder for what is on its way.
    pub fn scratch_folder(&self) -> &Path {
        &self.scratch
    }

    /// Keeps `file` whole as `name` of a data set; it is on disk when this returns.
    ///
    /// # Errors
    /// [`StoreError`] where it cannot be read or kept; nothing is to be seen of it then.
    pub async fn keep(&self, dataset: &Dataset, name: &str, mut file: File) -> Result<(), StoreError> {
        let key = key(dataset, name);
        let scratch = |source| StoreError::File { path: "a file on its way".to_owned(), source };
        file.seek(SeekFrom::Start(0)).map_err(scratch)?;
        let mut upload = WriteMultipart::new_with_chunk_size(self.store.put_multipart(&key).await?, PIECE);
        loop {
            upload.wait_for_capacity(2).await?;
            let (read, piece) = off_the_reactor(move || {
                let mut piece = Vec::with_capacity(PIECE);
                let read = (&mut file).take(PIECE as u64).read_to_end(&mut piece);
                (read.map(|_| file), piece)
            })
            .await;
            file = read.map_err(scratch)?;
            if piece.is_empty() {
                break;
            }
            upload.put(piece.into());
        }
        upload.finish().await?;
        self.sync(&key).await
    }

    /// A file of a data set, to be read from its beginning.
    ///
    /// # Errors
    /// [`StoreError`] where it is not there or cannot be read.
    pub async fn open(&self, dataset: &Dataset, name: &str) -> Result<File, StoreError> {
        let key = key(dataset, name);
        let failed = |source| StoreError::File { path: key.to_string(), source };
        if let Some(folder) = &self.folder {
            return File::open(folder.join(key.as_ref())).map_err(failed);
        }
        let mut file = self.scratch().map_err(failed)?;
        let mut pieces = self.store.get(&key).await?.into_stream();
        while let Some(piece) = pieces.try_next().await? {
            file = off_the_reactor(move || file.write_all(&piece).map(|()| file)).await.map_err(failed)?;
        }
        file.seek(SeekFrom::Start(0)).map_err(failed)?;
        Ok(file)
    }

    /// Removes all files of a data set.
    ///
    /// # Errors
    /// [`StoreError`] where one cannot be removed; asked again, the rest go.
    pub async fn remove(&self, dataset: &Dataset) -> Result<(), StoreError> {
        let files: Vec<Key> =
            self.store.list(Some(&prefix(dataset))).map_ok(|meta| meta.location).try_collect().await?;
        for file in files {
            match self.store.delete(&file).await {
                Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// Whether files can be had.
    ///
    /// # Errors
    /// [`StoreError`] where they can't.
    pub async fn ping(&self) -> Result<(), StoreError> {
        match self.store.head(&Key::from("ready")).await {
            Ok(_) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Sees to it that a file in a folder outlives a loss of power; a store of its own has seen to that.
    async fn sync(&self, key: &Key) -> Result<(), StoreError> {
        let Some(folder) = &self.folder else { return Ok(()) };
        let (root, path) = (folder.clone(), folder.join(key.as_ref()));
        let named = key.to_string();
        let synced = off_the_reactor(move || {
            File::open(&path)?.sync_all()?;
            // The names of the file and of every folder that may be new.
            path.ancestors()
                .skip(1)
                .take_while(|above| above.starts_with(&root))
                .try_for_each(|above| File::open(above)?.sync_all())
        });
        synced.await.map_err(|source| StoreError::File { path: named, source })
    }
}

fn prefix(dataset: &Dataset) -> Key {
    Key::from_iter([dataset.agency.as_str(), dataset.id.as_str()])
}

fn key(dataset: &Dataset, name: &str) -> Key {
    prefix(dataset).join(name)
}

/// Runs what waits for a disk on a thread of its own.
async fn off_the_reactor<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(work).await.expect("the work does not panic and is not cancelled")
}
