//! Diagnostics as text with excerpts of the source, drawn by `annotate-snippets`.
//!
//! Excerpts are cut from a window of lines around the labels, so that drawing one finding in a very
//! long file costs little, and spans are moved to character boundaries first, which the drawing needs.

use super::{Diagnostic, Severity};
use crate::span::{Span, floor_boundary};
use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Patch, Renderer, Snippet};

/// Lines longer than this are not drawn whole.
const LONGEST_LINE: usize = 400;

/// The diagnostic about `source`, which is called `name`, as lines of text without a last newline.
pub fn render(diagnostic: &Diagnostic, source: &str, name: &str, color: bool) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(&diagnostic.message).id(diagnostic.code.id());
    let mut group = Group::with_title(title);
    let windows = windows(diagnostic, source);
    for window in &windows {
        let snippet = Snippet::source(window.text)
            .path(name)
            .line_start(window.first_line)
            .fold(true)
            .annotations(window.labels.iter().map(|&index| {
                let label = &diagnostic.labels[index];
                let kind =
                    if label.primary { AnnotationKind::Primary } else { AnnotationKind::Context };
                let annotation = kind.span(window.place(label.span));
                if label.text.is_empty() { annotation } else { annotation.label(&label.text) }
            }));
        group = group.element(snippet);
    }
    for note in &diagnostic.notes {
        group = group.element(Level::NOTE.message(note));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(help));
    }
    let mut report = vec![group];
    let patch_window =
        diagnostic.patch.as_ref().and_then(|patch| Window::around(source, patch.span));
    if let (Some(patch), Some(window)) = (&diagnostic.patch, &patch_window) {
        let snippet = Snippet::source(window.text)
            .path(name)
            .line_start(window.first_line)
            .fold(true)
            .patch(Patch::new(window.place(patch.span), patch.replacement.as_str()));
        report.push(Level::HELP.secondary_title(&patch.message).element(snippet));
    }
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    renderer.decor_style(DecorStyle::Ascii).render(&report)
}

/// All of them, separated by empty lines.
pub fn render_all(diagnostics: &[Diagnostic], source: &str, name: &str, color: bool) -> String {
    let mut text = String::new();
    for diagnostic in diagnostics {
        text.push_str(&render(diagnostic, source, name, color));
        text.push_str("\n\n");
    }
    text
}

/// Some lines of the source, and the labels that lie in them.
struct Window<'a> {
    text: &'a str,
    start: usize,
    first_line: usize,
    labels: Vec<usize>,
}

impl<'a> Window<'a> {
    /// The lines that `span` touches; nothing if they are too long to show.
    fn around(source: &'a str, span: Span) -> Option<Window<'a>> {
        let start = floor_boundary(source, span.start as usize);
        let end = floor_boundary(source, span.end as usize).max(start);
        let line_start = source[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = source[end..].find('\n').map_or(source.len(), |at| end + at);
        let text = &source[line_start..line_end];
        if text.lines().any(|line| line.len() > LONGEST_LINE) {
            return Some(Window::inside_long_line(source, start, end));
        }
        let first_line = 1 + source[..line_start].bytes().filter(|&byte| byte == b'\n').count();
        Some(Window { text, start: line_start, first_line, labels: Vec::new() })
    }

    /// The part of a very long line around a place.
    fn inside_long_line(source: &'a str, start: usize, end: usize) -> Window<'a> {
        let line_start = source[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = source[start..].find('\n').map_or(source.len(), |at| start + at);
        let from = floor_boundary(source, start.saturating_sub(LONGEST_LINE / 4)).max(line_start);
        let until = floor_boundary(source, end.min(start + LONGEST_LINE / 2) + LONGEST_LINE / 4)
            .clamp(from, line_end);
        let first_line = 1 + source[..line_start].bytes().filter(|&byte| byte == b'\n').count();
        Window { text: &source[from..until], start: from, first_line, labels: Vec::new() }
    }

    fn end(&self) -> usize {
        self.start + self.text.len()
    }

    fn place(&self, span: Span) -> std::ops::Range<usize> {
        let inside = |offset: u32| {
            let offset = (offset as usize).clamp(self.start, self.end()) - self.start;
            floor_boundary(self.text, offset)
        };
        let start = inside(span.start);
        start..inside(span.end).max(start)
    }
}

/// One window for each group of labels that stand near each other.
fn windows<'a>(diagnostic: &Diagnostic, source: &'a str) -> Vec<Window<'a>> {
    /// Labels at most this many bytes apart share a window.
    const NEAR: usize = 600;
    let mut order: Vec<usize> = (0..diagnostic.labels.len()).collect();
    order.sort_by_key(|&index| (!diagnostic.labels[index].primary, index));
    let mut windows: Vec<Window<'a>> = Vec::new();
    for index in order {
        let span = diagnostic.labels[index].span;
        let Some(own) = Window::around(source, span) else { continue };
        let near = windows
            .iter_mut()
            .find(|window| own.start <= window.end() + NEAR && window.start <= own.end() + NEAR);
        match near {
            Some(window) => {
                let start = window.start.min(own.start);
                let end = window.end().max(own.end());
                window.first_line = window.first_line.min(own.first_line);
                window.start = start;
                window.text = &source[start..end];
                window.labels.push(index);
            }
            None => windows.push(Window { labels: vec![index], ..own }),
        }
    }
    windows
}
