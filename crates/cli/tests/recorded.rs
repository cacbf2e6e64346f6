//! The recorded commands of `testdata/`: what journalctl 262 printed for them, `journalq` prints too.

use std::path::Path;

use journalq_testkit::recorded::{Case, Recorded};

/// How many commands [`is_built`] selects: the selection may grow, never shrink unnoticed.
const BUILT: usize = 907;

/// Commands that print something else on purpose: `--user-unit` means the units of any user, where journalctl, which was
/// recorded as root, finds only root's.
const DIFFERENT: [&str; 11] = [
    "list.050", "list.051", "unit.045", "unit.046", "unit.047", "unit.048", "unit.049", "unit.050",
    "unit.051", "unit.052", "unit.058",
];

/// Whether everything that a command asks for is built.
fn is_built(case: &Case) -> bool {
    let asks_for_more = case.args.iter().any(|arg| arg == "-f");
    !asks_for_more && !DIFFERENT.contains(&case.id.as_str())
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
