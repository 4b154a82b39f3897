//! When two texts are the same category: compared without case, width, spaces and quotes, and by the synonyms of the
//! standard fields.
//!
//! A key is made once for each distinct text, so that reading costs nothing for each value. Only what is certain is a
//! synonym: `M` and `남성` are one gender, `Tenant` and `rent` need not be one tenure.

use unicode_normalization::UnicodeNormalization;

use super::Field;

/// Texts of at most this many characters are looked up among the synonyms; none of those is longer.
const MAX_SYNONYM: usize = 40;

/// What stands for a text when categories of `field` are compared: equal keys are one category.
///
/// Numbers are compared by value (`01` is `1`). Hyphens, underscores and spaces count only between digits, so that
/// `25-34` is not `2534`; signs such as `<`, `+` and a hyphen at the end (`A-`) always count.
pub fn level_key(field: &Field, text: &str) -> Box<str> {
    if *field == Field::IncomeUnit {
        return text.into();
    }
    if let Some(number) = number(text) {
        return number.into();
    }
    let key = normalised(text);
    let short = key.chars().count() <= MAX_SYNONYM;
    let synonym = if short { canonical(field, &key).or_else(|| gender_within(field, text)) } else { None };
    synonym.map_or_else(|| key.into(), Into::into)
}

/// The gender that every part of a text names: `1. Female`, `② 여성`, `Female / 여성`, `여성(Female)`.
fn gender_within(field: &Field, text: &str) -> Option<&'static str> {
    if *field != Field::Gender {
        return None;
    }
    let folded: String = folded(text).into_iter().collect();
    let unnumbered = folded.trim_start_matches(|c: char| c.is_numeric() || matches!(c, '.' | ')' | '(' | ' '));
    let parts = unnumbered.split(['/', '(', ')', ',']).map(normalised).filter(|part| !part.is_empty());
    let genders: Option<Vec<&str>> = parts.map(|part| canonical(field, &part)).collect();
    let genders = genders?;
    let first = *genders.first()?;
    genders.iter().all(|gender| *gender == first).then_some(first)
}

/// Whether `key` is a word of a closed vocabulary of `field`: a gender, or a region of Korea. None where the field has
/// none, so that any text may be a category of it.
pub fn is_recognised(field: &Field, key: &str) -> Option<bool> {
    let vocabulary = [(Field::Gender, GENDERS), (Field::Region, KOREA)];
    let (_, words) = vocabulary.into_iter().find(|(of, _)| of == field)?;
    Some(words.iter().any(|(code, _)| *code == key))
}

/// The key of the region of Korea that a longer address is in: its first word (`서울특별시 강남구`), or what follows its
/// last comma (`Gangnam-gu, Seoul`).
pub fn region_within(address: &str) -> Option<&'static str> {
    let is_hangul = |c: char| ('가'..='힣').contains(&c);
    let part = match address.rsplit_once(',') {
        Some((_, last)) => last,
        None if address.chars().any(is_hangul) => address.split_whitespace().next()?,
        None => return None,
    };
    canonical(&Field::Region, &normalised(part))
}

/// The key of a number among texts.
pub fn number_key(number: f64) -> String {
    // Columns hold single precision, which prints as it was written.
    (number as f32).to_string()
}

/// The key of a text that states a number which a column holds exactly: of longer ones, such as codes of ten digits,
/// two would be one number.
fn number(text: &str) -> Option<String> {
    let text = text.trim();
    let starts = text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.'));
    let number: f64 = if starts { text.parse().ok()? } else { return None };
    let key = number_key(number);
    (number.is_finite() && key.parse() == Ok(number)).then_some(key)
}

fn is_space(c: char) -> bool {
    c.is_whitespace() || c == '_'
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// A text in lower case and usual width, without quotes and what cannot be seen.
fn folded(text: &str) -> Vec<char> {
    let is_quote = |c: &char| matches!(c, '\'' | '"' | '`' | '´' | '‘' | '’' | '“' | '”' | '«' | '»');
    let is_seen = |c: &char| c.is_whitespace() || !c.is_control() && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}');
    text.nfkc().flat_map(char::to_lowercase).filter(|c| !is_quote(c) && is_seen(c)).collect()
}

