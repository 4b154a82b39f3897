//! Which field of the profile a column stands for by what it is called.

use unicode_normalization::UnicodeNormalization;

use super::super::schema::header_path;
use super::known_names::{NAMES, OTHERS, QUESTIONS, UNSPACED_QUESTIONS};

/// Where ages and incomes go that are numbers or brackets.
pub(super) const AGE: &str = "age";
pub(super) const INCOME: &str = "income.amount";

/// The name in lower case without signs, what stands in brackets, and a question's number; words are one space apart,
/// Korean without spaces.
pub(super) fn key(name: &str) -> String {
    let text: String = name.nfkc().collect::<String>().to_lowercase();
    let mut plain = String::with_capacity(text.len());
    let mut depth = 0_usize;
    for character in name_cased(&text, name) {
        match character {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            other if other.is_alphanumeric() => {
                plain.push(other);
            }
            _ => plain.push(' '),
        }
    }
    let mut words: Vec<&str> = plain.split_whitespace().collect();
    if words.len() > 1 && is_number_of_question(words[0]) {
        words.remove(0);
    }
    let separator = if plain.chars().any(|c| ('가'..='힣').contains(&c)) { "" } else { " " };
    words.join(separator)
}

/// The characters of the name in lower case, with a space where camel case begins a word.
fn name_cased(lower: &str, name: &str) -> Vec<char> {
    if !name.is_ascii() {
        return lower.chars().collect();
    }
    let characters: Vec<char> = name.chars().collect();
    let mut out = Vec::with_capacity(characters.len() + 4);
    for (at, character) in characters.iter().enumerate() {
        let begins_word = character.is_ascii_uppercase() && at > 0 && characters[at - 1].is_ascii_lowercase();
        if begins_word {
            out.push(' ');
        }
        out.push(character.to_ascii_lowercase());
    }
    out
}

fn is_number_of_question(word: &str) -> bool {
    let digits = word.strip_prefix('문').unwrap_or_else(|| word.trim_start_matches(|c: char| c.is_ascii_lowercase()));
    let letters = word.chars().count() - digits.chars().count();
    letters <= 3 && digits.chars().next().is_some_and(|c| c.is_ascii_digit()) && digits.len() <= 4
}

/// Words before a name that say whose or when, and leave its meaning as it is.
const LEADING: &[&str] = &[
    "demo",
    "demographic",
    "demographics",
    "current",
    "respondent",
    "participant",
    "user",
    "customer",
    "member",
    "follower",
    "profile",
    "my",
    "your",
    "self",
];
const LEADING_KOREAN: &[&str] = &["현재", "본인", "응답자", "고객", "회원", "팔로워", "귀하의"];

/// What a column of this name or label stands for.
pub(super) fn meaning(name: &str) -> Option<&'static str> {
    let key = key(name);
    let bare = LEADING.iter().find_map(|word| key.strip_prefix(word)?.strip_prefix(' '));
    let bare = bare.or_else(|| LEADING_KOREAN.iter().find_map(|word| key.strip_prefix(word)));
    // LimeSurvey writes a question's code before its text: "sex. Gender".
    let text = name.split_once(". ").filter(|(code, _)| code.chars().all(|c| c.is_ascii_alphanumeric()));
    meaning_of_key(&key)
        .or_else(|| meaning_of_key(bare?).filter(|path| [AGE, "birth_year", "gender", "region", INCOME].contains(path)))
        .or_else(|| {
            let of_code = meaning_of_key(&self::key(text?.0));
            meaning_of_key(&self::key(text?.1)).filter(|path| of_code.is_none_or(|own| own == *path))
        })
}

fn meaning_of_key(key: &str) -> Option<&'static str> {
    let exact = NAMES.iter().find(|(_, names)| names.contains(&key));
    if let Some((meaning, _)) = exact {
        return Some(*meaning);
    }
    let words: Vec<&str> = key.split(' ').collect();
    if is_about_others(key) {
        return None;
    }
    let asked = |(_, parts): &&(&str, &[&str])| parts.iter().all(|part| words.contains(part));
    let asked_in_korean = |(_, parts): &&(&str, &[&str])| parts.iter().all(|part| key.contains(part));
    let found = QUESTIONS.iter().find(asked).or_else(|| UNSPACED_QUESTIONS.iter().find(asked_in_korean));
    found.map(|(meaning, _)| *meaning)
}

/// Whether a name, as [`key`] writes it, is that of somebody else than the person of the row.
pub(super) fn is_about_others(key: &str) -> bool {
    let is_unspaced =
        |text: &str| text.chars().any(|c| ('\u{3040}'..='\u{9fff}').contains(&c) || ('가'..='힣').contains(&c));
    OTHERS.iter().any(|other| key.split(' ').any(|word| word == *other) || is_unspaced(other) && key.contains(other))
}

