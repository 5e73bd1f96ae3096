# From a small Markdown to HTML and to plain text, by templates that take strings apart and put them together.
#
# A document becomes a list of blocks, a block a list such as ["heading", 2, "Title"]; a table of functions, one per
# kind of block, then turns the blocks into a format. A new format is a new table.

def TICK := "`"
def FENCE := TICK * 3

# ----- Blocks -----

# The number of spaces in front, and the rest.
def dedent(line :Str) :Pair[Int, Str] {
    var n := 0
    while (n < line.size() && line[n] == ' ') { n += 1 }
    return [n, line.slice(n)]
}

# The kind of a line, told by how it begins.
def classify(line :Str) :List {
    def [indent, text] := dedent(line)
    return switch (text) {
        match =="" { ["blank"] }
        match `### @title` { ["heading", 3, title] }
        match `## @title` { ["heading", 2, title] }
        match `# @title` { ["heading", 1, title] }
        match =="---" { ["rule"] }
        match `$FENCE@language` { ["fence", language] }
        match `> @quoted` { ["quote", quoted] }
        match `- @item` { ["item", indent, item] }
        match `|@row` {
            # Behind the last bar there is nothing.
            def cells := row.split("|")
            ["row", [for cell in (cells.slice(0, cells.size() - 1)) cell.trim()]]
        }
        match _ { ["text", text.trim()] }
    }
}

# Lines with their kinds, joined into blocks.
def parse(source :Str) :List {
    def blocks := [].diverge()
    # The paragraph, list, table or quotation being read: its kind and what is in it so far.
    var open := null
    def close() {
        if (open != null) { blocks.push(open) }
        open := null
    }
    def extend(kind, part) {
        open := switch (open) {
            match [==kind, parts] { [kind, parts.with(part)] }
            match _ { close(); [kind, [part]] }
        }
    }
    # Inside a fence every line is taken as it is.
    var code := null
    for line in (source.split("\n")) {
        switch ([code, classify(line)]) {
            match [==null, [=="fence", _]] { close(); code := [] }
            match [lines, [=="fence", _]] { blocks.push(["code", lines]); code := null }
            match [lines :List, _] { code := lines.with(line) }
            match [_, [=="blank"]] { close() }
            match [_, [=="rule"]] { close(); blocks.push(["rule"]) }
            match [_, [=="heading", level, title]] { close(); blocks.push(["heading", level, title]) }
            match [_, [=="quote", quoted]] { extend("quotation", quoted) }
            match [_, [=="item", indent, item]] { extend("list", [indent // 2, item]) }
            match [_, [=="row", cells]] { extend("table", cells) }
            match [_, [=="text", text]] { extend("paragraph", text) }
        }
    }
    close()
    return blocks.snapshot()
}

# ----- Text inside a block -----

def escapeHTML(text :Str) :Str { return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") }

# Emphasis, code and links of a text, each made by the given format.
def inline(text :Str, format) :Str {
    return switch (text) {
        match `@before$TICK@code$TICK@after` { inline(before, format) + format.code(code) + inline(after, format) }
        match `@before**@strong**@after` { inline(before, format) + format.strong(inline(strong, format)) + inline(after, format) }
        match `@before*@soft*@after` { inline(before, format) + format.soft(inline(soft, format)) + inline(after, format) }
        match `@before[@label](@target)@after` { inline(before, format) + format.link(inline(label, format), target) + inline(after, format) }
        match plain { format.plain(plain) }
    }
}

# ----- Formats -----

object html {
    to plain(text) { return escapeHTML(text) }
    to code(text) { return `<code>${escapeHTML(text)}</code>` }
    to strong(text) { return `<strong>$text</strong>` }
    to soft(text) { return `<em>$text</em>` }
    to link(label, target) { return `<a href="$target">$label</a>` }
    to block(block) :List[Str] {
        return switch (block) {
            match [=="heading", level, title] { [`<h$level>${inline(title, html)}</h$level>`] }
            match [=="paragraph", lines] { [`<p>${inline(" ".join(lines), html)}</p>`] }
            match [=="quotation", lines] { [`<blockquote>${inline(" ".join(lines), html)}</blockquote>`] }
            match [=="rule"] { ["<hr>"] }
            match [=="code", lines] { ["<pre>"] + [for line in (lines) escapeHTML(line)] + ["</pre>"] }
            match [=="table", [head] + rows] {
                def row(tag, cells) { return `<tr>${"".join([for c in (cells) `<$tag>${inline(c, html)}</$tag>`])}</tr>` }
                ["<table>", row("th", head)] + [for cells in (rows) row("td", cells)] + ["</table>"]
            }
            match [=="list", items] {
                # Every step inwards opens a list, every step outwards closes one.
                var depth := -1
                var out := []
                for [level, text] in (items) {
                    while (depth < level) { out with= ("<ul>"); depth += 1 }
                    while (depth > level) { out with= ("</ul>"); depth -= 1 }
                    out with= (`<li>${inline(text, html)}</li>`)
                }
                out + ["</ul>"] * (depth + 1)
            }
        }
    }
}

def WIDTH := 48

# A text as lines no longer than the width, if its words allow.
def wrap(text :Str, width :Int) :List[Str] {
    var lines := []
    var line := ""
    for word in (text.split(" ")) {
        if (line != "" && line.size() + 1 + word.size() > width) {
            lines with= (line)
            line := word
        } else {
            line := if (line == "") { word } else { `$line $word` }
        }
    }
    return lines.with(line)
}

object plainText {
    to plain(text) { return text }
    to code(text) { return text }
    to strong(text) { return text.toUpperCase() }
    to soft(text) { return text }
    to link(label, target) { return `$label ($target)` }
    to block(block) :List[Str] {
        return switch (block) {
            match [=="heading", level, title] {
                def text := inline(title, plainText)
                [text, ["=", "-", "~"][level - 1] * text.size()]
            }
            match [=="paragraph", lines] { wrap(inline(" ".join(lines), plainText), WIDTH) }
            match [=="quotation", lines] {
                [for line in (wrap(inline(" ".join(lines), plainText), WIDTH - 4)) "  | " + line]
            }
            match [=="rule"] { ["-" * WIDTH] }
            match [=="code", lines] { [for line in (lines) "    " + line] }
            match [=="table", rows] {
                def texts := [for row in (rows) [for cell in (row) inline(cell, plainText)]]
                def widths := [for c in (0..!texts[0].size()) {
                    var widest := 0
                    for row in (texts) { widest max= (row[c].size()) }
                    widest
                }]
                [for row in (texts) "  ".join([for c => text in (row) text + " " * (widths[c] - text.size())]).trim()]
            }
            match [=="list", items] {
                [for [level, text] in (items) "  " * level + "* " + inline(text, plainText)]
            }
        }
    }
}

# ----- At work -----

def source := "# Monte & friends

Monte is *small*, **safe** and <quick>. It has
`objects`, and **objects only** *talk* to each other.
See [the site](https://monte.test/a) for more.

## Lists
- one
- two
  - two and *a half*
    - deep
- three with `a < b`

> Nothing is as **simple**
> as it looks.
---
### Tables
| name | use |
| Int | counting to 10 |
| Str | `text` |

```monte
def x := 1 < 2
  traceln(x)   # **as it is**
```
The end."

def blocks := parse(source)
for block in (blocks) { traceln(block) }
for format in ([html, plainText]) {
    for block in (blocks) {
        for line in (format.block(block)) { traceln(line) }
    }
}
