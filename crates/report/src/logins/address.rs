//! Which addresses are meant: one, a network, or the name of a host.

use std::net::IpAddr;

use super::Login;

/// Addresses that were asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Addresses {
    /// This one, however it is written, or those with the same first so many bits.
    Network(IpAddr, u32),
    /// This name.
    Name(String),
}

impl Addresses {
    /// Parses an address, `ADDRESS/BITS`, or a name.
    ///
    /// Returns `None` for a network with more bits than the address has.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits)),
            None => (text, None),
        };
        let Ok(address) = address.parse::<IpAddr>() else {
            return bits.is_none().then(|| Self::Name(text.to_owned()));
        };
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Some(most), |bits| bits.parse().ok())?;
        (bits <= most).then_some(Self::Network(address, bits))
    }

    /// Tells whether a login came from there.
    #[must_use]
    pub fn contain(&self, login: &Login) -> bool {
        match self {
            Self::Name(name) => login.from.as_ref() == Some(name),
            Self::Network(address, bits) => login.address().is_some_and(|from| {
                let (own, len) = number(*address);
                let (other, other_len) = number(from.to_canonical());
                let shift = len.saturating_sub(*bits);
                len == other_len
                    && own.checked_shr(shift).unwrap_or(0) == other.checked_shr(shift).unwrap_or(0)
            }),
        }
    }
}

/// An address as a number, and how many bits it has.
fn number(address: IpAddr) -> (u128, u32) {
    match address {
        IpAddr::V4(address) => (u32::from(address).into(), 32),
        IpAddr::V6(address) => (address.into(), 128),
    }
}
