//! `report --html`: the page in a real browser, headless Chromium. With hostile journals nothing of them runs.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a helper of tests fails like a test")]

mod util;

use std::fs;
use std::path::PathBuf;

use journalq_testkit::scenario::Scenario;
use serde_json::json;

use crate::util::browser::Browser;
use crate::util::{DEMO, Folder, journal};

/// What does something wherever it is taken for more than text.
const HOSTILE: [&str; 6] = [
    "</script><script>document.title='x'</script>",
    "\"><img src=x onerror=\"document.title='x'\">",
    "' onmouseover='document.title=1' x='",
    "--></style><svg onload=document.title='x'>\u{2028}<!--",
    "\u{202e}drawkcab\u{202c} \x1b[31mred\x1b]0;x\x07 &lt;b&gt; &#60;b>",
    "{\"__proto__\": 1, \"a\": \"</script>\"} `${document.title='x'}` javascript:alert(1)",
];

/// Writes a report about a path; returns where the page is.
fn page(folder: &Folder, of: &str) -> PathBuf {
    let ran = folder.run(&["report", of, "--html=page.html", "--utc"]);
    assert_eq!(ran.stdout, "");
    assert!(ran.stderr.contains("Wrote the report") && ran.stderr.contains("page.html"), "{ran:?}");
    folder.path().join("page.html")
}

/// A folder with a scenario of testkit in it.
fn scenario(scenario: Scenario) -> Folder {
    let folder = Folder::new();
    scenario.build(1).write_below(&folder.path().join("host")).unwrap();
    folder
}

/// A journal in which each field of each entry is hostile, under a hostile name, with anomalies that show them.
fn hostile(folder: &Folder) {
    let names =
        ["MESSAGE", "SYSLOG_IDENTIFIER", "_SYSTEMD_UNIT", "_HOSTNAME", "_COMM", "UNIT", "_EXE", "_CMDLINE"];
    let entries: Vec<Vec<Vec<u8>>> = HOSTILE
        .iter()
        .map(|text| {
            let mut fields: Vec<Vec<u8>> = names
                .iter()
                .map(|name| [name.as_bytes(), b"=", text.as_bytes(), b"\xff\xc3("].concat())
                .collect();
            let more: [&[u8]; 4] = [b"_TRANSPORT=kernel", b"_UID=1000", b"_PID=<7>", b"PRIORITY=3"];
            fields.extend(more.map(<[u8]>::to_vec));
            fields
        })
        .collect();
    let journal = journal(&entries);
    folder.file("in/<img src=x onerror=document.title='x'>&\"'.journal", &journal);
    folder.file("in/</x/<script>document.title='x'<\x1b[31m\u{202e}.journal~", &journal[..100]);
}

#[test]
fn nothing_hostile_runs() {
    let folder = Folder::new();
    hostile(&folder);
    let ran = folder.run(&["report", "in", "--html=page.html"]);
    assert_eq!(ran.status, Some(1), "{ran:?}");
    let page = folder.path().join("page.html");
    let text = fs::read_to_string(&page).unwrap();
    assert!(!text.contains(['\u{202e}', '\x1b', '\u{7}']));
    for shown in [
        "&lt;/script&gt;&lt;script&gt;document.title=",
        "\\u{202e}drawkcab",
        "&lt;img src=x onerror=",
        "\u{fffd}(",
    ] {
        assert!(text.contains(shown), "{shown}");
    }

    let Some(browser) = Browser::start() else { return };
    browser.open(&page);
    assert_eq!(browser.run("return document.title", &[]), "Examination of systemd journals");
    let counts = "return [document.scripts.length, document.images.length, document.styleSheets.length, \
                  document.querySelectorAll('[onerror], [onload], [onmouseover], [style], iframe, object, embed').length]";
    assert_eq!(browser.run(counts, &[]), json!([1, 0, 1, 0]));
    // All of them are there to be read, in the table of identifiers and among the entries around an anomaly.
    for text in &HOSTILE[..3] {
        let finds = "return [...document.querySelectorAll('#sources th, .message')].filter(e => e.textContent.includes(arguments[0])).length";
        assert!(browser.run(finds, &[json!(text)]).as_u64().unwrap() >= 3, "{text}");
    }
    browser.run(
        "document.querySelectorAll('*').forEach(e => { e.dispatchEvent(new MouseEvent('mouseover')); })",
        &[],
    );
    assert_eq!(browser.run("return document.title", &[]), "Examination of systemd journals");
    assert_eq!(browser.console(), Vec::<serde_json::Value>::new());
}

