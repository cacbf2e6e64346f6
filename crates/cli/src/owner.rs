//! `--system` and `--user`: whose journal files are read.

use journalq_query::discover::FileNames;

/// The names of the files that are wanted; all if neither the system's nor the user's are asked for.
///
/// journald writes what system users log to the system's files.
pub(crate) fn file_names(system: bool, user: bool) -> FileNames {
    names_for(system, user, user_id())
}

fn names_for(system: bool, user: bool, uid: Option<u32>) -> FileNames {
    if !system && !user {
        return FileNames::All;
    }
    let uid = uid.filter(|_| user);
    let system = system || uid.is_some_and(is_system_user);
    let names = [system.then(|| "system".to_owned()), uid.map(|uid| format!("user-{uid}"))];
    FileNames::Of(names.into_iter().flatten().collect())
}

/// Whether systemd takes this for the ID of no person: a service, a dynamic user, nobody, a user in a container, or one of
/// a foreign file tree.
fn is_system_user(uid: u32) -> bool {
    matches!(uid, 0..=999 | 61_184..=65_519 | 65_534 | 524_288..=1_879_048_191 | 2_147_352_576..=2_147_418_111)
}

/// Whether the program runs as the user whose login session it belongs to. A service manager's groups of processes tell;
/// without one nobody does.
pub(crate) fn owns_session() -> bool {
    let groups = std::fs::read_to_string("/proc/self/cgroup").unwrap_or_default();
    session_owner(&groups).is_some_and(|owner| Some(owner) == effective_user_id())
}

/// The user in whose slice the process is, by the list of its control groups.
fn session_owner(groups: &str) -> Option<u32> {
    let path = groups.lines().find_map(|line| line.strip_prefix("0::/"))?;
    let slice = path.split('/').take_while(|name| name.ends_with(".slice")).last()?;
    slice.strip_prefix("user-")?.strip_suffix(".slice")?.parse().ok()
}

/// The ID of a user of the host who has one in its own list, as users of system services have.
pub(crate) fn user_id_of(name: &str) -> Option<u32> {
    listed_user_id(&std::fs::read_to_string("/etc/passwd").unwrap_or_default(), name)
}

fn listed_user_id(list: &str, name: &str) -> Option<u32> {
    list.lines().find_map(|line| {
        let mut columns = line.split(':');
        (columns.next() == Some(name)).then(|| columns.nth(1)?.parse().ok()).flatten()
    })
}

/// Who runs the program.
#[cfg(unix)]
fn user_id() -> Option<u32> {
    Some(rustix::process::getuid().as_raw())
}

/// Whose rights it has.
#[cfg(unix)]
fn effective_user_id() -> Option<u32> {
    Some(rustix::process::geteuid().as_raw())
}

/// Only Unix has such users.
#[cfg(not(unix))]
const fn user_id() -> Option<u32> {
    None
}

/// Only Unix has such users.
#[cfg(not(unix))]
const fn effective_user_id() -> Option<u32> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_slice_tells_the_owner() {
        for (path, owner) in [
            ("user.slice/user-1000.slice/session-2.scope", Some(1000)),
            ("user.slice/user-0.slice/user@0.service/app.slice/run.scope", Some(0)),
            ("user.slice", None),
            ("user-x.slice", None),
            ("system.slice/user-7.service", None),
            ("", None),
        ] {
            assert_eq!(session_owner(&format!("1:name=systemd:/\n0::/{path}\n")), owner, "{path}");
        }
        assert_eq!(session_owner("1:name=systemd:/user.slice/user-1000.slice\n"), None);
        assert_eq!(session_owner(""), None);
    }

    #[test]
    fn users_are_found_by_name() {
        let list =
            "root:x:0:0:root:/root:/bin/sh\nshort\nsvc-x:x:5::\nsvc:x:994:994::/:/bin/false\nbad:x:y:0\n";
        assert_eq!(
            ["root", "svc", "svc-x"].map(|name| listed_user_id(list, name)),
            [Some(0), Some(994), Some(5)]
        );
        for name in ["", "short", "bad", "x", "nobody"] {
            assert_eq!(listed_user_id(list, name), None, "{name}");
        }
    }

    #[test]
    fn system_users_log_to_the_systems_files() {
        let of = |names: &[&str]| FileNames::Of(names.iter().map(|&name| name.to_owned()).collect());
        assert_eq!(names_for(false, false, Some(0)), FileNames::All);
        assert_eq!(names_for(true, false, Some(1000)), of(&["system"]));
        assert_eq!(names_for(false, true, Some(1000)), of(&["user-1000"]));
        assert_eq!(names_for(true, true, Some(1000)), of(&["system", "user-1000"]));
        assert_eq!(names_for(false, true, None), of(&[]));
        for uid in [0, 999, 61_184, 65_519, 65_534, 524_288, 1_879_048_191, 2_147_352_576] {
            assert_eq!(names_for(false, true, Some(uid)), of(&["system", &format!("user-{uid}")]));
        }
        for uid in [60_000, 61_183, 65_520, 65_533, 65_535, 524_287, 1_879_048_192, u32::MAX - 1] {
            assert_eq!(names_for(false, true, Some(uid)), of(&[&format!("user-{uid}")]));
        }
    }
}
