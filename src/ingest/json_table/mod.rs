//! Tables that programs write as JSON. They become CSV and are read as that, so that the figures are those of the same table
//! as CSV, and every name and value is recognised that is recognised there.
//!
//! | orientation | what is read |
//! | --- | --- |
//! | `records` | `[{"age": "34", "성별": "여"}, ...]`, or one such object a line: flat objects with names or values that are not the contract's |
//! | `split` | `{"columns": [...], "data": [[...], ...]}` |
//! | `table` | `{"schema": {...}, "data": [{...}, ...]}` |
//! | `columns` | `{"age": {"0": 34, "1": 51}, ...}` |
//! | `index` | `{"0": {"age": 34}, "1": {"age": 51}, ...}` |
//! | `lists` | `{"age": [34, 51], ...}` |
//! | `rows` | `[["age", "gender"], [34, "f"], ...]` |
//!
//! The first five are those of pandas. Labels of the rows, as in `index`, are not kept.

mod orientation;

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::Read;
use std::ops::Range;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use super::counting_reader::BOM;
use super::{ReadError, excerpt};
pub use orientation::JsonOrientation;

use crate::message::{Message, message};

/// Largest table: it is in memory as a whole, with what it becomes.
const MAX_BYTES: u64 = 64 << 20;
const EXPECTED: &str = "file-format-json-table";

/// A value of JSON, whose texts stand in [`Tree::text`].
enum Node {
    Cell(Range<u32>),
    List(Vec<Node>),
    Object(Vec<(Range<u32>, Node)>),
}

/// All texts and numbers of a source, one behind the other.
struct Tree {
    text: String,
}

impl Tree {
    fn push(&mut self, text: impl std::fmt::Display) -> Range<u32> {
        let from = self.text.len() as u32;
        // Writing to a text cannot fail.
        let _ = write!(self.text, "{text}");
        from..self.text.len() as u32
    }

    fn get(&self, range: &Range<u32>) -> &str {
        &self.text[range.start as usize..range.end as usize]
    }
}

