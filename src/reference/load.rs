//! Putting the catalogue together from its files.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use crate::cache::Derived;
use crate::target::IncomeConcept;

use super::embedded::FILES;
use super::entries::{self, Entries};
use super::error::{CatalogError, Problem, Problems};
use super::priors::Known;
use super::{
    Catalog, Channel, Country, Measure, Responses, SignRules, Source, incomes, populations, priors, signs, sizes,
};

/// Kinds of which there is one file and a folder of further ones.
const ONCE: [&str; 4] = ["channels", "countries", "measures", "sources"];
/// A kind like those, without which only plans lack what they assume.
const RESPONSES: &str = "responses";
const FOLDERS: [&str; 10] = [
    "channels",
    "countries",
    "incomes",
    "measures",
    "populations",
    "priors",
    "responses",
    "sizes",
    "sources",
    "targets",
];

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
        let mut own = Vec::new();
        list_dir(path, "", &mut own).map_err(|problem| CatalogError { problems: vec![problem] })?;
        files.extend(own);
        Self::from_files(files.into_iter().collect())
    }

    /// A catalogue from the paths and texts of all its files, in any order.
    ///
    /// # Errors
    /// Every fault of every file, with its line.
    pub fn from_files(mut files: Vec<(String, String)>) -> Result<Catalog, CatalogError> {
        files.sort();
        let mut problems = Problems::default();
        for plural in ONCE {
            let name = format!("{plural}.toml");
            if !files.iter().any(|(path, _)| *path == name) {
                problems.add(&name, 1, "the file is missing");
            }
        }
        let sources: Entries<Source> = Entries::read(of_kind(&files, "sources"), &mut problems);
        let channels: Entries<Channel> = Entries::read(of_kind(&files, "channels"), &mut problems);
        let measures: Entries<Measure> = Entries::read(of_kind(&files, "measures"), &mut problems);
        let countries: Entries<Country> = Entries::read(of_kind(&files, "countries"), &mut problems);
        sources.check(&mut problems);
        channels.check(&mut problems);
        measures.check(&mut problems);
        countries.check(&sources, &mut problems);
        let responses = Responses::read(of_kind(&files, RESPONSES), &channels, &sources, &mut problems);
        let signs = SignRules::read(&files, &sources, &mut problems);
        let mut catalog = Catalog {
            channels: channels.into_inner(),
            measures: measures.into_inner(),
            countries: countries.into_inner(),
            sources: sources.into_inner(),
            presets: Vec::new(),
            priors: Vec::new(),
            populations: Vec::new(),
            sizes: Vec::new(),
            incomes: Vec::new(),
            responses,
            signs,
            version: version_of(&files),
            derived: Derived::default(),
        };
        // Incomes come first: bands in an amount must be in the currency of the country's medians.
        for (path, text) in files.iter().filter(|(path, _)| path.starts_with("incomes/")) {
            catalog.incomes.extend(incomes::read(path, text, &catalog.sources, &mut problems));
        }
        for (path, text) in &files {
            catalog.add_file(path, text, &mut problems);
        }
        catalog.check_countries(&files, &mut problems);
        problems.finish()?;
        Ok(catalog)
    }

    fn add_file(&mut self, path: &str, text: &str, problems: &mut Problems) {
        let Some((folder, name)) = path.split_once('/') else {
            let known = ONCE.iter().chain([&RESPONSES]).any(|plural| path.strip_suffix(".toml") == Some(plural));
            if !known && path != signs::FILE {
                let known = ONCE.join(".toml, ");
                let detail = format!(
                    "unknown file: accepted are {known}.toml, {RESPONSES}.toml, {} and the folders",
                    signs::FILE
                );
                problems.add(path, 1, detail);
            }
            return;
        };
        match folder {
            // Read before all others, which name them.
            "sources" | "countries" | "channels" | "measures" | "incomes" | RESPONSES => {}
            "targets" => self.presets.extend(entries::read_preset(path, text, problems)),
            "sizes" => self.sizes.extend(sizes::read(path, text, &self.sources, problems)),
            "populations" => match country_and_year(name) {
                Some((country, year)) => {
                    let known = populations::Known { sources: &self.sources, currency: self.currency(&country) };
                    let read = populations::read(path, text, (&country, year), &known, problems);
                    self.populations.extend(read);
                }
                None => problems.add(path, 1, "the name is not like `populations/kr-2024.csv`"),
            },
            "priors" => match country_and_year(name) {
                Some((country, year)) => {
                    let known = Known {
                        channels: &self.channels,
                        measures: &self.measures,
                        sources: &self.sources,
                        currency: self.currency(&country),
                        equivalised: self.is_equivalised(&country),
                    };
                    let read = priors::read(path, text, (&country, year), &known, problems);
                    self.priors.extend(read);
                }
                None => problems.add(path, 1, "the name is not like `priors/kr-2024-kpf-media.csv`"),
            },
            other => problems.add(path, 1, format!("unknown folder `{other}`: accepted are {}", FOLDERS.join(", "))),
        }
    }

    /// The currency of a country's median household incomes.
    fn currency(&self, country: &str) -> Option<&str> {
        self.incomes.iter().find(|median| median.country == country).map(|median| median.currency.as_str())
    }

    fn is_equivalised(&self, country: &str) -> bool {
        let concept = IncomeConcept::EquivalisedDisposable;
        self.incomes.iter().any(|median| median.country == country && median.concept == concept)
    }

    fn check_countries(&self, files: &[(String, String)], problems: &mut Problems) {
        let with_figures = self.priors.iter().map(|prior| prior.country.as_str());
        let mut codes: Vec<&str> = with_figures.chain(self.populations.iter().map(|p| p.country.as_str())).collect();
        codes.sort_unstable();
        codes.dedup();
        for code in codes {
            let small = code.to_ascii_lowercase();
            let is_figures = |path: &&str| {
                ["priors", "populations"].iter().any(|folder| path.starts_with(&format!("{folder}/{small}-")))
            };
            let file = files.iter().map(|(path, _)| path.as_str()).rfind(is_figures).unwrap_or("priors");
            let mut lacks = |what: &str| problems.add(file, 1, format!("there are figures of {code}, but {what}"));
            if self.country(code).is_none() {
                lacks("no entry for it in countries.toml or countries/");
            }
            if self.population(code, 0).is_none() {
                lacks("no population table: add populations/<code>-<year>.csv");
            }
            let has_some = self.incomes.iter().any(|median| median.country == *code);
            if has_some && self.reference_median(code, 0).is_none() {
                lacks("no median income to use: add that of all households, or of three people, to incomes/<code>.csv");
            }
        }
    }
}

