//! What of an output is compared.

use serde_json::Value;

use super::case::Case;

/// Returns the form of standard output in which two runs of the same command are equal.
///
/// That is the output itself, except where journalctl does not repeat itself:
///
/// - the order of the members of a JSON object, since it walks a randomised hash table: members are sorted, colours
///   left out, and the length of the whole output is kept as a first line;
/// - the values of "Disk usage" and "File path" of `--header`, which depend on the file system, and the order of files
///   that it, `-F` and `-N` follow over a folder: blocks, or lines, are sorted.
#[must_use]
pub fn canonical(case: &Case, output: &[u8]) -> Vec<u8> {
    let given = |words: &[&str]| case.args.iter().any(|arg| words.contains(&&**arg));
    if given(&["--header"]) {
        canonical_header(output, case.is_directory())
    } else if case.is_directory() && given(&["-F", "-N", "--fields", "--field"]) {
        sorted(&String::from_utf8_lossy(output), "\n")
    } else if case.args.iter().any(|arg| arg.contains("json")) {
        canonical_json(output).unwrap_or_else(|| output.to_vec())
    } else {
        output.to_vec()
    }
}

fn canonical_header(output: &[u8], of_directory: bool) -> Vec<u8> {
    let text = String::from_utf8_lossy(output);
    let value_hidden = |line: &str| {
        let hidden = ["Disk usage:", "File path:"].into_iter().find(|key| line.starts_with(key));
        hidden.map_or_else(|| line.to_owned(), str::to_owned)
    };
    let text = text.split('\n').map(value_hidden).collect::<Vec<_>>().join("\n");
    if of_directory { sorted(text.trim(), "\n\n") } else { text.into_bytes() }
}

fn sorted(text: &str, separator: &str) -> Vec<u8> {
    let mut parts: Vec<&str> = text.split(separator).collect();
    parts.sort_unstable();
    parts.join(separator).into_bytes()
}

/// Sorts the members of every JSON object; `None` where the output is not made of JSON values.
fn canonical_json(output: &[u8]) -> Option<Vec<u8>> {
    let text = String::from_utf8(without_colours(output)).ok()?;
    let mut canonical = format!("{} bytes\n", output.len());
    let mut rest = &*text;
    loop {
        let separator = separator(rest);
        canonical.push_str(&rest[..separator]);
        rest = &rest[separator..];
        if rest.is_empty() {
            return Some(canonical.into_bytes());
        }
        let mut values = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
        let mut value = values.next()?.ok()?;
        rest = &rest[values.byte_offset()..];
        value.sort_all_objects();
        canonical.push_str(&value.to_string());
    }
}

/// The length of what stands between two values: space, the separator of `json-seq`, the prefix of `json-sse`.
fn separator(text: &str) -> usize {
    let is_space = |c: char| c.is_whitespace() || c == '\x1e';
    let rest = text.trim_start_matches(is_space);
    let rest = rest.strip_prefix("data: ").unwrap_or(rest).trim_start_matches(is_space);
    text.len() - rest.len()
}

/// Leaves out escape sequences: `ESC [ ... letter`, and the links `ESC ]8;; ...` up to BEL or `ESC \`.
fn without_colours(output: &[u8]) -> Vec<u8> {
    let mut kept = Vec::with_capacity(output.len());
    let mut rest = output;
    while let Some((byte, after)) = rest.split_first() {
        match escape_sequence(rest) {
            Some(length) => rest = &rest[length..],
            None => {
                kept.push(*byte);
                rest = after;
            }
        }
    }
    kept
}

fn escape_sequence(bytes: &[u8]) -> Option<usize> {
    if let Some(sequence) = bytes.strip_prefix(b"\x1b[") {
        let parameters = sequence.iter().take_while(|byte| byte.is_ascii_digit() || **byte == b';').count();
        sequence.get(parameters).filter(|byte| byte.is_ascii_alphabetic()).map(|_| parameters + 3)
    } else {
        let link = bytes.strip_prefix(b"\x1b]8;;")?;
        let address = link.iter().take_while(|byte| !matches!(byte, b'\x07' | b'\x1b')).count();
        match link.get(address..)? {
            [b'\x07', ..] => Some(address + 6),
            [b'\x1b', b'\\', ..] => Some(address + 7),
            _ => None,
        }
    }
}