/// The page's policy is in force: what is put in afterwards does not run, and that is told.
#[test]
fn the_policy_is_in_force() {
    let Some(browser) = Browser::start() else { return };
    let folder = Folder::new();
    browser.open(&page(&folder, DEMO));
    assert_eq!(browser.console(), Vec::<serde_json::Value>::new());
    let inject = "const script = document.createElement('script'); script.textContent = \"document.title = 'x'\"; \
                  document.body.append(script); document.body.setAttribute('onclick', \"document.title = 'x'\"); document.body.click();";
    browser.run(inject, &[]);
    assert_eq!(browser.run("return document.title", &[]), "Examination of systemd journals");
    let console = browser.console();
    assert!(console.iter().any(|line| line.to_string().contains("Content Security Policy")), "{console:?}");
}

#[test]
fn anomalies_are_filtered() {
    let Some(browser) = Browser::start() else { return };
    let folder = scenario(Scenario::ForgedFields);
    browser.open(&page(&folder, "host"));
    let shown = "return [...document.querySelectorAll('.anomaly')].filter(e => e.checkVisibility()).length";
    let all = browser.run(shown, &[]).as_u64().unwrap();
    assert!(all >= 2);
    let type_in = "const search = document.querySelector('input[type=search]'); search.value = arguments[0]; \
                   search.dispatchEvent(new Event('input'))";
    browser.run(type_in, &[json!("kernel HAS(_cmdline)")]);
    assert_eq!(browser.run(shown, &[]), 1);
    assert_eq!(
        browser.run("return document.querySelector('.tools output').textContent", &[]),
        format!("1 of {all} anomalies are shown")
    );
    let excerpts =
        "return [...document.querySelectorAll('.excerpt')].filter(e => e.checkVisibility()).length";
    assert_eq!(browser.run(excerpts, &[]), 1);
    browser.run(type_in, &[json!("no such words")]);
    assert_eq!(browser.run(shown, &[]), 0);
    // A link to what is hidden shows it.
    browser.run("location.hash = '#a0'", &[]);
    let restored = "return new Promise(done => setTimeout(() => done(document.getElementById('a0').checkVisibility()), 50))";
    assert_eq!(browser.run(restored, &[]), true);
    browser.run("document.querySelector('input[value=high]').click()", &[]);
    let high = "return [...document.querySelectorAll('.kind.high')].some(e => e.checkVisibility())";
    assert_eq!(browser.run(high, &[]), false);
    assert_eq!(browser.console(), Vec::<serde_json::Value>::new());
}

#[test]
fn the_timeline_is_read_and_enlarged() {
    let Some(browser) = Browser::start() else { return };
    let folder = scenario(Scenario::Clean);
    browser.open(&page(&folder, "host"));
    let told = "document.querySelector('.hit').dispatchEvent(new PointerEvent('pointerover', {bubbles: true})); \
                return document.querySelector('#timeline output').textContent";
    let text = browser.run(told, &[]);
    assert!(text.as_str().unwrap().starts_with("2026-01-12 00:10:00 UTC, 10min: 5"), "{text}");
    let boxes = "return [...document.querySelectorAll('svg.zoom')].map(e => e.viewBox.baseVal.width)";
    let before = browser.run(boxes, &[]);
    browser.run("document.querySelector('#timeline button').click()", &[]);
    let after = browser.run(boxes, &[]);
    for (before, after) in before.as_array().unwrap().iter().zip(after.as_array().unwrap()) {
        assert!(after.as_f64().unwrap() < 0.6 * before.as_f64().unwrap());
    }
    // By dragging, too, with a real pointer.
    let drag = "const press = (hit, name) => hit.dispatchEvent(new PointerEvent(name, {bubbles: true})); \
                const hits = document.querySelectorAll('.hit'); press(hits[60], 'pointerdown'); press(hits[69], 'pointerup'); \
                return [...document.querySelectorAll('svg.zoom')].map(e => e.getAttribute('viewBox'))";
    assert_eq!(browser.run(drag, &[]), json!(["600 0 100 1000", "600 0 100 1000", "600 0 100 1000"]));
    assert_eq!(
        browser.run("return document.querySelector('.axis text').textContent", &[]),
        "2026-01-12 10:10:00 UTC"
    );
    browser.run("[...document.querySelectorAll('#timeline button')].at(-1).click()", &[]);
    assert_eq!(browser.run(boxes, &[]), before);
    assert_eq!(browser.console(), Vec::<serde_json::Value>::new());
}

