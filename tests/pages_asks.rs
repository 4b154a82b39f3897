//! Asking a sample of followers on pages: drawn, sent, answered, decided.

use audience_fit::store::Scope;

use crate::support::TestServer;
use crate::support::access::{guarded, key, key_of};
use crate::support::browser::{Browser, is_page, token};

/// Of 600 followers every tenth states an age; of the others nothing is known.
fn followers() -> String {
    let row = |i: usize| format!("p{i},KR-{},{}\n", 11 + i % 2 * 15, if i.is_multiple_of(10) { "70" } else { "" });
    std::iter::once("id,region,age\n".to_owned()).chain((1..=600).map(row)).collect()
}

const WANTED: [(&str, &str); 6] =
    [("age_min", "27"), ("age_max", "49"), ("country", "KR"), ("people", "120"), ("within", "2"), ("min_share", "30")];

/// Codes and rows of a list.
fn list(text: &str) -> Vec<(String, u64)> {
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("code,row,wave,arm,stratum,stratum_people"));
    let one = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        (cells[0].to_owned(), cells[1].parse().expect("a row"))
    };
    lines.map(one).collect()
}

/// Sends a table of answers, pasted or as a file.
fn answer(browser: &mut Browser<'_>, ask: &str, field: &str, table: &[u8]) -> crate::support::Answer {
    let token = token(&browser.get(ask));
    let mut body =
        format!("--e\r\ncontent-disposition: form-data; name=\"csrf\"\r\n\r\n{token}\r\n--e\r\n").into_bytes();
    let name = if field == "file" { "; filename=\"answers.csv\"" } else { "" };
    body.extend_from_slice(format!("content-disposition: form-data; name=\"{field}\"{name}\r\n\r\n").as_bytes());
    body.extend_from_slice(table);
    body.extend_from_slice(b"\r\n--e--\r\n");
    browser.send("POST", &format!("{ask}/answers"), "multipart/form-data; boundary=e", &body)
}

