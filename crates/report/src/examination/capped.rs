//! Lists that do not grow with what a file claims.

/// The first of many, and how many more there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capped<T> {
    /// What is kept.
    pub items: Vec<T>,
    /// How many there are beside them.
    pub more: u64,
}

impl<T> Default for Capped<T> {
    fn default() -> Self {
        Self { items: Vec::new(), more: 0 }
    }
}

impl<T> Capped<T> {
    /// Adds one, as long as there are fewer than `most`; counts it otherwise.
    pub fn push(&mut self, most: usize, item: T) {
        if self.items.len() < most {
            self.items.push(item);
        } else {
            self.more = self.more.saturating_add(1);
        }
    }

    /// How many there are, kept or not.
    #[must_use]
    pub fn total(&self) -> u64 {
        u64::try_from(self.items.len()).unwrap_or(u64::MAX).saturating_add(self.more)
    }

    /// Keeps the first `most`, and counts the others.
    pub fn truncate(&mut self, most: usize) {
        let over = self.items.len().saturating_sub(most);
        self.more = self.more.saturating_add(u64::try_from(over).unwrap_or(u64::MAX));
        self.items.truncate(most);
    }
}

impl<T> From<Vec<T>> for Capped<T> {
    fn from(items: Vec<T>) -> Self {
        Self { items, more: 0 }
    }
}
