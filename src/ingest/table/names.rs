//! What a column is called, in English and Korean and, for what most tables hold, in German, French and Japanese, and which field of the profile it then stands for.

use unicode_normalization::UnicodeNormalization;

use super::super::schema::header_path;

/// Where ages and incomes go that are numbers or brackets.
pub(super) const AGE: &str = "age";
pub(super) const INCOME: &str = "income.amount";

/// Whole names, as [`key`] writes them.
const NAMES: &[(&str, &[&str])] = &[
    (
        AGE,
        &[
            "age",
            "ages",
            "age group",
            "agegroup",
            "age band",
            "age range",
            "age bracket",
            "age category",
            "age class",
            "age years",
            "age in years",
            "agegrp",
            "age cat",
            "agecat",
            "ageband",
            "agerange",
            "user age",
            "viewer age",
            "respondent age",
            "customer age",
            "person age",
            "current age",
            "나이",
            "연령",
            "연령대",
            "나이대",
            "만나이",
            "연령층",
            "연령구간",
            "연령구분",
            "연령그룹",
            "세대",
            "응답자연령",
            "연세",
            "alter",
            "altersgruppe",
            "âge",
            "tranche d âge",
            "tranche d age",
            "classe d âge",
            "groupe d âge",
            "altersklasse",
            "lebensalter",
            "年齢",
            "年代",
            "年齢層",
            "年令",
            "満年齢",
            "만연령",
            "연령별",
            "나이별",
            "현재나이",
        ],
    ),
    (
        "birth_year",
        &[
            "birth year",
            "year of birth",
            "birthyear",
            "yob",
            "year born",
            "born",
            "born on",
            "born in",
            "date of birth",
            "birth date",
            "birthdate",
            "birthday",
            "dob",
            "생년월일",
            "생년월",
            "출생일",
            "출생일자",
            "born year",
            "출생연도",
            "출생년도",
            "생년",
            "태어난해",
            "출생년",
            "태어난연도",
            "geburtsdatum",
            "geburtsjahr",
            "geburtstag",
            "date de naissance",
            "année de naissance",
            "né le",
            "生年月日",
            "誕生日",
            "生年",
            "生まれ年",
            "誕生年",
        ],
    ),
    (
        "age_band.min",
        &["age min", "min age", "minimum age", "age from", "age low", "age lower", "agemin", "최소연령", "연령하한"],
    ),
    (
        "age_band.max",
        &["age max", "max age", "maximum age", "age to", "age high", "age upper", "agemax", "최대연령", "연령상한"],
    ),
    (
        "gender",
        &[
            "gender",
            "sex",
            "gender identity",
            "respondent gender",
            "respondent sex",
            "user gender",
            "성별",
            "성",
            "젠더",
            "응답자성별",
            "geschlecht",
            "sexe",
            "성별코드",
            "genre sexe",
            "性別",
        ],
    ),
    (
        "region",
        &[
            "region",
            "province",
            "state",
            "region of residence",
            "state of residence",
            "home region",
            "home state",
            "residence region",
            "거주지",
            "거주지역",
            "지역",
            "시도",
            "광역시도",
            "거주시도",
            "주소지",
            "사는지역",
            "거주지시도",
            "시도코드",
            "시도명",
            "시도별",
            "행정구역",
            "행정구역별",
            "bundesland",
            "région",
            "région de résidence",
            "都道府県",
            "居住地",
            "居住都道府県",
            "お住まいの都道府県",
        ],
    ),
    (
        "education",
        &[
            "education",
            "education level",
            "level of education",
            "educational attainment",
            "highest education",
            "highest level of education",
            "highest degree",
            "highest qualification",
            "educ",
            "학력",
            "최종학력",
            "교육수준",
            "교육정도",
        ],
    ),
    (
        "employment",
        &[
            "employment",
            "employment status",
            "work status",
            "labour force status",
            "labor force status",
            "working status",
            "job status",
            "취업상태",
            "고용형태",
            "고용상태",
            "취업여부",
            "경제활동상태",
            "경제활동",
        ],
    ),
    (
        "tenure",
        &[
            "tenure",
            "housing tenure",
            "home ownership",
            "own or rent",
            "homeownership",
            "점유형태",
            "주택점유형태",
            "주거형태",
            "거주형태",
            "주택소유여부",
            "자가여부",
        ],
    ),
    (
        INCOME,
        &[
            "income",
            "household income",
            "hh income",
            "hhincome",
            "annual income",
            "monthly income",
            "personal income",
            "annual household income",
            "monthly household income",
            "yearly income",
            "yearly household income",
            "annual personal income",
            "income bracket",
            "income band",
            "income range",
            "income group",
            "family income",
            "total household income",
            "salary",
            "annual salary",
            "monthly salary",
            "소득",
            "월소득",
            "연소득",
            "가구소득",
            "가구월소득",
            "월가구소득",
            "월평균소득",
            "월평균가구소득",
            "가구월평균소득",
            "개인소득",
            "개인월소득",
            "월수입",
            "수입",
            "연봉",
            "급여",
            "월급",
            "소득구간",
            "소득수준",
            "연간소득",
            "연가구소득",
            "haushaltsnettoeinkommen",
            "nettoeinkommen",
            "haushaltseinkommen",
            "einkommen",
            "monatliches haushaltsnettoeinkommen",
            "monatliches nettoeinkommen",
            "revenu",
            "revenus",
            "revenu mensuel",
            "revenu annuel",
            "revenu du ménage",
            "revenu mensuel du ménage",
            "年収",
            "世帯年収",
            "個人年収",
            "月収",
        ],
    ),
    (
        "household_size",
        &[
            "household size",
            "hh size",
            "hhsize",
            "householdsize",
            "family size",
            "people in household",
            "number of people in household",
            "persons in household",
            "household members",
            "가구원수",
            "가구원",
            "가족수",
            "가족구성원수",
            "식구수",
            "가구인원",
            "세대원수",
            "haushaltsgröße",
            "personen im haushalt",
            "taille du foyer",
            "taille du ménage",
            "nombre de personnes dans le foyer",
            "世帯人数",
            "世帯人員",
            "家族人数",
        ],
    ),
    (
        "followed_at",
        &[
            "followed at",
            "follow date",
            "followed on",
            "followed date",
            "date followed",
            "follow time",
            "following since",
            "follower since",
            "followed since",
            "subscribed at",
            "date of follow",
            "팔로우일",
            "팔로우일자",
            "팔로우날짜",
            "팔로우시각",
            "팔로우일시",
            "팔로우한날",
            "구독일",
            "구독일자",
            "이웃추가일",
            "folgt seit",
            "abonné depuis",
            "フォロー日",
            "フォロー日時",
        ],
    ),
    (
        "id",
        &[
            "id",
            "user id",
            "userid",
            "follower id",
            "account id",
            "respondent id",
            "respondentid",
            "responseid",
            "response id",
            "case id",
            "caseid",
            "participant id",
            "person id",
            "번호",
            "일련번호",
            "순번",
            "응답자번호",
            "고유번호",
            "회원번호",
            "응답번호",
            "응답자id",
            "응답id",
            "respondent",
            "respondenten id",
            "antwort id",
            "identifiant",
            "回答番号",
            "回答者id",
            "会員番号",
            // Numbers of rows.
            "no",
            "nr",
            "연번",
            "row",
            "row number",
            "row id",
            "lfd nr",
            "通し番号",
        ],
    ),
    (
        "weight",
        &[
            "weight",
            "weights",
            "survey weight",
            "sampling weight",
            "design weight",
            "final weight",
            "sample weight",
            "wgt",
            "wt",
            "wtfin",
            "pweight",
            "person weight",
            "가중치",
            "가중값",
            "웨이트",
            "표본가중치",
            "최종가중치",
            "설계가중치",
            "사후가중치",
            "조정가중치",
            "final wgt",
            "final wt",
            "finalwgt",
            "finalwt",
            "wtfinl",
            "wtssall",
            "wtssps",
            "perwt",
            "pwgtp",
            "pspwght",
            "anweight",
            "dweight",
            "raking weight",
            "post stratification weight",
            "poststratification weight",
            "calibration weight",
            "calibrated weight",
        ],
    ),
    (
        "label_weight",
        &[
            "label weight",
            "label weights",
            "inverse inclusion probability",
            "inverse sampling probability",
            "inverse probability weight",
            "포함확률 역수",
            "라벨 가중치",
        ],
    ),
    (
        "in_target",
        &[
            "in target",
            "is target",
            "is in target",
            "target group member",
            "대상여부",
            "정책대상",
            "정책대상여부",
            "타깃여부",
            "타겟여부",
        ],
    ),
    (
        "account.followers",
        &[
            "followers",
            "followers count",
            "follower count",
            "number of followers",
            "followerscount",
            "팔로워",
            "팔로워수",
        ],
    ),
    (
        "account.following",
        &[
            "following",
            "following count",
            "friends count",
            "followings",
            "followingcount",
            "friendscount",
            "팔로잉",
            "팔로잉수",
        ],
    ),
    (
        "account.posts",
        &[
            "posts",
            "post count",
            "posts count",
            "statuses count",
            "tweets",
            "tweet count",
            "number of posts",
            "게시물수",
            "게시글수",
            "트윗수",
        ],
    ),
    (
        "account.created_at",
        &[
            "account created at",
            "account created",
            "created at",
            "account creation date",
            "joined",
            "join date",
            "date joined",
            "account created on",
            "계정생성일",
            "가입일",
            "가입일자",
        ],
    ),
    ("account.verified", &["verified", "is verified", "인증", "인증여부", "인증계정"]),
    (
        "account.last_active_at",
        &["last active", "last active at", "last seen", "last post", "마지막활동", "최근활동일"],
    ),
];

