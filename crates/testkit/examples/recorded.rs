//! Checks a program against the recorded commands of journalctl, or records them anew.
//!
//! ```text
//! recorded check TESTDATA PROGRAM [IDENTIFIER...]   all commands, or those whose identifier starts like one given
//! recorded record TESTDATA JOURNALCTL               runs JOURNALCTL and overwrites the recorded outputs
//! ```

use std::env;
use std::error::Error;
use std::path::Path;
use std::process::ExitCode;

use journalq_testkit::recorded::Recorded;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let args: Vec<String> = env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(|arg| &**arg).collect();
    match args[..] {
        ["check", testdata, program, ref identifiers @ ..] => {
            let wanted =
                |id: &str| identifiers.is_empty() || identifiers.iter().any(|start| id.starts_with(start));
            let recorded = Recorded::load(Path::new(testdata))?;
            let report = recorded.check(Path::new(program), |case| wanted(&case.id))?;
            println!("{report}");
            for [id, expected, printed] in &report.messages_other {
                println!("message of {id}: {printed}\n    expected: {expected}");
            }
            Ok(if report.failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
        ["record", testdata, journalctl] => {
            let count = Recorded::record(Path::new(testdata), Path::new(journalctl))?;
            println!("recorded {count} commands");
            Ok(ExitCode::SUCCESS)
        }
        _ => {
            Err("usage: recorded check TESTDATA PROGRAM [IDENTIFIER...] | record TESTDATA JOURNALCTL".into())
        }
    }
}
