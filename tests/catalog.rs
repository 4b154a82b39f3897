//! The reference data: what is shipped is sound, and what is not sound is refused by file and line.

use std::path::Path;

use audience_fit::catalog::{Catalog, Margin};
use audience_fit::target::Period;

/// The faults of the shipped catalogue with some files laid over it.
fn faults(files: &[(&str, &str)]) -> String {
    match with(files) {
        Ok(_) => String::new(),
        Err(error) => error.to_string(),
    }
}

fn with(files: &[(&str, &str)]) -> Result<Catalog, audience_fit::catalog::CatalogError> {
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
    let changed = with(&[("targets/other.toml", "name = \"other\"\ndescription = \"Others.\"\n[target]\n")]);
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
        ("tv,uses,sex,men,partial,0.2,,pew-core-trends-2018,", "dimension `sex` is none of total, age, income"),
        ("tv,uses,age,18-29,partial,0.2,,nobody,", "source `nobody` is not in sources.toml"),
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
fn all_faults_are_told_at_once() {
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
        "populations/us-2019.csv: the shares add up to 0.7",
        "incomes/zz.csv:2: ",
        "targets/odd.toml:4: unknown field `ages`",
        "notes/a.csv: unknown folder",
    ] {
        assert!(message.contains(expected), "{expected} in\n{message}");
    }
}

#[test]
fn a_broken_channel_list_names_the_line() {
    let text = "[[channel]]\nid = \"tv\"\nname = \"television\"\nparent = \"media\"\n";
    assert!(faults(&[("channels.toml", text)]).contains("channels.toml:2: channel `tv`: its parent `media`"));
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
    assert_eq!(catalog.channels().len(), 18);
}

#[test]
fn medians_are_of_the_nearest_year_for_each_household_size() {
    let catalog = Catalog::embedded();
    let of = |country: &str, year, size| {
        let rows = catalog.medians(country, year);
        rows.into_iter().find(|row| row.household_size == size).map(|row| (row.year, row.amount))
    };
    assert_eq!(of("KR", Some(2025), Some(1)), Some((2025, 2_392_013.0)));
    assert_eq!(of("KR", Some(2026), Some(4)), Some((2026, 6_494_738.0)));
    assert_eq!(of("KR", Some(2026), Some(1)), Some((2025, 2_392_013.0)));
    assert_eq!(of("KR", Some(2019), Some(4)), Some((2019, 4_610_000.0)));
    assert_eq!(of("KR", None, Some(4)), Some((2026, 6_494_738.0)));
    assert_eq!(of("US", Some(2018), None), Some((2018, 63_179.0)));
    assert_eq!(of("US", None, None), Some((2024, 83_730.0)));
    assert!(catalog.medians("KR", None).iter().all(|row| row.period == Period::Month && row.currency == "KRW"));
    assert!(catalog.medians("FR", None).is_empty());
}

#[test]
fn no_figure_lacks_a_source_and_no_total_is_marked_partial() {
    let catalog = Catalog::embedded();
    let figures: Vec<_> = ["KR", "US"].iter().flat_map(|country| catalog.priors(country, None)).collect();
    assert!(figures.len() > 200);
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

#[test]
fn a_country_is_added_by_files_alone() {
    let own = |file: &str| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("models");
        std::fs::read_to_string(folder.join(file)).expect("a file")
    };
    let source = "\n[[source]]\nid = \"nz-survey\"\ntitle = \"A survey\"\npublisher = \"An office\"\nyear = 2023\n\
                  confidence = \"reported\"\npopulation = \"adults\"\nage_min = 18\nn = 2000\n";
    let country = "\n[[country]]\ncode = \"NZ\"\nname = \"New Zealand\"\nadult_age = 18\nincome_log_sd = 0.7\n\
                   income_source = \"nz-survey\"\n";
    let (sources, countries) = (own("sources.toml") + source, own("countries.toml") + country);
    let rows = "tv,uses,total,all,,0.8,2000,nz-survey,\nradio,uses,total,all,,0.5,2000,nz-survey,\n";
    let files = [
        ("sources.toml", sources.as_str()),
        ("countries.toml", countries.as_str()),
        ("priors/nz-2023-survey.csv", &format!("{HEADER}{rows}")),
        ("populations/nz-2023.csv", "age,income,share,source\n18-64,all,0.8,nz-survey\n65+,all,0.2,nz-survey\n"),
        (
            "incomes/nz.csv",
            "country,year,household_size,amount,currency,period,scope,source\n\
             NZ,2023,,100000,NZD,year,household,nz-survey\n",
        ),
    ];
    let catalog = with(&files).expect("a sound country");
    assert_eq!(catalog.priors("NZ", Some(2023)).count(), 2);
    assert_eq!(catalog.reference_median("NZ", 2020).map(|median| median.amount), Some(100_000.0));
    let without_medians = faults(&files[..4]);
    assert!(without_medians.contains("incomes: there are figures of NZ, but no median income"), "{without_medians}");
}