/// The text of `<plural>.toml`, then of the files in the folder `<plural>`.
fn of_kind<'f>(files: &'f [(String, String)], plural: &'static str) -> impl Iterator<Item = (&'f str, &'f str)> {
    let is_of_kind = move |path: &str| {
        let rest = path.strip_prefix(plural);
        rest == Some(".toml") || rest.is_some_and(|rest| rest.starts_with('/'))
    };
    // Sorted, `channels.toml` stands before `channels/`.
    files.iter().filter(move |(path, _)| is_of_kind(path)).map(|(path, text)| (path.as_str(), text.as_str()))
}

/// `kr-2024-kpf-media.csv` or `kr-2024.csv` to (`KR`, 2024).
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

/// Adds the TOML and CSV files of a folder and of the folders in it, by path from its root with `/` between.
fn list_dir(root: &Path, below: &str, files: &mut Vec<(String, String)>) -> Result<(), Problem> {
    let unreadable = |path: &Path, error: io::Error| {
        let is_no_text = error.kind() == io::ErrorKind::InvalidData;
        let detail =
            if is_no_text { "is not UTF-8 text: save it as UTF-8".into() } else { format!("can't be read: {error}") };
        Problem { file: path.display().to_string(), line: None, detail }
    };
    let folder = if below.is_empty() { root.to_owned() } else { root.join(below) };
    for entry in std::fs::read_dir(&folder).map_err(|error| unreadable(&folder, error))? {
        let entry = entry.map_err(|error| unreadable(&folder, error))?;
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        let path = if below.is_empty() { name.clone() } else { format!("{below}/{name}") };
        let file = entry.path();
        if entry.file_type().map_err(|error| unreadable(&file, error))?.is_dir() {
            list_dir(root, &path, files)?;
        } else if name.ends_with(".toml") || name.ends_with(".csv") {
            let text = std::fs::read_to_string(&file).map_err(|error| unreadable(&file, error))?;
            files.push((path, text.trim_start_matches('\u{feff}').to_owned()));
        }
    }
    Ok(())
}
