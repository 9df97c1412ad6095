package dev.kindling.boots.machine;

import java.util.Objects;

/**
 * What tink-server tells every boots.
 *
 * @param nonceKey HMAC key of boot nonces, 32 bytes
 * @param caPin "sha256:" and 64 hex digits: the pin of Kindling's CA
 */
public record DirectorySettings(byte[] nonceKey, String caPin) {

    public DirectorySettings {
        nonceKey = nonceKey.clone();
        Objects.requireNonNull(caPin, "caPin");
    }

    @Override
    public byte[] nonceKey() {
        return nonceKey.clone();
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "DirectorySettings[caPin=" + caPin + "]";
    }
}
