//! The host's two days, and what is done to the files afterwards.

use journalq_file::write::HeaderSize;

use super::events::{self, Event};
use super::files::{Draft, drafts, folder, write};
use super::host::{HOUR, Host, hex};
use super::planted::{File, Journals, Planted};
use super::{Header, Scenario};
use crate::seal;

/// When the epochs of the seals begin, in microseconds since the Unix epoch: at midnight before the host was switched on.
const SEALED_FROM_USEC: u64 = 1_768_176_000_000_000;

/// As long as twelve epochs, for which there are keys, cover the two days.
const SEAL_INTERVAL_USEC: u64 = 4 * HOUR;

/// How many entries are cut out.
const N_CUT: usize = 40;

/// What is known after the host's two days.
struct Story {
    host: Host,
    event: Event,
    /// The second boot, in which the event happened.
    boot_id: [u8; 16],
    /// The last entry of that boot.
    last_seqnum: u64,
}

pub(super) fn build(scenario: Scenario, seed: u64, header: Header) -> Journals {
    let Story { host, event, boot_id, last_seqnum } = story(scenario, seed);
    let mut set = Set { drafts: drafts(&host), folder: folder(&host.machine_id), host };
    let mut planted = set.planted(scenario, &event);
    let is_of_boot =
        !planted.seqnums.is_empty() || matches!(scenario, Scenario::CrashedBoot | Scenario::Silence);
    planted.boot_id = if is_of_boot { hex(&boot_id) } else { String::new() };
    match scenario {
        Scenario::DeletedFile => set.delete(&mut planted),
        Scenario::CutEntries => set.cut(&mut planted),
        Scenario::CopiedFile => set.copy(&mut planted),
        Scenario::AlteredEntry => set.choose_login(&mut planted),
        Scenario::UnsealedFile => set.choose_archive(&mut planted),
        Scenario::CrashedBoot => set.choose_crashed(&mut planted, last_seqnum),
        _ => {}
    }
    let mut files = set.write(scenario, header, &planted);
    files.extend(event.files);
    Journals {
        files,
        machine_id: hex(&set.host.machine_id),
        verification_key: scenario
            .is_sealed()
            .then(|| seal::verification_key(SEALED_FROM_USEC, SEAL_INTERVAL_USEC)),
        n_entries: set.drafts.iter().map(|draft| draft.entries.len()).sum(),
        planted,
    }
}

/// Three boots; in the middle of the second the event of the scenario happens.
fn story(scenario: Scenario, seed: u64) -> Story {
    let happens = match scenario {
        Scenario::ClockStep => events::clock_step,
        Scenario::FailedUnit => events::failed_unit,
        Scenario::SshLogins => events::ssh_logins,
        Scenario::ForgedFields => events::forged_fields,
        Scenario::Coredumps => events::coredumps,
        Scenario::Silence => events::silence,
        _ => events::nothing,
    };
    let mut host = Host::new(seed);
    host.boot();
    host.work(13 * HOUR);
    host.shut_down();
    host.boot();
    host.work(7 * HOUR);
    let mut event = Event::default();
    host.aside(|host| event = happens(host));
    host.work(7 * HOUR);
    if scenario == Scenario::CrashedBoot {
        host.left_open = true;
        host.wait(40 * 1_000_000);
    } else {
        host.shut_down();
    }
    let (boot_id, last_seqnum) = (host.boot_id, host.entries.last().map_or(0, |last| last.seqnum));
    host.boot();
    host.work(9 * HOUR);
    host.shut_down();
    Story { host, event, boot_id, last_seqnum }
}

/// The files of the host.
struct Set {
    host: Host,
    drafts: Vec<Draft>,
    folder: String,
}

impl Set {
    fn planted(&self, scenario: Scenario, event: &Event) -> Planted {
        Planted {
            scenario,
            what: scenario.what(),
            files: Vec::new(),
            seqnums: event.seqnums.clone(),
            realtimes_usec: self.realtimes(&event.seqnums),
            boot_id: String::new(),
            values: event.values.iter().cloned().collect(),
        }
    }

    fn realtimes(&self, seqnums: &[u64]) -> Option<(u64, u64)> {
        let realtime = |seqnum: &u64| {
            let index = usize::try_from(seqnum - 1).ok()?;
            self.host.entries.get(index).map(|entry| entry.realtime_usec)
        };
        Some((realtime(seqnums.first()?)?, realtime(seqnums.last()?)?))
    }

    fn path(&self, draft: &Draft) -> String {
        format!("{}/{}", self.folder, draft.name)
    }

