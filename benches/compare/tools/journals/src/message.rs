//! Invented messages. Most of them are unique, as those of real logs are.

use fastrand::Rng;

const WORDS: [&str; 40] = [
    "connection",
    "request",
    "upstream",
    "accepted",
    "failed",
    "session",
    "opened",
    "closed",
    "user",
    "query",
    "slow",
    "duration",
    "cache",
    "miss",
    "hit",
    "worker",
    "process",
    "exited",
    "started",
    "stopped",
    "reload",
    "config",
    "invalid",
    "token",
    "network",
    "link",
    "address",
    "lease",
    "lookup",
    "disk",
    "threshold",
    "exceeded",
    "queue",
    "message",
    "published",
    "partition",
    "replica",
    "leader",
    "snapshot",
    "restored",
];

pub(crate) fn word(random: &mut Rng) -> &'static str {
    random.choice(WORDS).unwrap_or_default()
}

/// So many words.
pub(crate) fn sentence(random: &mut Rng, words: usize) -> String {
    (0..words).map(|_| word(random)).collect::<Vec<_>>().join(" ")
}

fn address(random: &mut Rng) -> String {
    format!("10.{}.{}.{}", random.u8(..4), random.u8(..), random.u8(1..))
}

fn hex(random: &mut Rng) -> String {
    format!("{:032x}", random.u128(..))
}

pub(crate) fn words(random: &mut Rng) -> String {
    let words = random.usize(4..15);
    sentence(random, words)
}

pub(crate) fn request(random: &mut Rng) -> String {
    let status = random.choice([200, 200, 200, 204, 301, 404, 500]).unwrap_or_default();
    format!(
        "{} - - \"GET /api/v{}/{}/{} HTTP/1.1\" {status} {} \"-\" \"client/{}.{}\" rt=0.{:03}",
        address(random),
        random.u8(1..4),
        word(random),
        random.u32(..100_000),
        random.u32(100..90_000),
        random.u8(1..9),
        random.u8(..20),
        random.u16(..1000),
    )
}

pub(crate) fn login(random: &mut Rng) -> String {
    let (user, from, port) = (random.u8(..40), address(random), random.u16(1024..));
    match random.u8(..3) {
        0 => format!("Failed password for invalid user user{user} from {from} port {port} ssh2"),
        1 => format!(
            "Accepted publickey for user{user} from {from} port {port} ssh2: ED25519 SHA256:{}",
            hex(random)
        ),
        _ => format!("Connection closed by authenticating user user{user} {from} port {port} [preauth]"),
    }
}

pub(crate) fn statement(random: &mut Rng) -> String {
    let (process, table, id) = (random.u16(100..30_000), word(random), random.u32(..1_000_000));
    let duration = random.u32(..900_000);
    let (millis, micros) = (duration / 1000, duration % 1000);
    format!(
        "{process} LOG:  duration: {millis}.{micros:03} ms  statement: SELECT * FROM {table} WHERE id = {id}"
    )
}

pub(crate) fn container(random: &mut Rng) -> String {
    let level = random.choice(["info", "warning", "error"]).unwrap_or_default();
    format!("level={level} msg=\"{}\" container={}{}", sentence(random, 5), hex(random), hex(random))
}

pub(crate) fn application(random: &mut Rng) -> String {
    if random.u8(..100) < 3 {
        return format!(
            "{}: timeout after {} ms, retry {} of 5",
            word(random),
            random.u16(..9000),
            random.u8(1..6)
        );
    }
    words(random)
}

pub(crate) fn job(random: &mut Rng) -> String {
    match random.u8(..10) {
        0..7 => "(root) CMD (   cd / && run-parts --report /etc/cron.hourly)".to_owned(),
        _ => "pam_unix(cron:session): session closed for user root".to_owned(),
    }
}

/// What few messages are: text of several lines that is long enough to be compressed, or of two lines, or no text at all (but a
/// line, so that lines can be counted).
pub(crate) fn unusual(random: &mut Rng) -> Option<Vec<u8>> {
    match random.u16(..1000) {
        0..5 => {
            let frames = (0..random.u8(8..60)).map(|frame| {
                format!("  #{frame} {:#014x} {}_{}", random.u32(..), word(random), word(random))
            });
            Some(
                std::iter::once("unhandled exception:".to_owned())
                    .chain(frames)
                    .collect::<Vec<_>>()
                    .join("\n")
                    .into(),
            )
        }
        5..8 => Some(format!("{}:\n  {}", word(random), words(random)).into()),
        8 => Some((0..random.u8(10..200)).map(|_| random.u8(b'\n' + 1..)).collect()),
        _ => None,
    }
}
