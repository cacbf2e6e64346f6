//! A line with a template, then entries as lines of text: parsed, and filled for a terminal.
#![no_main]

use journalq_file::{Findings, JournalFile, Limits};
use journalq_output::{Composer, Guard, Mode, Options, Renderer, Template};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let (line, rest) = journalq_fuzz::split_line(input);
    let template = match Template::parse(line) {
        Ok(template) => template,
        Err(error) => {
            let columns = String::from_utf8_lossy(line).chars().count() + 1;
            return assert!((1..=columns).contains(&error.column), "{error}");
        }
    };
    let bytes = journalq_fuzz::lines::journal(rest);
    let file = JournalFile::open_with(&bytes, Limits::default()).expect("the writer writes healthy files");
    // What the template says itself is the user's own.
    let is_own = |byte: &u8| line.contains(byte) || line.contains(&b'\\');
    for guard in [Guard::Off, Guard::Utf8] {
        let options = Options { template: template.clone(), guard, ..Options::new(Mode::Template) };
        let mut composer = Composer::new(Renderer::new(options));
        for entry in file.entries() {
            let mut text = Vec::new();
            composer
                .push(0, &file, &entry, 0..0, &mut Findings::default(), &mut text)
                .expect("templates do not fail");
            let controls =
                text.iter().filter(|byte| byte.is_ascii_control() && !matches!(**byte, b'\n' | b'\t'));
            assert!(guard == Guard::Off || controls.clone().all(is_own), "{}", text.escape_ascii());
        }
    }
});
