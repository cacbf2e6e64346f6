//! Texts of our own for the messages that occur most, so that they are explained on hosts without systemd, too.
//!
//! The IDs are those of systemd's public message list; the words are ours.

pub(super) const TEXT: &str = "\
-- f77379a8490b408bbe5f6940505a777b
Subject: The journal was started
Defined-By: journalq

journald has opened its files and takes messages from now on.

-- d93fb3c9c24d451a97cea615ce59c00b
Subject: The journal was stopped
Defined-By: journalq

journald has closed its files. Messages that come later are not in this journal.

-- a596d6fe7bfa4994828e72309e95d61e
Subject: Messages of @_SYSTEMD_UNIT@ were dropped
Defined-By: journalq

A service logged more than its rate limit allows. The messages beyond the limit were thrown away, those of other
services were not touched. RateLimitIntervalSec= and RateLimitBurst= of journald set the limit.

-- e9bf28e6e834481bb6f48f548ad13606
Subject: Messages were missed
Defined-By: journalq

Kernel messages came faster than journald could read them, and some were overwritten before.

-- ec387f577b844b8fa948f33cad9a75e6
Subject: Disk space of the journal
Defined-By: journalq

@JOURNAL_NAME@ (@JOURNAL_PATH@) uses @CURRENT_USE_PRETTY@ of at most @LIMIT_PRETTY@.

-- fc2e22bc6ee647b6b90729ab34a250b1
Subject: Process @COREDUMP_PID@ (@COREDUMP_COMM@) crashed
Defined-By: journalq

The process ended by a signal that makes the kernel write its memory out. This is a programming error in it, or in a
library that it uses. Fields that begin with COREDUMP_ say what is known of the process.

-- 8d45620c1a4348dbb17410da57c60c66
Subject: Session @SESSION_ID@ of user @USER_ID@ began
Defined-By: journalq

A user has logged in. Process @LEADER@ leads the session.

-- 3354939424b4456d9802ca8333ed424a
Subject: Session @SESSION_ID@ ended
Defined-By: journalq

A user has logged out, or the session was closed.

-- fcbefc5da23d428093f97c82a9290f7b
Subject: Seat @SEAT_ID@ can be used
Defined-By: journalq

A seat, which is a set of input and output devices, was set up.

-- e7852bfe46784ed0accde04bc864c2d5
Subject: Seat @SEAT_ID@ was removed
Defined-By: journalq

-- c7a787079b354eaaa9e77b371893cd27
Subject: The system clock was changed
Defined-By: journalq

The wall clock was set to @REALTIME@ microseconds after 1970. Times of messages before and after are not comparable by
their wall clock; the monotonic time is.

-- 45f82f4aef7a4bbf942ce861d1f20990
Subject: The time zone is now @TIMEZONE@
Defined-By: journalq

-- b07a249cd024414a82dd00cd181378ff
Subject: The system is up
Defined-By: journalq

All services that belong to the start are running or have failed. The start took, in microseconds: kernel @KERNEL_USEC@,
initial RAM disk @INITRD_USEC@, userspace @USERSPACE_USEC@.

-- eed00a68ffd84e31882105fd973abdd1
Subject: The service manager of user @_UID@ is up
Defined-By: journalq

It took @USERSPACE_USEC@ microseconds.

-- 6bbd95ee977941e497c48be27c254128
Subject: The system goes to sleep (@SLEEP@)
Defined-By: journalq

-- 8811e6df2a8e40f58a94cea26f8ebf14
Subject: The system woke up (@SLEEP@)
Defined-By: journalq

-- 98268866d1d54a499c4e98921d93bc40
Subject: The system shuts down
Defined-By: journalq

-- 7d4958e842da4a758f6c1cdc7b36dcc5
Subject: Unit @UNIT@ is being started
Defined-By: journalq

-- 39f53479d3a045ac8e11786248231fbf
Subject: Unit @UNIT@ was started
Defined-By: journalq

The job ended with the result @JOB_RESULT@.

-- de5b426a63be47a7b6ac3eaac82e2f6f
Subject: Unit @UNIT@ is being stopped
Defined-By: journalq

-- 9d1aaa27d60140bd96365438aad20286
Subject: Unit @UNIT@ was stopped
Defined-By: journalq

The job ended with the result @JOB_RESULT@.

-- be02cf6855d2428ba40df7e9d022f03d
Subject: Unit @UNIT@ could not be started
Defined-By: journalq

The job ended with the result @JOB_RESULT@. The unit's own messages before this one say why.

-- d34d037fff1847e6ae669a370e694725
Subject: Unit @UNIT@ is reading its configuration again
Defined-By: journalq

-- 7b05ebc668384222baa8881179cfda54
Subject: Unit @UNIT@ has read its configuration again
Defined-By: journalq

The job ended with the result @JOB_RESULT@.

-- 98e322203f7a4ed290d09fe03c09fe15
Subject: A process of unit @UNIT@ ended
Defined-By: journalq

The command @COMMAND@ ended: @EXIT_CODE@, status @EXIT_STATUS@.

-- d9b373ed55a64feb8242e02dbe79a49c
Subject: Unit @UNIT@ failed
Defined-By: journalq

The result is @UNIT_RESULT@.

-- 7ad2d189f7e94e70a38c781354912448
Subject: Unit @UNIT@ has done its work
Defined-By: journalq

-- ae8f7b866b0347b9af31fe1c80b127c0
Subject: What unit @UNIT@ used
Defined-By: journalq

The message has the resources that the unit consumed while it ran.

-- fe6faa94e7774663a0da52717891d8ef
Subject: The kernel ended processes of unit @UNIT@ for lack of memory
Defined-By: journalq

-- 5eb03494b6584870a536b337290809b3
Subject: Unit @UNIT@ will be started again
Defined-By: journalq

It is restart number @N_RESTARTS@. The unit's setting Restart= asks for it.
";
