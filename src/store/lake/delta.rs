//! Delta tables at a version: which files count by the log of the table, which of their rows are deleted, and what their
//! columns are named. The log is read by the Delta project's own kernel; the files are read as those of any folder.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use delta_kernel::engine::arrow_conversion::TryIntoArrow;
use delta_kernel::scan::ScanBuilder;
use delta_kernel::scan::state::ScanFile;
use delta_kernel::table_features::ColumnMappingMode;
use delta_kernel::{KernelError, KernelResult, Snapshot as TableSnapshot, SnapshotRef};
use delta_kernel_default_engine::DefaultEngineBuilder;
use delta_kernel_default_engine::executor::tokio::TokioMultiThreadExecutor;
use object_store::ObjectMeta;
use object_store::path::Path as Key;

use super::{DELTA_LOG, Lake, LakeError, LakeFile, MAX_FILES, Snapshot};
use crate::ingest::{LoggedFile, TableColumns};

type Engine = delta_kernel_default_engine::DefaultEngine<TokioMultiThreadExecutor>;

impl Lake {
    /// The table at a version, the newest where none is given; `listed` is all that lies below the place.
    pub(super) fn delta_snapshot(
        &self,
        listed: &[ObjectMeta],
        version: Option<u64>,
    ) -> Result<Snapshot<'_>, LakeError> {
        let log = self.prefix.clone().join(DELTA_LOG);
        let is_log = |file: &ObjectMeta| file.location.prefix_matches(&log);
        if !self.pattern.is_empty() || !listed.iter().any(is_log) {
            return Err(LakeError::DeltaFolder(self.name.clone()));
        }
        // What a damaged log makes the kernel do must not end the program.
        let read = catch_unwind(AssertUnwindSafe(|| self.logged_files(version)));
        let (version, found) = match read {
            Ok(read) => read?,
            Err(_) => return Err(self.log_fault("its log is damaged")),
        };
        if found.is_empty() {
            return Err(LakeError::Empty(self.name.clone()));
        }
        let by_key: HashMap<&Key, &ObjectMeta> = listed.iter().map(|file| (&file.location, file)).collect();
        let file = |(key, part): (Key, LoggedFile)| match by_key.get(&key) {
            Some(meta) => Ok(LakeFile { meta: (*meta).clone(), logged: Some(part) }),
            None => Err(LakeError::Missing { place: self.name.clone(), file: key.to_string() }),
        };
        let mut files = found.into_iter().map(file).collect::<Result<Vec<_>, _>>()?;
        files.sort_by(|a, b| a.meta.location.cmp(&b.meta.location));
        let entry = log.join(format!("{version:020}.json"));
        let log = by_key.get(&entry).map(|meta| (*meta).clone());
        Ok(Snapshot { lake: self, files, log, version: Some(version) })
    }

    /// The version that was found, and its files.
    fn logged_files(&self, version: Option<u64>) -> Result<(u64, Vec<(Key, LoggedFile)>), LakeError> {
        let executor = Arc::new(TokioMultiThreadExecutor::new(self.runtime.handle().clone()));
        let engine = DefaultEngineBuilder::new(Arc::clone(&self.store)).with_task_executor(executor).build();
        let table = self.table(&engine, version)?;
        let found = self.scanned(&engine, &table).map_err(|error| self.log_fault(&error.to_string()))?;
        if found.len() > MAX_FILES {
            return Err(LakeError::TooManyFiles { place: self.name.clone(), files: found.len(), max: MAX_FILES });
        }
        let columns = Arc::new(self.columns(&table)?);
        let part = |(file, deleted): (ScanFile, Vec<u64>)| {
            let key = self.key_of(&file.path)?;
            let values = self.shared_values(&table, &file);
            Ok::<_, LakeError>((key, LoggedFile { columns: Arc::clone(&columns), values, deleted }))
        };
        Ok((table.version(), found.into_iter().map(part).collect::<Result<_, _>>()?))
    }

    fn table(&self, engine: &Engine, version: Option<u64>) -> Result<SnapshotRef, LakeError> {
        let root = self.root();
        let newest = || TableSnapshot::builder_for(&root).build(engine);
        let Some(version) = version else {
            return newest().map_err(|error| self.log_fault(&error.to_string()));
        };
        TableSnapshot::builder_for(&root).at_version(version).build(engine).map_err(|error| match newest() {
            Ok(newest) if newest.version() < version => {
                LakeError::NoVersion { place: self.name.clone(), version, newest: newest.version() }
            }
            Ok(_) | Err(_) => self.log_fault(&error.to_string()),
        })
    }

    /// The files of the table, each with the rows of it that are deleted.
    fn scanned(&self, engine: &Engine, table: &SnapshotRef) -> KernelResult<Vec<(ScanFile, Vec<u64>)>> {
        let scan = ScanBuilder::new(Arc::clone(table)).without_row_transforms().build()?;
        let mut found: Vec<ScanFile> = Vec::new();
        for metadata in scan.scan_metadata(engine)? {
            found = metadata?.visit_scan_files(found, |found, file| found.push(file))?;
        }
        let with_deleted = |file: ScanFile| {
            let deleted = file.dv_info.get_row_indexes(engine, table.table_root())?.unwrap_or_default();
            Ok::<_, KernelError>((file, deleted))
        };
        found.into_iter().map(with_deleted).collect()
    }

    /// The columns of the table, and their names in its files.
    fn columns(&self, table: &SnapshotRef) -> Result<TableColumns, LakeError> {
        let configuration = table.table_configuration();
        if configuration.column_mapping_mode() == ColumnMappingMode::Id {
            return Err(self.unsupported("problem-lake-mapping-by-id"));
        }
        let named = table.schema().as_ref().try_into_arrow();
        let stored = configuration.physical_schema().as_ref().try_into_arrow();
        match (named, stored) {
            (Ok(named), Ok(stored)) => Ok(TableColumns::new(&named, &stored)),
            (Err(error), _) | (_, Err(error)) => Err(self.log_fault(&error.to_string())),
        }
    }

    /// The values that stand in the log for all rows of a file: a column by which the table is partitioned always has one.
    fn shared_values(&self, table: &SnapshotRef, file: &ScanFile) -> Vec<(String, String)> {
        let configuration = table.table_configuration();
        let (partitioned, mode) = (configuration.metadata().partition_columns(), configuration.column_mapping_mode());
        let schema = table.schema();
        let stored = partitioned.iter().filter_map(|name| schema.field(name)).map(|field| field.physical_name(mode));
        stored.map(|name| (name.to_owned(), file.partition_values.get(name).cloned().unwrap_or_default())).collect()
    }

    /// The address of the table for the kernel, which takes from it how the store lists its files.
    fn root(&self) -> String {
        let scheme = if self.folder.is_some() { "file:///" } else { "s3://lake/" };
        let prefix = self.prefix.as_ref();
        if prefix.is_empty() { scheme.to_owned() } else { format!("{scheme}{prefix}/") }
    }

    /// The key of a file that the log names by an address relative to the table.
    fn key_of(&self, path: &str) -> Result<Key, LakeError> {
        let is_absolute = path.starts_with('/') || path.contains("://");
        let below = Key::from_url_path(path).ok().filter(|_| !is_absolute);
        let below = below.ok_or_else(|| self.unsupported("problem-lake-files-elsewhere"))?;
        Ok(self.prefix.parts().chain(below.parts()).collect())
    }

    fn unsupported(&self, why: &'static str) -> LakeError {
        LakeError::Unsupported { place: self.name.clone(), why }
    }

    fn log_fault(&self, detail: &str) -> LakeError {
        LakeError::Log { place: self.name.clone(), detail: detail.to_owned() }
    }
}
