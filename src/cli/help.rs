//! The help of every command, in the language of its reader: the texts are messages of the catalogue, which this lays into
//! clap's tree of commands.
//!
//! A command is `help-cmd` and its path; an option `help-arg` and its id, or the name of its command in place of `arg`
//! where it says something else there; a value `help-value`, the option and the value. An option of `serve` is the setting
//! of its name.

use clap::builder::PossibleValue;
use clap::{Arg, ArgAction, ArgMatches, Command, CommandFactory};

use super::args::Arguments;
use crate::config::{SETTINGS, Setting};
use crate::report::Language;
use crate::report::messages::{Messages, args};

/// The tree of commands, with its texts in a language.
pub(super) fn commands(language: Language) -> Command {
    let root = Arguments::command();
    let everywhere: Vec<Arg> = root.get_arguments().filter(|arg| arg.is_global_set()).cloned().collect();
    let dress = Dress { m: Messages::of(language), everywhere };
    let version = Arg::new("version").short('V').long("version").action(ArgAction::Version);
    let root = root.disable_version_flag(true).arg(version);
    dress.command(root, &[])
}

/// The help that a `help` command asks for; none where another command was given. The names that are no command's are left
/// out.
pub(super) fn asked(commands: &Command, matches: &ArgMatches) -> Option<String> {
    let (mut command, mut matches) = (commands, matches);
    loop {
        let (name, below) = matches.subcommand()?;
        if name == "help" {
            let names = below.get_many::<String>("command").into_iter().flatten();
            let found = names.fold(command, |command, name| command.find_subcommand(name).unwrap_or(command));
            return Some(found.clone().render_long_help().to_string());
        }
        command = command.find_subcommand(name)?;
        matches = below;
    }
}

/// Lays the texts of a language into commands.
struct Dress {
    m: &'static Messages,
    /// The options that every command has.
    everywhere: Vec<Arg>,
}

impl Dress {
    fn command(&self, command: Command, above: &[String]) -> Command {
        let name = command.get_name().to_owned();
        // The program itself is no part of the path.
        let path = if above.is_empty() { vec![name.clone()] } else { [above, std::slice::from_ref(&name)].concat() };
        let below: String = path.iter().skip(1).map(|name| format!("-{name}")).collect();
        let help = Arg::new("help").short('h').long("help").action(ArgAction::Help);
        let command = command.about(self.m.label(&format!("help-cmd{below}"))).disable_help_flag(true).arg(help);
        let of_settings = matches!(below.as_str(), "-serve" | "-config-check");
        let command = command.mut_args(|arg| self.arg(arg, &name, of_settings));
        let command = self.subcommands(command, &path);
        self.frame(command, &path.join(" "))
    }

    /// The commands below one, with the one that prints their help.
    fn subcommands(&self, command: Command, path: &[String]) -> Command {
        if !command.has_subcommands() {
            return command;
        }
        // Ours is in the language of the rest; clap's own is not to be had in another.
        let names = Arg::new("command").num_args(0..).value_name(self.m.label("help-name-command"));
        let help = Command::new("help").about(self.m.label("help-cmd-help")).disable_help_flag(true).arg(names);
        command
            .mut_subcommands(|below| self.command(below, path))
            .disable_help_subcommand(true)
            .subcommand(help)
            .subcommand_value_name(self.m.label("help-name-command"))
            .subcommand_help_heading(self.m.label("help-heading-commands"))
    }

    /// Headings and the line of usage, which clap writes in English.
    fn frame(&self, command: Command, path: &str) -> Command {
        let mut probe = command.clone().bin_name(path);
        if path.contains(' ') {
            probe = probe.args(&self.everywhere);
        }
        let usage = probe.render_usage().to_string().replace("[OPTIONS]", &self.m.label("help-options"));
        let usage = usage.trim_start_matches("Usage: ").to_owned();
        let template = format!("{{about-with-newline}}\n{} {{usage}}\n\n{{all-args}}", self.m.label("help-usage"));
        command.override_usage(usage).help_template(template)
    }

