//! Stages of the tracing compiler as JSON; `docs/jit.md` tells the shape.

use super::places::Places;
use crate::arguments::Stage;
use monte_jit::{Key, Line, Place, RecordingReport, Report, Times, TreeReport, Why};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// A stage of all trees.
pub(crate) fn of_stage(stage: Stage, report: &Report, places: &Places) -> Value {
    of_stages(&[stage], report, places)
}

/// Some stages of all trees.
pub(crate) fn of_stages(stages: &[Stage], report: &Report, places: &Places) -> Value {
    let mut used = Used::default();
    let trees: Vec<Value> = report.trees.iter().map(|tree| used.tree(stages, tree)).collect();
    let given_up: Vec<Value> = report
        .given_up
        .iter()
        .map(|row| {
            json!({
                "at": used.at(row.place), "head": used.at(row.head), "exit": row.exit,
                "reason": row.reason, "count": row.count,
            })
        })
        .collect();
    let totals = &report.totals;
    json!({
        "totals": {
            "recordings": totals.recordings, "given_up": totals.given_up, "loops": totals.loops,
            "functions": totals.bodies, "parts_behind_exits": totals.sides,
            "compiled": totals.compiled, "code_bytes": totals.code_bytes, "drops": totals.drops,
            "nanoseconds": times(totals.times),
        },
        "trees": trees,
        "given_up": given_up,
        "failures": report.failures,
        "places": used.described(places),
    })
}

/// The places that were mentioned.
#[derive(Default)]
struct Used(BTreeSet<(u32, u32)>);

impl Used {
    /// A place as its key.
    fn at(&mut self, place: Place) -> Value {
        self.0.insert((place.code, place.pc));
        format!("{}:{}", place.code, place.pc).into()
    }

    fn tree(&mut self, stages: &[Stage], tree: &TreeReport) -> Value {
        let exits: Vec<Value> = tree
            .exits
            .iter()
            .map(|exit| {
                json!({
                    "number": exit.number, "at": self.at(exit.place), "cause": exit.cause,
                    "taken": exit.taken, "given_up": exit.given_up, "part": exit.part,
                })
            })
            .collect();
        let mut row = json!({
            "number": tree.number, "why": why(tree.why), "at": self.at(tree.place),
            "instructions": tree.steps, "recorded": tree.recorded, "optimized": tree.optimized,
            "parts": tree.parts, "compiled": tree.compiled, "code_bytes": tree.code_bytes,
            "nanoseconds": times(tree.times), "entered": tree.entered, "refused": tree.refused,
            "exits": exits,
        });
        let Some(listing) = &tree.listing else { return row };
        for stage in stages {
            let (name, value) = match stage {
                Stage::Traces => {
                    let rows = tree.recordings.iter().map(|row| self.recording(row));
                    ("recordings", rows.collect())
                }
                Stage::Ir => {
                    let parts = listing.parts.iter();
                    let parts: Vec<Value> = parts
                        .map(|(title, lines)| json!({"title": title, "lines": self.lines(lines)}))
                        .collect();
                    ("ir", json!({"parts": parts, "exits": self.lines(&listing.exits)}))
                }
                Stage::Clif => ("clif", self.lines(&listing.clif)),
                _ => {
                    let rows = listing.machine.iter().map(|(at, line)| {
                        let mut row = self.line(line);
                        row["offset"] = json!(at);
                        row
                    });
                    ("asm", rows.collect())
                }
            };
            row[name] = value;
        }
        row
    }

    fn recording(&mut self, recording: &RecordingReport) -> Value {
        let exit = match recording.why {
            Why::Exit(exit) => Some(exit),
            _ => None,
        };
        let steps: Vec<Value> = recording
            .listing
            .iter()
            .map(|step| json!({"at": self.at(step.place), "ir": self.lines(&step.lines)}))
            .collect();
        json!({
            "part": recording.part, "why": why(recording.why), "exit": exit,
            "instructions": steps, "recorded": recording.recorded,
        })
    }

    fn lines(&mut self, lines: &[Line]) -> Value {
        lines.iter().map(|line| self.line(line)).collect()
    }

    fn line(&mut self, line: &Line) -> Value {
        let from = match line.key {
            Key::Instruction(r) => json!({"instruction": r}),
            Key::Exit(number) => json!({"exit": number}),
            Key::End(part) => json!({"end": part}),
            Key::Entry => Value::Null,
        };
        json!({"text": line.text, "at": line.place.map(|place| self.at(place)), "from": from})
    }

    /// What the places are.
    fn described(&self, places: &Places) -> Value {
        let rows = self.0.iter().map(|&(code, pc)| {
            let place = Place { code, pc };
            let frame = places.frame(place);
            let bytecode: Vec<Value> = places
                .instructions(place)
                .into_iter()
                .map(|(pc, text)| json!({"pc": pc, "text": text}))
                .collect();
            let row = json!({
                "file": frame.as_ref().map(|frame| &frame.unit),
                "line": frame.as_ref().map(|frame| frame.line),
                "column": frame.as_ref().map(|frame| frame.column + 1),
                "length": frame.as_ref().map(|frame| frame.length),
                "in": frame.as_ref().map(|frame| &frame.name),
                "bytecode": bytecode,
            });
            (format!("{code}:{pc}"), row)
        });
        Value::Object(rows.collect::<Map<_, _>>())
    }
}

fn why(why: Why) -> &'static str {
    match why {
        Why::Loop => "hot loop",
        Why::Body => "hot function",
        Why::Exit(_) => "hot exit",
        Why::Follows => "follows",
    }
}

fn times(times: Times) -> Value {
    json!({
        "recording": times.recording,
        "optimizing": times.optimizing,
        "compiling": times.compiling,
    })
}
