//! Stages of the tracing compiler as text: a line of source stands in front of the first line that comes from it.

use super::places::Places;
use super::summary::{exit_line, misses, tree_line};
use crate::arguments::Stage;
use crate::color::Color;
use monte_jit::{Key, Line, Listing, Place, RecordingReport, Report, TreeReport, Why};
use std::fmt::Write;

/// A stage of all trees.
pub(crate) fn of_stage(stage: Stage, report: &Report, places: &Places) -> String {
    let mut text = Text { out: String::new(), places, shown: None };
    if report.trees.is_empty() {
        text.line("nothing was compiled");
    }
    for tree in &report.trees {
        text.tree(stage, tree);
    }
    if stage == Stage::Traces {
        text.out.push_str(&misses(report, places, Color(false)));
    }
    text.out
}

struct Text<'a> {
    out: String,
    places: &'a Places<'a>,
    /// The line of source that is shown above.
    shown: Option<(String, usize)>,
}

impl Text<'_> {
    fn line(&mut self, text: &str) {
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn tree(&mut self, stage: Stage, tree: &TreeReport) {
        if !self.out.is_empty() {
            self.line("");
        }
        self.line(&tree_line(tree, self.places, Color(false)));
        let Some(listing) = &tree.listing else { return };
        match stage {
            Stage::Ir => self.parts(listing),
            Stage::Clif => self.code(listing, listing.clif.iter().map(|line| (None, line))),
            Stage::Asm => {
                self.code(listing, listing.machine.iter().map(|(at, line)| (Some(*at), line)))
            }
            _ => {
                for exit in tree.exits.iter().filter(|exit| exit.taken > 0) {
                    self.line(&format!("  {}", exit_line(exit, self.places, Color(false))));
                }
                for recording in &tree.recordings {
                    self.recording(recording);
                }
            }
        }
    }

    fn recording(&mut self, recording: &RecordingReport) {
        let why = match recording.why {
            Why::Loop => "a hot loop".to_owned(),
            Why::Body => "a hot function".to_owned(),
            Why::Exit(exit) => format!("hot exit {exit}"),
            Why::Follows => "what follows the part before".to_owned(),
        };
        self.title(&format!("recording of part {}: {why}", recording.part));
        for step in &recording.listing {
            self.source(step.place);
            for (pc, instruction) in self.places.instructions(step.place) {
                let _ = writeln!(self.out, "{pc:>6}: {instruction}");
            }
            for line in &step.lines {
                self.line(&format!("            {}", line.text));
            }
        }
    }

    fn parts(&mut self, listing: &Listing) {
        for (title, lines) in &listing.parts {
            self.title(title);
            for line in lines {
                self.shown_line(line);
            }
        }
        self.title("exits");
        for line in &listing.exits {
            self.shown_line(line);
        }
    }

    /// Code, with a title where what it comes from changes: a part, an exit, or the entry.
    fn code<'b>(
        &mut self,
        listing: &Listing,
        lines: impl Iterator<Item = (Option<u64>, &'b Line)>,
    ) {
        let part_of = |key: Key| {
            let holds = |(_, lines): &&(String, Vec<Line>)| lines.iter().any(|it| it.key == key);
            listing.parts.iter().find(holds).map(|(title, _)| title.clone())
        };
        self.shown = None;
        let (mut key, mut title) = (Key::Entry, "entry".to_owned());
        for (at, line) in lines {
            // Cranelift's form has lines that come from nothing.
            if line.key != key && (at.is_some() || line.key != Key::Entry) {
                key = line.key;
                let here = match key {
                    Key::Exit(exit) => format!("exit {exit}"),
                    Key::Entry => "not entered".to_owned(),
                    _ => part_of(key).unwrap_or_default(),
                };
                if here != title {
                    self.title(&here);
                    title = here;
                }
            }
            if let Some(place) = line.place {
                self.source(place);
            }
            match at {
                Some(at) => self.line(&format!("{at:>6x}: {}", line.text)),
                None => self.line(&line.text),
            }
        }
    }

    fn title(&mut self, title: &str) {
        self.shown = None;
        self.line(title);
    }

    fn shown_line(&mut self, line: &Line) {
        if let Some(place) = line.place {
            self.source(place);
        }
        self.line(&format!("        {}", line.text));
    }

    /// The line of source, unless it is shown above.
    fn source(&mut self, place: Place) {
        let Some((file, line, text)) = self.places.line(place) else { return };
        let here = Some((file, line));
        if self.shown == here {
            return;
        }
        self.shown = here;
        match (text, &self.shown) {
            (Some(text), _) => self.line(&format!("{line:>5} | {}", text.trim_end())),
            (None, Some((file, _))) => self.line(&format!("{line:>5} | ({file})")),
            (None, None) => {}
        }
    }
}
