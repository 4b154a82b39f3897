//! Putting the catalogue together from its files.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use super::embedded::FILES;
use super::error::{CatalogError, Problem, Problems};
use super::priors::Known;
use super::{Catalog, incomes, populations, priors, reference, responses};

const ONCE: [&str; 5] = ["channels.toml", "measures.toml", "countries.toml", "sources.toml", "responses.toml"];

impl Catalog {
    /// The catalogue that is built into the program.
    pub fn embedded() -> Catalog {
        let files = FILES.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
        Self::from_files(files).expect("the built-in catalogue is checked by a test")
    }

    /// The built-in catalogue with the files of a folder laid over it: a file of the same path replaces, others add.
    ///
    /// # Errors
    /// When the folder can't be read, and every fault of the files with its line.
    pub fn load_dir(path: &Path) -> Result<Catalog, CatalogError> {
        let mut files: BTreeMap<String, String> =
            FILES.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
        files.extend(list_dir(path, "").map_err(|error| {
            let file = path.display().to_string();
            CatalogError { problems: vec![Problem { file, line: None, detail: format!("can't be read: {error}") }] }
        })?);
        Self::from_files(files.into_iter().collect())
    }

    /// A catalogue from the paths and texts of all its files, in any order.
    ///
    /// # Errors
    /// Every fault of every file, with its line.
    pub fn from_files(mut files: Vec<(String, String)>) -> Result<Catalog, CatalogError> {
        files.sort();
        let mut problems = Problems::default();
        let once = |name: &str| files.iter().find(|(path, _)| path == name).map(|(_, text)| text.as_str());
        for name in ONCE.iter().filter(|name| once(name).is_none()) {
            problems.add_file(name, "the file is missing");
        }
        let text_of = |name: &str| once(name).unwrap_or("");
        let mut sources = reference::read_sources("sources.toml", text_of("sources.toml"), &mut problems);
        for (path, text) in in_folder(&files, "sources/") {
            for source in reference::read_sources(path, text, &mut problems) {
                if sources.iter().any(|known| known.id == source.id) {
                    problems.add_file(path, format!("source `{}` is already there", source.id));
                }
                sources.push(source);
            }
        }
        let channels = reference::read_channels("channels.toml", text_of("channels.toml"), &mut problems);
        let measures = reference::read_measures("measures.toml", text_of("measures.toml"), &mut problems);
        let mut countries =
            reference::read_countries("countries.toml", text_of("countries.toml"), &sources, &mut problems);
        for (path, text) in in_folder(&files, "countries/") {
            for country in reference::read_countries(path, text, &sources, &mut problems) {
                if countries.iter().any(|known| known.code == country.code) {
                    problems.add_file(path, format!("country `{}` is already there", country.code));
                }
                countries.push(country);
            }
        }
        let text = text_of("responses.toml");
        let responses = responses::read("responses.toml", text, &channels, &sources, &mut problems);
        let mut catalog = Catalog {
            channels,
            measures,
            countries,
            sources,
            presets: Vec::new(),
            priors: Vec::new(),
            populations: Vec::new(),
            incomes: Vec::new(),
            responses,
            version: version_of(&files),
        };
        for (path, text) in &files {
            catalog.add_file(path, text, &mut problems);
        }
        catalog.check_countries(&mut problems);
        problems.finish()?;
        Ok(catalog)
    }

    fn add_file(&mut self, path: &str, text: &str, problems: &mut Problems) {
        let Some((folder, name)) = path.split_once('/') else {
            if !ONCE.contains(&path) {
                problems.add_file(path, format!("unknown file: accepted are {} and the folders", ONCE.join(", ")));
            }
            return;
        };
        match folder {
            "sources" | "countries" => {} // read before all others, which name them
            "targets" => self.presets.extend(reference::read_preset(path, text, problems)),
            "incomes" => self.incomes.extend(incomes::read(path, text, &self.sources, problems)),
            "populations" => match country_and_year(name) {
                Some(at) => {
                    self.populations.extend(populations::read(path, text, (&at.0, at.1), &self.sources, problems))
                }
                None => problems.add_file(path, "the name is not like `populations/kr-2024.csv`"),
            },
            "priors" => match country_and_year(name) {
                Some(at) => {
                    let known = Known { channels: &self.channels, measures: &self.measures, sources: &self.sources };
                    self.priors.extend(priors::read(path, text, (&at.0, at.1), &known, problems));
                }
                None => problems.add_file(path, "the name is not like `priors/kr-2024-kpf-media.csv`"),
            },
            other => problems.add_file(path, format!("unknown folder `{other}`")),
        }
    }

    fn check_countries(&self, problems: &mut Problems) {
        let with_figures = self.priors.iter().map(|prior| prior.country.as_str());
        let mut codes: Vec<&str> = with_figures.chain(self.populations.iter().map(|p| p.country.as_str())).collect();
        codes.sort_unstable();
        codes.dedup();
        for code in codes {
            if self.country(code).is_none() {
                problems.add_file("countries.toml", format!("there are figures of {code}, but no entry for it"));
            }
            if self.population(code, 0).is_none() {
                problems.add_file("populations", format!("there are figures of {code}, but no population table"));
            }
            if self.reference_median(code, 0).is_none() {
                problems.add_file("incomes", format!("there are figures of {code}, but no median income"));
            }
        }
    }
}

/// `kr-2024-kpf-media.csv` or `kr-2024.csv` to (`KR`, 2024).
/// The files of a folder whose paths begin with `prefix`.
fn in_folder<'f>(files: &'f [(String, String)], prefix: &'f str) -> impl Iterator<Item = (&'f str, &'f str)> {
    files.iter().filter(move |(path, _)| path.starts_with(prefix)).map(|(path, text)| (path.as_str(), text.as_str()))
}

fn country_and_year(name: &str) -> Option<(String, i32)> {
    let mut parts = name.strip_suffix(".csv")?.splitn(3, '-');
    let (country, year) = (parts.next()?, parts.next()?);
    let is_code = country.len() == 2 && country.bytes().all(|b| b.is_ascii_lowercase());
    is_code.then_some((country.to_ascii_uppercase(), year.parse().ok()?))
}

fn version_of(sorted: &[(String, String)]) -> String {
    let mut hasher = blake3::Hasher::new();
    for (path, text) in sorted {
        hasher.update(&(path.len() as u64).to_le_bytes());
        hasher.update(path.as_bytes());
        hasher.update(&(text.len() as u64).to_le_bytes());
        hasher.update(text.as_bytes());
    }
    hasher.finalize().to_hex().chars().take(12).collect()
}

/// The TOML and CSV files of a folder and of the folders in it, by path from its root with `/` between.
fn list_dir(root: &Path, below: &str) -> io::Result<Vec<(String, String)>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(root.join(below))? {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        let path = if below.is_empty() { name.clone() } else { format!("{below}/{name}") };
        if entry.file_type()?.is_dir() {
            files.extend(list_dir(root, &path)?);
        } else if name.ends_with(".toml") || name.ends_with(".csv") {
            files.push((path, std::fs::read_to_string(entry.path())?));
        }
    }
    Ok(files)
}
