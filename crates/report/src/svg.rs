//! Pictures: SVG from rectangles, lines and text, and the one place where bytes become text in SVG or HTML.
//!
//! Coordinates are whole pixels, from the upper left corner. How shapes look is a matter of their classes and of a style
//! sheet; there are no scripts, no links and no style attributes, so that a picture may stand in a page that allows none.

mod axis;
mod escape;

use std::fmt::Write as _;

pub use self::axis::Axis;
pub use self::escape::{escape, push_escaped};

/// A rectangle in pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rect {
    /// The left edge.
    pub x: u64,
    /// The upper edge.
    pub y: u64,
    /// Its width.
    pub width: u64,
    /// Its height.
    pub height: u64,
}

/// Which end of a text stands at its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// The text begins there.
    Start,
    /// The text ends there.
    End,
}

/// A picture that shapes are added to, each over those before.
///
/// # Examples
///
/// ```
/// use journalq_report::svg::{Anchor, Rect, Svg};
///
/// let mut svg = Svg::new(200, 40);
/// svg.rect("bar", Rect { x: 10, y: 10, width: 50, height: 20 }, b"<1s>");
/// svg.text("label", (70, 24), Anchor::Start, b"a&b.service");
/// let text = svg.finish("Units", ".bar { fill: teal }");
/// assert!(text.contains("<title>&lt;1s&gt;</title>") && text.contains(">a&amp;b.service</text>"));
/// ```
#[derive(Clone, Debug)]
pub struct Svg {
    width: u64,
    height: u64,
    shapes: String,
}

impl Svg {
    /// An empty picture of that size.
    #[must_use]
    pub const fn new(width: u64, height: u64) -> Self {
        Self { width, height, shapes: String::new() }
    }

    /// Adds a rectangle of a class; what points at it shows `title`, unless that is empty.
    pub fn rect(&mut self, class: &'static str, rect: Rect, title: &[u8]) {
        let Rect { x, y, width, height } = rect;
        self.push(format_args!(
            "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\""
        ));
        if title.is_empty() {
            self.shapes.push_str("/>\n");
            return;
        }
        self.shapes.push_str("><title>");
        push_escaped(&mut self.shapes, title);
        self.shapes.push_str("</title></rect>\n");
    }

    /// Adds a line of a class.
    pub fn line(&mut self, class: &'static str, from: (u64, u64), to: (u64, u64)) {
        self.push(format_args!(
            "<line class=\"{class}\" x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"/>\n",
            from.0, from.1, to.0, to.1
        ));
    }

    /// Adds a text of a class; `place` is on its base line.
    pub fn text(&mut self, class: &'static str, place: (u64, u64), anchor: Anchor, text: &[u8]) {
        let (x, y) = place;
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::End => " text-anchor=\"end\"",
        };
        self.push(format_args!("<text class=\"{class}\" x=\"{x}\" y=\"{y}\"{anchor}>"));
        push_escaped(&mut self.shapes, text);
        self.shapes.push_str("</text>\n");
    }

    /// The picture as an element of an HTML page, whose style sheet styles it, too. `title` says what it shows.
    #[must_use]
    pub fn finish_inline(self, title: &str) -> String {
        self.close("", title, "")
    }

    /// The picture as a file of its own, with this style sheet, which must not be made of data.
    #[must_use]
    pub fn finish(self, title: &str, style: &'static str) -> String {
        let style = format!("<style>\n{style}\n</style>\n");
        self.close(" xmlns=\"http://www.w3.org/2000/svg\"", title, &style)
    }

    fn close(self, namespace: &str, title: &str, style: &str) -> String {
        let Self { width, height, shapes } = self;
        let title = escape(title.as_bytes());
        format!(
            "<svg{namespace} width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\">\n\
             <title>{title}</title>\n{style}{shapes}</svg>\n"
        )
    }

    fn push(&mut self, text: std::fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        let _ = self.shapes.write_fmt(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_are_elements_in_their_order() {
        let mut svg = Svg::new(30, 20);
        svg.rect("a", Rect { x: 1, y: 2, width: 3, height: 4 }, b"");
        svg.line("b", (1, 2), (3, 4));
        svg.text("c", (5, 6), Anchor::End, b"\"<\x1b\xff");
        assert_eq!(
            svg.clone().finish_inline("it's"),
            "<svg width=\"30\" height=\"20\" viewBox=\"0 0 30 20\" role=\"img\">\n<title>it&#39;s</title>\n\
             <rect class=\"a\" x=\"1\" y=\"2\" width=\"3\" height=\"4\"/>\n\
             <line class=\"b\" x1=\"1\" y1=\"2\" x2=\"3\" y2=\"4\"/>\n\
             <text class=\"c\" x=\"5\" y=\"6\" text-anchor=\"end\">&quot;&lt;\\u{1b}\u{fffd}</text>\n</svg>\n"
        );
        let file = svg.finish("t", ".a {}");
        assert!(file.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"30\""), "{file}");
        assert!(file.contains("</title>\n<style>\n.a {}\n</style>\n<rect"), "{file}");
    }
}
