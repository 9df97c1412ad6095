package dev.kindling.tink.enrolment;

import dev.kindling.contract.MacAddress;
import dev.kindling.tink.machine.MachineFacts;
import java.time.Instant;

/** What an enrolment came to. */
sealed interface Enrolment {

    record Granted(MachineFacts machine, Instant expiresAt) implements Enrolment {}

    /** The boot enrolled before, and its session was ended since. */
    record Over(String why) implements Enrolment {}

    /** The boot enrolled before, with another secret. */
    record Refused(MacAddress mac, String why) implements Enrolment {}
}
