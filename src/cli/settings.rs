//! `wireprint.toml`: flags that a folder or a user has for good, under the names that they have on the command line.
//!
//! There is no list of keys: a key is a long flag of the command that its table is named after, its value is handed to
//! the command line as if it had been typed there, and what is typed wins. So a flag that a command gains can be set in
//! a file at once, and is checked by the same parser.

use std::any::TypeId;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::error::{ContextKind, ContextValue};
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::error::{Error, Result};

/// The file's name in the current folder and in the user's folder of settings.
const FILE_NAME: &str = "wireprint.toml";

/// What chooses the settings is not set by them.
const CHOOSING: [&str; 3] = ["config", "no-config", "print-config"];

/// What changes files is said each time, not found in whatever folder a command is given.
const ONLY_TYPED: &str = "apply";

/// Commands that take no settings: shells ask them in whatever folder they are.
const WITHOUT_SETTINGS: [&str; 3] = ["completions", "man", "help"];

/// The settings of one file that apply to a run.
#[derive(Debug, Default)]
pub(super) struct Settings {
    path: PathBuf,
    keys: Vec<Key>,
}

#[derive(Debug)]
struct Key {
    name: String,
    line: usize,
    arguments: Vec<OsString>,
}

impl Settings {
    /// The settings for the command that `matches` names: from `--config`, else from the current folder, else from the
    /// user's; none with `--no-config`.
    ///
    /// # Errors
    /// If the file cannot be read, is not TOML, or has a key that no flag is named like or a value of another type.
    pub(super) fn load(root: &Command, matches: &ArgMatches) -> Result<Self> {
        let Some((name, given)) = matches.subcommand() else { return Ok(Self::default()) };
        if WITHOUT_SETTINGS.contains(&name) || is_set(given, "no_config") {
            return Ok(Self::default());
        }
        let Some(path) = given.get_one::<PathBuf>("config").cloned().or_else(found) else {
            return Ok(Self::default());
        };
        let text = std::fs::read_to_string(&path).map_err(|error| {
            Error::input(path.display(), error).with_hint("--config names a file of settings in TOML")
        })?;
        let mut keys = Scanner { root, path: &path, text: &text }.keys(name)?;
        keys.retain(|key| !is_typed(given, root, name, &key.name));
        Ok(Self { path, keys })
    }

    /// The arguments of a run with those of the file put in where options may stand.
    pub(super) fn arguments(&self, typed: &[OsString]) -> Vec<OsString> {
        let end = typed.iter().position(|argument| argument == "--").unwrap_or(typed.len());
        let of_file = self.keys.iter().flat_map(|key| &key.arguments);
        typed[..end].iter().chain(of_file).chain(&typed[end..]).cloned().collect()
    }

    /// The error that the command line makes of a value that stands in the file; `None` if one was typed.
    pub(super) fn error_of(&self, error: &clap::Error, typed: &[OsString]) -> Option<Error> {
        let Some(ContextValue::String(flag)) = error.get(ContextKind::InvalidArg) else { return None };
        let name = flag.split(' ').next()?.strip_prefix("--")?;
        let with_value = format!("--{name}=");
        if typed.iter().any(|argument| argument.as_encoded_bytes().starts_with(with_value.as_bytes())) {
            return None;
        }
        let key = self.keys.iter().find(|key| key.name == name)?;
        let text = error.render().to_string();
        let lines = text.lines().map(str::trim);
        let told = lines.take_while(|line| !line.starts_with("Usage:") && !line.starts_with("For more"));
        let told = told.filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ");
        let told = told.strip_prefix("error: ").unwrap_or(&told);
        Some(Error::usage(format!("{}:{}: {name}: {told}", self.path.display(), key.line)))
    }

    /// Where the flag that an error tells of was set, if the file did it.
    pub(super) fn place_of(&self, message: &str) -> Option<String> {
        let told = |key: &&Key| {
            let flag = format!("--{}", key.name);
            message.split([' ', ':', ',', '=']).any(|word| word == flag)
        };
        let key = self.keys.iter().find(told)?;
        Some(format!("--{} is set in {}:{}", key.name, self.path.display(), key.line))
    }
}

/// Whether a flag is given in what may be only the beginning of a command line, up to what is wrong with it: clap then has no
/// defaults.
pub(super) fn is_set(given: &ArgMatches, flag: &str) -> bool {
    given.try_get_one::<bool>(flag).ok().flatten().is_some_and(|is_set| *is_set)
}

/// The file of the current folder, else that of the user (XDG Base Directory Specification).
fn found() -> Option<PathBuf> {
    let here = PathBuf::from(FILE_NAME);
    if here.is_file() {
        return Some(here);
    }
    let set = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let folder = set("XDG_CONFIG_HOME").or_else(|| set("HOME").map(|home| home.join(".config")))?;
    Some(folder.join("wireprint").join(FILE_NAME)).filter(|path| path.is_file())
}

