//! Source texts: where they come from, and what they are called in messages.

use crate::status::Status;
use monte_pipeline::Text;
use std::io::Read;
use std::path::Path;

/// A source text with its name.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    /// The name in messages.
    pub name: String,
    /// The text.
    pub text: String,
}

impl<'a> From<&'a Source> for Text<'a> {
    fn from(source: &'a Source) -> Text<'a> {
        Text { name: &source.name, source: &source.text }
    }
}

impl Source {
    /// Reads a file, or standard input for `-`; a failure has been reported.
    pub(crate) fn read(path: &Path) -> Result<Source, Status> {
        if path == Path::new("-") {
            return Source::standard_input();
        }
        let name = path.display().to_string();
        match std::fs::read(path) {
            Ok(bytes) => Source::decode(name, bytes),
            Err(error) => {
                say!("monte: cannot read {name}: {}", plain(&error));
                Err(Status::Usage)
            }
        }
    }

    /// Reads standard input.
    pub(crate) fn standard_input() -> Result<Source, Status> {
        let mut bytes = Vec::new();
        if let Err(error) = std::io::stdin().read_to_end(&mut bytes) {
            say!("monte: cannot read standard input: {}", plain(&error));
            return Err(Status::Usage);
        }
        Source::decode("<stdin>".to_owned(), bytes)
    }

    /// A text from the command line.
    pub(crate) fn inline(text: &str) -> Source {
        Source { name: "<eval>".to_owned(), text: text.to_owned() }
    }

    fn decode(name: String, bytes: Vec<u8>) -> Result<Source, Status> {
        match String::from_utf8(bytes) {
            Ok(text) => Ok(Source { name, text }),
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                let line = error.as_bytes()[..at].iter().filter(|&&b| b == b'\n').count() + 1;
                say!("monte: {name} is not UTF-8: byte {at}, in line {line}");
                Err(Status::Usage)
            }
        }
    }
}

/// An error of the operating system without its number.
pub(crate) fn plain(error: &std::io::Error) -> String {
    let text = error.to_string();
    match text.find(" (os error") {
        Some(at) => text[..at].to_owned(),
        None => text,
    }
}
