//! Tables as people and tools write them: the right figure, or a word about why there is none.

use audience_fit::analysis::{AnalysisOptions, AnalysisRequest, analyze, resolve_target};
use audience_fit::api::contract::AnalysisBody;
use audience_fit::ingest::{Format, Mapping, ReadError, ReadOptions, ReadOutcome, Role, read_profiles};
use audience_fit::reference::Catalog;
use audience_fit::report::Language;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use serde_json::{Value, json};
use time::macros::date;

use crate::support::file;

/// A header, and how it writes an age, an amount or the like.
type NumberSpelling = (&'static str, fn(u32) -> String);
/// How a year, month and day are written.
type DateSpelling = fn((u32, u32, u32)) -> String;
/// A header, and how it writes the two ends of a band.
type BandSpelling = (&'static str, fn(u32, u32) -> String);

fn options() -> ReadOptions {
    ReadOptions::new(Role::Audience, date!(2026 - 11 - 01))
}

fn english(error: &ReadError) -> String {
    error.message().in_language(Language::English)
}

fn read(csv: &[u8], options: &ReadOptions) -> Result<ReadOutcome, ReadError> {
    read_profiles(Format::Csv, csv, options, &mut |_| {})
}

/// What an analysis answers about a table.
pub(crate) fn answer_of(audience: &ReadOutcome, target: &Value) -> Value {
    let catalog = Catalog::embedded();
    let spec = serde_json::from_value(target.clone()).expect("a target");
    let analysis = analyze(AnalysisRequest {
        audience,
        panel: None,
        target: resolve_target(spec, &catalog).expect("a sound target"),
        catalog: &catalog,
        options: AnalysisOptions { min_share: Some(0.1), ..AnalysisOptions::default() },
        as_of: date!(2026 - 11 - 01),
        input_hash: "test".to_owned(),
    });
    serde_json::to_value(AnalysisBody::new(&analysis.expect("an answer"), Language::English)).expect("plain data")
}

pub(crate) fn answer(csv: &str, target: &Value) -> Value {
    answer_of(&read(csv.as_bytes(), &options()).unwrap_or_else(|error| panic!("{error}: {csv:.200}")), target)
}

fn case(name: &str) -> String {
    std::fs::read_to_string(file("tests/data/door").join(name)).expect("a case")
}

pub(crate) fn share(answer: &Value) -> [f64; 3] {
    ["value", "lower", "upper"].map(|end| answer["fit"]["share"][end].as_f64().unwrap_or(f64::NAN))
}

fn codes(answer: &Value) -> Vec<&str> {
    let warnings = answer["warnings"].as_array().expect("a list");
    warnings.iter().filter_map(|warning| warning["code"].as_str()).collect()
}

pub(crate) fn aged_27_to_49() -> Value {
    json!({"age": {"min": 27, "max": 49}})
}

/// A person of the tables below.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Person {
    pub(crate) age: u32,
    pub(crate) is_woman: bool,
    pub(crate) income: u32,
    pub(crate) day: u32,
}

/// 200 people; of 100 ages each twice.
pub(crate) fn people() -> Vec<Person> {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(17);
    let person = |at: u32| Person {
        age: 18 + at % 50,
        is_woman: at % 5 < 3,
        income: 100_000 * random.gen_range(12..90),
        day: 1 + at % 28,
    };
    (0..200).map(person).collect()
}

pub(crate) fn shared_by(belongs: impl Fn(&Person) -> bool) -> f64 {
    people().iter().filter(|person| belongs(person)).count() as f64 / 200.0
}

/// A table with an id and one column.
fn with_column(name: &str, cell: impl Fn(&Person) -> String) -> String {
    let rows =
        people().iter().enumerate().map(|(at, person)| format!("u{at},\"{}\"\n", cell(person))).collect::<String>();
    format!("id,\"{name}\"\n{rows}")
}

#[test]
fn cases_give_the_right_figure() {
    let labelled = json!({"labelled": true});
    for (name, target, expected) in [
        ("missing-words-as-categories/gender_na.csv", json!({"gender": ["Female"]}), [0.60, 0.54, 0.65]),
        ("refused-rows-pass/age_R_NA.csv", aged_27_to_49(), [0.32, 0.29, 0.35]),
    ] {
        let given = share(&answer(&case(name), &target));
        let is_near = given.iter().zip(expected).all(|(given, expected)| (given - expected).abs() < 0.006);
        assert!(is_near, "{name}: {given:?} is not {expected:?}");
    }
    for (name, target, profiles) in [
        ("csv-header-refused/index_col.csv", &labelled, 20),
        ("csv-header-refused/sep.csv", &labelled, 60),
        ("number-styles/dec_comma.csv", &labelled, 60),
        ("number-styles/gforms.csv", &labelled, 40),
        ("number-styles/pandas_flags.csv", &labelled, 90),
        ("other-text-as-csv/pipe.csv", &labelled, 60),
        ("tables-as-people/one_column_total.csv", &labelled, 160),
    ] {
        let reading = read(case(name).as_bytes(), &options()).expect(name);
        let answer = answer_of(&reading, target);
        assert_eq!((reading.profiles.len(), reading.rejected.rows), (profiles, 0), "{name}: {answer}");
    }
    let fault = read(case("tables-as-people/yt_age.csv").as_bytes(), &options()).expect_err("a table of groups");
    assert!(english(&fault).contains("each row stands for a group (Viewer age)"), "{fault}");
}

#[test]
fn ages_in_any_spelling_give_the_same_share() {
    let truth = shared_by(|person| (27..=49).contains(&person.age));
    let spellings: [NumberSpelling; 14] = [
        ("age", |age| age.to_string()),
        ("나이", |age| format!("{age}세")),
        ("만 나이", |age| format!("만 {age}세")),
        ("A1. 나이", |age| format!("{age}살")),
        ("What is your age?", |age| format!("{age} years")),
        ("demo_age", |age| format!("{age}.0")),
        ("Alter", |age| format!("{age},0")),
        ("본인 나이", |age| age.to_string().chars().filter_map(|c| char::from_u32(c as u32 + 0xFEE0)).collect()),
        ("Age", |age| format!("'{age}")),
        ("연령", |age| format!("{age} y/o")),
        ("연령대", |age| format!("{age}-{age}")),
        ("age_range", |age| format!("[{age},{})", age + 1)),
        ("Age group", |age| format!("({}, {age}]", age - 1)),
        ("나이를 입력해주세요", |age| format!(" {age} ")),
    ];
    for (name, spell) in spellings {
        let answer = answer(&with_column(name, |person| spell(person.age)), &aged_27_to_49());
        assert_eq!(share(&answer), [truth; 3], "{name}: {}", spell(34));
    }
}

#[test]
fn decades_in_any_spelling_give_the_same_share() {
    let truth = shared_by(|person| (30..=49).contains(&person.age));
    let target = json!({"age": {"min": 30, "max": 49}});
    let spellings: [NumberSpelling; 12] = [
        ("연령대", |ten| format!("{ten}대")),
        ("연령대", |ten| ten.to_string()),
        ("Age group", |ten| format!("{ten}s")),
        ("age_band", |ten| format!("{ten}-{}", ten + 9)),
        ("Age", |ten| format!("{ten} to {} years old", ten + 9)),
        ("나이", |ten| format!("{ten}세 이상 {}세 미만", ten + 10)),
        ("나이", |ten| format!("만 {ten}세 ~ 만 {}세", ten + 9)),
        ("age", |ten| format!("AGE_{ten}_{}", ten + 9)),
        ("age", |ten| format!("[{ten},{})", ten + 10)),
        ("age", |ten| format!("({}, {}]", ten - 1, ten + 9)),
        ("연령대", |ten| format!("{ten}대 초반")),
        ("age", |ten| format!("Early-{ten}s")),
    ];
    for (name, spell) in spellings {
        let answer = answer(&with_column(name, |person| spell(person.age / 10 * 10)), &target);
        assert_eq!(share(&answer), [truth; 3], "{name}: {}", spell(30));
    }
}

#[test]
fn dates_of_birth_give_the_year_in_any_order() {
    let by_year = answer(&with_column("출생연도", |person| (2026 - person.age).to_string()), &aged_27_to_49());
    let spellings: [BandSpelling; 6] = [
        ("Date of Birth", |year, day| format!("{year}-03-{day:02}")),
        ("생년월일", |year, day| format!("{year}. 3. {day}.")),
        ("생년월일", |year, day| format!("{year}03{day:02}")),
        ("Birthdate", |year, day| format!("03/{day:02}/{year}")),
        ("dob", |year, day| format!("{day:02}.03.{year}")),
        ("year of birth", |year, _| format!("{year}년")),
    ];
    for (name, spell) in spellings {
        let answer = answer(&with_column(name, |person| spell(2026 - person.age, person.day)), &aged_27_to_49());
        assert_eq!(share(&answer), share(&by_year), "{name}: {}", spell(1985, 4));
    }
}

#[test]
fn genders_in_any_spelling_give_the_same_share() {
    for [woman, man] in [
        ["F", "M"],
        ["female", "male"],
        ["Women", "Men"],
        ["여", "남"],
        ["여자", "남자"],
        ["Ｆ", "Ｍ"],
        ["1. Female", "2. Male"],
        ["② 여성", "① 남성"],
        ["여성(Female)", "남성(Male)"],
        ["Female / 여성", "Male / 남성"],
        ["weiblich", "männlich"],
    ] {
        let table = with_column("성별", |person| if person.is_woman { woman } else { man }.to_owned());
        let answer = answer(&table, &json!({"gender": ["female"]}));
        assert_eq!(share(&answer), [shared_by(|person| person.is_woman); 3], "{woman}, {man}");
    }
}

#[test]
fn incomes_in_any_spelling_give_the_same_share() {
    let truth = shared_by(|person| person.income < 3_000_000);
    let target =
        json!({"income": {"max_amount": 3_000_000, "currency": "KRW", "period": "month", "scope": "household"}});
    let spellings: [NumberSpelling; 11] = [
        ("가구 월소득(원)", |income| income.to_string()),
        ("가구 월소득(만원)", |income| (income / 10_000).to_string()),
        ("가구 월소득 (만 원)", |income| (income / 10_000).to_string()),
        ("가구 월소득(단위: 만원)", |income| (income / 10_000).to_string()),
        ("가구 월소득", |income| format!("{}만원", income / 10_000)),
        ("가구 월소득", |income| format!("월 {}만원", income / 10_000)),
        ("가구 월소득", |income| format!("₩{},{:03},000", income / 1_000_000, income / 1_000 % 1_000)),
        ("Monthly household income (KRW)", |income| {
            format!("{}.{:03}.000", income / 1_000_000, income / 1_000 % 1_000)
        }),
        ("Monthly household income (KRW thousands)", |income| (income / 1_000).to_string()),
        ("Monthly household income (KRW '000)", |income| (income / 1_000).to_string()),
        ("Monthly household income (10,000 KRW)", |income| (income / 10_000).to_string()),
    ];
    for (name, spell) in spellings {
        let answer = answer(&with_column(name, |person| spell(person.income)), &target);
        assert_eq!(share(&answer), [truth; 3], "{name}: {}", spell(3_000_000));
    }
    // Nobody earns 300 won a month, and a year is no month.
    let unit = || "KRW/month/household".parse().ok();
    let small = with_column("가구소득", |person| (person.income / 10_000).to_string());
    let small = read(small.as_bytes(), &ReadOptions { income: unit(), ..options() }).expect("a table");
    let answer = answer_of(&small, &target);
    assert_eq!((&answer["fit"]["share"], codes(&answer).contains(&"columns_left_out")), (&Value::Null, true));
    let annual = with_column("연소득(원)", |person| (person.income * 12).to_string());
    let fault = read(annual.as_bytes(), &ReadOptions { income: unit(), ..options() }).expect_err("a contradiction");
    assert!(english(&fault).contains("have the period year by their name or values, and month was given"), "{fault}");
}

#[test]
fn columns_of_others_and_of_codes_give_no_figure() {
    let decade = |person: &Person| format!("{}대", person.age / 10 * 10);
    let gender = |person: &Person| if person.is_woman { "여성" } else { "남성" }.to_owned();
    let female = json!({"gender": ["female"]});
    let tables = [
        (with_column("Age of youngest child", |person| (person.age % 18).to_string()), aged_27_to_49()),
        (
            with_column("Age group of child", |person| format!("{}-{}", person.age / 5 * 5, person.age / 5 * 5 + 4)),
            aged_27_to_49(),
        ),
        (with_column("배우자 연령대", decade), aged_27_to_49()),
        (with_column("선호 연령대", decade), aged_27_to_49()),
        (with_column("배우자 성별", gender), female.clone()),
        (with_column("Spouse's gender", gender), female.clone()),
        (with_column("성", |person| ["김", "이", "박"][person.day as usize % 3].to_owned()), female.clone()),
        (with_column("성별", |person| (2 - u32::from(person.is_woman)).to_string()), female),
        (with_column("page", |person| person.age.to_string()), aged_27_to_49()),
        (with_column("Account age (years)", |person| person.age.to_string()), aged_27_to_49()),
        (with_column("연령대", |person| (person.age / 10).to_string()), aged_27_to_49()),
        (with_column("age_group", |person| (person.age / 10).to_string()), aged_27_to_49()),
        (with_column("age group", |person| (person.age / 10 * 10).to_string()), aged_27_to_49()),
        (with_column("age", |person| if person.day < 4 { 99 } else { person.age / 10 }.to_string()), aged_27_to_49()),
        (
            with_column("State", |person| ["Active", "Pending"][person.day as usize % 2].to_owned()),
            json!({"region": ["Seoul"]}),
        ),
        (with_column("in_target", |person| (1 + person.age % 2).to_string()), json!({"labelled": true})),
        (with_column("age (months)", |person| (person.age * 12).to_string()), aged_27_to_49()),
    ];
    for (table, target) in tables {
        let answer = answer(&table, &target);
        assert_eq!(answer["fit"]["status"], "not_identified", "{table:.40}: {}", answer["fit"]);
    }
}

#[test]
fn columns_that_only_seem_to_hold_the_field_are_named() {
    for name in ["Age at survey", "gender_age", "age_group", "연령 코드"] {
        let answer = answer(&with_column(name, |person| (person.age / 10).to_string()), &aged_27_to_49());
        assert!(codes(&answer).contains(&"columns_doubtful"), "{name}: {:?}", codes(&answer));
    }
}

#[test]
fn the_exact_column_is_preferred_to_its_groups() {
    let rows = |person: &Person| format!("{},{}대,{}", person.age, person.age / 10 * 10, 2026 - person.age);
    let table: String = people().iter().map(|person| rows(person) + "\n").collect();
    let answer = answer(&format!("나이,연령대,출생연도\n{table}"), &aged_27_to_49());
    assert_eq!(share(&answer), [shared_by(|person| (27..=49).contains(&person.age)); 3]);
    assert!(codes(&answer).contains(&"columns_left_out"));
}

#[test]
fn rows_without_a_person_change_nothing() {
    let plain = with_column("나이", |person| person.age.to_string());
    let right = answer(&plain, &aged_27_to_49());
    for (before, after) in [
        ("", ",\n,\n,\n"),
        ("", "합계,9000\n"),
        ("", ",Total\n"),
        ("", "Source: a made-up list,\n※ 2025년 기준,\n"),
        ("팔로워 현황,\n,\n", "평균,45.2\n,\n"),
    ] {
        let reading = read(format!("{before}{plain}{after}").as_bytes(), &options()).expect("a table");
        assert_eq!((reading.profiles.len(), reading.rejected.rows), (200, 0), "{before:?} {after:?}");
        assert_eq!(answer_of(&reading, &aged_27_to_49())["fit"], right["fit"], "{before:?} {after:?}");
    }
}

#[test]
fn tables_of_groups_are_no_people() {
    for table in [
        "Age,Active users,New users\nunknown,3120,7\n25-34,520,1\n35-44,420,1\n18-24,320,1\n45-54,220,1\n65+,20,1\n55-64,30,1\n",
        "Age,Women,Men\n13-17,1.1%,1.0%\n18-24,9%,8%\n25-34,20%,18%\n35-44,9%,7%\n",
        "시도,팔로워\n서울,300\n부산,100\n대구,80\n인천,70\n광주,60\n",
        "Country,Users\nKorea,9\nJapan,8\nFrance,7\nSpain,6\nChile,5\n",
        "연령대,여성,남성,합계\n10대,3,4,7\n20대,30,40,70\n30대,20,20,40\n합계,53,64,117\n",
    ] {
        let fault = read(table.as_bytes(), &options()).expect_err(table);
        assert!(english(&fault).contains("each row stands for a group"), "{fault}");
    }
}

/// How one field of a table may be written.
type Spelling = (&'static str, fn(&Person) -> String);

#[test]
fn old_line_ends_broken_headers_and_spaces_give_the_same_share() {
    let rows = |end: &str, between: &str, header: &str| {
        let row = |at: usize, person: &Person| format!("{at}{between}{}{between}x{end}", person.age);
        let rows: String = people().iter().enumerate().map(|(at, person)| row(at, person)).collect();
        format!("{header}{end}{rows}")
    };
    let expected = shared_by(|person| (27..=49).contains(&person.age));
    for csv in [
        rows("\n", ",", "id,age,kind"),
        rows("\r", ",", "id,age,kind"),
        rows("\r", ";", "\u{FEFF}id;age;kind"),
        rows("\r\n", ",", "id,\"What is\r\n your age?\",kind"),
        rows("\n", ",", "id,\"Your age\n(in years)\",kind"),
        rows("\n", " ", "id age kind"),
        rows("\n", " ", "\"age\" \"kind\""),
    ] {
        let answer = answer(&csv, &aged_27_to_49());
        assert!((share(&answer)[0] - expected).abs() < 1e-6, "{csv:.60}: {answer}");
    }
}

#[test]
fn tables_of_programs_forms_and_offices_give_the_same_share() {
    let expected = shared_by(|person| (27..=49).contains(&person.age));
    let rows = |row: &dyn Fn(usize, &Person) -> String| -> String {
        people().iter().enumerate().map(|(at, person)| row(at + 1, person) + "\n").collect()
    };
    let gender = |person: &Person, words: [&'static str; 2]| words[usize::from(person.is_woman)];
    let ages = |person: &Person, bands: [&'static str; 4]| match person.age {
        ..27 => bands[0],
        27..50 => bands[1],
        50..65 => bands[2],
        65.. => bands[3],
    };
    let rule = "+-----+-----+---+\n";
    let count = people().len();
    let tables = [
        ("column -t", "id    age  town\n".to_owned() + &rows(&|at, p| format!("u{at:<5}{:<5}New York", p.age))),
        (
            "pandas",
            "       id age g\n".to_owned() + &rows(&|at, p| format!("{at:<4}{:>5}{:>4} M", format!("u{at}"), p.age)),
        ),
        ("SQL Server", "id     age\n------ ---\n".to_owned() + &rows(&|at, p| format!("{at:>6} {:>3}", p.age))),
        (
            "psql",
            format!(
                " id | age | g\n----+-----+---\n{}({count} rows)\n\n",
                rows(&|at, p| format!(" {at} | {} | f", p.age))
            ),
        ),
        (
            "mysql",
            format!(
                "{rule}| id  | age | g |\n{rule}{}{rule}{count} rows in set (0.00 sec)\n",
                rows(&|at, p| format!("| {at:>3} | {:>3} | f |", p.age))
            ),
        ),
        ("Markdown", "| id | age |\n|---|---:|\n".to_owned() + &rows(&|at, p| format!("| {at} | {} |", p.age))),
        (
            "merged cells in the header",
            "연번,응답자 특성,,소득\n,나이,성별,금액\n".to_owned()
                + &rows(&|at, p| format!("{at},{},{},300", p.age, gender(p, ["남", "여"]))),
        ),
        (
            "microdata",
            "가구일련번호,성별코드,만연령\n".to_owned()
                + &rows(&|at, p| format!("{at},{},{}", gender(p, ["1", "2"]), p.age)),
        ),
        (
            "German",
            "Nr.;Altersgruppe;Geschlecht\n".to_owned()
                + &rows(&|at, p| {
                    let band =
                        ages(p, ["unter 27 Jahre", "27 bis unter 50 Jahre", "50 bis 64 Jahre", "65 Jahre und älter"]);
                    format!("{at};{band};{}", gender(p, ["Mann", "Frau"]))
                }),
        ),
        (
            "French",
            "Tranche d'âge;Sexe\n".to_owned()
                + &rows(&|_, p| {
                    let band = ages(p, ["moins de 27 ans", "de 27 à 49 ans", "50 à 64 ans", "65 ans et plus"]);
                    format!("{band};{}", gender(p, ["Homme", "Femme"]))
                }),
        ),
        (
            "Japanese",
            "回答番号,年齢,性別\n".to_owned()
                + &rows(&|at, p| format!("{at},{}歳,{}", p.age, gender(p, ["男性", "女性"]))),
        ),
        (
            "numbered answers",
            "id,Age range\n".to_owned()
                + &rows(&|at, p| {
                    format!("{at},{}", ages(p, ["1. Under 27", "2. 27-49", "3. 50-64", "4. 65 or older"]))
                }),
        ),
        (
            "an age beside its group, an empty date of birth and another count of years",
            "id,나이(만),나이(세는나이),연령대,생년월일\n".to_owned()
                + &rows(&|at, p| format!("{at},{},{},{}대,", p.age, p.age + 1, p.age / 10 * 10)),
        ),
        ("ends of groups", "id,age_min,age_max\n".to_owned() + &rows(&|at, p| format!("{at},{},{}", p.age, p.age))),
        ("ids that a spreadsheet has rounded", "id,age\n".to_owned() + &rows(&|_, p| format!("1.23E+17,{}", p.age))),
    ];
    for (name, table) in tables {
        let answer = answer(&table, &aged_27_to_49());
        assert!((share(&answer)[0] - expected).abs() < 1e-6, "{name}: {expected} {answer}");
        assert_eq!(answer["audience"]["profiles"], json!(count), "{name}: {answer}");
        assert_eq!(answer["audience"]["rejected"], json!(0), "{name}: {answer}");
    }
}

#[test]
fn dates_of_birth_may_be_serial_numbers_of_a_spreadsheet() {
    // 1 July of the year: day 182 after the first.
    let serial = |year: u32| (year - 1900) * 365 + (year - 1901) / 4 + 183;
    let rows: String = (0..2400).map(|at| format!("{at},{}\n", serial(1940 + at % 60))).collect();
    let reading = read(format!("id,Date of birth\n{rows}").as_bytes(), &options()).expect("a table");
    let column = &reading.reading.columns[1];
    assert_eq!((column.field.as_deref(), column.unreadable), (Some("birth_year"), 0));
    let answer = answer_of(&reading, &json!({"age": {"min": 30, "max": 39}}));
    let [_, lower, upper] = share(&answer);
    // Fewer than ten people more or less are not told apart.
    let hidden = 10.0 / 2400.0;
    assert!(lower >= 9.0 / 60.0 - hidden && upper <= 11.0 / 60.0 + hidden && lower < upper, "{lower} {upper}");
}

#[test]
fn a_published_cross_table_is_refused_as_an_audience_with_one_sentence() {
    let table = "행정구역별,성별,연령별,2024 인구 (명)\n전국,계,20-24세,3012345\n전국,남자,20-24세,1512345\n서울,계,20-24세,612345\n";
    let fault = read(table.as_bytes(), &options()).map_err(|error| english(&error)).expect_err("groups");
    assert!(fault.contains("each row stands for a group (2024 인구 (명))") && fault.lines().count() == 1, "{fault}");
}

#[test]
fn tables_of_days_and_posts_are_no_people() {
    for (csv, what) in [
        (
            "Date,Impressions,Followers\n2026-01-01,9,1000\n2026-01-02,8,1001\n2026-01-03,7,1002\n",
            "a day or week (Date)",
        ),
        ("Post ID,Permalink,Likes\n1,https://a/1,9\n2,https://a/2,7\n3,https://a/3,4\n", "a post (Post ID)"),
    ] {
        let error = read(csv.as_bytes(), &options()).map_err(|error| english(&error)).expect_err("no people");
        assert!(error.contains(what) && error.contains("not for a person"), "{error}");
    }
}

#[test]
fn any_spelling_order_and_delimiter_of_one_table_gives_the_same_fit() {
    const AGES: [Spelling; 4] = [
        ("age", |person| person.age.to_string()),
        ("나이", |person| format!("만 {}세", person.age)),
        ("How old are you?", |person| format!("{}.0", person.age)),
        ("Q3. Age", |person| format!("{} years", person.age)),
    ];
    const GENDERS: [Spelling; 3] = [
        ("gender", |person| if person.is_woman { "female" } else { "male" }.to_owned()),
        ("2. 성별", |person| if person.is_woman { "여성" } else { "남성" }.to_owned()),
        ("Sex", |person| if person.is_woman { "F" } else { "M" }.to_owned()),
    ];
    const FOLLOWED: [Spelling; 3] = [
        ("followed_at", |person| format!("2025-03-{:02}", person.day)),
        ("팔로우일", |person| format!("2025. 3. {}.", person.day)),
        ("Follow date", |person| format!("{:02}/03/2025", person.day)),
    ];
    let people = people();
    let table = |random: &mut Xoshiro256PlusPlus| {
        let mut columns: Vec<Spelling> = [&AGES[..], &GENDERS[..], &FOLLOWED[..]]
            .into_iter()
            .map(|spellings| spellings[random.gen_range(0..spellings.len())])
            .collect();
        columns.shuffle(random);
        let delimiter = [",", ";", "\t", "|"][random.gen_range(0..4)];
        let ending = ["\n", "\r\n"][random.gen_range(0..2)];
        let quote = ["", "\""][random.gen_range(0..2)];
        let line = |cells: Vec<String>| {
            let cells: Vec<String> = cells.into_iter().map(|cell| format!("{quote}{cell}{quote}")).collect();
            cells.join(delimiter) + ending
        };
        let header = line(columns.iter().map(|(name, _)| (*name).to_owned()).collect());
        let rows = people.iter().map(|person| line(columns.iter().map(|(_, cell)| cell(person)).collect()));
        header + &rows.collect::<String>()
    };
    let target = json!({"age": {"min": 27, "max": 49}, "gender": ["female"]});
    let mut random = Xoshiro256PlusPlus::seed_from_u64(1);
    let right = shared_by(|person| person.is_woman && (27..=49).contains(&person.age));
    let first = answer(&table(&mut random), &target);
    assert_eq!(share(&first), [right; 3]);
    for _ in 0..40 {
        let table = table(&mut random);
        assert_eq!(answer(&table, &target)["fit"], first["fit"], "{table:.200}");
    }
}

#[test]
fn the_mapping_of_an_inspection_gives_the_same_fit() {
    let tables = [
        with_column("나이", |person| format!("만 {}세", person.age)),
        with_column("연령대", |person| format!("{}대", person.age / 10 * 10)),
        with_column("연령대", |person| (person.age / 10 * 10).to_string()),
        with_column("생년월일", |person| format!("{}.03.04", 2026 - person.age)),
        format!("합계표,\n{}합계,9\n,\n", with_column("귀하의 나이는?", |person| person.age.to_string())),
    ];
    for table in tables {
        let reading = read(table.as_bytes(), &options()).expect("a table");
        let mapping = reading.reading.mapping_file().expect("a table");
        let mapping = Mapping::parse(&mapping).expect("a sound mapping");
        let mapped = read(table.as_bytes(), &ReadOptions { mapping: Some(mapping), ..options() }).expect("a table");
        let fits = [&reading, &mapped].map(|reading| answer_of(reading, &aged_27_to_49())["fit"].clone());
        assert_eq!(fits[0], fits[1], "{table:.60}");
        assert_ne!(fits[0]["share"], Value::Null, "{table:.60}");
    }
}

#[test]
fn years_of_birth_are_read_from_dates_under_any_usual_name() {
    let born = |i: u32| (1951 + i * 71 % 50, 1 + i % 12, 1 + i % 28);
    let names = ["born", "born", "생년월일", "생년월일", "생년"];
    let forms: [DateSpelling; 5] = [
        |(y, m, d)| format!("{y}-{m:02}-{d:02}"),
        |(y, m, d)| format!("{d:02}/{m:02}/{y}"),
        |(y, m, d)| format!("{:02}{m:02}{d:02}", y % 100),
        // A spreadsheet takes 030612 for a number.
        |(y, m, d)| (y % 100 * 10_000 + m * 100 + d).to_string(),
        |(y, ..)| format!("{:02}년생", y % 100),
    ];
    let target = json!({"age": {"min": 27, "max": 49}});
    let shares: Vec<Value> = names
        .iter()
        .zip(forms)
        .map(|(name, form)| {
            let rows: String = (0..200).map(|i| format!("f{i},{}\n", form(born(i)))).collect();
            answer(&format!("id,{name}\n{rows}"), &target)["fit"]["share"].clone()
        })
        .collect();
    let plain: String = (0..200).map(|i| format!("f{i},{}\n", born(i).0)).collect();
    let expected = answer(&format!("id,birth_year\n{plain}"), &target)["fit"]["share"].clone();
    assert!(expected["value"].is_number(), "{expected}");
    assert!(shares.iter().all(|share| *share == expected), "{expected}: {shares:?}");
}

#[test]
fn a_list_within_an_object_is_refused_in_one_sentence_that_names_it() {
    for text in [
        r#"{"data": [{"id": "f0", "age": 33}, {"id": "f1", "age": 30}], "meta": {"count": 2}}"#,
        "{\n  \"data\": [\n    {\n      \"id\": \"f0\"\n    }\n  ]\n}",
        r#"{"meta": {"count": 2, "pages": [{"id": 1}]}, "data": [{"age": 33}]}"#,
    ] {
        for format in [Format::Json, Format::Ndjson] {
            let error = read_profiles(format, text.as_bytes(), &options(), &mut |_| {})
                .map_err(|error| english(&error))
                .expect_err(text);
            assert!(error.contains("its member data holds the list"), "{error}");
        }
    }
    let lines = "{\"id\": \"a\", \"attributes\": {\"x\": \"[{\"}}\n{\"id\": \"b\", \"age\": 30}\n";
    let read = read_profiles(Format::Ndjson, lines.as_bytes(), &options(), &mut |_| {}).expect("profiles");
    assert_eq!((read.profiles.len(), read.rejected.rows), (2, 0));
}
