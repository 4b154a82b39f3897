//! Files of data sets: in a folder, or in an S3-compatible store.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use futures_util::TryStreamExt;
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::local::LocalFileSystem;
use object_store::multipart::MultipartStore;
use object_store::path::Path as Key;
use object_store::{ObjectStore, ObjectStoreExt, WriteMultipart};

use super::{Dataset, StoreError, create_private_dir, make_private};

/// Bytes of one piece of a file on its way.
const PIECE: usize = 5 << 20;

/// Where files are. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Objects {
    store: Arc<dyn ObjectStore>,
    place: Place,
    /// Folder for files on their way.
    scratch: PathBuf,
}

#[derive(Debug, Clone)]
enum Place {
    /// A folder.
    Folder(PathBuf),
    /// A prefix of a bucket.
    Bucket(Arc<AmazonS3>, Key),
}

impl Objects {
    /// Files in `folder`, which is made where it is not there.
    ///
    /// # Errors
    /// [`StoreError`] where it cannot be used.
    pub fn folder(folder: &Path) -> Result<Self, StoreError> {
        let failed = |source| StoreError::File { path: folder.display().to_string(), source };
        create_private_dir(folder).map_err(failed)?;
        make_private(folder).map_err(failed)?;
        let store = LocalFileSystem::new_with_prefix(folder)?.with_automatic_cleanup(true);
        Ok(Self { store: Arc::new(store), place: Place::Folder(folder.to_owned()), scratch: folder.to_owned() })
    }

    /// Files at `url`, for example `s3://bucket/prefix`; who asks and where the store is come from the environment's `AWS_`
    /// variables, for example `AWS_ACCESS_KEY_ID` and `AWS_ENDPOINT`. Files on their way are in `scratch`.
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
        let store = Arc::new(store);
        Ok(Self { store: store.clone(), place: Place::Bucket(store, prefix), scratch: scratch.to_owned() })
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

    /// Begins to keep a file as `name` of a data set: the id of its upload, where the store has one. Whoever removes the
    /// data set must know it, since the store keeps what was sent until the upload is completed or aborted.
    ///
    /// # Errors
    /// [`StoreError`] where the store fails.
    pub async fn begin(&self, dataset: &Dataset, name: &str) -> Result<Option<String>, StoreError> {
        match &self.place {
            Place::Folder(_) => Ok(None),
            Place::Bucket(store, _) => Ok(Some(store.create_multipart(&self.key(dataset, name)).await?)),
        }
    }

    /// Keeps `file` whole as `name` of a data set, by the upload that was begun for it; it is on disk when this returns.
    ///
    /// # Errors
    /// [`StoreError`] where it cannot be read or kept; nothing is to be seen of it then.
    pub async fn keep(
        &self,
        dataset: &Dataset,
        name: &str,
        mut file: File,
        upload: Option<String>,
    ) -> Result<(), StoreError> {
        let key = self.key(dataset, name);
        file.seek(SeekFrom::Start(0)).map_err(scratch_failed)?;
        match (&self.place, upload) {
            (Place::Bucket(store, _), Some(id)) => {
                let mut parts = Vec::new();
                let mut pieces = Pieces(file);
                while let Some(piece) = pieces.next().await? {
                    parts.push(store.put_part(&key, &id, parts.len(), piece.into()).await?);
                }
                store.complete_multipart(&key, &id, parts).await?;
                Ok(())
            }
            _ => {
                let mut upload = WriteMultipart::new_with_chunk_size(self.store.put_multipart(&key).await?, PIECE);
                let mut pieces = Pieces(file);
                while let Some(piece) = pieces.next().await? {
                    upload.wait_for_capacity(2).await?;
                    upload.put(piece.into());
                }
                upload.finish().await?;
                self.sync(&key).await
            }
        }
    }

    /// A file of a data set, to be read from its beginning.
    ///
    /// # Errors
    /// [`StoreError`] where it is not there or cannot be read.
    pub async fn open(&self, dataset: &Dataset, name: &str) -> Result<File, StoreError> {
        let key = self.key(dataset, name);
        let failed = |source| StoreError::File { path: key.to_string(), source };
        if let Place::Folder(folder) = &self.place {
            return File::open(folder.join(key.as_ref())).map_err(|error| {
                let is_missing = error.kind() == io::ErrorKind::NotFound;
                if is_missing { StoreError::Missing(key.to_string()) } else { failed(error) }
            });
        }
        let mut file = self.scratch().map_err(failed)?;
        let mut pieces = self.store.get(&key).await?.into_stream();
        while let Some(piece) = pieces.try_next().await? {
            file = off_the_reactor(move || file.write_all(&piece).map(|()| file)).await.map_err(failed)?;
        }
        file.seek(SeekFrom::Start(0)).map_err(failed)?;
        Ok(file)
    }

