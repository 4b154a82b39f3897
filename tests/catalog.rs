//! The reference data: what is shipped is sound, and what is not sound is refused by file and line.

use std::path::Path;

use audience_fit::reference::{Catalog, Confidence, Margin};
use audience_fit::target::{IncomeConcept, Period};

use crate::support::file;

/// The faults of the shipped catalogue with some files laid over it.
fn faults(files: &[(&str, &str)]) -> String {
    match with(files) {
        Ok(_) => String::new(),
        Err(error) => error.to_string(),
    }
}

fn with(files: &[(&str, &str)]) -> Result<Catalog, audience_fit::reference::CatalogError> {
    let folder = tempfile::tempdir().expect("a folder");
    for (path, text) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }
    Catalog::load_dir(folder.path())
}

const HEADER: &str = "channel,measure,dimension,band,coverage,share,n,source,asked_as\n";
const PRIORS: &str = "priors/us-2018-extra.csv";

#[test]
fn every_file_of_the_folder_is_built_in() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("models");
    let loaded = Catalog::load_dir(&folder).expect("the shipped catalogue is sound");
    // A file that the program was built without would have changed the hash.
    assert_eq!(loaded.version(), Catalog::embedded().version());
    assert_eq!(loaded.version().len(), 12);
}

#[test]
fn the_version_follows_the_content() {
    let changed =
        with(&[("targets/other.toml", "name = \"other\"\ndescription = \"Others.\"\n[target]\nage.min = 30\n")]);
    let changed = changed.expect("a sound preset");
    assert_ne!(changed.version(), Catalog::embedded().version());
    assert!(changed.target("other").is_some());
}

#[test]
fn faults_name_file_line_and_what_is_accepted() {
    let row = |text: &str| format!("{HEADER}tv,uses,total,all,,0.5,,pew-core-trends-2018,\n{text}\n");
    let cases = [
        ("tv,uses,age,18-29,partial,1.2,,pew-core-trends-2018,", "share `1.2` is not a number from 0 to 1"),
        ("tv,uses,age,18-29,partial,NaN,,pew-core-trends-2018,", "share `NaN` is not a number from 0 to 1"),
        (
            "telly,uses,age,18-29,partial,0.2,,pew-core-trends-2018,",
            "unknown channel `telly`: accepted are social_media",
        ),
        ("tv,owns,age,18-29,partial,0.2,,pew-core-trends-2018,", "unknown measure `owns`"),
        ("tv,uses,age,29-18,partial,0.2,,pew-core-trends-2018,", "age band `29-18` ends before it begins"),
        ("tv,uses,income,<40k,partial,0.2,,pew-core-trends-2018,", "income band `<40k`"),
        ("tv,uses,sex,men,partial,0.2,,pew-core-trends-2018,", "dimension `sex` is none of total, age, income, group"),
        ("tv,uses,age,18-29,partial,0.2,,nobody,", "source `nobody` is not in sources.toml"),
        ("tv,uses,age,18-29,partial,0.2,,,", "the row has no source"),
        (
            "tv,uses,income,<2000 EUR/month,partial,0.2,,pew-core-trends-2018,",
            "is in EUR, the country's medians are in USD",
        ),
        ("tv,uses,group,,partial,0.2,,pew-core-trends-2018,", "the band of a group is its name"),
        ("x,main_news_source,total,all,,1.2,,pew-core-trends-2018,", "share `1.2`"),
        ("tv,uses,age,18-29,partial,0.2,,gss-2016,", "source `gss-2016` is of 2016, the file is of 2018"),
        ("tv,uses,age,18-29,some,0.2,,pew-core-trends-2018,", "coverage `some`"),
        ("tv,uses,age,18-29,partial,0.2,0,pew-core-trends-2018,", "n `0`"),
        ("tv,uses,total,all,,0.5,,pew-core-trends-2018,", "a second total of tv, uses"),
        ("tv,uses,age,30-49,,0.5,,pew-core-trends-2018,", "the bands begin at 30"),
        ("tv,uses,age", "not a row of 9 fields"),
    ];
    for (text, expected) in cases {
        let message = faults(&[(PRIORS, &row(text))]);
        assert!(message.contains(&format!("{PRIORS}:3: ")) && message.contains(expected), "{text}\n{message}");
    }
}

