//! Problems as sentences: their titles, and what was wrong and what to do.

use super::messages::{Messages, args};

/// The title of a kind of problem; `title` is the English one.
pub(crate) fn problem_title(m: &Messages, code: &str, title: &str) -> String {
    m.text("problem-title", args![code = code, title = title])
}

/// What happened and what to do; `detail` is the English of it.
pub(crate) fn problem_detail(m: &Messages, code: &str, detail: &str) -> String {
    m.text("problem-detail", args![code = code, detail = detail])
}

/// How many faults a request has.
pub(crate) fn problem_faults(m: &Messages, n: usize) -> String {
    m.text("problem-faults", args![n = n])
}

/// One fault; `detail` is the English of it.
pub(crate) fn problem_fault(m: &Messages, code: &str, detail: &str) -> String {
    m.text("problem-fault", args![code = code, detail = detail])
}

/// What a kind of problem means, and what to do.
pub(crate) fn problem_advice(m: &Messages, code: &str) -> String {
    m.text("problem-advice", args![code = code])
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use crate::message::json::json_message;
    use crate::report::Language;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Shop {
        #[expect(dead_code, reason = "it is only read")]
        price: f64,
        #[expect(dead_code, reason = "it is only read")]
        size: Option<Size>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Size {
        Small,
        Large,
    }

    fn said(json: &str, language: Language) -> String {
        json_message(&serde_json::from_str::<Shop>(json).expect_err(json)).in_language(language)
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place_in_both_languages() {
        let cases = [
            (r#"{"price": "#, "line 1, column 10: the text ends too early", "1행 10열: 글이 중간에 끝났습니다"),
            (
                r#"{"price" 1}"#,
                "line 1, column 10: a colon is missing after the name",
                "1행 10열: 이름 뒤에 쌍점이 없습니다",
            ),
            ("price", "line 1, column 1: this is no JSON value", "1행 1열: JSON 값이 아닙니다"),
            (
                r#"{"price": "a"}"#,
                "line 1, column 13: received \"a\"; accepted: a number",
                "1행 13열: 받은 값 \"a\". 쓸 수 있는 값: 수",
            ),
            (
                r#"{"prize": 1}"#,
                "line 1, column 8: there is no field prize; accepted: price, size",
                "1행 8열: prize 항목이 없습니다. 쓸 수 있는 항목: price, size",
            ),
            (
                r#"{"size": null}"#,
                "line 1, column 14: the field price is missing; add it",
                "1행 14열: price 항목이 빠졌습니다. 적어 넣으십시오",
            ),
            (
                "{\"price\": 1,\n\"size\": \"tall\"}",
                "line 2, column 14: received \"tall\"; accepted: small, large",
                "2행 14열: 받은 값 \"tall\". 쓸 수 있는 값: small, large",
            ),
        ];
        for (json, english, korean) in cases {
            assert!(said(json, Language::English).starts_with(english), "{json}: {}", said(json, Language::English));
            assert!(said(json, Language::Korean).starts_with(korean), "{json}: {}", said(json, Language::Korean));
        }
    }

    #[test]
    fn every_message_of_syntax_has_words() {
        let broken = [
            "",
            "{",
            "[1",
            "{\"a\" 1}",
            "{\"a\": 1 2}",
            "{\"a\": 1,}",
            "{a: 1}",
            "{\"a\": 01}",
            "{\"a\": tru}",
            "{\"a\": \"\\x\"}",
            "{\"a\": \"\u{1}\"}",
            "{} {}",
            "{\"a\": 1e999}",
            "{\"a\": \"\\ud800\"}",
            "[1 2]",
        ];
        for json in broken {
            let error = serde_json::from_str::<serde_json::Value>(json).expect_err(json);
            let message = json_message(&error).in_language(Language::Korean);
            let words = message.rsplit(": ").next().unwrap_or_default();
            assert!(words.chars().any(|c| ('가'..='힣').contains(&c)), "{json}: {error} is said as {message}");
        }
    }
}
