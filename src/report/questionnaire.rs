//! A questionnaire for those who answer it: as text, and as a table for form tools; and their answers read back.

use super::format::{amount, count};
use super::messages::{Language, Messages, args};
use crate::ask::{About, Choice, HouseholdLimit, Meaning, Question, Questionnaire};
use crate::profile::{Field, usual_name};
use crate::target::{Period, Scope};

/// Letters of choices.
const LETTERS: [char; 5] = ['a', 'b', 'c', 'd', 'e'];

/// The questionnaire as text, with the line that names the prize where there is one.
pub fn questionnaire_text(questionnaire: &Questionnaire, language: Language, with_prize: bool) -> String {
    let m = Messages::of(language);
    let mut lines = vec![m.label("ask-form-title"), String::new()];
    lines.push(m.text("ask-form-intro", args![n = questionnaire.questions.len()]));
    if with_prize {
        lines.push(m.label("ask-form-prize"));
    }
    lines.extend([m.label("ask-form-consent"), String::new(), format!("{}: ______", m.label("ask-form-code"))]);
    for (number, question) in (1..).zip(&questionnaire.questions) {
        lines.extend([String::new(), format!("{number}. {}", question_text(m, question))]);
        let choices = LETTERS.iter().zip(&question.choices);
        lines.extend(choices.map(|(letter, choice)| format!("   {letter}) {}", choice_text(m, question, choice))));
    }
    lines.join("\n") + "\n"
}

/// The questionnaire as a table, one question a line: question, type, whether it must be answered, and the choices.
pub fn questionnaire_form(questionnaire: &Questionnaire, language: Language) -> String {
    let m = Messages::of(language);
    let options = questionnaire.questions.iter().map(|question| question.choices.len()).max().unwrap_or(0);
    let mut header: Vec<String> =
        ["ask-form-column-question", "ask-form-column-type", "ask-form-column-required"].map(|id| m.label(id)).into();
    header.extend((1..=options).map(|n| m.text("ask-form-column-option", args![n = n])));
    let mut rows = vec![header, vec![m.label("ask-form-code"), "short_text".to_owned(), "yes".to_owned()]];
    for question in &questionnaire.questions {
        let mut row = vec![question_text(m, question), "single_choice".to_owned(), "no".to_owned()];
        row.extend(choice_texts(m, question));
        rows.push(row);
    }
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    for row in rows {
        writer.write_record(row).expect("memory takes any row");
    }
    String::from_utf8(writer.into_inner().expect("memory takes any table")).expect("the table is text")
}

/// What a question is called at the head of its column, in any language: its key, or its words.
pub fn is_column_of(question: &Question, head: &str) -> bool {
    let head = unnumbered(head);
    head == plain(&question.key)
        || Language::ALL.iter().any(|l| head == plain(&question_text(Messages::of(*l), question)))
}

/// Whether a column has the codes.
pub fn is_code_column(head: &str) -> bool {
    let head = unnumbered(head);
    head == "code" || Language::ALL.iter().any(|l| head == plain(&Messages::of(*l).label("ask-form-code")))
}

/// The choice that a cell says: its letter, or its words in any language. `None` where it is none of them.
pub fn choice_of<'q>(question: &'q Question, cell: &str) -> Option<&'q Choice> {
    let said = plain(cell);
    let by_letter = LETTERS.iter().zip(&question.choices).find(|(letter, _)| said == letter.to_string());
    let says = |choice: &&Choice| {
        Language::ALL.iter().any(|l| said == plain(&choice_text(Messages::of(*l), question, choice)))
    };
    by_letter.map(|(_, choice)| choice).or_else(|| question.choices.iter().find(says))
}

/// The head of a column without the number that form tools put before it.
fn unnumbered(head: &str) -> String {
    plain(head.trim_start_matches(|c: char| !c.is_alphabetic()))
}

