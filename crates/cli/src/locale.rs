//! What the locale calls the months.

use std::ffi::OsString;

use pure_rust_locales::{Locale, locale_match};

type Names = &'static [&'static str];

/// The names of the twelve months, as times of the short family have them, unless those are the English ones.
pub(crate) fn months() -> Option<Names> {
    months_in(|name| std::env::var_os(name))
}

/// All names of months that a time may be given with beside the English ones.
pub(crate) fn all_months() -> Vec<Names> {
    let Some(locale) = time_locale_in(&|name: &str| std::env::var_os(name)) else { return Vec::new() };
    // Some languages call a month otherwise when it stands alone.
    let alone = [locale_match!(locale => LC_TIME::ALT_MON), locale_match!(locale => LC_TIME::AB_ALT_MON)];
    let in_dates = [locale_match!(locale => LC_TIME::MON), locale_match!(locale => LC_TIME::ABMON)];
    in_dates.into_iter().chain(alone.into_iter().flatten()).collect()
}

/// The name of the locale that the environment chooses for a category, such as `LC_TIME`.
pub(crate) fn name(category: &str) -> Option<String> {
    name_in(&|name: &str| std::env::var_os(name), category)
}

/// The same in the environment that `variable` looks up.
pub(crate) fn name_in(variable: &impl Fn(&str) -> Option<OsString>, category: &str) -> Option<String> {
    let names = ["LC_ALL", category, "LANG"].into_iter();
    let mut set = names.filter_map(|name| Some(variable(name)?.to_string_lossy().into_owned()));
    set.find(|name| !name.is_empty())
}

/// Takes a name apart: `LANGUAGE_TERRITORY`, `.CHARSET`, `@MODIFIER`.
fn split(name: &str) -> (&str, &str, &str) {
    let (name, modifier) = name.split_once('@').unwrap_or((name, ""));
    let (language, charset) = name.split_once('.').unwrap_or((name, ""));
    (language, charset, modifier)
}

/// Tells whether the locale's characters are encoded in UTF-8, which its name has to say.
pub(crate) fn is_utf8(name: &str) -> bool {
    let (_, charset, _) = split(name);
    matches!(charset.to_ascii_lowercase().as_str(), "utf-8" | "utf8")
}

fn time_locale_in(variable: &impl Fn(&str) -> Option<OsString>) -> Option<Locale> {
    let name = name_in(variable, "LC_TIME")?;
    let (language, _, modifier) = split(&name);
    let locale = Locale::try_from(format!("{language}@{modifier}").as_str())
        .or_else(|_| Locale::try_from(language))
        .ok()?;
    // Names in other character sets are not known; those of some languages need none.
    let is_ascii = locale_match!(locale => LC_TIME::ABMON).iter().all(|name| name.is_ascii());
    (is_ascii || is_utf8(&name)).then_some(locale)
}

fn months_in(variable: impl Fn(&str) -> Option<OsString>) -> Option<Names> {
    let locale = time_locale_in(&variable)?;
    Some(locale_match!(locale => LC_TIME::ABMON)).filter(|names| names.len() == 12)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn january(variables: &[(&str, &str)]) -> Option<&'static str> {
        let variable = |asked: &str| {
            variables.iter().find(|(name, _)| *name == asked).map(|(_, value)| OsString::from(value))
        };
        months_in(variable).map(|names| names[0])
    }

    #[test]
    fn the_environment_chooses_the_names() {
        for (variables, name) in [
            (&[][..], None),
            (&[("LANG", "pl_PL.UTF-8")], Some("sty")),
            (&[("LANG", "pl_PL.utf8")], Some("sty")),
            (&[("LANG", "C"), ("LC_TIME", "fr_FR.UTF-8")], Some("janv.")),
            (&[("LANG", "pl_PL.UTF-8"), ("LC_TIME", "C")], None),
            (&[("LANG", "pl_PL.UTF-8"), ("LC_TIME", "C.UTF-8")], None),
            (&[("LC_TIME", "fr_FR.UTF-8"), ("LC_ALL", "pl_PL.UTF-8")], Some("sty")),
            (&[("LC_TIME", "fr_FR.UTF-8"), ("LC_ALL", "")], Some("janv.")),
            (&[("LANG", "ca_ES.UTF-8@valencia")], Some("de gen.")),
            (&[("LANG", "de_DE.UTF-8@unknown")], Some("Jan")),
            (&[("LANG", "de_AT.UTF-8")], Some("Jän")),
            (&[("LANG", "de_AT")], None),
            (&[("LANG", "nl_NL")], Some("jan")),
            (&[("LANG", "pl.UTF-8")], None),
            (&[("LANG", "xx_XX.UTF-8")], None),
        ] {
            assert_eq!(january(variables), name, "{variables:?}");
        }
    }
}