    /// Removes all files of a data set, and what was sent of files by `uploads` that were never completed, each the name
    /// of a file and the id of its upload.
    ///
    /// # Errors
    /// [`StoreError`] where one cannot be removed; asked again, the rest go.
    pub async fn remove(&self, dataset: &Dataset, uploads: &[(String, String)]) -> Result<(), StoreError> {
        let prefix = self.prefix(dataset);
        match &self.place {
            // With the staged files of a process that died, which the store does not list.
            Place::Folder(folder) => remove_folder(folder.join(prefix.as_ref())).await,
            Place::Bucket(store, _) => {
                for (name, id) in uploads {
                    gone(store.abort_multipart(&self.key(dataset, name), id).await)?;
                }
                let files: Vec<Key> = self.store.list(Some(&prefix)).map_ok(|meta| meta.location).try_collect().await?;
                for file in files {
                    gone(self.store.delete(&file).await)?;
                }
                Ok(())
            }
        }
    }

    /// The agencies and ids of the data sets that have a folder; none where the files are in a bucket.
    ///
    /// # Errors
    /// [`StoreError`] where they cannot be listed.
    pub async fn folders(&self) -> Result<Vec<(String, String)>, StoreError> {
        let Place::Folder(root) = &self.place else { return Ok(Vec::new()) };
        let (folder, named) = (root.clone(), root.display().to_string());
        let listed = off_the_reactor(move || {
            let mut found = Vec::new();
            for agency in folders_in(&folder)? {
                found.extend(folders_in(&folder.join(&agency))?.into_iter().map(|id| (agency.clone(), id)));
            }
            Ok(found)
        });
        listed.await.map_err(|source| StoreError::File { path: named, source })
    }

    /// Removes the folder of a data set.
    ///
    /// # Errors
    /// [`StoreError`] where it cannot be removed.
    pub async fn remove_folder(&self, agency: &str, id: &str) -> Result<(), StoreError> {
        let Place::Folder(root) = &self.place else { return Ok(()) };
        remove_folder(root.join(Key::from_iter([agency, id]).as_ref())).await
    }

    /// Whether files can be had.
    ///
    /// # Errors
    /// [`StoreError`] where they can't.
    pub async fn ping(&self) -> Result<(), StoreError> {
        let ready = match &self.place {
            Place::Folder(_) => Key::from("ready"),
            Place::Bucket(_, prefix) => prefix.clone().join("ready"),
        };
        gone(self.store.head(&ready).await.map(drop))
    }

    fn prefix(&self, dataset: &Dataset) -> Key {
        let names = [dataset.agency.as_str(), dataset.id.as_str()];
        match &self.place {
            Place::Folder(_) => Key::from_iter(names),
            Place::Bucket(_, prefix) => names.into_iter().fold(prefix.clone(), |key, name| key.join(name)),
        }
    }

    fn key(&self, dataset: &Dataset, name: &str) -> Key {
        self.prefix(dataset).join(name)
    }

    /// Sees to it that a file in a folder outlives a loss of power; a store of its own has seen to that.
    async fn sync(&self, key: &Key) -> Result<(), StoreError> {
        let Place::Folder(folder) = &self.place else { return Ok(()) };
        let (root, path) = (folder.clone(), folder.join(key.as_ref()));
        let named = key.to_string();
        let synced = off_the_reactor(move || {
            make_private(&path)?;
            File::open(&path)?.sync_all()?;
            // The names of the file and of every folder that may be new.
            path.ancestors().skip(1).take_while(|above| above.starts_with(&root)).try_for_each(|above| {
                make_private(above)?;
                File::open(above)?.sync_all()
            })
        });
        synced.await.map_err(|source| StoreError::File { path: named, source })
    }
}

/// A file that is read piece by piece.
struct Pieces(File);

impl Pieces {
    /// The next piece; none at the end.
    async fn next(&mut self) -> Result<Option<Vec<u8>>, StoreError> {
        let mut file = self.0.try_clone().map_err(scratch_failed)?;
        let read = off_the_reactor(move || {
            let mut piece = Vec::with_capacity(PIECE);
            (&mut file).take(PIECE as u64).read_to_end(&mut piece)?;
            Ok(Some(piece).filter(|piece| !piece.is_empty()))
        });
        read.await.map_err(scratch_failed)
    }
}

fn scratch_failed(source: io::Error) -> StoreError {
    StoreError::File { path: "a file on its way".to_owned(), source }
}

/// What is not there any more need not be removed.
fn gone(removed: object_store::Result<()>) -> Result<(), StoreError> {
    match removed {
        Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

async fn remove_folder(folder: PathBuf) -> Result<(), StoreError> {
    let path = folder.display().to_string();
    match off_the_reactor(move || std::fs::remove_dir_all(folder)).await {
        Err(source) if source.kind() != io::ErrorKind::NotFound => Err(StoreError::File { path, source }),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// The names of the folders in a folder.
fn folders_in(folder: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            names.extend(entry.file_name().into_string().ok());
        }
    }
    Ok(names)
}

/// Runs what waits for a disk on a thread of its own.
async fn off_the_reactor<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(work).await.expect("the work does not panic and is not cancelled")
}