struct Seed<'t>(&'t mut Tree);

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Node;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a value of JSON")
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Node, E> {
        Ok(Node::Cell(self.0.push(flag)))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Node, E> {
        Ok(Node::Cell(self.0.push(number)))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Node, E> {
        Ok(Node::Cell(self.0.push(number)))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Node, E> {
        Ok(Node::Cell(self.0.push(number)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Node, E> {
        Ok(Node::Cell(self.0.push(text)))
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Cell(self.0.push("")))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Node, A::Error> {
        let mut nodes = Vec::new();
        while let Some(node) = list.next_element_seed(Seed(&mut *self.0))? {
            nodes.push(node);
        }
        Ok(Node::List(nodes))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Node, A::Error> {
        let mut members = Vec::new();
        while let Some(name) = object.next_key_seed(Seed(&mut *self.0))? {
            let Node::Cell(name) = name else { continue };
            members.push((name, object.next_value_seed(Seed(&mut *self.0))?));
        }
        Ok(Node::Object(members))
    }
}

/// The table that `source` holds, as CSV.
///
/// # Errors
/// Where it is larger than can be read, breaks off, or is no table.
pub(super) fn as_csv(source: impl Read, orientation: JsonOrientation) -> Result<Vec<u8>, ReadError> {
    let mut bytes = Vec::new();
    source.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_BYTES {
        let max = MAX_BYTES >> 20;
        return Err(fault(message!["file-json-table-bytes", max = max]));
    }
    let bytes = bytes.strip_prefix(BOM).unwrap_or(&bytes);
    let mut tree = Tree { text: String::with_capacity(bytes.len()) };
    let mut values = Vec::new();
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    while deserializer.end().is_err() {
        let node = Seed(&mut tree).deserialize(&mut deserializer);
        values.push(node.map_err(|error| fault(message!["file-not-whole", error = error]))?);
    }
    let table = Table::of(&tree, values, orientation).ok_or_else(|| other_layout(orientation))?;
    table.write(&tree)
}

fn fault(detail: Message) -> ReadError {
    ReadError::Format { expected: EXPECTED, detail }
}

fn other_layout(orientation: JsonOrientation) -> ReadError {
    fault(message!["file-json-table-layout", orientation = orientation.name()])
}

/// The names of columns, and a way to the cells of each row.
struct Table {
    names: Vec<Range<u32>>,
    rows: Vec<Vec<Option<Node>>>,
}

impl Table {
    fn of(tree: &Tree, values: Vec<Node>, orientation: JsonOrientation) -> Option<Self> {
        let mut values = values.into_iter();
        Some(match orientation {
            JsonOrientation::Records => match values.next()? {
                Node::List(records) => Self::of_records(tree, records)?,
                first @ (Node::Cell(_) | Node::Object(_)) => {
                    Self::of_records(tree, std::iter::once(first).chain(values).collect())?
                }
            },
            JsonOrientation::Table => {
                let Node::List(records) = member(tree, values.next()?, "data")? else { return None };
                Self::of_records(tree, records)?
            }
            JsonOrientation::Index => {
                let Node::Object(records) = values.next()? else { return None };
                Self::of_records(tree, records.into_iter().map(|(_, record)| record).collect())?
            }
            JsonOrientation::Split => {
                let Node::Object(members) = values.next()? else { return None };
                let mut parts = ["columns", "data"].map(|_| None);
                for (name, node) in members {
                    match tree.get(&name) {
                        "columns" => parts[0] = Some(node),
                        "data" => parts[1] = Some(node),
                        _ => {}
                    }
                }
                let [Some(Node::List(names)), Some(Node::List(rows))] = parts else { return None };
                Self { names: cells(names)?, rows: rows_of(rows)? }
            }
            JsonOrientation::Rows => {
                let Node::List(mut rows) = values.next()? else { return None };
                let Node::List(names) = rows.remove(0) else { return None };
                Self { names: cells(names)?, rows: rows_of(rows)? }
            }
            JsonOrientation::Columns | JsonOrientation::Lists => {
                let Node::Object(columns) = values.next()? else { return None };
                Self::of_columns(tree, columns)?
            }
        })
    }

    /// Names are those of all records, in the order in which they come.
    fn of_records(tree: &Tree, records: Vec<Node>) -> Option<Self> {
        let mut places: HashMap<&str, usize> = HashMap::new();
        let (mut names, mut rows) = (Vec::new(), Vec::with_capacity(records.len()));
        for record in records {
            let Node::Object(members) = record else { return None };
            let mut row: Vec<Option<Node>> = Vec::with_capacity(names.len());
            row.resize_with(names.len(), || None);
            for (name, node) in members {
                let place = *places.entry(tree.get(&name)).or_insert_with(|| {
                    names.push(name.clone());
                    names.len() - 1
                });
                row.resize_with(row.len().max(place + 1), || None);
                row[place] = Some(node);
            }
            rows.push(row);
        }
        Some(Self { names, rows })
    }

    /// Columns by the labels of their rows, in the order of the first, or as lists of one length.
    fn of_columns(tree: &Tree, columns: Vec<(Range<u32>, Node)>) -> Option<Self> {
        let mut table = Self { names: Vec::new(), rows: Vec::new() };
        let mut labels: HashMap<&str, usize> = HashMap::new();
        let count = columns.len();
        for (column, (name, node)) in columns.into_iter().enumerate() {
            table.names.push(name);
            let cells: Vec<(usize, Node)> = match node {
                Node::Object(cells) => {
                    let place = |label: &Range<u32>, labels: &mut HashMap<_, _>| {
                        let next = labels.len();
                        *labels.entry(tree.get(label)).or_insert(next)
                    };
                    cells.into_iter().map(|(label, cell)| (place(&label, &mut labels), cell)).collect()
                }
                Node::List(cells) if column == 0 || cells.len() == table.rows.len() => {
                    cells.into_iter().enumerate().collect()
                }
                Node::List(_) | Node::Cell(_) => return None,
            };
            for (row, cell) in cells {
                while table.rows.len() <= row {
                    let mut empty = Vec::with_capacity(count);
                    empty.resize_with(count, || None);
                    table.rows.push(empty);
                }
                table.rows[row][column] = Some(cell);
            }
        }
        Some(table)
    }

    fn write(self, tree: &Tree) -> Result<Vec<u8>, ReadError> {
        let mut out = Vec::with_capacity(tree.text.len());
        let count = self.names.len();
        let names: Vec<&str> = self.names.iter().map(|name| tree.get(name)).collect();
        write_row(&mut out, names.iter().copied());
        for (at, row) in self.rows.iter().enumerate() {
            let mut cells = Vec::with_capacity(count.max(row.len()));
            for (column, node) in row.iter().enumerate() {
                match node {
                    Some(Node::Cell(cell)) => cells.push(tree.get(cell)),
                    None => cells.push(""),
                    Some(Node::List(_) | Node::Object(_)) => {
                        let name = excerpt(names.get(column).copied().unwrap_or_default());
                        return Err(fault(message!["file-json-table-nested", row = at + 1, name = name]));
                    }
                }
            }
            // Members that later records have; a row of `split` with too many or too few cells is rejected as a row.
            cells.resize(cells.len().max(count), "");
            write_row(&mut out, cells.into_iter());
        }
        Ok(out)
    }
}

fn member(tree: &Tree, node: Node, name: &str) -> Option<Node> {
    let Node::Object(members) = node else { return None };
    members.into_iter().find(|(own, _)| tree.get(own) == name).map(|(_, node)| node)
}

fn cells(nodes: Vec<Node>) -> Option<Vec<Range<u32>>> {
    nodes
        .into_iter()
        .map(|node| match node {
            Node::Cell(cell) => Some(cell),
            Node::List(_) | Node::Object(_) => None,
        })
        .collect()
}

fn rows_of(nodes: Vec<Node>) -> Option<Vec<Vec<Option<Node>>>> {
    nodes
        .into_iter()
        .map(|node| match node {
            Node::List(cells) => Some(cells.into_iter().map(Some).collect()),
            Node::Cell(_) | Node::Object(_) => None,
        })
        .collect()
}

fn write_row<'a>(out: &mut Vec<u8>, cells: impl Iterator<Item = &'a str>) {
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            out.push(b',');
        }
        out.push(b'"');
        for byte in cell.bytes() {
            if byte == b'"' {
                out.push(b'"');
            }
            out.push(byte);
        }
        out.push(b'"');
    }
    out.push(b'\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn csv(text: &str) -> Option<(JsonOrientation, String)> {
        let orientation = JsonOrientation::of(text.as_bytes())?;
        let csv = as_csv(text.as_bytes(), orientation).expect("a table");
        Some((orientation, String::from_utf8(csv).expect("text").replace('"', "")))
    }

    #[test]
    fn every_orientation_of_a_table_is_the_same_csv() {
        use JsonOrientation::{Columns, Index, Lists, Records, Rows, Split, Table};
        for (orientation, text) in [
            (Records, r#"[{"id":"a","나이":"34"},{"id":"b","나이":null}]"#),
            (Records, "{\"id\":\"a\",\"나이\":\"34\"}\n{\"id\":\"b\",\"나이\":null}\n"),
            (Split, r#"{"columns":["id","나이"],"index":[0,1],"data":[["a",34],["b",null]]}"#),
            (Split, r#"{"index":[0,1],"columns":["id","나이"],"data":[["a",34.0],["b",null]]}"#),
            (Table, r#"{"schema":{"fields":[]},"data":[{"id":"a","나이":34},{"id":"b"}]}"#),
            (Columns, r#"{"id":{"0":"a","1":"b"},"나이":{"0":34,"1":null}}"#),
            (Index, r#"{"0":{"id":"a","나이":34},"1":{"id":"b","나이":null}}"#),
            (Lists, r#"{"id":["a","b"],"나이":[34,null]}"#),
            (Rows, r#"[["id","나이"],["a",34],["b",null]]"#),
        ] {
            assert_eq!(csv(text), Some((orientation, "id,나이\na,34\nb,\n".to_owned())), "{text}");
        }
    }

    #[test]
    fn profiles_as_the_contract_has_them_are_no_table() {
        for text in [
            r#"[{"id":"a","age":34}]"#,
            r#"{"id":"a","age":34,"in_target":true}"#,
            r#"{"account":{"followers":3},"attributes":{"x":1}}"#,
            r#"[{"id":"a","agee":34}]"#,
            r#"[{"shoe_size":41}]"#,
            r#"[{"id":"a","나이":"34","account":{"followers":3}}]"#,
            r#"[{"id":"a","age":"unknown"}]"#,
            r#"[{"id":"a","age":34},{"id":"b","age":"51"},{"id":"c","age":40}]"#,
            "{\"id\":\"a\",\"in_target\":true}\n{\"id\":\"b\",\"in_target\":\"yes\"}\n{\"id\":\"c\",\"in_target\":true}\n",
            "[]",
            "[1, 2]",
            "{",
        ] {
            assert_eq!(JsonOrientation::of(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn records_of_several_names_have_the_columns_of_all() {
        let (_, text) = csv(r#"[{"나이":34,"a":1},{"b":2,"나이":51}]"#).expect("a table");
        assert_eq!(text, "나이,a,b\n34,1,\n51,,2\n");
    }

    #[test]
    fn a_table_that_breaks_off_or_nests_is_refused() {
        for (text, words) in [
            (r#"{"columns":["id","age"],"data":[["a",34],["b","#, "file-not-whole"),
            (r#"{"columns":["id","age"],"data":[["a",[34]]]}"#, "file-json-table-nested (row: 1, name: age)"),
            (r#"{"columns":["id","age"],"data":[{"id":"a"}]}"#, "file-json-table-layout"),
            (r#"{"id":["a","b"],"age":[34]}"#, "file-json-table-layout"),
        ] {
            let orientation = JsonOrientation::of(text.as_bytes()).expect("an orientation");
            let error = as_csv(text.as_bytes(), orientation).expect_err("no table").to_string();
            assert!(error.contains(words), "{error}");
        }
    }
}
