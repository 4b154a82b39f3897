//! The parts of a report's page, cut where its template joins them, for the pages of the service, which fold them.

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

#[cfg(test)]
mod tests {
    use super::super::{Language, fixtures, html, recommendation_html};
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
}