/// Letters and digits alone, in small letters: forms add numbers, stars and brackets.
fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The question in words.
pub(crate) fn question_text(m: &Messages, question: &Question) -> String {
    match &question.about {
        About::Age => m.label("ask-form-age"),
        About::Income { limits, currency, period, scope, after_tax } => {
            let period = if *period == Period::Month { "month" } else { "year" };
            let scope = if *scope == Scope::Personal { "personal" } else { "household" };
            let tax = if *after_tax { "after" } else { "before" };
            let question = m.text("ask-form-income", args![scope = scope, tax = tax, period = period]);
            let sizes: Vec<String> = limits.iter().filter_map(|limit| household(m, limit, currency)).collect();
            if sizes.is_empty() {
                return question;
            }
            m.text("ask-form-income-sizes", args![question = question, amounts = sizes.join("; ")])
        }
        About::OneOf { field, accepted } => one_of(m, field, accepted),
        About::Number { name, min, max } => {
            let bounds = match (min, max) {
                (Some(_), Some(_)) => "both",
                (Some(_), None) => "lower",
                (None, _) => "upper",
            };
            let end = |end: &Option<f32>| end.map_or_else(String::new, |end| amount(f64::from(end)));
            m.text("ask-form-number", args![field = name.as_str(), bounds = bounds, min = end(min), max = end(max)])
        }
        About::All(questions) => {
            let all: Vec<String> = questions.iter().map(|question| as_statement(m, question)).collect();
            m.text("ask-form-all", args![questions = all.join(" ")])
        }
        About::Named(name) => m.text("ask-form-named", args![name = name.as_str()]),
    }
}

/// A question together with the choice that meets it, unless that is a mere yes.
fn as_statement(m: &Messages, question: &Question) -> String {
    let words = question_text(m, question);
    match question.choices.iter().find(|choice| choice.meets == Some(true)) {
        Some(choice) if choice.meaning != Meaning::Yes => {
            let choice = choice_text(m, question, choice);
            m.text("ask-form-all-one", args![question = words, choice = choice])
        }
        Some(_) | None => words,
    }
}

fn one_of(m: &Messages, field: &str, accepted: &[String]) -> String {
    let known = Field::of_name(field);
    let name = |value: &String| {
        let usual = known.as_ref().and_then(|known| usual_name(known, value, m.language() == Language::Korean));
        let is_place = known == Some(Field::Region);
        usual.map_or_else(|| value.clone(), |usual| if is_place { m.capital(usual) } else { usual.to_owned() })
    };
    let names: Vec<String> = accepted.iter().map(name).collect();
    let values = match names.split_last() {
        Some((last, items)) if !items.is_empty() => {
            m.text("ask-form-values", args![items = items.join(", "), last = last.as_str()])
        }
        Some((last, _)) => last.clone(),
        None => String::new(),
    };
    match field {
        "region" => m.text("ask-form-region", args![values = values]),
        "gender" => m.text("ask-form-gender", args![values = values]),
        "education" => m.text("ask-form-education", args![values = values]),
        "employment" => m.text("ask-form-employment", args![values = values]),
        "tenure" => m.text("ask-form-tenure", args![values = values]),
        other => m.text("ask-form-attribute", args![field = other, values = values]),
    }
}

fn money(m: &Messages, currency: &str, sum: f64) -> String {
    m.text("ask-form-amount", args![currency = currency, amount = count(sum.round() as u64)])
}

/// The limits of a household of one size; none where they hold for all.
fn household(m: &Messages, limit: &HouseholdLimit, currency: &str) -> Option<String> {
    let size = limit.size?;
    let sum = |amount: f64| money(m, currency, amount);
    let amount = match (limit.from, limit.below) {
        (Some(from), Some(below)) => m.text("ask-form-amount-range", args![from = sum(from), below = sum(below)]),
        (Some(one), None) | (None, Some(one)) => sum(one),
        (None, None) => return None,
    };
    let size = u64::from(size);
    Some(if limit.or_more {
        m.text("ask-form-household-or-more", args![n = size, amount = amount])
    } else {
        m.text("ask-form-household", args![n = size, amount = amount])
    })
}

/// The choices of a question, in order.
pub(crate) fn choice_texts(m: &Messages, question: &Question) -> Vec<String> {
    question.choices.iter().map(|choice| choice_text(m, question, choice)).collect()
}

/// One choice.
fn choice_text(m: &Messages, question: &Question, choice: &Choice) -> String {
    match choice.meaning {
        Meaning::AgeUpTo(age) => m.text("ask-form-age-up-to", args![age = u64::from(age)]),
        Meaning::AgeBetween(from, to) => {
            m.text("ask-form-age-between", args![from = u64::from(from), to = u64::from(to)])
        }
        Meaning::AgeFrom(age) => m.text("ask-form-age-from", args![age = u64::from(age)]),
        Meaning::Yes => m.label("ask-form-yes"),
        Meaning::No => m.label("ask-form-no"),
        Meaning::NotSaid => m.label("ask-form-not-said"),
        Meaning::TooLittle | Meaning::Below | Meaning::Between | Meaning::AtLeast => {
            income_choice(m, &question.about, choice.meaning)
        }
    }
}

