//! The pages for people over HTTP: what they are allowed, what they refuse, and what two agencies see.

use std::io::Read;
use std::time::Duration;

use audience_fit::config::Auth;
use audience_fit::store::Scope;
use serde_json::json;

use crate::support::TestServer;
use crate::support::access::{guarded, key, with_store};
use crate::support::browser::{Browser, is_page, token};

/// Followers as an office in Korea keeps them: ages, districts, and a name that must not be kept.
fn spreadsheet() -> String {
    let rows = (0..300).map(|i| {
        let (age, region) = (20 + i % 50, ["서울특별시", "부산광역시"][i % 2]);
        format!("김{i},{age},{region},2024-{:02}-{:02}\n", 1 + i % 12, 1 + i % 28)
    });
    std::iter::once("이름,나이,지역,가입일\n".to_owned()).chain(rows).collect()
}

#[test]
fn from_a_spreadsheet_to_an_answer_without_json() {
    let server = TestServer::start();
    let mut browser = Browser::new(&server);
    is_page(&browser.get("/"));
    let sent = browser.upload("회원.csv", spreadsheet().as_bytes());
    let draft = sent.header("location").to_owned();
    let looked = browser.get(&draft);
    is_page(&looked);
    for said in ["300 rows can be read", "<option value=\"age\" selected>Age</option>", "Keep 300 followers"] {
        assert!(looked.text.contains(said), "{said}: {}", looked.text);
    }
    assert!(!looked.text.contains("김1"), "names are not shown: {}", looked.text);
    let kept = browser.submit(&draft, &draft, &[]);
    assert_eq!(kept.status, 303, "{}", kept.text);
    let question = kept.header("location").to_owned();
    assert_eq!(browser.get(&draft).status, 404, "the file is gone once its followers are kept");
    let empty = browser.get(&question);
    is_page(&empty);
    assert!(empty.text.contains("Choose a target, or say who they are."), "{}", empty.text);
    let meant = browser.get(&format!("{question}?age_min=27&age_max=49&country=KR"));
    assert!(meant.text.contains("The target is: aged 27 to 49."), "{}", meant.text);
    assert!(meant.text.contains("people, ") && meant.text.contains("of adults."), "{}", meant.text);
    let fields = [("age_min", "27"), ("age_max", "49"), ("country", "KR"), ("min_share", "30"), ("hours", "20")];
    let answered = browser.submit(&question, &question, &fields);
    assert_eq!(answered.status, 303, "{}", answered.text);
    let analysis = answered.header("location").to_owned();
    let page = browser.get(&analysis);
    is_page(&page);
    for said in ["@housing", "138", "of 300 followers", "minimum 30", "What to do in a week", "<details class=\"fold\""]
    {
        assert!(page.text.contains(said), "{said}: {}", page.text);
    }
    let home = browser.get("/");
    assert!(home.text.contains("@housing") && home.text.contains("46"), "{}", home.text);
    let report = browser.get(&format!("{analysis}/report"));
    assert_eq!((report.status, report.header("cache-control")), (200, "no-store"));
    let json = browser.get(&format!("{analysis}/report?format=json"));
    assert_eq!(json.json()["audience"]["profiles"], 300);
    assert!(json.header("content-disposition").starts_with("attachment; filename=\"an_"), "{:?}", json.headers);
    let markdown = browser.get(&format!("{analysis}/report?format=markdown"));
    assert!(markdown.text.starts_with("# "), "{}", markdown.text);
    assert_eq!(browser.get(&format!("{analysis}/report?format=doc")).status, 404);
    let deleted = browser.submit(&analysis, &analysis, &[]);
    assert_eq!((deleted.status, browser.get(&analysis).status), (303, 404));
}