/// Words of a name that only suggest a field: enough to ask, too little to take it.
const HINTS: &[(&str, &[&str], &[&str])] = &[
    (AGE, &["age", "aged"], &["나이", "연령", "연세"]),
    ("birth_year", &["birth", "born", "dob", "birthday"], &["출생", "생년"]),
    ("gender", &["gender", "sex"], &["성별"]),
    ("region", &["region", "province", "residence"], &["거주", "지역", "시도"]),
    (INCOME, &["income", "salary", "wage", "earnings"], &["소득", "연봉", "월급"]),
    ("education", &["education"], &["학력"]),
    ("weight", &["weight", "weights", "wgt", "wght", "wt"], &["가중"]),
];
/// Words that make a name that of a thing.
const THINGS: &[&str] = &[
    "account", "channel", "page", "content", "video", "campaign", "post", "company", "site", "device", "계정", "채널",
];

/// The field that a word of the name suggests.
pub(super) fn hint(name: &str) -> Option<&'static str> {
    let key = key(name);
    let is_of_thing = THINGS.iter().any(|thing| key.split(' ').any(|word| word == *thing) || key.starts_with(thing));
    if is_about_others(&key) || is_of_thing {
        return None;
    }
    let suggests = |(_, words, parts): &&(&str, &[&str], &[&str])| {
        key.split(' ').any(|word| words.contains(&word)) || parts.iter().any(|part| key.contains(part))
    };
    HINTS.iter().find(suggests).map(|(path, ..)| *path)
}

/// Whether the name is that of groups of ages or incomes, so that plain numbers may be codes.
pub(super) fn is_of_groups(name: &str) -> bool {
    let key = key(name);
    let words = ["group", "band", "range", "bracket", "category", "class", "cat", "grp"];
    let joined = ["agegroup", "agegrp", "agecat", "ageband", "agerange", "altersgruppe"];
    key.split(' ').any(|word| words.contains(&word) || joined.contains(&word)) || is_of_decades(&key) || {
        ["층", "구간", "그룹", "세대", "수준"].iter().any(|ending| key.ends_with(ending))
    }
}

/// Whether the name says that ages are counted as in Korea until 2023, a year or two more than those of birthdays.
pub(super) fn is_counted_age(name: &str) -> bool {
    ["세는", "한국나이", "한국식", "korean age"].iter().any(|words| name.to_lowercase().contains(words))
}

/// Whether the name is that of the number of people in each cell of a table: n, count, 사례수.
pub(super) fn is_cell_size(name: &str) -> bool {
    const NAMES: [&str; 20] = [
        "n",
        "count",
        "counts",
        "freq",
        "frequency",
        "respondents",
        "number of respondents",
        "unweighted n",
        "unweighted count",
        "sample size",
        "cell size",
        "people",
        "인원",
        "인원수",
        "명수",
        "응답자수",
        "표본수",
        "사례수",
        "빈도",
        "빈도수",
    ];
    NAMES.contains(&key(name).as_str())
}

/// Whether the name is that of numbers of rows.
pub(super) fn is_of_rows(name: &str) -> bool {
    ["no", "nr", "연번", "순번", "row", "row number", "row id", "lfd nr", "通し番号"].contains(&key(name).as_str())
}

/// Whether the name is that of decades of age: 연령대.
pub(super) fn is_of_decades(name: &str) -> bool {
    let key = key(name);
    key.contains("연령대") || key.contains("나이대")
}

/// Whether a name is one of the contract's, or stands for a field.
pub(in crate::ingest) fn is_known(name: &str) -> bool {
    meaning(name).is_some()
        || header_path(name.trim()).is_fixed()
        || name.starts_with("attributes.")
        || name.starts_with("channels.")
}

/// What the name of an income column says of its unit: currency, period, scope; each only where it is certain.
pub(super) fn income_unit(name: &str) -> [Option<&'static str>; 3] {
    let text: String = name.nfkc().collect::<String>().to_lowercase();
    // In these words 원 is no currency.
    let words = ["가구원", "구성원", "지원", "회원", "직원", "인원"];
    let without_people = words.iter().fold(text.clone(), |text, word| text.replace(word, " "));
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let has_word = |code: &str| text.split(|c: char| !c.is_ascii_alphabetic()).any(|word| word == code);
    let currency = [
        ("KRW", &["원", "₩"][..], &["krw", "won"][..]),
        ("USD", &["us$"], &["usd"]),
        ("EUR", &["€"], &["eur", "euro", "euros"]),
        ("GBP", &["£"], &["gbp"]),
    ];
    let named = |(_, signs, words): &&(&str, &[&str], &[&str])| {
        signs.iter().any(|sign| without_people.contains(sign)) || words.iter().any(|word| has_word(word))
    };
    let currency = currency.iter().find(named).map(|(code, ..)| *code);
    let month = has(&["month", "월", "monat", "mensuel", "月収"]);
    let year = has(&["annual", "year", "연소득", "연간", "연봉", "연가구", "p.a.", "jährlich", "annuel", "年収"]);
    let household = has(&["household", "family", "hh", "가구", "가족", "haushalt", "ménage", "foyer", "世帯"]);
    let personal = has(&["personal", "individual", "own income", "개인", "본인"]);
    let one = |first, second, names: [&'static str; 2]| match (first, second) {
        (true, false) => Some(names[0]),
        (false, true) => Some(names[1]),
        (true, true) | (false, false) => None,
    };
    [currency, one(month, year, ["month", "year"]), one(household, personal, ["household", "personal"])]
}

