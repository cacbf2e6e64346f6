//! The parts of the completions that ask the program what is in the journals ([`candidates`](crate::candidates)).
//!
//! What it prints comes from journals, which may be hostile: no shell expands or runs any of it.

use crate::candidates::OPTIONS;

/// Bash has split the words at `=` and `:`, and replaces only what is behind the last of these. The function that
/// clap's crate makes is the one for options.
pub(super) const BASH: &str = r#"
_journalq() {
    local -a words=() found=()
    local word part="$2" glue=""
    for word in "${COMP_WORDS[@]:1:COMP_CWORD}"; do
        if [[ -n "${glue}" || "${word}" == [=:]* ]] && (( ${#words[@]} )); then
            words[-1]+="${word}"
        else
            words+=("${word}")
        fi
        [[ "${word}" == *[=:] ]] && glue=1 || glue=""
    done
    [[ "${part}" == [=:] ]] && part=""
    word="${words[-1]}"
    if [[ "${word}" != -* || "${word}" == --*=* ]]; then
        mapfile -t found < <("${COMP_WORDS[0]}" complete "${words[@]}" 2>/dev/null)
    fi
    if (( ! ${#found[@]} )); then
        _journalq_options "$@"
        return
    fi
    COMPREPLY=()
    for word in "${found[@]}"; do
        COMPREPLY+=("$(printf '%q' "${word:${#words[-1]}-${#part}}")")
    done
    [[ "${found[0]}" == *= ]] && compopt -o nospace
    return 0
}
"#;

pub(super) const ZSH: &str = r#"
_journalq() {
    local -a found
    if [[ "$PREFIX" != -* || "$PREFIX" == --*=* ]]; then
        found=("${(@f)$("${(@Q)words[1,1]}" complete "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null)}")
        found=("${(@)found:#}")
    fi
    if (( ${#found} )); then
        local -a space
        [[ "$found[1]" == *= ]] && space=(-S '')
        compadd "${(@)space}" -- "${(@)found}"
    else
        _journalq_options "$@"
    fi
}
"#;

pub(super) const FISH: &str = r#"
# What may stand here, from the journals that the command line names.
function __fish_journalq_from_journals
    set -l words (commandline -opc)
    $words[1] complete $words[2..-1] (commandline -ct) 2>/dev/null | string replace -r -- '^--[a-z-]+=' ''
end

complete -c journalq -a "(__fish_journalq_from_journals)"
"#;

/// Fish asks for the values of an option only where that has some.
pub(super) fn fish_options() -> String {
    let names = OPTIONS.into_iter().flat_map(|(names, _)| names);
    let option = |name: &&str| match name.strip_prefix("--") {
        Some(long) => format!("-l {long}"),
        None => format!("-s {}", name.trim_start_matches('-')),
    };
    let line =
        |name| format!("complete -c journalq {} -x -a \"(__fish_journalq_from_journals)\"\n", option(name));
    names.map(line).collect()
}