#[test]
fn bands_must_neither_overlap_nor_leave_holes() {
    let table = |a: &str, b: &str, coverage: &str| {
        let row = |band: &str| format!("radio,daily,age,{band},{coverage},0.5,,pew-core-trends-2018,\n");
        format!("{HEADER}{}{}", row(a), row(b))
    };
    assert!(
        faults(&[(PRIORS, &table("18-29", "25+", ""))]).contains("us-2018-extra.csv:3: 25+ of radio, daily: overlaps")
    );
    assert!(faults(&[(PRIORS, &table("18-29", "25+", "partial"))]).contains("overlaps"));
    assert!(faults(&[(PRIORS, &table("18-29", "40+", ""))]).contains("leaves a hole from 30 to 40"));
    assert!(faults(&[(PRIORS, &table("18-29", "30-64", ""))]).contains("the bands end at 65"));
    assert_eq!(faults(&[(PRIORS, &table("18-29", "40-64", "partial"))]), "");
    assert_eq!(faults(&[(PRIORS, &table("18-29", "30+", ""))]), "");
}

#[test]
fn all_faults_are_listed_at_once() {
    let message = faults(&[
        (PRIORS, &format!("{HEADER}telly,owns,total,all,,7,,nobody,\n")),
        ("populations/us-2019.csv", "age,income,share,source\n18-64,all,0.5,gss-2016\n65+,all,0.2,gss-2016\n"),
        (
            "incomes/zz.csv",
            "country,year,household_size,amount,currency,period,scope,source\nZZ,2020,0,-1,ZZD,week,all,x\n",
        ),
        ("targets/odd.toml", "name = \"even\"\ndescription = \"\"\n[target]\nages = 3\n"),
        ("notes/a.csv", "x\n1\n"),
    ]);
    for expected in [
        "unknown channel",
        "unknown measure",
        "share `7`",
        "populations/us-2019.csv:3: the shares up to this row add up to 0.7",
        "incomes/zz.csv:2: ",
        "targets/odd.toml:4: unknown field `ages`",
        "notes/a.csv:1: unknown folder",
    ] {
        assert!(message.contains(expected), "{expected} in\n{message}");
    }
}

#[test]
fn a_broken_channel_list_names_the_line() {
    let text = "[[channel]]\nid = \"tv\"\nname = \"television\"\nparent = \"media\"\n";
    assert!(faults(&[("channels.toml", text)]).contains("channels.toml:1: channel `tv`: its parent `media`"));
    assert!(faults(&[("channels.toml", "[[channel]\n")]).contains("channels.toml:1: "));
}

#[test]
fn a_folder_that_is_not_there_is_said() {
    let error = Catalog::load_dir(Path::new("/nowhere/at/all")).expect_err("no folder");
    assert!(error.to_string().contains("/nowhere/at/all: can't be read"));
}

#[test]
fn platforms_have_a_parent_and_are_inside_it() {
    let catalog = Catalog::embedded();
    for id in ["facebook", "instagram", "x", "youtube", "whatsapp", "snapchat", "pinterest", "linkedin", "tiktok"] {
        assert_eq!(catalog.channel(id).and_then(|c| c.parent.as_deref()), Some("social_media"), "{id}");
        assert!(catalog.related("social_media", id) && catalog.related(id, "social_media"));
    }
    assert!(catalog.contains("press", "press_print") && catalog.contains("press", "press_online"));
    assert!(catalog.contains("video_platform", "youtube") && catalog.contains("messenger", "whatsapp"));
    assert!(!catalog.related("facebook", "instagram") && !catalog.related("tv", "radio"));
    assert!(catalog.contains("messenger", "kakaotalk") && catalog.contains("social_media", "kakaotalk"));
    assert!(catalog.contains("video_platform", "short_video") && catalog.contains("blog", "naver_blog"));
}

#[test]
fn channels_that_a_government_has_beside_media_have_no_published_reach() {
    let catalog = Catalog::embedded();
    let owned: Vec<&str> = catalog.channels().iter().filter(|c| c.owned).map(|c| c.id.as_str()).collect();
    let expected = ["local_press", "outdoor", "email_list", "sms_list", "letter", "resident_centre", "counter"];
    assert_eq!(owned, expected);
    for country in catalog.countries() {
        for prior in catalog.priors(&country.code, None).filter(|p| owned.contains(&p.channel.as_str())) {
            let measure = catalog.measure(&prior.measure).expect("a measure");
            assert!(!measure.is_reach(), "{} {}: only bounds and what is listed alone", prior.channel, prior.measure);
        }
    }
    // Hours and money turn into reach on each, once the agency says whom it can reach.
    for id in owned {
        assert!(catalog.responses().effort(id, audience_fit::reference::Task::Awareness).is_some(), "{id}");
    }
}

