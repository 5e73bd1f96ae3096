//! The notation of the grammar's rows: program text with holes.
//!
//! | hole | becomes |
//! |---|---|
//! | `@Kind` | an expansion of that kind, in the scope around the row |
//! | `@.Kind` | the same, in the row's own scope, with the names it has declared to the left |
//! | `@-x:Kind` | a new name of that kind, final, in the row's own scope |
//! | `@~x:Kind` | the same; it can be assigned to |
//! | `@+x:Kind`, `@*x:Kind` | the same two, known behind the row, too |
//! | `@?x:Kind` | a name of that kind that is known already |
//! | `@=x:Kind` | one of them that can be assigned to |
//! | `@x` | the name that was declared or found under this label |
//! | `@;` | nothing; the row's own scope ends here |
//! | `@#12;` | nothing; what follows runs about so many times |
//! | `@@` | an at sign |
//!
//! Labels begin with a small letter, kinds with a capital one.

/// A template in its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// Text as it is.
    Text(String),
    /// `@Kind`, `@.Kind`.
    Fill { kind: String, own: bool },
    /// `@-x:Kind`, `@~x:Kind`, `@+x:Kind`, `@*x:Kind`.
    Declare { label: String, kind: String, mutable: bool, exported: bool },
    /// `@?x:Kind`, `@=x:Kind`.
    Find { label: String, kind: String, mutable: bool },
    /// `@x`.
    Use(String),
    /// `@;`.
    End,
    /// `@#12;`.
    Times(u64),
}

/// Reads a template. The templates are ours, so a fault in one ends the test.
pub(crate) fn parse(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = text;
    let mut plain = String::new();
    while let Some(at) = rest.find('@') {
        plain.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let sign = rest.chars().next().unwrap_or_else(|| panic!("an at sign ends {text:?}"));
        if sign == '@' {
            plain.push('@');
            rest = &rest[1..];
            continue;
        }
        if !plain.is_empty() {
            parts.push(Part::Text(std::mem::take(&mut plain)));
        }
        if !sign.is_ascii_alphabetic() {
            rest = &rest[1..];
        }
        let part = match sign {
            ';' => Part::End,
            '.' => Part::Fill { kind: word(&mut rest), own: true },
            '#' => {
                let times = word(&mut rest).parse().expect("a number of times");
                rest = rest.strip_prefix(';').expect("a semicolon behind the number of times");
                Part::Times(times)
            }
            '-' | '~' | '+' | '*' => {
                let (label, kind) = typed(&mut rest);
                let (mutable, exported) = (matches!(sign, '~' | '*'), matches!(sign, '+' | '*'));
                Part::Declare { label, kind, mutable, exported }
            }
            '?' | '=' => {
                let (label, kind) = typed(&mut rest);
                Part::Find { label, kind, mutable: sign == '=' }
            }
            'A'..='Z' => Part::Fill { kind: word(&mut rest), own: false },
            'a'..='z' => Part::Use(word(&mut rest)),
            _ => panic!("a hole of an unknown sort in {text:?}"),
        };
        parts.push(part);
    }
    plain.push_str(rest);
    if !plain.is_empty() {
        parts.push(Part::Text(plain));
    }
    parts
}

fn word(rest: &mut &str) -> String {
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
    let (word, behind) = rest.split_at(end);
    *rest = behind;
    word.to_owned()
}

fn typed(rest: &mut &str) -> (String, String) {
    let label = word(rest);
    *rest = rest.strip_prefix(':').expect("a colon behind the label");
    (label, word(rest))
}