/// What is left without punctuation around it, brackets around the whole, and a bullet before it.
fn inside(folded: &[char]) -> &[char] {
    let is_edge = |c: &char| is_space(*c) || matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | '*' | '·' | '•');
    let start = folded.iter().position(|c| !is_edge(c)).unwrap_or(folded.len());
    let end = folded.iter().rposition(|c| !is_edge(c)).map_or(start, |last| last + 1);
    match &folded[start..end] {
        ['(' | '[' | '{', within @ .., ')' | ']' | '}'] => within,
        [hyphen, space, rest @ ..] if is_hyphen(*hyphen) && is_space(*space) => rest,
        all => all,
    }
}

fn normalised(text: &str) -> String {
    let folded = folded(text);
    let is_separator = |c: &char| is_space(*c) || is_hyphen(*c) || *c == '.';
    let mut runs = inside(&folded).chunk_by(|a, b| is_separator(a) == is_separator(b)).peekable();
    let mut key = String::with_capacity(text.len());
    while let Some(run) = runs.next() {
        if is_separator(&run[0]) {
            key.extend(kept_separator(key.chars().next_back(), run, runs.peek().map(|next| next[0])));
        } else {
            key.extend(run);
        }
    }
    if key.is_empty() { folded.iter().collect::<String>().trim().to_owned() } else { key }
}

/// What is kept of a run of spaces, hyphens and points: between digits, before a number, and a hyphen at the end.
fn kept_separator(before: Option<char>, run: &[char], after: Option<char>) -> Option<char> {
    let before_digit = after.is_some_and(char::is_numeric);
    if before.is_some_and(char::is_numeric) && before_digit {
        return Some(if run.iter().all(|c| *c == '.') { '.' } else { '-' });
    }
    let is_sign = before.is_none() && before_digit || after.is_none();
    (is_sign && is_hyphen(run[0])).then_some('-')
}

type Synonyms = &'static [(&'static str, &'static [&'static str])];

const GENDERS: Synonyms = &[
    (
        "male",
        &[
            "m",
            "man",
            "men",
            "males",
            "남성",
            "남",
            "남자",
            "männlich",
            "mann",
            "männer",
            "herr",
            "masculin",
            "homme",
            "hommes",
            "h",
            "男",
            "男性",
        ],
    ),
    (
        "female",
        &[
            "f", "w", "woman", "women", "females", "여성", "여", "여자", "weiblich", "frau", "frauen", "féminin",
            "femme", "femmes", "女", "女性",
        ],
    ),
    ("x", &[]),
    ("nonbinary", &["nb", "enby", "nonbin", "논바이너리"]),
    ("other", &["others", "othergender", "diverse", "divers", "기타"]),
];

const TENURES: Synonyms = &[
    (
        "own",
        &[
            "owner",
            "owners",
            "owned",
            "owns",
            "owning",
            "owneroccupied",
            "owneroccupier",
            "homeowner",
            "자가",
            "자가소유",
        ],
    ),
    ("rent", &["renter", "renters", "rented", "renting", "rents", "임차", "임차인", "세입자"]),
];

const EDUCATIONS: Synonyms = &[
    ("bachelor", &["bachelors", "bachelordegree", "bachelorsdegree", "학사"]),
    ("master", &["masters", "masterdegree", "mastersdegree", "석사"]),
    ("doctorate", &["phd", "doctoral", "doctoraldegree", "doctoratedegree", "박사"]),
];

const EMPLOYMENTS: Synonyms = &[
    ("student", &["students", "학생"]),
    ("retired", &["retiree", "retirees", "은퇴", "은퇴자"]),
    ("unemployed", &["실업", "실업자"]),
    ("selfemployed", &["자영업", "자영업자"]),
    ("homemaker", &["homemakers", "주부", "전업주부"]),
];

/// Korea's first-level regions by their ISO 3166-2 codes. Endings such as 특별시, 도, `-si` and `-do` are taken off first.
const KOREA: Synonyms = &[
    ("kr11", &["서울", "seoul"]),
    ("kr26", &["부산", "busan", "pusan"]),
    ("kr27", &["대구", "daegu", "taegu"]),
    ("kr28", &["인천", "incheon", "inchon"]),
    ("kr29", &["광주", "gwangju", "kwangju"]),
    ("kr30", &["대전", "daejeon", "taejon"]),
    ("kr31", &["울산", "ulsan"]),
    ("kr50", &["세종", "sejong"]),
    ("kr41", &["경기", "gyeonggi", "kyonggi"]),
    ("kr42", &["강원", "gangwon", "kangwon"]),
    ("kr43", &["충북", "충청북", "chungbuk", "chungcheongbuk", "northchungcheong"]),
    ("kr44", &["충남", "충청남", "chungnam", "chungcheongnam", "southchungcheong"]),
    ("kr45", &["전북", "전라북", "jeonbuk", "jeollabuk", "northjeolla"]),
    ("kr46", &["전남", "전라남", "jeonnam", "jeollanam", "southjeolla"]),
    ("kr47", &["경북", "경상북", "gyeongbuk", "gyeongsangbuk", "northgyeongsang"]),
    ("kr48", &["경남", "경상남", "gyeongnam", "gyeongsangnam", "southgyeongsang"]),
    ("kr49", &["제주", "jeju", "cheju"]),
];

