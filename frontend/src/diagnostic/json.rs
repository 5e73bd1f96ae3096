//! The JSON form of diagnostics: one object each, with byte offsets and with lines and columns.
//!
//! `line` counts from 1, `column` from 0 in code points, `start` and `end` are byte offsets.

use super::{Diagnostic, Severity};
use crate::span::{LineIndex, Span};
use serde_json::{Value, json};

impl Diagnostic {
    /// The diagnostic about `source`, which is called `name`, as a JSON object.
    pub fn to_json(&self, source: &str, name: &str) -> Value {
        let lines = LineIndex::new(source);
        let labels: Vec<Value> = self
            .labels
            .iter()
            .map(|label| {
                let mut place = place(&lines, source, label.span);
                place["text"] = json!(label.text);
                place["primary"] = json!(label.primary);
                place
            })
            .collect();
        let patch = self.patch.as_ref().map(|patch| {
            let mut place = place(&lines, source, patch.span);
            place["replacement"] = json!(patch.replacement);
            place["message"] = json!(patch.message);
            place
        });
        json!({
            "code": self.code.id(),
            "severity": match self.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
            },
            "message": self.message,
            "file": name,
            "labels": labels,
            "notes": self.notes,
            "help": self.help,
            "patch": patch,
        })
    }
}

fn place(lines: &LineIndex, source: &str, span: Span) -> Value {
    let (line, column) = lines.line_column(source, span.start);
    let (end_line, end_column) = lines.line_column(source, span.end);
    json!({
        "start": span.start,
        "end": span.end,
        "line": line,
        "column": column,
        "end_line": end_line,
        "end_column": end_column,
    })
}