/// What the name says the numbers are multiplied by: "월소득(만원)", "income (thousands)".
pub(super) fn multiplier(name: &str) -> Option<f64> {
    let text: String = name.nfkc().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase();
    let units = [
        ("백만원", 1e6),
        ("천만원", 1e7),
        ("만원", 1e4),
        ("천원", 1e3),
        ("억원", 1e8),
        ("(만)", 1e4),
        ("단위:만", 1e4),
        ("(천)", 1e3),
        ("10,000", 1e4),
        ("10000", 1e4),
        ("10k", 1e4),
        ("1,000,000", 1e6),
        ("million", 1e6),
        ("thousand", 1e3),
        ("1,000", 1e3),
        ("000s", 1e3),
        ("'000", 1e3),
        ("(000", 1e3),
        ("$000", 1e3),
        (",k)", 1e3),
        ("(k)", 1e3),
        ("$k)", 1e3),
    ];
    units.iter().find(|(word, _)| text.contains(word)).map(|(_, factor)| *factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_both_languages_are_fields() {
        for (name, path) in [
            ("나이", "age"),
            ("연령대", "age"),
            ("Age", "age"),
            ("AgeGroup", "age"),
            ("What is your age?", "age"),
            ("Q3. How old are you?", "age"),
            ("귀하의 연령대는?", "age"),
            ("1. 성별", "gender"),
            ("성별을 선택해 주세요", "gender"),
            ("Sex", "gender"),
            ("거주지", "region"),
            ("월소득(만원)", "income.amount"),
            ("월 소득", "income.amount"),
            ("Annual household income", "income.amount"),
            ("가구원수", "household_size"),
            ("팔로우일", "followed_at"),
            ("followed_at", "followed_at"),
            ("followers_count", "account.followers"),
            ("Year of birth", "birth_year"),
            ("ResponseId", "id"),
            ("번호", "id"),
            ("A1. 나이", "age"),
            ("demo_age", "age"),
            ("본인 나이", "age"),
            ("sex. Gender", "gender"),
            ("나이를 입력해주세요", "age"),
            ("만연령", "age"),
            ("Wie alt sind Sie?", "age"),
            ("Tranche d'âge", "age"),
            ("年齢", "age"),
            ("あなたの性別を教えてください", "gender"),
            ("Date de naissance", "birth_year"),
            ("age_min", "age_band.min"),
            ("연번", "id"),
            ("Date of birth", "birth_year"),
            ("생년월일", "birth_year"),
        ] {
            assert_eq!(meaning(name), Some(path), "{name} -> {}", key(name));
        }
    }

    #[test]
    fn names_of_other_things_are_none() {
        for name in [
            "Age of youngest child",
            "What is your partner's age?",
            "page",
            "stage",
            "average",
            "자녀 나이",
            "배우자 연령",
            "가구주 성별",
            "State of mind",
            "Do you follow our page?",
            "score",
            "age_of_account",
            "Message",
            "engagement",
            "Q1",
            "V2",
            "How many people do you follow?",
            "Alter des jüngsten Kindes",
            "お子様の年齢",
            "Âge de votre enfant",
        ] {
            assert_eq!(meaning(name), None, "{name} -> {}", key(name));
        }
    }

    #[test]
    fn a_name_says_what_it_can_of_the_unit_of_incomes() {
        assert_eq!(income_unit("월소득(만원)"), [Some("KRW"), Some("month"), None]);
        assert_eq!(income_unit("Annual household income (USD)"), [Some("USD"), Some("year"), Some("household")]);
        assert_eq!(income_unit("income"), [None, None, None]);
        assert_eq!(multiplier("월소득(만원)"), Some(1e4));
        assert_eq!(multiplier("월소득"), None);
        assert_eq!(income_unit("가구원 소득"), [None, None, Some("household")]);
        assert_eq!(income_unit("entrepreneur income")[0], None);
        for name in
            ["월소득 (만 원)", "월소득(만)", "소득(단위: 만원)", "Income (10,000 KRW)", "income (unit: 10,000 won)"]
        {
            assert_eq!(multiplier(name), Some(1e4), "{name}");
        }
        for name in ["Income (KRW '000)", "Income ($000)", "Income (KRW, k)", "income (thousand won)", "소득(천원)"]
        {
            assert_eq!(multiplier(name), Some(1e3), "{name}");
        }
    }

    #[test]
    fn a_word_of_a_name_is_a_hint_only() {
        for (name, path) in [
            ("Age at survey", Some("age")),
            ("gender_female", Some("gender")),
            ("income per month", Some("income.amount")),
            ("account age", None),
            ("Age of youngest child", None),
            ("weight (wave 2)", Some("weight")),
            ("가중치_2차", Some("weight")),
            ("page", None),
            ("배우자 연령", None),
            ("score", None),
        ] {
            assert_eq!(hint(name), path, "{name}");
        }
    }
}
