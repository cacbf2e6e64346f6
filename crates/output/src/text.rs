//! Values as text, in the ways that the short family and verbose share.

use crate::Size;
use crate::message::{as_c_string, lines};

/// Appends every line of `text`, all but the first indented. If `raw`, lines stop at a NUL.
pub(crate) fn push_lines(out: &mut Vec<u8>, indent: usize, text: &[u8], raw: bool) {
    for (number, (_, line)) in lines(text).enumerate() {
        push_indent(out, number, indent);
        out.extend_from_slice(if raw { as_c_string(line) } else { line });
        out.push(b'\n');
    }
}

/// Appends the indent of all lines but the first.
pub(crate) fn push_indent(out: &mut Vec<u8>, line_number: usize, indent: usize) {
    if line_number > 0 {
        out.resize(out.len() + indent, b' ');
    }
}

/// Appends `[SIZE blob data]`, which stands for a value of that many bytes that cannot be shown.
pub(crate) fn push_blob(out: &mut Vec<u8>, bytes: usize) {
    out.push(b'[');
    out.extend_from_slice(Size(bytes as u64).to_string().as_bytes());
    out.extend_from_slice(b" blob data]");
}