fn is_typed(given: &ArgMatches, root: &Command, command: &str, name: &str) -> bool {
    let args = args_of(root, Some(command)).chain(args_of(root, None));
    let arg = args.into_iter().find(|arg| arg.get_long() == Some(name));
    arg.is_some_and(|arg| given.value_source(arg.get_id().as_str()) == Some(ValueSource::CommandLine))
}

/// The flags that a file can set: those of a command, or those of all commands.
fn args_of<'c>(root: &'c Command, command: Option<&str>) -> impl Iterator<Item = &'c Arg> {
    let of_all = command.is_none();
    let command = match command {
        Some(name) => root.find_subcommand(name),
        None => Some(root),
    };
    let args = command.into_iter().flat_map(Command::get_arguments);
    args.filter(move |arg| {
        let name = arg.get_long().unwrap_or_default();
        !name.is_empty()
            && arg.is_global_set() == of_all
            && !CHOOSING.contains(&name)
            && !["help", "version", ONLY_TYPED].contains(&name)
    })
}

/// A file of settings being read.
struct Scanner<'s> {
    root: &'s Command,
    path: &'s Path,
    text: &'s str,
}

impl Scanner<'_> {
    /// The keys that apply to a command; those of the other commands are checked as well.
    fn keys(&self, command: &str) -> Result<Vec<Key>> {
        let table = DeTable::parse(self.text).map_err(|error| {
            let start = error.span().map_or(0, |span| span.start);
            Error::usage(format!("{}: {}", self.place(start), error.message()))
        })?;
        let mut keys = Vec::new();
        for (name, value) in table.get_ref() {
            let DeValue::Table(table) = value.get_ref() else {
                keys.push(self.key(name, value, None)?);
                continue;
            };
            let is_command = |name: &str| !WITHOUT_SETTINGS.contains(&name);
            let known = self.root.get_subcommands().map(Command::get_name).filter(|name| is_command(name));
            self.check_known(name, "table", known)?;
            for (key, value) in table {
                let key = self.key(key, value, Some(name.get_ref().as_ref()))?;
                if name.get_ref() == command {
                    keys.push(key);
                }
            }
        }
        keys.sort_by_key(|key| key.line);
        Ok(keys)
    }

    fn key(
        &self,
        name: &Spanned<std::borrow::Cow<'_, str>>,
        value: &Spanned<DeValue<'_>>,
        command: Option<&str>,
    ) -> Result<Key> {
        let name_of = name.get_ref().as_ref();
        if name_of == ONLY_TYPED {
            let message = format!("{}: `{name_of}` cannot be set here", self.place(name.span().start));
            return Err(Error::usage(message)
                .with_hint("write --apply in the command, once you have seen what it would do"));
        }
        let known = || args_of(self.root, command).filter_map(Arg::get_long);
        self.check_known(name, "key", known())?;
        let arg = args_of(self.root, command).find(|arg| arg.get_long() == Some(name_of));
        let arg = arg.expect("the key is known");
        let wrong =
            |what: String| Error::usage(format!("{}: {name_of} {what}", self.place(value.span().start)));
        let arguments = arguments(arg, value.get_ref()).map_err(wrong)?;
        Ok(Key { name: name_of.to_owned(), line: self.line(name.span().start), arguments })
    }

    fn check_known<'k>(
        &self,
        name: &Spanned<std::borrow::Cow<'_, str>>,
        what: &str,
        known: impl Iterator<Item = &'k str>,
    ) -> Result<()> {
        let names: Vec<&str> = known.collect();
        let given = name.get_ref().as_ref();
        if names.contains(&given) {
            return Ok(());
        }
        let error = Error::usage(format!("{}: unknown {what} `{given}`", self.place(name.span().start)));
        Err(error.with_hint(match nearest(given, &names) {
            Some(nearest) => format!("did you mean `{nearest}`?"),
            None if what == "table" => format!("tables are named after commands: {}", names.join(", ")),
            None => "keys are the long flags of the command, without the dashes".to_owned(),
        }))
    }

    fn line(&self, offset: usize) -> usize {
        1 + memchr::memchr_iter(b'\n', &self.text.as_bytes()[..offset.min(self.text.len())]).count()
    }

    /// `wireprint.toml:3`.
    fn place(&self, offset: usize) -> String {
        format!("{}:{}", self.path.display(), self.line(offset))
    }
}

/// The known name that a misspelt one is nearest to, if any is near.
pub(super) fn nearest<'k>(given: &str, known: &[&'k str]) -> Option<&'k str> {
    // The measure and the bound are those of clap's own suggestions.
    let measured = known.iter().map(|name| (strsim::jaro_winkler(given, name), *name));
    let best = measured.max_by(|one, other| one.0.total_cmp(&other.0))?;
    (best.0 > 0.7).then_some(best.1)
}