const REGION_ENDINGS: [&str; 19] = [
    "특별자치시",
    "특별자치도",
    "특별시",
    "광역시",
    "시",
    "도",
    "teukbyeolsi",
    "gwangyeoksi",
    "specialselfgoverningcity",
    "specialselfgoverningprovince",
    "specialcity",
    "metropolitancity",
    "metropolitan",
    "metropolis",
    "province",
    "city",
    "si",
    "do",
    "special",
];

/// What a survey's code stands beside: "1. Male", "1=남", "남자(1)".
fn uncoded(key: &str) -> Option<&str> {
    let rest = key.trim_start_matches(|c: char| c.is_ascii_digit());
    let word = if rest.len() < key.len() {
        rest.trim_start_matches(['=', ':', ')', '.'])
    } else {
        let (word, code) = key.strip_suffix(')')?.split_once('(')?;
        Some(word.trim_end()).filter(|_| code.bytes().all(|byte| byte.is_ascii_digit()))?
    };
    (!word.is_empty()).then_some(word)
}

fn canonical(field: &Field, key: &str) -> Option<&'static str> {
    let of = |synonyms: Synonyms, key: &str| {
        let found = synonyms.iter().find(|(code, others)| *code == key || others.contains(&key));
        found.map(|(code, _)| *code)
    };
    if *field == Field::Region {
        let stem = REGION_ENDINGS.iter().find_map(|ending| key.strip_suffix(ending));
        let coded = || {
            let word = uncoded(key)?;
            let stem = REGION_ENDINGS.iter().find_map(|ending| word.strip_suffix(ending));
            of(KOREA, word).or_else(|| of(KOREA, stem?))
        };
        return of(KOREA, key).or_else(|| of(KOREA, stem?)).or_else(coded);
    }
    let synonyms = [
        (Field::Gender, GENDERS),
        (Field::Tenure, TENURES),
        (Field::Education, EDUCATIONS),
        (Field::Employment, EMPLOYMENTS),
    ];
    let (_, words) = synonyms.into_iter().find(|(of, _)| of == field)?;
    of(words, key).or_else(|| of(words, uncoded(key)?))
}