#[test]
fn menus_change_what_columns_stand_for() {
    let server = TestServer::start();
    let mut browser = Browser::new(&server);
    let file: String = (0..60).map(|i| format!("{},{},{}\n", 1950 + i, i % 3, 100 + i)).collect();
    let sent = browser.upload("x.csv", format!("year,kind,score\n{file}").as_bytes());
    let draft = sent.header("location").to_owned();
    let changed = browser.get(&format!("{draft}?c0=birth_year&c1=none&c2=attribute"));
    is_page(&changed);
    assert!(changed.text.contains("<option value=\"birth_year\" selected>"), "{}", changed.text);
    let twice = browser.get(&format!("{draft}?c0=age&c2=age"));
    assert_eq!(twice.status, 422);
    assert!(twice.text.contains("Two columns cannot stand for one thing"), "{}", twice.text);
    let kept = browser.submit(&draft, &draft, &[("c0", "birth_year"), ("c1", "none")]);
    assert_eq!(kept.status, 303, "{}", kept.text);
    let audience = kept.header("location").strip_suffix("/analyse").expect("a question").to_owned();
    let columns = server.get(&format!("/v1{audience}")).json()["columns"].clone();
    let field = |i: usize| columns[i]["field"].as_str().map(str::to_owned);
    assert_eq!((field(0).as_deref(), field(1)), (Some("birth_year"), None), "{columns}");
    let other = browser.upload("x.csv", format!("year,kind,score\n{file}").as_bytes()).header("location").to_owned();
    assert_eq!(browser.submit(&other, &other, &[("discard", "yes")]).header("location"), "/audiences/new");
    assert_eq!(browser.get(&other).status, 404);
}

#[test]
fn forms_of_other_pages_change_nothing() {
    let server = TestServer::start();
    let mut browser = Browser::new(&server);
    let audience = browser.bring("a.csv", spreadsheet().as_bytes());
    for (path, fields) in [("/demo", vec![]), (&*audience, vec![]), (&*audience, vec![("csrf", "guess")])] {
        let answer = browser.post(path, &fields);
        assert_eq!(answer.status, 403, "{path}: {}", answer.text);
        is_page(&answer);
    }
    let answer = browser.upload_with("guess", "a.csv", b"age\n30\n");
    assert_eq!(answer.status, 403, "{}", answer.text);
    assert_eq!(server.get("/v1/audiences").json()["items"].as_array().map(Vec::len), Some(1), "it is there still");
    let guarded = guarded();
    let mut own = Browser::signed_in(&guarded, &key(&guarded, "housing", Scope::Write));
    let mut other = Browser::signed_in(&guarded, &key(&guarded, "health", Scope::Write));
    let token_of_other = token(&other.get("/"));
    assert_eq!(own.post("/demo", &[("csrf", &token_of_other)]).status, 403, "a token of another session");
    let own_token = token(&own.get("/"));
    assert_eq!(own.post("/demo", &[("csrf", &own_token)]).status, 303);
    // A page of another site is refused even where no keys are required.
    let answer = server.send("POST", "/demo", &[("origin", "http://evil.example")], b"");
    assert_eq!(answer.status, 403);
    assert_eq!(server.send("GET", "/", &[("host", "evil.example")], b"").status, 421);
}

#[test]
fn cookies_are_for_this_host_alone() {
    let server = guarded();
    let key = key(&server, "housing", Scope::Read);
    let mut browser = Browser::new(&server);
    let form = browser.get("/sign-in");
    is_page(&form);
    let answer = browser.sign_in(&key.text, "/plan");
    assert_eq!((answer.status, answer.header("location")), (303, "/plan"));
    let cookie = answer.header("set-cookie");
    assert!(
        cookie.starts_with("session=") && cookie.ends_with("Path=/; Max-Age=28800; HttpOnly; SameSite=Strict"),
        "{cookie}"
    );
    assert!(!cookie.contains(&key.text[40..]), "the secret is in no cookie");
    // Behind a name of its own it travels over TLS alone.
    let named = [("host", "fit.example.org"), ("content-type", "application/x-www-form-urlencoded")];
    let form = server.send_once("GET", "/sign-in", &named, b"");
    let set = form.header("set-cookie").to_owned();
    assert!(set.starts_with("__Host-sign-in=") && set.ends_with("; Secure"), "{set}");
    let cookie = set.split(';').next().expect("a pair").to_owned();
    let body = format!("csrf={}&key={}", token(&form), key.text);
    let headers = [named[0], named[1], ("cookie", cookie.as_str())];
    let answer = server.send_once("POST", "/sign-in", &headers, body.as_bytes());
    let set = answer.header("set-cookie");
    assert!(set.starts_with("__Host-session=") && set.ends_with("HttpOnly; SameSite=Strict; Secure"), "{set}");
    // Nobody is led away from here.
    for next in ["//evil.example", "https://evil.example", "/\\evil.example", "/sign-in"] {
        assert_eq!(browser.sign_in(&key.text, next).header("location"), "/", "{next}");
    }
}

