package dev.kindling.contract;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;

/** The 256-bit secret by which an agent is known from its enrolment to the next boot. Never printed. */
public final class SessionSecret {

    public static final int LENGTH = 32;

    private final byte[] bytes;

    private SessionSecret(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("a session secret has " + LENGTH + " bytes, not " + bytes.length);
        }
        this.bytes = bytes.clone();
    }

    public static SessionSecret random(SecureRandom random) {
        byte[] bytes = new byte[LENGTH];
        random.nextBytes(bytes);
        return new SessionSecret(bytes);
    }

    public static SessionSecret of(byte[] bytes) {
        return new SessionSecret(bytes);
    }

    /**
     * From the text of an {@code Authorization: Bearer} header.
     *
     * @throws IllegalArgumentException when it is no session; the message does not repeat the text
     */
    public static SessionSecret parse(String bearer) {
        try {
            return new SessionSecret(Base64.getUrlDecoder().decode(bearer));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("a session is base64url text of " + LENGTH + " bytes", e);
        }
    }

    /** The bearer text: base64url without padding. */
    public String bearer() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    /** What servers keep. */
    public byte[] sha256() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SessionSecret that && MessageDigest.isEqual(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return 0;
    }

    @Override
    public String toString() {
        return "SessionSecret[hidden]";
    }
}