    fn arg(&self, arg: Arg, command: &str, of_settings: bool) -> Arg {
        let id = arg.get_id().as_str().to_owned();
        let setting = SETTINGS.iter().find(|setting| of_settings && setting.key == id);
        let text = match setting {
            Some(setting) => setting.meaning().in_language(self.m.language()),
            None => self.m.label(&self.id_of(&id, command)),
        };
        let heading = match arg.get_help_heading() {
            Some(_) => "help-heading-week",
            None if arg.is_positional() => "help-heading-arguments",
            None => "help-heading-options",
        };
        let values = self.values(&arg);
        let (short, long) = self.described(&arg, &text, &values, setting);
        let arg = match arg.get_value_names() {
            Some([name]) if arg.get_action().takes_values() => {
                let name = self.value_name(name);
                arg.value_name(name)
            }
            Some(_) | None => arg,
        };
        let arg = arg.help(short).long_help(long).help_heading(self.m.label(heading));
        if arg.get_action().takes_values() {
            arg.hide_default_value(true).hide_possible_values(true).hide_env(true)
        } else {
            arg
        }
    }

    /// The message of an option: that of its command where there is one.
    fn id_of(&self, id: &str, command: &str) -> String {
        let id = id.replace('_', "-");
        let own = format!("help-{command}-{id}");
        if self.m.has(&own) { own } else { format!("help-arg-{id}") }
    }

    /// What stands for a value.
    fn value_name(&self, name: &str) -> String {
        self.m.label(&value_name_id(name))
    }

    /// The values of an option, with what each means where it does not say so itself.
    fn values(&self, arg: &Arg) -> Vec<(String, Option<String>)> {
        if !arg.get_action().takes_values() {
            return Vec::new();
        }
        let meaning = |value: &PossibleValue| {
            let ids = value_ids(arg.get_id().as_str(), value.get_name());
            ids.into_iter().find(|id| self.m.has(id)).map(|id| self.m.label(&id))
        };
        arg.get_possible_values().iter().map(|value| (value.get_name().to_owned(), meaning(value))).collect()
    }

    /// The short and the long help of an option.
    fn described(
        &self,
        arg: &Arg,
        text: &str,
        values: &[(String, Option<String>)],
        setting: Option<&Setting>,
    ) -> (String, String) {
        let m = self.m;
        let default = match setting {
            Some(setting) => setting.default.map(str::to_owned),
            None if arg.get_action().takes_values() => {
                arg.get_default_values().first().map(|value| value.to_string_lossy().into_owned())
            }
            None => None,
        };
        let variable = arg.get_env().map(|name| name.to_string_lossy().into_owned());
        let notes = [
            variable.map(|name| m.text("help-variable", args![name = name])),
            default.map(|value| m.text("help-default", args![value = value])),
        ];
        let notes: String = notes.into_iter().flatten().map(|note| format!(" {note}")).collect();
        let names: Vec<&str> = values.iter().map(|(name, _)| name.as_str()).collect();
        let list = match names.is_empty() {
            true => String::new(),
            false => format!(" {}", m.text("help-values", args![values = names.join(", ")])),
        };
        let short = format!("{text}{notes}{list}");
        if values.iter().all(|(_, meaning)| meaning.is_none()) {
            return (short.clone(), short);
        }
        let line = |(name, meaning): &(String, Option<String>)| match meaning {
            Some(meaning) => format!("\n- {name}: {meaning}"),
            None => format!("\n- {name}"),
        };
        let lines: String = values.iter().map(line).collect();
        (short, format!("{text}{notes}\n\n{}{lines}", m.label("help-values-heading")))
    }
}

/// The message of what stands for a value, for example `help-name-channel-number` of `CHANNEL=NUMBER`.
fn value_name_id(name: &str) -> String {
    format!("help-name-{}", dashed(name))
}