#[test]
fn sessions_begin_with_a_key_and_end_with_it() {
    let server = TestServer::start_with(|settings| {
        settings.auth = Auth::On;
        settings.session = Duration::from_secs(3);
    });
    let mut browser = Browser::new(&server);
    let led = browser.get("/plan?age_min=27");
    assert_eq!((led.status, led.header("location")), (303, "/sign-in?next=%2Fplan%3Fage_min%3D27"));
    for wrong in ["", "afk_1", &format!("afk_{}_{}", "0".repeat(32), "0".repeat(64))] {
        let answer = browser.sign_in(wrong, "/");
        assert_eq!(answer.status, 401, "{}", answer.text);
        is_page(&answer);
        assert!(answer.text.contains("There is a problem"), "{}", answer.text);
    }
    assert_eq!(Browser::new(&server).post("/sign-in", &[("key", "afk_1")]).status, 403, "without the form's cookie");
    let key = key(&server, "housing", Scope::Write);
    let mut browser = Browser::signed_in(&server, &key);
    is_page(&browser.get("/"));
    let session = browser.cookies["session"].clone();
    for forged in [format!("{}0", &session[..session.len() - 1]), session.replacen('.', ".9", 1), "x".to_owned()] {
        if forged != session {
            browser.cookies.insert("session".to_owned(), forged);
            assert_eq!(browser.get("/").status, 303);
        }
    }
    browser.cookies.insert("session".to_owned(), session.clone());
    assert_eq!(server.send("GET", "/v1/audiences", &[("cookie", &format!("session={session}"))], b"").status, 401);
    let out = browser.submit("/", "/sign-out", &[]);
    assert!(out.header("set-cookie").starts_with("session=; Path=/; Max-Age=0"), "{:?}", out.headers);
    assert_eq!(browser.get("/").status, 303);
    // The clock of the session is the server's.
    browser.cookies.insert("session".to_owned(), session);
    crate::support::wait_for("the session ends", || (browser.get("/audiences/new").status == 303).then_some(()));
    assert!(browser.get("/sign-in").text.contains("Your session has ended"));
    let mut again = Browser::signed_in(&server, &key);
    assert_eq!(again.get("/").status, 200);
    with_store(&server, async |store| {
        audience_fit::store::Keys::revoke_key(store, &key.id, 1).await.expect("revoked");
    });
    assert_eq!(again.get("/").status, 303, "a revoked key ends its sessions at once");
    let entries = with_store(&server, async |store| {
        let page = audience_fit::store::Page { after: None, limit: 100 };
        let agency = audience_fit::store::Keys::get_or_create_agency(store, "housing", 0).await.expect("an agency");
        audience_fit::store::AuditLog::entries(store, &agency, &page).await.expect("the log").items
    });
    assert_eq!(entries.iter().filter(|entry| entry.action == "sign_in").count(), 2);
    assert!(entries.iter().any(|entry| entry.action == "show_home"));
}

#[test]
fn agencies_never_see_the_pages_of_each_other() {
    let server = guarded();
    let mut housing = Browser::signed_in(&server, &key(&server, "housing", Scope::Write));
    let mut health = Browser::signed_in(&server, &key(&server, "health", Scope::Write));
    let audience = housing.bring("a.csv", spreadsheet().as_bytes());
    let draft = housing.upload("b.csv", spreadsheet().as_bytes()).header("location").to_owned();
    let question = format!("{audience}/analyse");
    let answered = housing.submit(&question, &question, &[("age_min", "27"), ("age_max", "49")]);
    let analysis = answered.header("location").to_owned();
    for path in [&audience, &draft, &question, &analysis, &format!("{analysis}/report")] {
        assert_eq!(housing.get(path).status, 200, "{path}");
        assert_eq!(health.get(path).status, 404, "{path}");
    }
    let own_token = token(&health.get("/"));
    for path in [&audience, &draft, &question, &analysis] {
        assert_eq!(health.post(path, &[("csrf", &own_token), ("discard", "yes")]).status, 404, "{path}");
        assert_eq!(housing.get(path).status, 200, "{path}");
    }
    let (own, other) = (housing.get("/").text, health.get("/").text);
    assert!(own.contains("@housing") && !other.contains("@housing"), "{other}");
    let mut reader = Browser::signed_in(&server, &key(&server, "housing", Scope::Read));
    let seen = reader.get(&analysis);
    assert_eq!(seen.status, 200);
    assert!(!seen.text.contains("Delete this answer") && !reader.get("/").text.contains("/demo"), "{}", seen.text);
    let token = token(&reader.get("/"));
    assert_eq!(reader.post("/demo", &[("csrf", &token)]).status, 403, "its key may read alone");
    assert_eq!(reader.get("/audiences/new").status, 403);
    // What a draft holds is no audience that a request may name.
    let id = draft.rsplit('/').next().expect("an id");
    assert_eq!(server.get(&format!("/v1/audiences/{id}")).status, 401);
}