#[test]
fn medians_are_the_whole_table_of_one_year() {
    let catalog = Catalog::embedded();
    let of = |country: &str, year, size| {
        let rows = catalog.medians(country, year);
        rows.into_iter().find(|row| row.household_size == size).map(|row| (row.year, row.amount))
    };
    for year in 2015..=2026 {
        let rows = catalog.medians("KR", Some(year));
        let sizes: Vec<Option<u8>> = rows.iter().map(|row| row.household_size).collect();
        assert_eq!(sizes, (1..=6).map(Some).collect::<Vec<_>>(), "{year}");
        assert!(rows.iter().all(|row| row.year == year), "{year}: no row of another year");
        assert!(rows.windows(2).all(|pair| pair[0].amount < pair[1].amount), "{year}");
    }
    assert_eq!(of("KR", Some(2022), Some(3)), Some((2022, 4_194_701.0)));
    assert_eq!(of("KR", Some(2022), Some(4)), Some((2022, 5_121_080.0)));
    assert_eq!(of("KR", Some(2026), Some(1)), Some((2026, 2_564_238.0)));
    assert_eq!(of("KR", None, Some(4)), Some((2026, 6_494_738.0)));
    assert_eq!(of("US", Some(2018), None), Some((2018, 63_179.0)));
    assert_eq!(of("US", None, None), Some((2024, 83_730.0)));
    assert!(catalog.medians("KR", None).iter().all(|row| row.period == Period::Month && row.currency == "KRW"));
    assert!(catalog.medians("FR", None).is_empty());
}

#[test]
fn each_country_has_one_concept_of_income() {
    let catalog = Catalog::embedded();
    let expected = [
        ("KR", IncomeConcept::Standard, "KRW"),
        ("US", IncomeConcept::Gross, "USD"),
        ("GB", IncomeConcept::EquivalisedDisposable, "GBP"),
        ("EU", IncomeConcept::EquivalisedDisposable, "EUR"),
    ];
    for (country, concept, currency) in expected {
        let years: Vec<i32> = (2014..2027).collect();
        for row in years.iter().flat_map(|year| catalog.medians(country, Some(*year))) {
            assert_eq!((row.concept, row.currency.as_str()), (concept, currency), "{country} {}", row.year);
        }
    }
    // What surveys ask about is gross: no band in an amount where the median is equivalised.
    let rows = format!("{HEADER}tv,uses,income,<20000 GBP/year,partial,0.5,,ofcom-news-2024,\n");
    assert!(faults(&[("priors/gb-2024-extra.csv", &rows)]).contains("can't be compared with equivalised medians"));
}

#[test]
fn a_spread_that_misses_the_published_points_is_refused() {
    let country = |line: &str| {
        format!(
            "[[country]]\ncode = \"ZZ\"\nname = \"Zz\"\nadult_age = 18\nincome_log_sd = 0.66\nincome_source = \
             \"gss-2016\"\n{line}\n"
        )
    };
    assert!(
        faults(&[("countries/zz.toml", &country("income_gini = 0.2"))]).contains("means a Gini coefficient of 0.359")
    );
    let points = "income_points = [{ from = 0.5, to = 1.5, share = 0.8 }]";
    assert!(faults(&[("countries/zz.toml", &country(points))]).contains("where 0.8 were published"));
    assert_eq!(faults(&[("countries/zz.toml", &country("income_gini = 0.36"))]), "");
}

