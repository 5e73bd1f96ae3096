//! Literate files (`….mt.md`): Markdown whose fenced blocks are the program.
//!
//! A line that begins with three backticks switches between prose, where a file begins, and code; an info string after
//! the backticks is allowed. Prose and fences become spaces, so that every offset of the code stays what it is
//! in the file and diagnostics can show the file itself.

/// Whether a file of that name is literate.
pub fn is_literate(name: &str) -> bool {
    name.ends_with(".mt.md")
}

/// The program in a literate file: as long as the file, with all else blanked out.
pub fn code_of(source: &str) -> String {
    let mut code = String::with_capacity(source.len());
    let mut in_code = false;
    for line in source.split_inclusive('\n') {
        let is_fence = line.starts_with("```");
        if in_code && !is_fence {
            code.push_str(line);
        } else {
            // Spaces keep the offsets; the line end is kept as it is.
            let text = line.trim_end_matches('\n').trim_end_matches('\r');
            code.extend(std::iter::repeat_n(' ', text.len()));
            code.push_str(&line[text.len()..]);
        }
        in_code ^= is_fence;
    }
    code
}
