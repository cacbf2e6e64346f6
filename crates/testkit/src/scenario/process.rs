//! Processes that log, and the trusted fields that journald adds for them.

use super::entry::Fields;

/// Every capability, as the kernel of the host has them.
const ALL_CAPABILITIES: &str = "1ffffffffff";

/// A process of the host, at one time.
#[derive(Clone, Debug)]
pub(super) struct Process {
    pub(super) pid: u64,
    pub(super) uid: u64,
    pub(super) comm: String,
    pub(super) exe: String,
    pub(super) cmdline: String,
    pub(super) unit: String,
    pub(super) slice: String,
    pub(super) invocation: String,
    /// The session that it was started in, and its user.
    pub(super) session: Option<(u64, u64)>,
    /// The unit of the user's own service manager.
    pub(super) user_unit: Option<String>,
}

impl Process {
    /// A process of a service of the system.
    pub(super) fn of_service(unit: &str, exe: &str, pid: u64, uid: u64, invocation: &str) -> Self {
        Self {
            pid,
            uid,
            comm: exe.rsplit('/').next().unwrap_or_default().chars().take(15).collect(),
            exe: exe.to_owned(),
            cmdline: exe.to_owned(),
            unit: unit.to_owned(),
            slice: "system.slice".to_owned(),
            invocation: invocation.to_owned(),
            session: None,
            user_unit: None,
        }
    }

    /// A process of a user's session.
    pub(super) fn of_session(exe: &str, pid: u64, uid: u64, session: u64, invocation: &str) -> Self {
        Self {
            unit: format!("session-{session}.scope"),
            slice: format!("user-{uid}.slice"),
            session: Some((session, uid)),
            ..Self::of_service("", exe, pid, uid, invocation)
        }
    }

    /// The service manager.
    pub(super) fn manager() -> Self {
        Self {
            cmdline: "/sbin/init".to_owned(),
            slice: "-.slice".to_owned(),
            ..Self::of_service("init.scope", "/usr/lib/systemd/systemd", 1, 0, "")
        }
    }

    pub(super) fn add_to(&self, fields: &mut Fields) {
        fields.add("_PID", self.pid);
        fields.add("_UID", self.uid);
        fields.add("_GID", self.uid);
        fields.add("_COMM", &self.comm);
        fields.add("_EXE", &self.exe);
        fields.add("_CMDLINE", &self.cmdline);
        fields.add("_CAP_EFFECTIVE", if self.uid == 0 { ALL_CAPABILITIES } else { "0" });
        fields.add("_SELINUX_CONTEXT", "unconfined");
        if let Some((session, login_uid)) = self.session {
            fields.add("_AUDIT_SESSION", session);
            fields.add("_AUDIT_LOGINUID", login_uid);
            fields.add("_SYSTEMD_SESSION", session);
            fields.add("_SYSTEMD_OWNER_UID", login_uid);
        }
        fields.add("_SYSTEMD_CGROUP", self.cgroup());
        fields.add("_SYSTEMD_UNIT", &self.unit);
        fields.add("_SYSTEMD_SLICE", &self.slice);
        if let Some(unit) = &self.user_unit {
            fields.add("_SYSTEMD_OWNER_UID", self.uid);
            fields.add("_SYSTEMD_USER_UNIT", unit);
            fields.add("_SYSTEMD_USER_SLICE", "app.slice");
        }
        if !self.invocation.is_empty() {
            fields.add("_SYSTEMD_INVOCATION_ID", &self.invocation);
        }
    }

    pub(super) fn cgroup(&self) -> String {
        match (&self.user_unit, &*self.slice) {
            (_, "-.slice") => format!("/{}", self.unit),
            (Some(unit), slice) => format!("/user.slice/{slice}/{}/app.slice/{unit}", self.unit),
            (None, "system.slice") => format!("/system.slice/{}", self.unit),
            (None, slice) => format!("/user.slice/{slice}/{}", self.unit),
        }
    }
}