/// Returns the first line of a standard error, without the name of the program in front.
#[must_use]
pub fn message(stderr: &str) -> &str {
    let line = stderr.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    let after = |name: &str| {
        let (path, text) = line.split_once(name)?;
        (!path.contains(char::is_whitespace)).then_some(text)
    };
    after("journalctl: ").or_else(|| after("journalq: ")).unwrap_or(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canonical_of(source: &str, args: &[&str], output: &str) -> String {
        let case = Case {
            id: "a.1".to_owned(),
            source: source.to_owned(),
            time_zone: "UTC".to_owned(),
            args: args.iter().map(|arg| (*arg).to_owned()).collect(),
        };
        String::from_utf8(canonical(&case, output.as_bytes())).unwrap()
    }

    #[test]
    fn json_members_are_sorted_and_nothing_else_changes() {
        let json = |output| canonical_of("a.journal", &["-o", "json"], output);
        assert_eq!(json("{\"b\":1,\"a\":[2,1]}\n"), "18 bytes\n{\"a\":[2,1],\"b\":1}\n");
        assert_eq!(json("{\"a\":[2,1],\"b\":1}\n"), json("{\"b\":1,\"a\":[2,1]}\n"));
        assert_ne!(json("{\"a\":[2,1],\"b\":1}\n"), json("{\"b\":1,\"a\":[1,2]}\n"));
        assert_ne!(json("{\"a\":1}\n"), json("{\"a\":1}"));
        assert_ne!(json("{\"a\":1}\n\n"), json("{ \"a\":1}\n"), "space within a value");
    }

    #[test]
    fn json_separators_are_compared_and_colours_are_not() {
        let json = |output| canonical_of("a.journal", &["-o", "json-sse"], output);
        assert_eq!(json("data: {\"a\":1}\n\ndata: {}\n\n"), "25 bytes\ndata: {\"a\":1}\n\ndata: {}\n\n");
        assert_eq!(json("\x1e{\"a\":1}\n\x1e{}\n"), "13 bytes\n\x1e{\"a\":1}\n\x1e{}\n");
        let coloured = "{\x1b[0;38;5;245m\"a\"\x1b[0m:1\x1b]8;;file:x\x07}";
        assert_eq!(json(coloured), format!("{} bytes\n{{\"a\":1}}", coloured.len()));
        assert_eq!(json("{\"a\":"), "{\"a\":", "no JSON is compared as it is");
    }

    #[test]
    fn headers_and_listings_over_a_folder_are_sorted() {
        let header =
            "File path: b\nState: OFFLINE\nDisk usage: 4M\n\nFile path: a\nState: ARCHIVED\nDisk usage: 8M\n";
        assert_eq!(
            canonical_of("a/", &["--header"], header),
            "File path:\nState: ARCHIVED\nDisk usage:\n\nFile path:\nState: OFFLINE\nDisk usage:"
        );
        assert_eq!(
            canonical_of("a.journal", &["--header"], "State: X\nDisk usage: 1M\n"),
            "State: X\nDisk usage:\n"
        );
        assert_eq!(canonical_of("a/", &["-F", "X"], "b\na\n"), "\na\nb");
        assert_eq!(canonical_of("a.journal", &["-F", "X"], "b\na\n"), "b\na\n");
    }

    #[test]
    fn a_message_is_its_first_line_without_the_program() {
        assert_eq!(message("\n  /usr/bin/journalctl: invalid option -- 'Z' \nmore"), "invalid option -- 'Z'");
        assert_eq!(message("journalq: x"), "x");
        assert_eq!(message("Failed in journalctl: x"), "Failed in journalctl: x");
        assert_eq!(message(""), "");
    }
}