#[test]
fn a_mistyped_address_is_a_page_for_a_browser_alone() {
    let server = TestServer::start();
    let browser = [("accept", "text/html,application/xhtml+xml,*/*;q=0.8")];
    let page = server.send_once("GET", "/audience", &browser, b"");
    assert_eq!(page.status, 404);
    is_page(&page);
    for (path, headers) in [("/audience", &[("accept", "*/*")][..]), ("/v1/audience", &browser[..])] {
        let problem = server.send_once("GET", path, headers, b"");
        assert_eq!((problem.status, problem.media_type.as_str()), (404, "application/problem+json"), "{path}");
    }
    let led = guarded().send_once("GET", "/audience", &browser, b"");
    assert_eq!((led.status, led.header("location")), (303, "/sign-in?next=%2Faudience"));
}

#[test]
fn the_demo_is_one_form_away_and_is_stored_once() {
    let server = TestServer::start();
    let mut browser = Browser::new(&server);
    for _ in 0..2 {
        let made = browser.submit("/", "/demo", &[]);
        let page = browser.get(made.header("location"));
        is_page(&page);
        for said in ["@demo", "of 620 followers", "What to do in a week", "Before you use this figure"] {
            assert!(page.text.contains(said), "{said}: {}", page.text);
        }
    }
    assert_eq!(server.get("/v1/audiences").json()["items"].as_array().map(Vec::len), Some(1));
}

#[test]
fn plans_answer_forms() {
    let server = TestServer::start();
    let mut browser = Browser::new(&server);
    is_page(&browser.get("/plan"));
    let planned = browser.get("/plan?preset=under-middle-class-late-20s-to-40s&country=KR&hours=20");
    is_page(&planned);
    for said in ["The target is: ", "What to do in a week", "class=\"everyone\"", "Staff hours", "KRW"] {
        assert!(planned.text.contains(said), "{said}: {}", planned.text);
    }
    let own = "channel1=facebook&number1=18000&unit1=followers&channel2=x&number2=9000";
    let people = browser.get(&format!("/plan?age_min=27&age_max=49&country=US&hours=16&{own}"));
    is_page(&people);
    for said in ["people of the target", "<figure class=\"course\"", "value=\"18000\"", "USD"] {
        assert!(people.text.contains(said), "{said}: {}", people.text);
    }
    let odd = browser.get("/plan?age_min=old&country=KR");
    assert!(odd.text.contains("accepted: a number"), "{}", odd.text);
    let nowhere = browser.get("/plan?age_min=27&country=XX");
    is_page(&nowhere);
    let odd = browser.get("/plan?age_min=27&country=KR&hours=many");
    assert_eq!(odd.status, 422, "{}", odd.text);
    assert!(odd.text.contains("<a href=\"#hours\">"), "{}", odd.text);
}

