//! The recorded commands of `testdata/`: what journalctl 262 printed for them, `journalq` prints too.

use std::path::Path;

use journalq_testkit::recorded::{Case, Recorded};

/// How many commands [`is_built`] selects: the selection may grow, never shrink unnoticed.
const BUILT: usize = 463;

/// Whether everything that a command asks for is built.
fn is_built(case: &Case) -> bool {
    let with_any = |beginnings: &[&str]| {
        case.args.iter().any(|arg| beginnings.iter().any(|beginning| arg.starts_with(beginning)))
    };
    let asks_for_more = with_any(&["-u", "-p", "-g", "-e", "-b", "--no-tail", "--list-boots", "/"]);
    match case.group() {
        "format" | "fields" | "width" | "variant" | "match" | "merge" | "lines" | "time" => !asks_for_more,
        "list" => with_any(&["-N", "-F", "--field"]) && !asks_for_more,
        _ => false,
    }
}

#[test]
fn recorded_commands_print_the_same() {
    let testdata = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata");
    let recorded = Recorded::load(&testdata).unwrap();
    let report = recorded.check(Path::new(env!("CARGO_BIN_EXE_journalq")), is_built).unwrap();
    assert!(report.failed.is_empty(), "{report}");
    assert!(report.messages_other.is_empty(), "[command, expected, printed]: {:#?}", report.messages_other);
    assert_eq!(report.passed, BUILT, "the number of commands that are compared");
}
