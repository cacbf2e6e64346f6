//! Paths among the matches: a program stands for its messages, a device for the kernel's messages about it.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{anyhow, bail};
use journalq_query::discover::describe_io;

/// The longest name that the kernel keeps for a process, in bytes.
const LONGEST_COMM: usize = 15;

/// The matches that a path stands for.
pub(crate) fn matches_of(path: &Path) -> anyhow::Result<Vec<Vec<u8>>> {
    let target = fs::canonicalize(path).map_err(|error| {
        anyhow!("Couldn't canonicalize path '{}': {}", path.display(), describe_io(&error))
    })?;
    let metadata = fs::metadata(&target)
        .map_err(|error| anyhow!("Couldn't stat path '{}': {}", target.display(), describe_io(&error)))?;
    if metadata.is_file() && is_executable(&metadata) {
        return Ok(match interpreter(&target) {
            Some(interpreter) => script(&target, &interpreter),
            None => vec![payload("_EXE", &target)],
        });
    }
    match device(&metadata)? {
        Some(matches) => Ok(matches),
        None => bail!("File is neither a device node nor executable: {}", target.display()),
    }
}

fn payload(field: &str, value: &Path) -> Vec<u8> {
    [field.as_bytes(), b"=", value.as_os_str().as_encoded_bytes()].concat()
}

/// A script runs under its own name. Its interpreter is the executable that is logged, unless that is a link.
fn script(path: &Path, interpreter: &Path) -> Vec<Vec<u8>> {
    let name = path.file_name().unwrap_or_default().as_encoded_bytes();
    let comm = [b"_COMM=", name.get(..LONGEST_COMM).unwrap_or(name)].concat();
    let is_link = fs::symlink_metadata(interpreter).is_ok_and(|metadata| metadata.is_symlink());
    if is_link { vec![comm] } else { vec![comm, payload("_EXE", interpreter)] }
}

/// The interpreter that a script names in its first line.
fn interpreter(path: &Path) -> Option<PathBuf> {
    use std::io::Read;

    const LONGEST_LINE: u64 = 4096;
    let mut start = Vec::new();
    fs::File::open(path).ok()?.take(LONGEST_LINE).read_to_end(&mut start).ok()?;
    let line = start.strip_prefix(b"#!")?.split(|&byte| byte == b'\n').next()?;
    let word = line.trim_ascii_start().split(|byte| byte.is_ascii_whitespace()).next()?;
    std::str::from_utf8(word).ok().filter(|word| !word.is_empty()).map(PathBuf::from)
}

#[cfg(unix)]
fn is_executable(metadata: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    metadata.permissions().mode() & 0o111 != 0
}

#[cfg(not(unix))]
fn is_executable(_metadata: &fs::Metadata) -> bool {
    true
}

/// The kernel's names for a device and those that it hangs on, in the running boot.
#[cfg(target_os = "linux")]
fn device(metadata: &fs::Metadata) -> anyhow::Result<Option<Vec<Vec<u8>>>> {
    use std::os::linux::fs::MetadataExt;
    use std::os::unix::fs::FileTypeExt;

    let (kind, letter) = match metadata.file_type() {
        file_type if file_type.is_block_device() => ("block", 'b'),
        file_type if file_type.is_char_device() => ("char", 'c'),
        _ => return Ok(None),
    };
    let number = format!("{}:{}", libc::major(metadata.st_rdev()), libc::minor(metadata.st_rdev()));
    let link = PathBuf::from(format!("/sys/dev/{kind}/{number}"));
    let mut node = fs::canonicalize(&link)
        .map_err(|error| anyhow!("Failed to get device '{}': {}", link.display(), describe_io(&error)))?;
    let mut matches = vec![format!("_KERNEL_DEVICE={letter}{number}").into_bytes()];
    while node.starts_with("/sys/devices") {
        let subsystem = fs::read_link(node.join("subsystem")).ok();
        if let Some((subsystem, name)) = subsystem.as_deref().and_then(Path::file_name).zip(node.file_name())
        {
            let (subsystem, name) = (subsystem.to_string_lossy(), name.to_string_lossy());
            matches.push(format!("_KERNEL_DEVICE=+{subsystem}:{name}").into_bytes());
        }
        if !node.pop() {
            break;
        }
    }
    let boot = crate::filter::running_boot();
    matches.extend(boot.map(|boot_id| format!("_BOOT_ID={boot_id}").into_bytes()));
    Ok(Some(matches))
}

/// Only Linux knows devices by these names.
#[cfg(not(target_os = "linux"))]
fn device(_metadata: &fs::Metadata) -> anyhow::Result<Option<Vec<Vec<u8>>>> {
    Ok(None)
}
