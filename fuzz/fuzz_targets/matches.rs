//! Any words as matches: what is understood has all words in it, each once at least.
#![no_main]

use journalq_query::Expr;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let words: Vec<&[u8]> = input.split(|byte| *byte == b'\n').collect();
    let Ok(Some(expr)) = Expr::from_words(words.iter().copied()) else { return };
    let mut payloads = Vec::new();
    collect(&expr, &mut payloads);
    for word in &words {
        assert!(*word == b"+" || payloads.contains(word));
    }
    assert!(payloads.iter().all(|payload| words.contains(payload) && payload.contains(&b'=')));
});

fn collect<'e>(expr: &'e Expr, payloads: &mut Vec<&'e [u8]>) {
    match expr {
        Expr::Match(payload) => payloads.push(payload),
        Expr::Where(_) => unreachable!("words are no conditions"),
        Expr::And(terms) | Expr::Or(terms) => {
            assert!(terms.len() > 1, "a single term stands for itself");
            terms.iter().for_each(|term| collect(term, payloads));
        }
    }
}
