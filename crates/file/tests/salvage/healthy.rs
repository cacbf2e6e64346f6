//! Of a healthy journal everything comes back, graded intact, and nothing is reported lost.

use journalq_file::salvage::{Grade, HeaderState};
use journalq_testkit::naive::Journal;

use crate::samples::{content, salvaged, testdata};

#[test]
fn everything_is_intact() {
    for (name, bytes) in testdata() {
        let naive = Journal::read(&bytes).unwrap();
        let salvage = salvaged(&bytes);
        assert_eq!(salvage.identity().header, HeaderState::Intact, "{name}");
        assert_eq!(salvage.entries().len(), naive.entries.len(), "{name}");
        for (entry, original) in salvage.entries().iter().zip(&naive.entries) {
            assert_eq!(entry.grade, Grade::Intact, "{name}: {entry:?}");
            assert_eq!(content(&salvage, entry), naive.content(original), "{name}");
        }
        let report = salvage.report();
        assert_eq!(report.expected, Some(naive.header.n_entries), "{name}");
        assert_eq!(report.found.of(Grade::Intact), naive.header.n_entries, "{name}");
        assert_eq!(report.found.total(), naive.header.n_entries, "{name}");
        assert_eq!((report.lost_items.total(), report.without_fields), (0, 0), "{name}");
        assert_eq!((report.lost_ranges.first(), report.lost_bytes), ([].as_slice(), 0), "{name}");
    }
}
