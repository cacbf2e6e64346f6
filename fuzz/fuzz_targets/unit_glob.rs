//! Any text as the argument of `-u`, and any bytes as a unit's name to match it with.
#![no_main]

use journalq_query::unit::{Manager, UnitArgument};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let (argument, name) = journalq_fuzz::split_line(input);
    let Ok(argument) = std::str::from_utf8(argument) else { return };
    let Ok(unit) = UnitArgument::parse(argument) else {
        assert!(argument.is_empty());
        return;
    };
    if let Some(pattern) = unit.pattern() {
        let is_match = pattern.matches(name);
        // Sets of characters aside, and with one byte to each, a few lines tell the same.
        if unit.is_pattern && !unit.name.contains('[') && name.is_ascii() && name.len() < 100 {
            assert_eq!(is_match, matches(unit.name.as_bytes(), name), "{unit:?}");
        }
    }
    for manager in [Manager::System, Manager::User] {
        assert!(!manager.messages(&unit.name, Some(1)).is_empty());
        assert!(!manager.run_messages(&unit.name).is_empty());
    }
});

/// Matches `*` and `?`: for each beginning of the pattern, which beginnings of the name it matches.
fn matches(pattern: &[u8], name: &[u8]) -> bool {
    let mut matched = vec![false; name.len() + 1];
    matched[0] = true;
    for wanted in pattern {
        let before = matched.clone();
        for end in 0..=name.len() {
            let longer = end.checked_sub(1).map(|last| (last, name[last]));
            matched[end] = match wanted {
                b'*' => before[..=end].contains(&true),
                b'?' => longer.is_some_and(|(last, _)| before[last]),
                _ => longer.is_some_and(|(last, byte)| before[last] && byte == *wanted),
            };
        }
    }
    matched[name.len()]
}