#[test]
fn campaigns_are_judged_from_a_pasted_table() {
    let server = TestServer::start();
    let mut browser = Browser::new(&server);
    is_page(&browser.get("/campaigns"));
    // Thirteen weeks as a spreadsheet is pasted, with a campaign in the eleventh.
    let day = |i: usize| {
        let date = time::Date::from_ordinal_date(2026, 1).expect("a day") + time::Duration::days(i as i64);
        let replies = [9, 12, 11, 8, 10, 5, 4][i % 7] + (i * 7919) % 5 + if (70..77).contains(&i) { 25 } else { 0 };
        format!("{date}\t{replies}\n")
    };
    let table: String = std::iter::once("날짜\t답글\n".to_owned()).chain((0..91).map(day)).collect();
    let fields = [("counts", table.as_str()), ("event", "spring quiz"), ("from", "2026-03-12"), ("to", "2026-03-18")];
    let judged = browser.submit("/campaigns", "/campaigns", &fields);
    is_page(&judged);
    assert_eq!(judged.status, 200, "{}", judged.text);
    for said in ["spring quiz", "Replies", "<details class=\"fold\"", "Judging a campaign stores nothing."] {
        assert!(judged.text.contains(said), "{said}: {}", judged.text);
    }
    // What was answered can be stored, handed over and calculated with.
    let stored = browser.submit("/campaigns", "/campaigns/stored", &fields);
    assert_eq!(stored.status, 303, "{}", stored.text);
    let path = stored.header("location").to_owned();
    assert!(path.starts_with("/stored/eff_"), "{path}");
    let page = browser.get(&path);
    is_page(&page);
    assert!(page.text.contains(&format!("href=\"{path}/report?format=xlsx\"")), "{}", page.text);
    for (format, media_type) in [
        ("html", "text/html; charset=utf-8"),
        ("markdown", "text/markdown; charset=utf-8"),
        ("json", "application/json"),
    ] {
        let file = browser.get(&format!("{path}/report?format={format}"));
        assert_eq!((file.status, file.media_type.as_str()), (200, media_type));
        assert!(file.header("content-disposition").starts_with("attachment; filename=\"eff_"), "{:?}", file.headers);
    }
    let sheet = server.bytes(&format!("{path}/report?format=xlsx"), &[]);
    assert_eq!((sheet.0, &sheet.2[..2]), (200, &b"PK"[..]), "{}", sheet.1);
    assert_eq!(browser.get(&format!("{path}/report?format=doc")).status, 404);
    let late = [("counts", table.as_str()), ("event", "spring quiz"), ("from", "2026-03-12"), ("to", "2026-03-01")];
    assert_eq!(browser.submit("/campaigns", "/campaigns/stored", &late).status, 422, "what is wrong is said here too");
    for (counts, from, to, field) in [
        ("no table", "2026-03-12", "2026-03-18", "counts"),
        (&*table, "2026-03-12", "2026-03-01", "to"),
        (&*table, "then", "", "from"),
    ] {
        let fields = [("counts", counts), ("event", "quiz"), ("from", from), ("to", to)];
        let wrong = browser.submit("/campaigns", "/campaigns", &fields);
        assert_eq!(wrong.status, 422, "{}", wrong.text);
        assert!(wrong.text.contains(&format!("<a href=\"#{field}\">")), "{field}: {}", wrong.text);
    }
}

#[test]
fn an_account_is_shown_over_time() {
    let server = TestServer::start();
    let mut browser = Browser::new(&server);
    assert_eq!(browser.get("/accounts?account=%40housing").status, 404, "nothing is stored of it yet");
    let followers = |ids: std::ops::Range<usize>| {
        let rows = ids.map(|i| format!("u{i},{}\n", 20 + i % 50));
        std::iter::once("id,age\n".to_owned()).chain(rows).collect::<String>()
    };
    for ids in [0..300, 100..500] {
        let audience = browser.bring("a.csv", followers(ids).as_bytes());
        let question = format!("{audience}/analyse");
        let fields = [("age_min", "27"), ("age_max", "49"), ("country", "KR")];
        assert_eq!(browser.submit(&question, &question, &fields).status, 303);
    }
    let page = browser.get("/accounts?account=%40housing");
    is_page(&page);
    let change = "Since Autumn, 200 followers stayed, 200 came and 100 left.";
    for said in [change, "aged 27 to 49", "46", "<td class=\"figure\" data-name=\"Followers\">400"] {
        assert!(page.text.contains(said), "{said}: {}", page.text);
    }
    assert_eq!(page.text.matches("<th scope=\"row\"><a href=\"/analyses/").count(), 2, "{}", page.text);
    let home = browser.get("/").text;
    assert!(home.contains("/accounts?account=%40housing") && home.contains("class=\"spark\""), "{home}");
    assert_eq!(home.matches("href=\"/analyses/").count(), 1, "one question, asked twice: {home}");
}