/// What a value comes to on the command line, or what is wrong with it.
fn arguments(arg: &Arg, value: &DeValue<'_>) -> std::result::Result<Vec<OsString>, String> {
    let name = arg.get_long().expect("only long flags are set");
    if !arg.get_action().takes_values() {
        return match value.as_bool() {
            Some(true) => Ok(vec![format!("--{name}").into()]),
            Some(false) => Ok(Vec::new()),
            None => Err(format!("is {}; it takes true or false", named(value))),
        };
    }
    let values: Vec<&DeValue<'_>> = match (value.as_array(), arg.get_action()) {
        (Some(values), ArgAction::Append) => values.iter().map(Spanned::get_ref).collect(),
        (Some(_), _) => return Err("is a list; it takes one value".to_owned()),
        (None, _) => vec![value],
    };
    let one = |value| Ok(format!("--{name}={}", scalar(arg, value)?).into());
    values.into_iter().map(one).collect()
}

/// One value as it is typed.
fn scalar(arg: &Arg, value: &DeValue<'_>) -> std::result::Result<String, String> {
    let number = kind_of_number(arg);
    match value {
        // A size has a unit, which only text can hold.
        DeValue::String(text) if number.is_some() && text.parse::<f64>().is_ok() => {
            Err("is text; write the number without quotation marks".to_owned())
        }
        DeValue::String(text) => Ok(text.clone().into_owned()),
        DeValue::Datetime(date) if number.is_none() => Ok(date.to_string()),
        DeValue::Integer(integer) if number.is_some() => {
            let parsed = i64::from_str_radix(integer.as_str(), integer.radix());
            parsed.map(|integer| integer.to_string()).map_err(|error| format!("is no number: {error}"))
        }
        DeValue::Float(float) if number == Some(Number::Real) => Ok(float.as_str().to_owned()),
        _ => Err(match number {
            None => format!("is {}; it takes text in quotation marks", named(value)),
            Some(Number::Real) => format!("is {}; it takes a number", named(value)),
            Some(Number::Whole) => format!("is {}; it takes a whole number", named(value)),
        }),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Number {
    Whole,
    Real,
}

/// Whether the values of a flag are numbers, told by the type that the parser gives.
fn kind_of_number(arg: &Arg) -> Option<Number> {
    let parsed = arg.get_value_parser().type_id();
    let is_one_of = |types: &[TypeId]| types.iter().any(|one| parsed == *one);
    if is_one_of(&[TypeId::of::<f64>(), TypeId::of::<f32>()]) {
        return Some(Number::Real);
    }
    let whole = [
        TypeId::of::<usize>(),
        TypeId::of::<u64>(),
        TypeId::of::<u32>(),
        TypeId::of::<u16>(),
        TypeId::of::<u8>(),
        TypeId::of::<i64>(),
        TypeId::of::<i32>(),
    ];
    is_one_of(&whole).then_some(Number::Whole)
}

/// A value's type, with its article.
fn named(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

/// The settings in force, as a file that gives the same; what has no value is a comment.
///
/// # Errors
/// If a value is not UTF-8, which no file of settings can hold.
pub(super) fn print(root: &Command, matches: &ArgMatches) -> Result<String> {
    let (name, given) = matches.subcommand().expect("a command was given");
    let mut text = String::new();
    for arg in args_of(root, None) {
        text.push_str(&line_of(arg, given)?);
    }
    text.push_str(&format!("\n[{name}]\n"));
    let mut heading = None;
    for arg in args_of(root, Some(name)) {
        if arg.get_help_heading() != heading {
            heading = arg.get_help_heading();
            text.push_str(&format!("\n# {}\n", heading.unwrap_or("Options")));
        }
        text.push_str(&line_of(arg, given)?);
    }
    Ok(text)
}

fn line_of(arg: &Arg, given: &ArgMatches) -> Result<String> {
    let (id, name) = (arg.get_id().as_str(), arg.get_long().expect("only long flags are set"));
    if !arg.get_action().takes_values() {
        return Ok(format!("{name} = {}\n", given.get_flag(id)));
    }
    let text = |value: &std::ffi::OsStr| {
        let text = value.to_str().map(str::to_owned);
        text.ok_or_else(|| Error::usage(format!("--{name}: {} is not UTF-8", value.display())))
    };
    let values: Vec<String> = given.get_raw(id).into_iter().flatten().map(text).collect::<Result<_>>()?;
    let written = |value: &String| match (kind_of_number(arg), value.parse::<i64>(), value.parse::<f64>()) {
        (Some(_), Ok(whole), _) => whole.to_string(),
        (Some(Number::Real), _, Ok(real)) => toml::Value::Float(real).to_string(),
        _ => toml::Value::String(value.clone()).to_string(),
    };
    let values: Vec<String> = values.iter().map(written).collect();
    Ok(match (arg.get_action(), &values[..]) {
        (_, []) => format!("# {name} =\n"),
        (ArgAction::Append, values) => format!("{name} = [{}]\n", values.join(", ")),
        (_, values) => format!("{name} = {}\n", values.join(" ")),
    })
}
