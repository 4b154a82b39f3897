//! A mapping file that gives the reading it was made from.

use std::fmt::Write;

use toml::Value;

use super::reading::{ColumnBasis, ColumnForm, ColumnReading, Reading};

impl Reading {
    /// The mapping file for a table that was read so, with a comment on every column; `None` for what is no table.
    pub fn mapping_file(&self) -> Option<String> {
        self.delimiter?;
        let mut text = String::from(
            "# What the columns of the file stand for. Change what is wrong, and use it with --mapping.\n\
             # Columns that are not named here are left out.\nunmapped = \"drop\"\n\n[columns]\n",
        );
        for column in &self.columns {
            text.push_str(&column.mapping_line());
        }
        let units = self.columns.iter().flat_map(|column| &column.forms).find_map(ColumnForm::unit);
        let has_unit_column = |path: &str| self.columns.iter().any(|column| column.field.as_deref() == Some(path));
        let is_income =
            |column: &ColumnReading| column.field.as_deref().is_some_and(|field| field.starts_with("income."));
        let wants_unit = self.columns.iter().any(|column| matches!(column.basis, ColumnBasis::NeedsUnit { .. }));
        if units.is_some() || wants_unit {
            text.push_str("\n[constants]\n");
        }
        if let Some(units) = units {
            // The parts that the file gives itself are columns; the unit has the others in this order.
            let open =
                ["income.currency", "income.period", "income.scope"].into_iter().filter(|path| !has_unit_column(path));
            for (path, part) in open.zip(units.split('/')) {
                let _ = writeln!(text, "{} = {}", quoted(path), quoted(part));
            }
        } else if wants_unit && !self.columns.iter().any(is_income) {
            text.push_str(
                "# Incomes need these three:\n# \"income.currency\" = \"KRW\"\n# \"income.period\" = \"month\"\n# \"income.scope\" = \"household\"\n",
            );
        }
        Some(text)
    }
}

impl ColumnReading {
    /// The line of a mapping file for this column, commented out where it is not used.
    fn mapping_line(&self) -> String {
        let name = quoted(&self.header);
        let comment = self.comment();
        match (&self.field, &self.basis) {
            (Some(field), _) => format!("{name} = {} # {comment}\n", quoted(field)),
            (None, ColumnBasis::Unnamed | ColumnBasis::Repeated) => format!("# a column is left out: {comment}\n"),
            (None, ColumnBasis::AmbiguousDates { guess }) => {
                format!(
                    "# {name} = {{ field = {}, date_format = \"[day]/[month]/[year]\" }} # {comment}\n",
                    quoted(guess)
                )
            }
            (None, ColumnBasis::NeedsUnit { .. }) => format!("# {name} = \"income.amount\" # {comment}\n"),
            (None, ColumnBasis::Personal { .. }) => {
                format!("# {name} = {} # {comment}\n", quoted(&format!("attributes.{}", self.header)))
            }
            (None, basis) => {
                let field = basis.guess().unwrap_or("attributes.NAME");
                format!("# {name} = {} # {comment}\n", quoted(field))
            }
        }
    }

    /// Why the column is used so, and how its values are read.
    fn comment(&self) -> String {
        let forms = self.forms.iter().map(|form| form.code().as_str().replace('_', " "));
        let mut parts = vec![self.basis.code().as_str().replace('_', " ")];
        parts.extend(forms);
        parts.push(format!("{} filled, {} empty", self.filled, self.empty));
        if self.non_answers > 0 {
            parts.push(format!("{} without an answer", self.non_answers));
        }
        if self.unreadable > 0 {
            parts.push(format!("{} not readable", self.unreadable));
        }
        parts.join("; ")
    }
}

/// A text as a TOML key or value.
fn quoted(text: &str) -> String {
    // A string over several lines would be no key.
    let text: String = text.chars().map(|c| if c == '\n' || c == '\r' { ' ' } else { c }).collect();
    let written = Value::String(text.clone()).to_string();
    if written.starts_with('"') && !written.starts_with("\"\"\"") { written } else { format!("{text:?}") }
}
