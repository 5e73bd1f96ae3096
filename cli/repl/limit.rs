//! The limits of a session: their table, how they are written, and the command that shows and sets them.

use super::session::Session;
use crate::arguments::{MemoryLimit, RunOptions, parse_memory, parse_time};
use crate::report::size;
use std::time::Duration;

/// A limit, with its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Limit {
    /// Bytes; the largest number is no limit.
    Memory(usize),
    /// Units of fuel for each input.
    Fuel(Option<u64>),
    /// Time for each input.
    Time(Option<Duration>),
}

/// A row of [`KINDS`].
pub(crate) struct Kind {
    /// The name.
    pub name: &'static str,
    /// A value as an example.
    pub example: &'static str,
    /// The limit of a session.
    read: fn(&Session) -> Limit,
    /// Reads a value.
    pub parse: fn(&str) -> Result<Limit, String>,
}

/// The limits.
pub(crate) const KINDS: &[Kind] = &[
    Kind {
        name: "memory",
        example: "64M",
        read: |session| Limit::Memory(session.machine.vm.heap.limit()),
        parse: |text| {
            Ok(Limit::Memory(match parse_memory(text)? {
                MemoryLimit::Bytes(bytes) => bytes,
                MemoryLimit::Unlimited => usize::MAX,
            }))
        },
    },
    Kind {
        name: "fuel",
        example: "1000000",
        read: |session| Limit::Fuel(session.options.fuel),
        parse: |text| {
            let no_number = |_| format!("`{text}` is no number of units; try 1000000");
            let units = |text: &str| text.replace('_', "").parse().map_err(no_number);
            Ok(Limit::Fuel(if text == "none" { None } else { Some(units(text)?) }))
        },
    },
    Kind {
        name: "time",
        example: "2s",
        read: |session| Limit::Time(session.options.timeout),
        parse: |text| Ok(Limit::Time(if text == "none" { None } else { Some(parse_time(text)?) })),
    },
];

impl Limit {
    /// The row of its kind.
    pub(crate) fn kind(self) -> &'static Kind {
        match self {
            Limit::Memory(_) => &KINDS[0],
            Limit::Fuel(_) => &KINDS[1],
            Limit::Time(_) => &KINDS[2],
        }
    }

    /// Twice as much.
    pub(crate) fn twice(self) -> Limit {
        match self {
            Limit::Memory(bytes) => Limit::Memory(bytes.saturating_mul(2)),
            Limit::Fuel(units) => Limit::Fuel(units.map(|units| units.max(1).saturating_mul(2))),
            Limit::Time(time) => Limit::Time(time.map(|time| time.saturating_mul(2))),
        }
    }

    /// Whether this is more than another limit of the same kind.
    pub(crate) fn exceeds(self, other: Limit) -> bool {
        match (self, other) {
            (Limit::Memory(this), Limit::Memory(that)) => this > that,
            (Limit::Fuel(this), Limit::Fuel(that)) => {
                that.is_some_and(|that| this.is_none_or(|this| this > that))
            }
            (Limit::Time(this), Limit::Time(that)) => {
                that.is_some_and(|that| this.is_none_or(|this| this > that))
            }
            _ => false,
        }
    }

    /// Its value, for people.
    pub(crate) fn text(self) -> String {
        match self {
            Limit::Memory(bytes) => size(bytes),
            Limit::Fuel(Some(units)) => format!("{units} units"),
            Limit::Time(Some(time)) => format!("{time:?}"),
            Limit::Fuel(None) | Limit::Time(None) => "none".to_owned(),
        }
    }

    /// Writes it into the options of an evaluation.
    pub(crate) fn set(self, options: &mut RunOptions) {
        match self {
            Limit::Memory(usize::MAX) => options.memory_limit = Some(MemoryLimit::Unlimited),
            Limit::Memory(bytes) => options.memory_limit = Some(MemoryLimit::Bytes(bytes)),
            Limit::Fuel(units) => options.fuel = units,
            Limit::Time(time) => options.timeout = time,
        }
    }
}

/// `:limit`: shows all limits, one, or sets one.
pub(crate) fn command(session: &mut Session, argument: &str) -> Result<String, String> {
    let mut words = argument.split_whitespace();
    let (name, value, more) = (words.next(), words.next(), words.next());
    let Some(name) = name else {
        let rows =
            KINDS.iter().map(|kind| format!("{:<8}{}", kind.name, (kind.read)(session).text()));
        return Ok(rows.collect::<Vec<_>>().join("\n"));
    };
    let Some(kind) = KINDS.iter().find(|kind| kind.name == name) else {
        let names: Vec<&str> = KINDS.iter().map(|kind| kind.name).collect();
        return Err(format!("There is no limit of {name}; there are {}.", names.join(", ")));
    };
    if more.is_some() {
        return Err(format!("A limit has one value: :limit {name} {}", kind.example));
    }
    if let Some(value) = value {
        let limit = (kind.parse)(value).map_err(|message| format!("{message}."))?;
        limit.set(&mut session.options);
        if let Limit::Memory(bytes) = limit {
            session.machine.vm.heap.set_limit(bytes);
        }
    }
    Ok(format!("{:<8}{}", kind.name, (kind.read)(session).text()))
}