#[test]
fn results_are_kept_corrected_and_deleted() {
    let server = TestServer::start();
    let mut browser = Browser::new(&server);
    let ledger = "/campaigns/results";
    let empty = browser.get(ledger);
    is_page(&empty);
    assert!(empty.text.contains("There are none yet.") && empty.text.contains("could be scored yet"), "{}", empty.text);
    let fields = [("channel", "radio"), ("at", "2026-03-12"), ("delivered", "900"), ("responded", "45")];
    let wrong = browser.submit(
        ledger,
        ledger,
        &[("channel", "radio"), ("at", "2026-03-12"), ("delivered", "4"), ("responded", "5")],
    );
    assert_eq!(wrong.status, 422, "{}", wrong.text);
    assert!(wrong.text.contains("<a href=\"#responded\">"), "{}", wrong.text);
    assert_eq!(browser.submit(ledger, ledger, &fields).status, 303);
    let stored = || server.get("/v1/outcomes").json()["items"].clone();
    assert_eq!(stored()[0]["responded"], 45);
    let one = format!("{ledger}/{}", stored()[0]["id"].as_str().expect("an id"));
    let shown = browser.get(&one);
    is_page(&shown);
    assert!(shown.text.contains("value=\"900\"") && shown.text.contains("value=\"radio\" selected"), "{}", shown.text);
    let fields = [("channel", "radio"), ("at", "2026-03-12"), ("delivered", "900"), ("responded", "54")];
    assert_eq!(browser.submit(&one, &one, &fields).status, 303);
    assert_eq!((stored()[0]["responded"].clone(), stored()[0]["channel"].clone()), (54.into(), "radio".into()));
    assert_eq!(browser.post(&one, &[("delete", "yes")]).status, 403, "without the token of the page");
    assert_eq!(browser.submit(&one, &one, &[("delete", "yes")]).status, 303);
    assert_eq!((stored().as_array().map(Vec::len), browser.get(&one).status), (Some(0), 404));
}

#[test]
fn a_plan_is_stored_named_by_a_result_scored_and_deleted() {
    let server = TestServer::start();
    let mut browser = Browser::new(&server);
    let own = "channel1=facebook&number1=18000&unit1=followers";
    let planned = format!("/plan?age_min=27&age_max=49&country=US&hours=16&{own}");
    let shown = browser.get(&planned).text;
    assert!(shown.contains("Store this plan") && shown.contains("name=\"number1\" value=\"18000\""), "{shown}");
    let fields: Vec<(&str, &str)> =
        planned[6..].split('&').map(|pair| pair.split_once('=').expect("a field")).collect();
    let stored = browser.submit(&planned, "/plan", &fields);
    let location = stored.header("location").to_owned();
    assert!(stored.status == 303 && location.starts_with("/stored/rec_"), "{}", stored.text);
    let page = browser.get(&location);
    is_page(&page);
    assert!(
        page.text.contains("What to do in a week") && page.text.contains("How often forecasts held"),
        "{}",
        page.text
    );
    let ledger = "/campaigns/results";
    let listed = browser.get(ledger);
    is_page(&listed);
    assert!(listed.text.contains(&format!("href=\"{location}\"")), "{}", listed.text);
    let id = location.strip_prefix("/stored/").expect("an id").to_owned();
    let plan = server.get(&format!("/v1/recommendations/{id}")).json();
    let people = plan["plan"]["people"]["value"].as_f64().expect("people").round().to_string();
    let today = time::OffsetDateTime::now_utc().date().to_string();
    let result = |plan: &str| {
        let of = ["facebook", &today, &people, "1", "US", &people, &people, plan].map(str::to_owned);
        ["channel", "at", "delivered", "responded", "country", "known", "in_target", "plan_id"].into_iter().zip(of)
    };
    let submit = |browser: &mut Browser, plan: &str| {
        let fields: Vec<(&str, String)> = result(plan).collect();
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        browser.submit(ledger, ledger, &fields)
    };
    let unknown = submit(&mut browser, "rec_0");
    assert!(unknown.status == 422 && unknown.text.contains("<a href=\"#plan_id\">"), "{}", unknown.text);
    assert_eq!(submit(&mut browser, &id).status, 303);
    let record = browser.get(ledger).text;
    assert!(record.contains("1 of 1 forecasts of the people reached by a plan held"), "{record}");
    let one = browser.get("/campaigns/results/o1");
    is_page(&one);
    assert!(one.text.contains(&format!("value=\"{id}\" selected")), "{}", one.text);
    assert_eq!(browser.post(&location, &[]).status, 403, "without the token of the page");
    assert_eq!(browser.submit(&location, &location, &[]).status, 303);
    assert_eq!(browser.get(&location).status, 404);
    assert!(
        browser.get("/campaigns/results/o1").text.contains(&format!("value=\"{id}\" selected")),
        "the result stays as it is"
    );
}

