//! The parts of a report's page, cut where its template joins them, for the pages of the service, which fold them, and
//! for those who choose what goes into theirs.

use askama::Template;

use super::markdown::escaped;
use super::safe_text::SafeText;

/// A report's page in parts. What the template escaped stays escaped.
pub(crate) struct ReportParts<'a> {
    /// What it is about, as a list of terms.
    pub(crate) about: &'a str,
    /// Its sections, the answer first.
    pub(crate) sections: Vec<ReportSection<'a>>,
    /// What it was made from.
    pub(crate) provenance: &'a str,
}

/// A section of a report's page.
pub(crate) struct ReportSection<'a> {
    /// The id of its heading, which tables name.
    pub(crate) id: &'a str,
    /// Its heading.
    pub(crate) title: &'a str,
    /// What follows the heading.
    pub(crate) body: &'a str,
}

impl<'a> ReportParts<'a> {
    /// The parts of a page that [`html`](super::html()) made; none of any other text.
    pub(crate) fn of(page: &'a str) -> Option<Self> {
        let (_, rest) = page.split_once("</h1>\n")?;
        let (about, rest) = rest.split_once("\n</header>")?;
        let (sections, rest) = rest.rsplit_once("\n<footer><p>")?;
        let (provenance, _) = rest.split_once("</p></footer>")?;
        let sections =
            sections.split("\n<section aria-labelledby=\"part-").skip(1).map(section).collect::<Option<_>>()?;
        Some(Self { about, sections, provenance })
    }
}

fn section(text: &str) -> Option<ReportSection<'_>> {
    let (_, rest) = text.split_once("<h2 id=\"")?;
    let (id, rest) = rest.split_once("\">")?;
    let (title, rest) = rest.split_once("</h2>")?;
    let body = rest.strip_suffix("\n</section>")?;
    Some(ReportSection { id, title, body })
}

/// What a report has at its head in place of its own title, and the parts that it keeps.
pub(crate) struct Rebuilt<'a> {
    /// What it is called.
    pub(crate) title: &'a str,
    /// Who hands it over, and when.
    pub(crate) by: &'a str,
    /// The ids of the parts that it keeps beside the first.
    pub(crate) parts: &'a [&'a str],
}

/// The head of a rebuilt page.
#[derive(Template)]
#[template(
    ext = "html",
    source = r#"<h1>{{ title }}</h1>
{%- if !by.is_empty() %}
<p>{{ by }}</p>
{%- endif %}
"#
)]
struct Head<'a> {
    title: SafeText,
    by: &'a SafeText,
}