#[test]
fn a_sample_is_drawn_asked_and_decides_on_pages() {
    let server = TestServer::start();
    let mut browser = Browser::new(&server);
    let audience = browser.bring("a.csv", followers().as_bytes());
    let form = format!("{audience}/ask");
    is_page(&browser.get(&form));
    let wrong = browser.submit(&form, &form, &[("age_min", "50"), ("age_max", "20"), ("people", "60")]);
    is_page(&wrong);
    assert_eq!(wrong.status, 422, "{}", wrong.text);
    let none = browser.submit(&form, &form, &[("age_min", "27"), ("country", "KR")]);
    assert!(none.status == 422 && none.text.contains("There is a problem"), "nothing says how many: {}", none.text);
    let drawn = browser.submit(&form, &form, &WANTED);
    assert_eq!(drawn.status, 303, "{}", drawn.text);
    let ask = drawn.header("location").to_owned();
    let page = browser.get(&ask);
    is_page(&page);
    for said in [
        "Ask 120 people of the 540",
        "are needed. You can draw further people below",
        "to within",
        "How old are you?",
        "0 of 120 people",
        "Nobody has answered yet",
    ] {
        assert!(page.text.contains(said), "{said}: {}", page.text);
    }
    let people = list(&browser.get(&format!("{ask}/list")).text);
    assert_eq!(people.len(), 120);
    assert!(people.iter().all(|(_, row)| row % 10 != 0), "whoever states an age is not asked");
    let korean = browser.get(&format!("{ask}/questionnaire?language=ko&format=csv"));
    assert!(korean.text.starts_with('\u{feff}') && korean.text.contains("49세까지"), "{}", korean.text);
    assert!(korean.header("content-disposition").contains("questionnaire-ko.csv"), "{:?}", korean.headers);
    let text = browser.get(&format!("{ask}/questionnaire?language=en&format=text"));
    assert!(text.text.contains("27 to 49"), "{}", text.text);
    // The first sixty as a form tool has them in Korean, every third of them in the target; and one of nobody.
    let said = |(i, (code, _)): (usize, &(String, u64))| {
        format!("{code}\t{}\n", if i % 3 == 0 { "27세부터 49세까지" } else { "a" })
    };
    let pasted: String = std::iter::once("code\t나이가 어떻게 되십니까?\n".to_owned())
        .chain(people.iter().take(60).enumerate().map(said))
        .chain(["ZZZZZZ\ta\n".to_owned()])
        .collect();
    let stored = answer(&mut browser, &ask, "answers", pasted.as_bytes());
    assert_eq!((stored.status, stored.header("location")), (303, ask.as_str()), "{}", stored.text);
    let page = browser.get(&ask);
    is_page(&page);
    for said in [
        "60 of 120 people",
        "Not decided yet. Asking about",
        "1 answer is of nobody on the list",
        "<svg class=\"scale\"",
    ] {
        assert!(page.text.contains(said), "{said}: {}", page.text);
    }
    // The others are all in the target, which decides.
    let rest: String = std::iter::once("row,age\n".to_owned())
        .chain(people.iter().skip(60).map(|(_, row)| format!("{row},b\n")))
        .collect();
    assert_eq!(answer(&mut browser, &ask, "file", rest.as_bytes()).status, 303);
    let page = browser.get(&ask);
    assert!(page.text.contains("120 of 120 people") && page.text.contains("Stop asking: the answers decide."));
    // The same figure as the contract gives, and as the report that is kept.
    let id = ask.rsplit('/').next().expect("an id");
    let audience_id = audience.rsplit('/').next().expect("an id");
    let question = serde_json::json!({
        "audience_id": audience_id, "target": {"age": {"min": 27, "max": 49}, "country": "KR"}, "ask_ids": [id],
        "min_share": 0.3, "labels": {"sequential": true}, "retain": false
    });
    let own = server.post("/v1/analyses", "application/json", question.to_string()).json();
    let kept = browser.submit(&ask, &ask, &[("do", "analyse")]);
    assert_eq!(kept.status, 303, "{}", kept.text);
    let json = browser.get(&format!("{}/report?format=json", kept.header("location"))).json();
    assert_eq!(json["fit"]["share"], own["fit"]["share"]);
    assert_eq!((json["answers"]["answered"].clone(), json["verdict"]["outcome"].clone()), (120.into(), "pass".into()));
    let account = browser.get("/accounts?account=%40housing");
    is_page(&account);
    assert!(account.text.contains(&ask) && account.text.contains("120 of 120 people"), "{}", account.text);
}

#[test]
fn a_second_round_asks_others_and_counts_with_the_first() {
    let server = TestServer::start();
    let mut browser = Browser::new(&server);
    let form = format!("{}/ask", browser.bring("a.csv", followers().as_bytes()));
    let first = browser.submit(&form, &form, &WANTED).header("location").to_owned();
    let more = format!("{form}?after={}", first.rsplit('/').next().expect("an id"));
    let shown = browser.get(&more);
    is_page(&shown);
    assert!(shown.text.contains("The target is: aged 27 to 49") && !shown.text.contains("name=\"preset\""));
    let after = first.rsplit('/').next().expect("an id");
    let second = browser.submit(&more, &form, &[("after", after), ("people", "50"), ("min_share", "30")]);
    assert_eq!(second.status, 303, "{}", second.text);
    let second = second.header("location").to_owned();
    let (one, two) =
        (list(&browser.get(&format!("{first}/list")).text), list(&browser.get(&format!("{second}/list")).text));
    assert!(!two.is_empty() && two.iter().all(|(_, row)| one.iter().all(|(_, other)| other != row)));
    for (ask, people) in [(&first, &one), (&second, &two)] {
        let table: String = std::iter::once("code,in_target\n".to_owned())
            .chain(people.iter().map(|(code, row)| format!("{code},{}\n", if row % 2 == 0 { "yes" } else { "no" })))
            .collect();
        assert_eq!(answer(&mut browser, ask, "answers", table.as_bytes()).status, 303);
    }
    let kept = browser.submit(&second, &second, &[("do", "analyse")]);
    let json = browser.get(&format!("{}/report?format=json", kept.header("location"))).json();
    assert_eq!(json["answers"]["answered"], one.len() + two.len());
    assert_eq!(json["answers"]["waves"].as_array().map(Vec::len), Some(2));
}

