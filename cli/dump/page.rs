//! `monte dump traces --html`: one page that needs nothing else. It holds the JSON of all stages and the source; the script
//! in the template shows them side by side.

use super::json;
use super::places::Places;
use crate::arguments::Stage;
use crate::source::Source;
use monte_jit::Report;
use serde_json::json;

const TEMPLATE: &str = include_str!("traces.html");

/// The page.
pub(crate) fn of_report(report: &Report, places: &Places, source: &Source) -> String {
    let stages = [Stage::Traces, Stage::Ir, Stage::Clif, Stage::Asm];
    let mut data = json::of_stages(&stages, report, places);
    data["source"] = json!({"name": source.name, "text": source.text});
    // Within a script element only this could be taken for its end, or for the beginning of a comment.
    let data = data.to_string().replace('<', "\\u003c");
    TEMPLATE.replace("/*DATA*/null", &data)
}