#[test]
fn every_source_of_the_catalogue_is_a_link_under_terms() {
    let catalog = Catalog::embedded();
    let figures: Vec<_> = catalog.countries().iter().flat_map(|c| catalog.priors(&c.code, None)).collect();
    assert!(figures.len() > 1_100, "{}", figures.len());
    for source in catalog.sources() {
        let id = &source.id;
        assert!(source.url.as_deref().is_some_and(|url| url.starts_with("http") && url.len() > 12), "{id}: an address");
        let of_source: Vec<_> = figures.iter().filter(|p| p.source == *id).collect();
        if of_source.is_empty() {
            continue;
        }
        assert!(source.license.is_some(), "{id}: a licence");
        assert!(source.fieldwork.is_some() && source.population.is_some() && source.age_min.is_some(), "{id}");
        assert!(of_source.iter().all(|p| (0.0..=1.0).contains(&p.share)), "{id}: a share");
        let n = source.n.is_none_or(|n| (500.0..=100_000.0).contains(&n));
        assert!(n && of_source.iter().all(|p| p.n.is_none_or(|n| (20.0..=20_000.0).contains(&n))), "{id}: n");
        assert!((2009..=2025).contains(&source.year), "{id}: a year");
    }
    let press = catalog.sources().iter().filter(|s| s.confidence == Confidence::Press).count();
    assert!(press > 40, "{press} sources are known from the press");
}

#[test]
fn breaks_of_method_split_series() {
    let catalog = Catalog::embedded();
    let series = |id: &str| catalog.source(id).expect(id).series().to_owned();
    assert_ne!(series("kpf-media-2021"), series("kpf-media-2022"));
    assert_eq!(series("kpf-media-2021"), series("kpf-media-2023"));
    assert_ne!(series("pew-core-trends-2021"), series("pew-social-2023"));
    assert_eq!(series("pew-social-2023"), series("pew-npors-2025"));
    assert_ne!(series("ofcom-news-2025"), series("ofcom-news-2025-on-demand"));
    assert_eq!(series("ofcom-news-2018"), series("ofcom-news-2025"));
    let mobile = catalog.priors("KR", None).filter(|p| p.asked_as.as_deref() == Some("the internet on a mobile phone"));
    let mut n = 0;
    for prior in mobile {
        assert!(catalog.measure(&prior.measure).expect("a measure").shown_only, "no bound of what computers reach");
        n += 1;
    }
    assert!(n >= 10, "{n}");
}

#[test]
fn countries_and_presets_are_offered() {
    let catalog = Catalog::embedded();
    for code in ["DE", "FR", "JP", "BR", "AU", "CA", "IN", "BE", "DK", "IT", "PL", "SE"] {
        assert!(catalog.country(code).is_some(), "{code}");
        assert!(catalog.priors(code, None).count() > 0 && catalog.population(code, 2024).is_some(), "{code}");
    }
    for (ages, [(middle, half)]) in [
        ((27.0, 49.0), [("under-middle-class-late-20s-to-40s", "under-half-median-late-20s-to-40s")]),
        ((25.0, 49.0), [("under-middle-class-25-to-49", "under-half-median-25-to-49")]),
    ] {
        for (name, ratio) in [(middle, 0.75), (half, 0.5)] {
            let spec = catalog.target(name).expect(name);
            let age = spec.age.expect("ages");
            assert_eq!((age.min, age.max), (Some(ages.0), Some(ages.1)), "{name}");
            assert_eq!(spec.income.as_ref().and_then(|i| i.max_median_ratio), Some(ratio), "{name}");
        }
    }
}

#[test]
fn no_figure_lacks_a_source_and_no_total_is_marked_partial() {
    let catalog = Catalog::embedded();
    let figures: Vec<_> = catalog.countries().iter().flat_map(|c| catalog.priors(&c.code, None)).collect();
    assert!(figures.len() > 1_100);
    for prior in figures {
        let source = catalog.source(&prior.source).expect("a source");
        assert_eq!(source.year, prior.year);
        assert!(!(prior.partial && prior.margin == Margin::Total));
    }
}

#[test]
fn the_first_preset_is_the_story_s_target() {
    let catalog = Catalog::embedded();
    let target = catalog.target("under-middle-class-late-20s-to-40s").expect("the preset");
    let (age, income) = (target.age.expect("ages"), target.income.clone().expect("incomes"));
    assert_eq!((age.min, age.max, income.max_median_ratio), (Some(27.0), Some(49.0), Some(0.75)));
    assert!(catalog.targets().len() >= 3);
}

/// The files that a text names in backticks before each of its fenced blocks, as in "...: `sources/zz.toml`:".
fn files_of(text: &str) -> Vec<(String, String)> {
    let mut files = Vec::new();
    let (mut named, mut open) = (None, None::<(String, String)>);
    for line in text.lines() {
        if let Some((name, body)) = &mut open {
            if line == "```" {
                files.push((std::mem::take(name), std::mem::take(body)));
                open = None;
            } else {
                body.push_str(line);
                body.push('\n');
            }
        } else if let Some(language) = line.strip_prefix("```") {
            let name = named.take();
            if let Some(name) = name.filter(|_| ["toml", "csv"].contains(&language)) {
                open = Some((name, String::new()));
            }
        } else if let Some(name) = line.strip_suffix("`:").and_then(|rest| rest.rsplit('`').next()) {
            named = Some(name.to_owned());
        }
    }
    files
}