#[test]
fn reports_of_pages_end_with_how_often_forecasts_held() {
    let server = TestServer::start();
    let mut browser = Browser::new(&server);
    let made = browser.submit("/", "/demo", &[]);
    let path = made.header("location").to_owned();
    let report = |rest: &str| server.get(&format!("{path}/report{rest}")).text;
    let forecasts = |held: &str| report("").contains(&format!("{held} of the people reached by a plan held"));
    assert!(!forecasts("1 of 1 forecasts"), "nothing was scored yet");
    // A plan comes true to the person.
    let plan = json!({"target": {"age": {"min": 27, "max": 49}, "country": "US"}, "retain": true,
                      "constraints": {"hours_per_week": 16, "channels": [
                          {"channel": "facebook", "own_reach": {"number": 18000, "unit": "followers"}}]}});
    let plan = server.post("/v1/recommendations", "application/json", plan.to_string()).json();
    let people = plan["plan"]["people"]["value"].as_f64().expect("people").round() as u64;
    let today = time::OffsetDateTime::now_utc().date().to_string();
    let outcome = json!({"channel": "facebook", "at": today, "delivered": people, "responded": 1, "country": "US",
                         "delivered_known": {"people": people, "in_target": people}, "plan_id": plan["id"]});
    let kept = server.post("/v1/outcomes", "application/json", json!({"outcomes": [outcome]}).to_string());
    assert_eq!(kept.status, 201, "{}", kept.text);
    assert!(forecasts("1 of 1 forecasts"), "{}", report(""));
    let whole = report("");
    let sections: Vec<&str> = whole.split("<section aria-labelledby=\"").skip(1).collect();
    let last = sections.last().expect("sections");
    assert!(last.contains(">How often forecasts held</h2>") && last.contains("Fewer than"), "{last}");
    let id = last.split('"').next().expect("an id");
    assert!(report("?language=ko").contains(">예측이 맞은 빈도</h2>"));
    assert!(report("?format=markdown").contains("\n## How often forecasts held\n"));
    // The builder has it as a part like any other.
    let builder = browser.get(&format!("{path}/build"));
    is_page(&builder);
    assert!(builder.text.contains(&format!("value=\"{id}\"")) && builder.text.contains("How often forecasts held"));
    let others: String = (1..sections.len()).map(|i| format!("&part=part-{i}")).collect();
    assert!(!report(&format!("?built=yes{others}")).contains("How often forecasts held"));
    let built = report(&format!("?built=yes&part={id}&title=Autumn"));
    assert!(built.contains("How often forecasts held") && built.contains(">Autumn</h1>"), "{built}");
}

#[test]
fn files_that_cannot_be_read_are_said_where_they_are_chosen() {
    let server = TestServer::start_with(|settings| settings.max_upload_bytes = 4096);
    let mut browser = Browser::new(&server);
    for (name, file, said) in
        [("", &b""[..], "Choose a file."), ("large.csv", &[b'1'; 9000][..], "larger than 4096 bytes")]
    {
        let answer = browser.upload(name, file);
        is_page(&answer);
        assert!(answer.status >= 400 && answer.text.contains(said), "{name}: {}", answer.text);
        assert!(answer.text.contains("type=\"file\""), "{}", answer.text);
    }
    let picture = browser.upload("a.png", b"\x89PNG\r\n\x1a\n0000000000000000");
    assert_eq!(picture.status, 303, "what it is shows when it is read");
    let looked = browser.get(picture.header("location"));
    assert!((400..500).contains(&looked.status), "{}", looked.text);
    is_page(&looked);
    assert_eq!(server.get("/v1/audiences").json()["items"].as_array().map(Vec::len), Some(0));
}

#[test]
fn a_first_view_is_small_and_its_files_are_kept_for_good() {
    let server = TestServer::start();
    let page = server.get("/").text;
    let files: Vec<&str> = page.split('"').filter(|part| part.starts_with("/assets/")).collect();
    assert_eq!(files.len(), 3, "style, script and icon: {files:?}");
    let mut bytes = 0;
    for path in ["/"].iter().chain(&files) {
        let answer = server.send("GET", path, &[("accept-encoding", "identity")], b"");
        let mut packed = Vec::new();
        flate2::read::GzEncoder::new(answer.text.as_bytes(), flate2::Compression::default())
            .read_to_end(&mut packed)
            .expect("in memory");
        println!("{path}: {} bytes, {} packed", answer.text.len(), packed.len());
        bytes += packed.len();
        if path.ends_with(".js") {
            assert!(answer.text.len() < 15_000, "{}", answer.text.len());
        }
        if *path != "/" {
            assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable");
            let known = server.send("GET", path, &[("if-none-match", answer.header("etag"))], b"");
            assert_eq!((known.status, known.text.len()), (304, 0));
        }
    }
    assert!(bytes <= 60_000, "{bytes}");
    assert_eq!(server.get("/assets/none.css").status, 404);
    assert_eq!(server.get("/docs/").status, 200, "Swagger UI stays");
}