impl Rebuilt<'_> {
    /// The page that [`html`](super::html()) made with this head and these parts; none of any other text.
    pub(crate) fn html(&self, page: &str) -> Option<String> {
        const SECTION: &str = "\n<section aria-labelledby=\"";
        let (before, rest) = page.split_once("<title>")?;
        let (_, rest) = rest.split_once("</title>")?;
        let (middle, rest) = rest.split_once("<h1>")?;
        let (old, rest) = rest.split_once("</h1>\n")?;
        let (body, foot) = rest.rsplit_once("\n<footer><p>")?;
        let mut sections = body.split(SECTION);
        let about = sections.next()?;
        let kept = sections.enumerate().filter(|(i, section)| {
            let id = section.split('"').next().unwrap_or_default();
            *i == 0 || self.parts.contains(&id)
        });
        let kept: String = kept.map(|(_, section)| format!("{SECTION}{section}")).collect();
        let by = SafeText::from(self.by.to_owned());
        let head = Head { title: SafeText::from(self.title.to_owned()), by: &by };
        let head = head.render().expect("writing to a string does not fail");
        let head = if self.title.is_empty() { head.replacen("<h1></h1>", &format!("<h1>{old}</h1>"), 1) } else { head };
        let name = head.split_once("<h1>").and_then(|(_, rest)| rest.split_once("</h1>"))?.0;
        let head = head.trim_end();
        Some(format!("{before}<title>{name}</title>{middle}{head}\n{about}{kept}\n<footer><p>{foot}"))
    }

    /// The same of the Markdown of the same answer. Where it is arranged as a communication plan, which has other parts,
    /// it keeps them all.
    pub(crate) fn markdown(&self, text: &str, page: &str) -> Option<String> {
        let sections = ReportParts::of(page)?.sections;
        let (head, rest) = text.split_once('\n')?;
        let mut parts = rest.split("\n## ");
        let about = parts.next()?;
        let parts: Vec<&str> = parts.collect();
        let has_all = parts.len() == sections.len();
        let keeps = |i: usize| !has_all || i == 0 || sections.get(i).is_some_and(|own| self.parts.contains(&own.id));
        let kept = parts.iter().enumerate().filter(|(i, _)| keeps(*i)).map(|(_, part)| format!("\n## {part}"));
        let line = |text: &str| escaped(&SafeText::from(text.to_owned()));
        let title = if self.title.is_empty() { head.to_owned() } else { format!("# {}", line(self.title)) };
        let by = if self.by.is_empty() { String::new() } else { format!("\n{}\n", line(self.by)) };
        Some(format!("{title}\n{by}{about}{}", kept.collect::<String>()).trim_end().to_owned() + "\n")
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Language, fixtures, html, markdown, recommendation_html};
    use super::*;

    #[test]
    fn a_page_is_the_sum_of_its_parts() {
        let plan = fixtures::plan();
        let pages = [
            html(&fixtures::estimated(), Language::English),
            html(&fixtures::hostile(), Language::English),
            html(&fixtures::planned(), Language::English),
            recommendation_html(&fixtures::recommendation(), Some(&plan), Language::English),
        ];
        for page in pages {
            let parts = ReportParts::of(&page).expect("a report");
            assert_eq!(parts.sections.len(), page.matches("<section ").count());
            let mut joined = String::new();
            for (n, section) in (1..).zip(&parts.sections) {
                assert_eq!(section.id, format!("part-{n}"));
                let ReportSection { id, title, body } = section;
                joined +=
                    &format!("\n<section aria-labelledby=\"{id}\">\n<h2 id=\"{id}\">{title}</h2>{body}\n</section>");
            }
            assert!(page.contains(&joined) && page.contains(parts.about) && page.contains(parts.provenance), "{page}");
            assert!(!parts.sections.iter().any(|section| section.body.contains("<section")), "{page}");
        }
    }

    #[test]
    fn another_text_has_no_parts() {
        for text in ["", "<h1>a</h1>\n", "<main></main>"] {
            assert!(ReportParts::of(text).is_none(), "{text}");
        }
    }

    #[test]
    fn a_rebuilt_report_has_its_head_and_the_parts_that_were_chosen() {
        let page = html(&fixtures::estimated(), Language::English);
        let sections = ReportParts::of(&page).expect("a report").sections;
        let (first, second) = (sections[0].title, sections[1].title);
        let rebuilt = Rebuilt { title: "Autumn <b>", by: "Housing & more", parts: &["part-3"] };
        let other = rebuilt.html(&page).expect("a report");
        let parts = ReportParts::of(&other).expect("a report still");
        assert_eq!(parts.sections.iter().map(|section| section.id).collect::<Vec<_>>(), ["part-1", "part-3"]);
        for said in ["<h1>Autumn &#60;b&#62;</h1>", "<title>Autumn &#60;b&#62;</title>", "Housing &#38; more", first] {
            assert!(other.contains(said), "{said}: {}", &other[other.len() - 3000..]);
        }
        assert!(!other.contains(second));
        let all: Vec<&str> = sections.iter().map(|section| section.id).collect();
        let same = Rebuilt { title: "", by: "", parts: &all };
        let title = page.split_once("<h1>").and_then(|(_, rest)| rest.split_once("</h1>")).expect("a title").0;
        let (before, rest) = page.split_once("<title>").expect("a title");
        let after = rest.split_once("</title>").expect("a title").1;
        assert_eq!(same.html(&page), Some(format!("{before}<title>{title}</title>{after}")));
        let text = markdown(&fixtures::estimated(), Language::English);
        assert_eq!(same.markdown(&text, &page).as_deref(), Some(text.as_str()));
        let some = rebuilt.markdown(&text, &page).expect("Markdown");
        assert!(some.starts_with("# Autumn &lt;b&gt;\n\nHousing &amp; more\n"), "{some}");
        assert_eq!(some.matches("\n## ").count(), 2);
    }
}