/// Follows `models/README.md` to the letter: writes its files into a folder, runs its command on it.
#[test]
fn a_country_is_added_as_the_readme_says() {
    let readme = std::fs::read_to_string(file("models/README.md")).expect("models/README.md");
    let guide = readme.split("## Adding a country").nth(1).expect("the guide");
    let files = files_of(guide);
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        [
            "sources/zz.toml",
            "countries/zz.toml",
            "priors/zz-2023-media.csv",
            "populations/zz-2021.csv",
            "sizes/zz.csv",
            "incomes/zz.csv"
        ]
    );
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in &files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }
    let command = guide.lines().find_map(|line| line.strip_prefix("$ audience-fit ")).expect("the command");
    let command = command.replace("FOLDER", &folder.path().display().to_string());
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_audience-fit"))
        .args(command.split_whitespace())
        .args(["--format", "json"])
        .output()
        .expect("the binary runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let ranked = answer["groups"][0]["channels"].as_array().expect("channels");
    assert_eq!(ranked, &["tv", "social_media", "radio"]);
    // 1.25 million people, of whom 35 to 64 and a part of 16 to 34 are 27 to 49.
    let people = answer["target_people"].as_f64().expect("a number of people");
    assert!((100_000.0..200_000.0).contains(&people), "{people}");
    assert_ne!(answer["catalog_version"], Catalog::embedded().version());
}

#[test]
fn a_country_lacks_nothing_or_is_refused_by_file() {
    let readme = std::fs::read_to_string(file("models/README.md")).expect("models/README.md");
    let files = files_of(readme.split("## Adding a country").nth(1).expect("the guide"));
    let without = |folder: &str| {
        let kept: Vec<(&str, &str)> =
            files.iter().filter(|(name, _)| !name.starts_with(folder)).map(|(n, t)| (n.as_str(), t.as_str())).collect();
        faults(&kept)
    };
    assert!(
        without("incomes/").contains("priors/zz-2023-media.csv:8: income band `<2000 EUR/month` needs a median income")
    );
    assert!(without("populations/").contains("there are figures of ZZ, but no population table"));
    assert!(without("countries/").contains("there are figures of ZZ, but no entry for it in countries.toml"));
    assert!(without("sources/").contains("priors/zz-2023-media.csv:2: source `zz-media-2023` is not in sources.toml"));
    assert_eq!(without("sizes/"), "");
}

#[test]
fn every_fault_names_its_file_and_a_line() {
    let catalog = Path::new(env!("CARGO_MANIFEST_DIR")).join("models");
    let mut open = vec![catalog.clone()];
    let mut seen = 0;
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
                continue;
            }
            let name = path.strip_prefix(&catalog).expect("inside").to_str().expect("UTF-8").replace('\\', "/");
            if !(name.ends_with(".toml") || name.ends_with(".csv")) {
                continue;
            }
            // A line that is no row and no key, after all others.
            let text = std::fs::read_to_string(&path).expect("a file").trim_end().to_owned() + "\n\"nonsense\n";
            let last = text.lines().count();
            let message = faults(&[(&name, &text)]);
            assert!(message.contains(&format!("{name}:{last}: ")), "{name}:{last}\n{message}");
            for line in message.lines().skip(1) {
                let place = line.split(": ").next().expect("a place");
                let number = place.rsplit(':').next().and_then(|n| n.parse::<u64>().ok());
                assert!(number.is_some_and(|n| n > 0), "{line}");
            }
            seen += 1;
        }
    }
    assert!(seen > 60, "{seen}");
}

#[test]
fn entries_of_two_files_with_one_id_are_reported_with_both_places() {
    let twice =
        "[[channel]]\nid = \"newsletter\"\nname = \"a newsletter\"\n\n[[channel]]\nid = \"tv\"\nname = \"tv\"\n";
    let message = faults(&[("channels/own.toml", twice)]);
    assert!(message.contains("channels/own.toml:5: a second channel `tv`: channels.toml:"), "{message}");
    let own = with(&[("channels/own.toml", "[[channel]]\nid = \"newsletter\"\nname = \"a newsletter\"\n")]);
    assert!(own.expect("a further channel").channel("newsletter").is_some());
}