#[test]
fn the_language_is_chosen_on_the_page_and_kept() {
    let server = TestServer::start();
    let mut browser = Browser::new(&server);
    assert!(browser.get("/").text.contains("name=\"language\" value=\"ko\" lang=\"ko\">한국어</button>"));
    let address = server.url("/plan?age_min=27&country=KR");
    let headers = [("content-type", "application/x-www-form-urlencoded"), ("referer", address.as_str())];
    let chosen = server.send_once("POST", "/language", &headers, b"language=ko");
    assert_eq!((chosen.status, chosen.header("location")), (303, "/plan?age_min=27&country=KR"));
    let cookie = chosen.header("set-cookie");
    assert!(cookie.starts_with("language=ko; Path=/; Max-Age=31536000; HttpOnly; SameSite=Strict"), "{cookie}");
    browser.cookies.insert("language".to_owned(), "ko".to_owned());
    let page = browser.get("/plan?age_min=27&country=KR");
    assert!(page.text.contains("<html lang=\"ko\">") && page.text.contains("lang=\"en\">English</button>"));
    assert!(browser.get("/analyses/none").text.contains("<html lang=\"ko\">"), "problems are pages too");
    let contract = browser.get("/v1/analyses/none");
    assert_eq!(contract.header("content-language"), "en", "the contract's language is the request's");
    // Nobody is led away from here, and what is no language is none.
    for from in ["http://evil.example/plan", "nonsense", &server.url("/demo")] {
        let headers = [headers[0], ("referer", from)];
        let answer = server.send_once("POST", "/language", &headers, b"language=tlh");
        assert_eq!((answer.status, answer.header("location")), (303, "/"), "{from}");
        assert!(!answer.headers.contains_key("set-cookie"));
    }
}

#[test]
fn a_report_is_built_of_chosen_parts() {
    let server = TestServer::start();
    let mut browser = Browser::new(&server);
    let audience = browser.bring("a.csv", spreadsheet().as_bytes());
    let question = format!("{audience}/analyse");
    let fields = [("age_min", "27"), ("age_max", "49"), ("country", "KR"), ("min_share", "30")];
    let analysis = browser.submit(&question, &question, &fields).header("location").to_owned();
    let form = browser.get(&format!("{analysis}/build"));
    is_page(&form);
    let titles = ["Evidence and method", "Who they are", "Where to reach the target"];
    for title in titles {
        assert!(form.text.contains(&format!("{title}</label>")), "{title}: {}", form.text);
    }
    let chosen = "built=yes&title=Autumn+%3Cb%3E&agency=Housing+Office&part=part-2&language=en";
    let print = browser.get(&format!("{analysis}/report?{chosen}&format=print"));
    assert!(!print.headers.contains_key("content-disposition"));
    for said in ["<h1>Autumn &#60;b&#62;</h1>", "Housing Office, ", "How many match</h2>", "Evidence and method</h2>"] {
        assert!(print.text.contains(said), "{said}: {}", print.text);
    }
    assert!(!print.text.contains("Who they are</h2>"), "it was not chosen");
    let korean =
        browser.get(&format!("{analysis}/report?{}&format=html", chosen.replace("language=en", "language=ko")));
    assert!(korean.text.contains("<html lang=\"ko\">") && korean.header("content-disposition").contains(".html"));
    let markdown = browser.get(&format!("{analysis}/report?{chosen}&format=markdown")).text;
    assert!(markdown.starts_with("# Autumn &lt;b&gt;\n\nHousing Office"), "{markdown}");
    assert!(markdown.contains("## Evidence and method") && !markdown.contains("## Who they are"), "{markdown}");
    let account = browser.get("/accounts?account=%40housing").text;
    assert!(account.contains(&format!("{analysis}/build")), "{account}");
}