#[test]
fn what_is_wrong_with_answers_is_said_beside_them() {
    let server = TestServer::start();
    let mut browser = Browser::new(&server);
    let form = format!("{}/ask", browser.bring("a.csv", followers().as_bytes()));
    let ask = browser.submit(&form, &form, &WANTED).header("location").to_owned();
    for (table, said) in [
        (&b""[..], "Paste the answers, or choose a file."),
        (b"name,age\nx,b\n", "No column code, row or id says whose the answers are; the columns are name, age"),
        (b"code,income\nABC123,b\n", "Columns of answers are missing; accepted: age"),
        (b"%PDF-1.7\n", "PDF"),
    ] {
        let refused = answer(&mut browser, &ask, "file", table);
        is_page(&refused);
        assert_eq!(refused.status, 422, "{said}");
        assert!(
            refused.text.contains(said) && refused.text.contains("<a href=\"#answers\">"),
            "{said}: {}",
            refused.text
        );
    }
    assert!(browser.get(&ask).text.contains("0 of 120 people"));
    let deleted = browser.submit(&ask, &ask, &[("do", "delete")]);
    assert_eq!((deleted.status, browser.get(&ask).status), (303, 404));
}

#[test]
fn asks_are_their_agencys_and_lists_are_for_who_may_see_single_rows() {
    let server = guarded();
    let mut own = Browser::signed_in(&server, &key_of(&server, "housing", &[Scope::Write, Scope::Exact]));
    let mut other = Browser::signed_in(&server, &key_of(&server, "health", &[Scope::Write, Scope::Exact]));
    let mut writer = Browser::signed_in(&server, &key(&server, "housing", Scope::Write));
    let mut reader = Browser::signed_in(&server, &key(&server, "housing", Scope::Read));
    let form = format!("{}/ask", own.bring("a.csv", followers().as_bytes()));
    let ask = own.submit(&form, &form, &WANTED).header("location").to_owned();
    for path in [form.clone(), ask.clone(), format!("{ask}/list"), format!("{ask}/questionnaire")] {
        assert_eq!(own.get(&path).status, 200, "{path}");
        assert_eq!(other.get(&path).status, 404, "{path}");
    }
    assert_eq!(reader.get(&ask).status, 200);
    assert!(!reader.get(&ask).text.contains("/list"));
    assert_eq!(reader.get(&format!("{ask}/list")).status, 403);
    // Whoever may write and not see single rows is told of no single person.
    assert!(!writer.get(&ask).text.contains("/list"));
    assert_eq!(writer.get(&format!("{ask}/list")).status, 403);
    assert_eq!(writer.submit(&form, &form, &WANTED).status, 403);
    let token_of_other = token(&other.get("/"));
    let body = format!("--e\r\ncontent-disposition: form-data; name=\"csrf\"\r\n\r\n{token_of_other}\r\n--e--\r\n");
    let sent = own.send("POST", &format!("{ask}/answers"), "multipart/form-data; boundary=e", body.as_bytes());
    assert_eq!(sent.status, 403, "a form of another session");
    let unsigned = "--e\r\ncontent-disposition: form-data; name=\"answers\"\r\n\r\ncode,age\r\n--e--\r\n";
    let sent = own.send("POST", &format!("{ask}/answers"), "multipart/form-data; boundary=e", unsigned.as_bytes());
    assert_eq!(sent.status, 403, "a form without a token");
}