/// The messages that may say what a value means: that of its option goes before that of all.
fn value_ids(arg: &str, value: &str) -> [String; 2] {
    [format!("help-value-{}-{}", dashed(arg), dashed(value)), format!("help-value-{}", dashed(value))]
}

/// A name in small letters, with dashes for what is no letter.
fn dashed(name: &str) -> String {
    let small = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    name.chars().map(small).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// The ids of all messages that the tree of commands uses, walked as clap has it and not as it is dressed.
    fn used(command: &Command, path: &str, found: &mut BTreeSet<String>) {
        found.insert(format!("help-cmd{path}"));
        let of_settings = matches!(path, "-serve" | "-config-check");
        for arg in command.get_arguments() {
            let id = arg.get_id().as_str();
            match SETTINGS.iter().find(|setting| of_settings && setting.key == id) {
                Some(setting) => found.insert(format!("setting-{}", dashed(setting.key))),
                None => {
                    let own = format!("help-{}-{}", command.get_name(), dashed(id));
                    let is_own = Messages::of(Language::English).has(&own);
                    found.insert(if is_own { own } else { format!("help-arg-{}", dashed(id)) })
                }
            };
            if !arg.get_action().takes_values() {
                continue;
            }
            found.extend(arg.get_value_names().unwrap_or_default().iter().map(|name| value_name_id(name)));
            for value in arg.get_possible_values() {
                let ids = value_ids(id, value.get_name()).into_iter();
                found.extend(ids.filter(|id| Messages::of(Language::English).has(id)));
            }
        }
        for below in command.get_subcommands() {
            used(below, &format!("{path}-{}", below.get_name()), found);
        }
    }

    #[test]
    fn every_text_of_the_help_has_a_message_in_every_language_and_none_is_left_over() {
        let mut found = BTreeSet::new();
        used(&Arguments::command(), "", &mut found);
        found.extend(["help-cmd-help", "help-arg-help", "help-arg-version"].map(str::to_owned));
        for language in Language::ALL {
            let m = Messages::of(language);
            let missing: Vec<&String> = found.iter().filter(|id| !m.has(id)).collect();
            assert!(missing.is_empty(), "{}: {missing:#?}", language.tag());
        }
        let of_help = ["help-cmd", "help-arg-", "help-value-", "help-name-", "help-heading-", "help-"];
        let catalogue = include_str!("../report/messages/en/help.ftl");
        let ids = catalogue.lines().filter_map(|line| line.split_once(" = ")).map(|(id, _)| id);
        let named = [
            "help-name-command",
            "help-options",
            "help-usage",
            "help-variable",
            "help-default",
            "help-values",
            "help-values-heading",
            "help-heading-week",
            "help-heading-options",
            "help-heading-arguments",
            "help-heading-commands",
        ];
        // Those of a feature are not there without it.
        let of_cluster = |id: &str| {
            !cfg!(feature = "cluster")
                && ["cluster", "scheduler", "executor", "cores", "host", "address"].iter().any(|part| id.contains(part))
        };
        let left: Vec<&str> = ids
            .filter(|id| of_help.iter().any(|part| id.starts_with(part)))
            .filter(|id| !found.contains(*id) && !named.contains(id) && !of_cluster(id))
            .collect();
        assert!(left.is_empty(), "{left:#?}");
    }

    #[test]
    fn texts_stand_in_the_catalogue_alone() {
        fn check(command: &Command) {
            for arg in command.get_arguments() {
                assert!(arg.get_help().is_none(), "{} {}: {:?}", command.get_name(), arg.get_id(), arg.get_help());
                let values = arg.get_possible_values();
                assert!(values.iter().all(|value| value.get_help().is_none()), "{} {values:?}", arg.get_id());
            }
            command.get_subcommands().for_each(check);
        }
        check(&Arguments::command());
    }

    #[test]
    fn clap_finds_no_fault_with_the_commands() {
        Language::ALL.into_iter().for_each(|language| commands(language).debug_assert());
    }
}