fn income_choice(m: &Messages, about: &About, meaning: Meaning) -> String {
    let About::Income { limits, currency, .. } = about else { return String::new() };
    let sum = |amount: Option<f64>| amount.map_or_else(String::new, |amount| money(m, currency, amount));
    let one = limits.first().filter(|limit| limit.size.is_none());
    let has_both = limits.first().is_some_and(|limit| limit.from.is_some() && limit.below.is_some());
    match (meaning, one) {
        (Meaning::TooLittle, Some(limit)) => m.text("ask-form-below", args![amount = sum(limit.from)]),
        (Meaning::Below, Some(limit)) => m.text("ask-form-below", args![amount = sum(limit.below)]),
        (Meaning::Between, Some(limit)) => {
            m.text("ask-form-between", args![from = sum(limit.from), below = sum(limit.below)])
        }
        (_, Some(limit)) => m.text("ask-form-at-least", args![amount = sum(limit.below.or(limit.from))]),
        (Meaning::TooLittle, None) if has_both => m.label("ask-form-too-little-that"),
        (Meaning::TooLittle | Meaning::Below, None) => m.label("ask-form-below-that"),
        (Meaning::Between, None) => m.label("ask-form-between-that"),
        (_, None) => m.label(if has_both { "ask-form-at-least-upper" } else { "ask-form-at-least-that" }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::resolve_target;
    use crate::reference::Catalog;

    fn questionnaire(json: &str) -> Questionnaire {
        let spec = serde_json::from_str(json).expect("a target");
        Questionnaire::new(&resolve_target(spec, &Catalog::embedded()).expect("a sound target")).expect("questions")
    }

    const MANY: [&str; 6] = [
        r#"{"country": "KR", "year": 2025, "age": {"min": 27, "max": 49}, "income": {"max_median_ratio": 0.75}}"#,
        r#"{"country": "KR", "income": {"min_median_ratio": 0.5, "max_median_ratio": 1.5}, "region": ["KR-11", "KR-26"]}"#,
        r#"{"income": {"min_amount": 1000, "max_amount": 2000, "currency": "USD", "period": "month", "scope": "personal"}}"#,
        r#"{"income": {"min_amount": 1000, "currency": "USD", "period": "year", "scope": "household"}, "gender": ["female"]}"#,
        r#"{"age": {"min": 65}, "tenure": ["rent"], "education": ["college"], "employment": ["retired"], "attributes": [{"name": "children", "min": 1}]}"#,
        r#"{"labelled": true, "name": "self-employed without staff"}"#,
    ];

    #[test]
    fn every_choice_is_read_back_in_every_language_by_its_words_and_letter() {
        for json in MANY {
            for question in &questionnaire(json).questions {
                for language in Language::ALL {
                    let m = Messages::of(language);
                    assert!(is_column_of(question, &format!("2. {} *", question_text(m, question))));
                    for (letter, choice) in LETTERS.iter().zip(&question.choices) {
                        let words = choice_text(m, question, choice);
                        assert!(!words.is_empty());
                        assert_eq!(choice_of(question, &words.to_uppercase()), Some(choice), "{json}: {words}");
                        assert_eq!(choice_of(question, &format!("{letter})")), Some(choice));
                    }
                }
                assert!(is_column_of(question, &question.key) && choice_of(question, "perhaps").is_none());
            }
        }
    }

    #[test]
    fn a_form_has_a_line_for_the_code_and_each_question() {
        let asked = questionnaire(MANY[0]);
        let form = questionnaire_form(&asked, Language::English);
        let rows: Vec<csv::StringRecord> = csv::ReaderBuilder::new()
            .flexible(true)
            .has_headers(false)
            .from_reader(form.as_bytes())
            .records()
            .collect::<Result<_, _>>()
            .expect("a table");
        assert_eq!(rows.len(), 2 + asked.questions.len());
        assert_eq!(
            rows[2].iter().skip(3).collect::<Vec<_>>(),
            ["26 or younger", "27 to 49", "50 or older", "I prefer not to say"]
        );
        assert!(is_code_column(&rows[1][0]) && is_code_column("CODE") && !is_code_column("age"));
    }

    #[test]
    fn the_questionnaire_reads_as_a_respondent_would_want() {
        let text = questionnaire_text(&questionnaire(MANY[0]), Language::English, true);
        insta::assert_snapshot!(text);
    }
}