#[test]
fn measures_of_choice_are_not_filled_with_figures_of_use() {
    let row = |channel: &str, share: f64| {
        format!("{channel},main_news_source,age,18-29,partial,{share},,pew-core-trends-2018,\n")
    };
    let sum = |a: f64, b: f64| faults(&[(PRIORS, &format!("{HEADER}{}{}", row("tv", a), row("social_media", b)))]);
    assert_eq!(sum(0.5, 0.4), "");
    assert!(
        sum(0.8, 0.9).contains("us-2018-extra.csv:3: the channels' shares of 18-29 in main_news_source add up to 1.70")
    );
}

#[test]
fn what_a_spreadsheet_saves_is_read_or_explained() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("sizes")).expect("a folder");
    let path = folder.path().join("sizes/nz.csv");
    // A byte order mark before the header.
    let bom = "\u{feff}country,year,age_min,people,source\r\nKR,2020,0,51829023,kr-mois-2023\r\n";
    std::fs::write(&path, bom).expect("a file");
    let catalog = Catalog::load_dir(folder.path()).expect("a table");
    assert_eq!(catalog.size("KR", 2020).map(|size| size.people), Some(51_829_023.0));
    std::fs::write(&path, b"country,\xff\n").expect("a file");
    let message = Catalog::load_dir(folder.path()).expect_err("no text").to_string();
    assert!(message.contains("nz.csv: is not UTF-8 text"), "{message}");
}

#[test]
fn the_schemas_are_those_of_the_types_and_true_of_the_files() {
    let mut by_name = std::collections::BTreeMap::new();
    for (name, schema) in audience_fit::reference::schemas() {
        let committed = std::fs::read_to_string(file("models/schemas").join(name)).expect(name);
        assert!(committed == schema, "models/schemas/{name} is out of date; run `cargo run -- schemas models/schemas`");
        by_name.insert(name, serde_json::from_str::<serde_json::Value>(&schema).expect("JSON"));
    }
    // Every key of every entry is in the schema, and every key that the schema requires is in every entry.
    let check = |schema: &serde_json::Value, keys: &[String], at: &str| {
        let known = schema["properties"].as_object().expect("properties");
        assert!(keys.iter().all(|key| known.contains_key(key)), "{at}: {keys:?}");
        for key in schema["required"].as_array().into_iter().flatten() {
            assert!(keys.iter().any(|k| Some(k.as_str()) == key.as_str()), "{at}: {key}");
        }
    };
    for (plural, entry) in
        [("channels", "Channel"), ("measures", "Measure"), ("countries", "Country"), ("sources", "Source")]
    {
        let text = std::fs::read_to_string(file("models").join(format!("{plural}.toml"))).expect(plural);
        let table: toml::Table = text.parse().expect("TOML");
        let schema = &by_name[format!("{plural}.schema.json").as_str()];
        check(schema, &table.keys().cloned().collect::<Vec<_>>(), plural);
        for item in table.values().flat_map(|list| list.as_array().expect("entries")) {
            let keys: Vec<String> = item.as_table().expect("an entry").keys().cloned().collect();
            check(&schema["$defs"][entry], &keys, plural);
        }
    }
    for folder in ["priors", "populations", "incomes", "sizes"] {
        let schema = &by_name[format!("{folder}-row.schema.json").as_str()];
        for entry in std::fs::read_dir(file("models").join(folder)).expect("a folder") {
            let text = std::fs::read_to_string(entry.expect("an entry").path()).expect("a table");
            let header = text.lines().next().expect("a header");
            check(schema, &header.split(',').map(str::to_owned).collect::<Vec<_>>(), folder);
        }
    }
}

#[test]
fn the_uk_and_the_eu_have_figures_populations_and_sizes() {
    let catalog = Catalog::embedded();
    for (code, people) in [("GB", 66_800_000.0), ("EU", 448_800_000.0), ("KR", 51_325_329.0), ("US", 258_300_000.0)] {
        assert_eq!(catalog.size(code, 2023).map(|size| size.people), Some(people));
        assert!(catalog.population(code, 2023).is_some() && catalog.priors(code, None).count() > 10, "{code}");
    }
}
