//! Closed vocabularies: enums whose every value has a name in files and the contract, and a meaning that documents it.

use std::borrow::Cow;

use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};

/// Declares vocabularies: each value by its variant, its name and, in its docstring, what it means. The schema lists the
/// names with their meanings; `as` gives it another name than the type's, and `default` the type a default.
macro_rules! vocabulary {
    ($(
        $(#[doc = $doc:literal])+
        pub enum $name:ident $(as $schema:ident)? $(default $default:ident)? {
            $($(#[doc = $meaning:literal])+ $variant:ident = $value:literal,)+
        }
    )+) => {$(
        $(#[doc = $doc])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[doc = $meaning])+ $variant,)+
        }

        impl $name {
            /// Every value, in the order of the contract.
            pub const ALL: [Self; [$($value),+].len()] = [$(Self::$variant),+];

            /// The name of the value.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $value,)+
                }
            }

            /// The value of a name.
            pub fn named(name: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|value| value.as_str() == name)
            }
        }

        $(impl Default for $name {
            fn default() -> Self {
                Self::$default
            }
        })?

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let name = String::deserialize(deserializer)?;
                Self::named(&name).ok_or_else(|| ::serde::de::Error::unknown_variant(&name, &[$($value),+]))
            }
        }

        impl ::utoipa::PartialSchema for $name {
            fn schema() -> ::utoipa::openapi::RefOr<::utoipa::openapi::schema::Schema> {
                $crate::vocabulary::schema(&[$($doc),+], &[$(($value, &[$($meaning),+])),+])
            }
        }

        impl ::utoipa::ToSchema for $name {
            fn name() -> ::std::borrow::Cow<'static, str> {
                $crate::vocabulary::schema_name(&[stringify!($name) $(, stringify!($schema))?])
            }
        }
    )+};
}

pub(crate) use vocabulary;

/// The schema of a vocabulary: its names, and in the description what each means. Docstrings come line by line.
pub(crate) fn schema(doc: &[&str], values: &[(&str, &[&str])]) -> RefOr<Schema> {
    let joined = |lines: &[&str]| lines.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" ");
    let meanings = values.iter().map(|(name, meaning)| format!("\n- `{name}`: {}", joined(meaning)));
    let description = joined(doc) + "\n" + &meanings.collect::<String>();
    let names = values.iter().map(|(name, _)| *name);
    RefOr::T(
        ObjectBuilder::new().schema_type(Type::String).enum_values(Some(names)).description(Some(description)).into(),
    )
}

/// The last of the names of a type: that of its schema.
pub(crate) fn schema_name(names: &[&'static str]) -> Cow<'static, str> {
    Cow::Borrowed(names.last().copied().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use utoipa::{PartialSchema, ToSchema};

    vocabulary! {
        /// What to do
        /// about it.
        pub enum Advice as AdviceName {
            /// Put more into it.
            Favour = "favour",
            /// Leave it
            /// as it is.
            Keep = "keep",
        }
    }

    #[test]
    fn a_schema_lists_its_values_and_describes_each() {
        let schema = serde_json::to_value(Advice::schema()).expect("plain data");
        assert_eq!(schema["enum"], serde_json::json!(["favour", "keep"]));
        let description = "What to do about it.\n\n- `favour`: Put more into it.\n- `keep`: Leave it as it is.";
        assert_eq!(schema["description"], description);
        assert_eq!(Advice::name(), "AdviceName");
    }

    #[test]
    fn values_are_read_and_written_by_their_names_and_nothing_else_is_read() {
        for value in Advice::ALL {
            assert_eq!(Advice::named(value.as_str()), Some(value));
            let written = serde_json::to_string(&value).expect("a name");
            assert_eq!(serde_json::from_str::<Advice>(&written).expect("the same"), value);
        }
        let fault = serde_json::from_str::<Advice>("\"drop\"").expect_err("no such value").to_string();
        assert!(fault.starts_with("unknown variant `drop`, expected `favour` or `keep`"), "{fault}");
    }
}