    /// The second rotated file of the system: there is one before it and one behind it.
    fn archive(&self) -> usize {
        let mut archives = self.drafts.iter().enumerate().filter(|(_, draft)| draft.is_system_archive());
        archives.nth(1).map_or(0, |(index, _)| index)
    }

    fn plant(&self, planted: &mut Planted, index: usize, seqnums: Vec<u64>) {
        planted.files = vec![self.path(&self.drafts[index])];
        planted.values.insert("entries", seqnums.len().to_string());
        planted.realtimes_usec = self.realtimes(&seqnums);
        planted.seqnums = seqnums;
    }

    fn delete(&mut self, planted: &mut Planted) {
        let index = self.archive();
        self.plant(planted, index, self.drafts[index].seqnums());
        self.drafts.remove(index);
    }

    fn cut(&mut self, planted: &mut Planted) {
        let index = self.archive();
        let start = self.drafts[index].entries.len() / 3;
        let cut = self.drafts[index].entries.drain(start..start + N_CUT).map(|entry| entry.seqnum).collect();
        self.plant(planted, index, cut);
    }

    fn copy(&mut self, planted: &mut Planted) {
        let index = self.archive();
        self.plant(planted, index, self.drafts[index].seqnums());
        let copy = Draft { name: "system-copy.journal".to_owned(), ..self.drafts[index].clone() };
        self.drafts.push(copy);
        planted.files.push(format!("{}/system-copy.journal", self.folder));
    }

    /// Chooses the first entry of a login in the archived file.
    fn choose_login(&mut self, planted: &mut Planted) {
        let index = self.archive();
        let is_login = |message: String| message.starts_with("Accepted publickey");
        let mut entries = self.drafts[index].entries.iter();
        let login = entries.find(|entry| entry.fields.value("MESSAGE").is_some_and(is_login));
        let Some(login) = login else { return };
        let message = login.fields.value("MESSAGE").unwrap_or_default();
        planted.values.insert("message", message.replace("10.20.0.15", "10.20.0.77"));
        planted.values.insert("original_message", message);
        planted.boot_id = hex(&login.boot_id);
        self.plant(planted, index, vec![login.seqnum]);
    }

    fn choose_archive(&self, planted: &mut Planted) {
        let index = self.archive();
        self.plant(planted, index, self.drafts[index].seqnums());
    }

    fn choose_crashed(&self, planted: &mut Planted, last_seqnum: u64) {
        let crashed = self.drafts.iter().filter(|draft| draft.name.ends_with('~'));
        planted.files = crashed.map(|draft| self.path(draft)).collect();
        planted.seqnums = vec![last_seqnum];
        planted.realtimes_usec = self.realtimes(&planted.seqnums);
    }

    fn write(&self, scenario: Scenario, header: Header, planted: &Planted) -> Vec<File> {
        let header = match header {
            Header::V252 if !scenario.is_sealed() => HeaderSize::V252,
            _ => HeaderSize::V254,
        };
        let file = |draft: &Draft| {
            let path = self.path(draft);
            let bytes = self.bytes(draft, header);
            let is_planted = planted.files.contains(&path);
            let bytes = match scenario {
                Scenario::AlteredEntry if is_planted => self.altered(draft, header, planted),
                Scenario::UnsealedFile if is_planted => bytes,
                _ if scenario.is_sealed() => sealed(&bytes, draft),
                _ => bytes,
            };
            File { path, bytes }
        };
        self.drafts.iter().map(file).collect()
    }

    fn bytes(&self, draft: &Draft, header: HeaderSize) -> Vec<u8> {
        let written = write(&self.host, draft, header);
        written.unwrap_or_else(|error| panic!("{} cannot be written: {error}", draft.name))
    }

    /// The file with another message of the same length, and with the seals of the original.
    fn altered(&self, draft: &Draft, header: HeaderSize, planted: &Planted) -> Vec<u8> {
        let original = sealed(&self.bytes(draft, header), draft);
        let mut other = draft.clone();
        let message = planted.values.get("message").map(String::as_str).unwrap_or_default();
        for entry in other.entries.iter_mut().filter(|entry| planted.seqnums.contains(&entry.seqnum)) {
            entry.fields.replace_in_place("MESSAGE", message);
        }
        let mut altered = sealed(&self.bytes(&other, header), &other);
        for tag in seal::tags(&original) {
            altered[tag..tag + 64].copy_from_slice(&original[tag..tag + 64]);
        }
        altered
    }
}

fn sealed(journal: &[u8], draft: &Draft) -> Vec<u8> {
    let realtimes: Vec<u64> = draft.entries.iter().map(|entry| entry.realtime_usec).collect();
    seal::seal(journal, &seal::in_epochs(&realtimes, SEALED_FROM_USEC, SEAL_INTERVAL_USEC))
}