/// Questions that ask the person about themselves: words that must all be in the name.
const QUESTIONS: &[(&str, &[&str])] = &[
    (AGE, &["your", "age"]),
    (AGE, &["how", "old", "you"]),
    (AGE, &["wie", "alt", "sie"]),
    (AGE, &["wie", "alt", "bist"]),
    (AGE, &["ihr", "alter"]),
    (AGE, &["quel", "âge"]),
    (AGE, &["votre", "âge"]),
    ("birth_year", &["wann", "geboren", "sie"]),
    ("birth_year", &["welchem", "jahr", "geboren"]),
    ("birth_year", &["votre", "année", "naissance"]),
    ("gender", &["ihr", "geschlecht"]),
    ("gender", &["votre", "sexe"]),
    ("region", &["welchem", "bundesland"]),
    ("region", &["quelle", "région", "habitez"]),
    ("household_size", &["wie", "viele", "personen", "haushalt"]),
    ("household_size", &["combien", "personnes", "foyer"]),
    ("birth_year", &["year", "you", "born"]),
    ("birth_year", &["your", "year", "birth"]),
    ("gender", &["your", "gender"]),
    ("gender", &["your", "sex"]),
    (INCOME, &["your", "income"]),
    ("education", &["your", "education"]),
    ("education", &["you", "education", "completed"]),
    ("region", &["you", "live", "region"]),
    ("region", &["you", "live", "state"]),
    ("region", &["where", "you", "live"]),
    ("employment", &["your", "employment", "status"]),
    ("household_size", &["how", "many", "people", "household"]),
    ("household_size", &["how", "many", "people", "live", "you"]),
];
/// The same in Korean and Japanese, where words are not separated: parts that must all be in the name.
const UNSPACED_QUESTIONS: &[(&str, &[&str])] = &[
    (AGE, &["귀하", "연령"]),
    (AGE, &["귀하", "나이"]),
    (AGE, &["연령", "선택"]),
    (AGE, &["연령", "입력"]),
    (AGE, &["나이", "선택"]),
    (AGE, &["나이", "입력"]),
    (AGE, &["나이", "적어"]),
    (AGE, &["나이", "써"]),
    (AGE, &["나이", "알려"]),
    (AGE, &["나이", "기재"]),
    (AGE, &["나이", "골라"]),
    (AGE, &["연령", "적어"]),
    (AGE, &["연령", "알려"]),
    (AGE, &["연령", "기재"]),
    (AGE, &["연령", "골라"]),
    ("gender", &["성별", "적어"]),
    ("gender", &["성별", "알려"]),
    ("gender", &["성별", "골라"]),
    ("region", &["거주", "적어"]),
    ("region", &["거주", "골라"]),
    ("gender", &["성별", "입력"]),
    (AGE, &["나이", "어떻게되"]),
    (AGE, &["연령", "어떻게되"]),
    ("birth_year", &["태어난", "연도"]),
    ("gender", &["귀하", "성별"]),
    ("gender", &["성별", "어떻게되"]),
    ("gender", &["성별", "선택"]),
    (INCOME, &["귀하", "소득"]),
    (INCOME, &["소득", "어떻게되"]),
    ("region", &["귀하", "거주"]),
    ("region", &["거주", "지역", "선택"]),
    ("household_size", &["가구원", "몇명"]),
    ("education", &["귀하", "학력"]),
    (AGE, &["あなた", "年齢"]),
    (AGE, &["年齢", "ください"]),
    (AGE, &["年代", "ください"]),
    ("gender", &["あなた", "性別"]),
    ("gender", &["性別", "ください"]),
];
/// Words of a name that make it that of somebody else.
const OTHERS: &[&str] = &[
    "child",
    "children",
    "kid",
    "kids",
    "son",
    "daughter",
    "spouse",
    "partner",
    "husband",
    "wife",
    "parent",
    "parents",
    "mother",
    "father",
    "youngest",
    "oldest",
    "eldest",
    "head",
    "baby",
    "pet",
    "interviewer",
    "friend",
    "sibling",
    "brother",
    "sister",
    "preferred",
    "preference",
    "favourite",
    "favorite",
    "ideal",
    "desired",
    "looking",
    "interested",
    "targeting",
    "targeted",
    "author",
    "teacher",
    "kind",
    "kinder",
    "kindes",
    "ehepartner",
    "enfant",
    "enfants",
    "conjoint",
    "子供",
    "子ども",
    "お子",
    "配偶者",
    "世帯主",
    "자녀",
    "아이",
    "배우자",
    "남편",
    "아내",
    "부모",
    "어머니",
    "아버지",
    "가구주",
    "막내",
    "첫째",
    "조사원",
    "자매",
    "형제",
    "친구",
    "선호",
    "이상형",
    "희망",
];

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
