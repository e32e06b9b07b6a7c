//! The command `wireprint-generate`.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use wireprint_generate::{Generator, Hot, Kind, Parameters, write_gold};

/// Makes a news collection whose copies are known
///
/// The same version, number, seed and flags give the same bytes on every machine.
#[derive(Parser)]
#[command(name = "wireprint-generate", version)]
struct Arguments {
    /// Number of documents
    #[arg(long, value_name = "N")]
    documents: u64,
    /// Different seeds give different collections
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// Words of a story, in the median, without its page's furniture
    #[arg(long, value_name = "N", default_value_t = Parameters::WORDS)]
    words: usize,
    /// Pairs of copies per document
    #[arg(long, value_name = "R", default_value_t = 0.2)]
    related: f64,
    /// Kinds of pairs to plant, separated by commas [default: all]
    #[arg(long, value_name = "KINDS", value_delimiter = ',', value_parser = kind)]
    relations: Vec<Kind>,
    /// A stress collection instead: identical, one-story, house-line, one-word or plain
    #[arg(long, value_name = "KIND", value_parser = hot, conflicts_with_all = ["related", "relations"])]
    hot: Option<Hot>,
    /// Folder for docs.jsonl, planted.tsv and gold/; `-` writes the documents to standard output, without gold
    #[arg(long, value_name = "DIR", default_value = "-")]
    out: PathBuf,
}

fn kind(name: &str) -> Result<Kind, String> {
    let names = || Kind::ALL.map(Kind::name).join(", ");
    Kind::named(name).ok_or_else(|| format!("must be one of {}", names()))
}

fn hot(name: &str) -> Result<Hot, String> {
    let found = Hot::ALL.into_iter().find(|(known, _)| *known == name);
    let names = || Hot::ALL.map(|(name, _)| name).join(", ");
    found.map(|(_, hot)| hot).ok_or_else(|| format!("must be one of {}", names()))
}

#[expect(clippy::print_stderr, reason = "a command tells its user what went wrong")]
fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("wireprint-generate: {message}");
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &Arguments) -> Result<(), String> {
    let mut parameters = Parameters::new(arguments.documents, arguments.seed);
    parameters.words = arguments.words;
    parameters.related = arguments.related;
    parameters.hot = arguments.hot;
    if !arguments.relations.is_empty() {
        parameters.relations.clone_from(&arguments.relations);
    }
    let generator = Generator::new(parameters).map_err(|error| error.to_string())?;
    let written = if arguments.out == Path::new("-") {
        write_documents(&generator, io::stdout().lock())
    } else {
        write_folder(&generator, &arguments.out)
    };
    match written {
        // The reader has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written.map_err(|error| format!("{}: {error}", arguments.out.display())),
    }
}

fn write_folder(generator: &Generator, folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    write_documents(generator, File::create(folder.join("docs.jsonl"))?)?;
    write_gold(generator, folder)
}

fn write_documents(generator: &Generator, out: impl Write) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 20, out);
    for document in generator.iter() {
        document.write(&mut out)?;
    }
    out.flush()
}