/// What a category is called in Korean, or in English, where its vocabulary says so.
pub fn usual_name(field: &Field, text: &str, in_korean: bool) -> Option<&'static str> {
    let key = canonical(field, &level_key(field, text))?;
    let vocabularies = [KOREA, GENDERS, TENURES, EDUCATIONS, EMPLOYMENTS];
    let (code, others) = vocabularies.into_iter().flatten().find(|(code, _)| *code == key)?;
    let is_hangul = |name: &&&str| name.starts_with(|c: char| ('가'..='힣').contains(&c));
    match (in_korean, *field == Field::Region) {
        (true, _) => others.iter().find(is_hangul).copied(),
        (false, true) => others.iter().find(|name| name.is_ascii()).copied(),
        (false, false) => Some(code),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all_same(field: &Field, texts: &[&str]) {
        let key = level_key(field, texts[0]);
        for text in texts {
            assert_eq!(level_key(field, text), key, "{text} is {}", texts[0]);
        }
    }

    fn all_differ(field: &Field, texts: &[&str]) {
        for (i, a) in texts.iter().enumerate() {
            for b in &texts[i + 1..] {
                assert_ne!(level_key(field, a), level_key(field, b), "{a} is not {b}");
            }
        }
    }

    #[test]
    fn spellings_of_one_category_have_one_key() {
        let own = Field::Attribute("x".into());
        all_same(
            &own,
            &[
                "Full-time",
                "full time",
                "FULL_TIME",
                " fulltime.",
                "Ｆｕｌｌ－ｔｉｍｅ",
                "\"full–time\"",
                "full\u{200b}time",
            ],
        );
        all_same(&own, &["Bachelor's", "bachelors", "Bachelor’s"]);
        all_same(&own, &["1", "01", "1.0", " 1 ", &number_key(1.0)]);
        all_same(&own, &["0.1", &number_key(f64::from(0.1f32))]);
        all_same(&own, &["25-34", "25 - 34", "25–34", "(25-34)"]);
        all_same(&own, &["(other)", "Other", "other:", "- other"]);
        all_same(&own, &["대학교 졸업", "대학교졸업"]);
    }

    #[test]
    fn what_distinguishes_categories_stays() {
        let own = Field::Attribute("x".into());
        all_differ(
            &own,
            &["A", "A+", "A-", "<30", ">30", "30", "30+", "-30", "25-34", "2534", "2.5", "25", "1/2", "1-2", "12"],
        );
        all_differ(&own, &["?", "-", "own", "owner", "1168010100", "1168010101"]);
        all_differ(&Field::IncomeUnit, &["KRW/month/household", "krw/month/household"]);
    }

    #[test]
    fn genders_have_synonyms_in_english_and_korean() {
        all_same(&Field::Gender, &["Male", "m", "MAN", "남", "남성", "남자", " 남 성 "]);
        all_same(
            &Field::Gender,
            &[
                "Female",
                "F",
                "Woman",
                "women",
                "여",
                "여성",
                "여자",
                "weiblich",
                "féminin",
                "femme",
                "Frau",
                "女性",
                "2. Female",
                "2=여",
                "여자(2)",
            ],
        );
        all_same(&Field::Gender, &["non-binary", "Non binary", "NB"]);
        all_differ(&Field::Gender, &["M", "F", "X", "non-binary", "other", "1", "2", "Femail"]);
        assert_eq!(is_recognised(&Field::Gender, &level_key(&Field::Gender, "여")), Some(true));
        assert_eq!(is_recognised(&Field::Gender, &level_key(&Field::Gender, "Femail")), Some(false));
    }

    #[test]
    fn regions_of_korea_are_known_by_code_and_name() {
        all_same(
            &Field::Region,
            &["KR-11", "kr_11", "KR11", "서울", "서울시", "서울특별시", "Seoul", "Seoul-si", "SEOUL CITY"],
        );
        all_same(&Field::Region, &["KR-41", "경기", "경기도", "Gyeonggi-do", "Gyeonggi Province"]);
        all_same(&Field::Region, &["KR-45", "전북", "전라북도", "전북특별자치도", "Jeollabuk-do", "North Jeolla"]);
        all_same(&Field::Region, &["KR-49", "제주특별자치도", "Jeju-do", "제주"]);
        let codes: Vec<&str> = KOREA.iter().map(|(code, _)| *code).collect();
        assert_eq!(codes.len(), 17);
        all_differ(&Field::Region, &codes);
        assert_eq!(is_recognised(&Field::Region, &level_key(&Field::Region, "Gangnam")), Some(false));
        let within = ["서울특별시 강남구", "서울 마포구", "Gangnam-gu, Seoul", "경기도 광주시", "강남구", "Gangnam"];
        assert_eq!(within.map(region_within), [Some("kr11"), Some("kr11"), Some("kr11"), Some("kr41"), None, None]);
    }

    #[test]
    fn only_certain_words_of_tenure_are_synonyms() {
        all_same(&Field::Tenure, &["own", "Owner", "Owned", "owner-occupied", "자가"]);
        all_same(&Field::Tenure, &["rent", "Renter", "rented"]);
        all_differ(&Field::Tenure, &["own", "rent", "전세", "월세", "Tenant"]);
    }

    #[test]
    fn categories_are_called_as_people_call_them() {
        let of = |field: Field, text: &str| [true, false].map(|korean| usual_name(&field, text, korean));
        assert_eq!(of(Field::Region, "KR-11"), [Some("서울"), Some("seoul")]);
        assert_eq!(of(Field::Gender, "W"), [Some("여성"), Some("female")]);
        assert_eq!(of(Field::Education, "college"), [None, None]);
    }

    #[test]
    fn a_key_is_its_own_key() {
        let texts = [
            "Full-time",
            "A-",
            "<30",
            "25 - 34",
            "Seoul",
            "여",
            "01",
            "?",
            "",
            "-",
            "(",
            "()",
            "e.g. this",
            "St. Gallen",
        ];
        for field in [Field::Gender, Field::Region, Field::Tenure, Field::Attribute("x".into())] {
            for text in texts {
                let key = level_key(&field, text);
                assert_eq!(level_key(&field, &key), key, "{text}");
            }
        }
    }
}