/// Light and dark, wide and narrow: nothing is cut off, and what is written is told from its ground (WCAG 2, level AA).
#[test]
fn it_is_legible_everywhere() {
    let Some(browser) = Browser::start() else { return };
    let folder = scenario(Scenario::ForgedFields);
    let page = page(&folder, "host");
    let contrasts = "const light = c => { const [r, g, b] = c.map(v => { v /= 255; return v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; }); \
         return .2126 * r + .7152 * g + .0722 * b; }; \
         const numbers = text => text.match(/[\\d.]+/g).map(Number); \
         const ground = e => { const own = numbers(getComputedStyle(e).backgroundColor); \
           if (own.length < 4) return own.slice(0, 3); const under = ground(e.parentElement); const a = own[3]; \
           return under.map((u, i) => own[i] * a + u * (1 - a)); }; \
         const low = []; \
         for (const e of document.querySelectorAll('p, a, td, th, dt, dd, h1, h2, h3, code, .badge, li, button, summary, label, output')) { \
           if (e.closest('svg') || !e.textContent.trim()) continue; \
           const [a, b] = [light(numbers(getComputedStyle(e).color).slice(0, 3)), light(ground(e))].sort((x, y) => y - x); \
           if ((a + .05) / (b + .05) < 4.5) low.push(e.outerHTML.slice(0, 80)); } \
         return low";
    let mut grounds = Vec::new();
    for is_dark in [false, true] {
        for width in [360, 390, 768, 1280, 2560] {
            browser.look(width, 900, is_dark);
            browser.open(&page);
            let beyond = "const page = document.documentElement; return page.scrollWidth - page.clientWidth";
            assert_eq!(browser.run(beyond, &[]), 0, "{width} {is_dark}");
            assert_eq!(browser.run(contrasts, &[]), json!([]), "{width} {is_dark}");
        }
        grounds.push(browser.run("return getComputedStyle(document.body).backgroundColor", &[]));
    }
    assert_ne!(grounds[0], grounds[1]);
    let unlabelled = "return [...document.querySelectorAll('th:not([scope]), svg[role=img]:not([aria-labelledby]), \
                      .scroll:not([aria-label]), input:not([aria-label]):not([type=checkbox])')].map(e => e.outerHTML.slice(0, 80))";
    assert_eq!(browser.run(unlabelled, &[]), json!([]));
    assert!(browser.print().starts_with("JVBERi"), "a PDF in base64");
    assert_eq!(browser.console(), Vec::<serde_json::Value>::new());
}

/// Without JavaScript all is there but what only it can do.
#[test]
fn it_works_without_scripts() {
    let Some(browser) = Browser::start() else { return };
    let folder = scenario(Scenario::ForgedFields);
    let page = page(&folder, "host");
    let tools = "return document.querySelectorAll('.tools').length";
    browser.open(&page);
    assert_eq!(browser.run(tools, &[]), 2);
    browser.devtools("Emulation.setScriptExecutionDisabled", &json!({"value": true}));
    browser.open(&page);
    // What follows is run by the driver, when the page has been read.
    browser.devtools("Emulation.setScriptExecutionDisabled", &json!({"value": false}));
    assert_eq!(browser.run(tools, &[]), 0);
    let visible = "return document.querySelector(arguments[0])?.checkVisibility() ?? false";
    for part in
        ["#a0", "#e0", ".hit", "path.p6", ".boot", ".meant .message", "#f0 .sum", ".week .h6", "#f0 summary"]
    {
        assert_eq!(browser.run(visible, &[json!(part)]), true, "{part}");
    }
    browser.run("document.querySelector('#f0 details').open = true", &[]);
    assert_eq!(browser.run(visible, &[json!("#f0 details dd")]), true);
}

#[test]
fn nothing_is_overwritten_and_nothing_lies_beside_evidence() {
    let folder = Folder::new();
    folder.file("page.html", b"mine");
    folder.file("in/system.journal", &journal(&[vec![b"MESSAGE=x".to_vec()]]));
    let ran = folder.run(&["report", "in", "--html=page.html"]);
    assert!(ran.stderr.contains("nothing is overwritten") && ran.status == Some(1), "{ran:?}");
    assert_eq!(fs::read(folder.path().join("page.html")).unwrap(), b"mine");
    let ran = folder.run(&["report", "in", "--html=in/page.html"]);
    assert!(ran.stderr.contains("would lie beside"), "{ran:?}");
    let ran = folder.run(&["report", "in", "--html=new.html", "-o", "json"]);
    let report: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert!(report.is_object() && folder.path().join("new.html").exists());
}
