package dev.kindling.simulator.wire;

import java.time.Duration;

/**
 * When a TFTP client loses patience.
 *
 * @param resend the read request is sent again after this long without an answer
 * @param file limit for a whole file (TFTP_FILE_TIMEOUT)
 * @param silence limit for a gap within a file; no longer than {@code file}
 */
public record TftpTiming(Duration resend, Duration file, Duration silence) {}
