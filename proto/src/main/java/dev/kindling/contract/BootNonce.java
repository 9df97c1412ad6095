package dev.kindling.contract;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Says which boot of which board this is. Boots mints it into the board's command line, tink-server verifies it.
 *
 * <pre>
 * base64url, no padding, of 56 bytes:
 *   0..15  boot id, a UUID, big endian
 *  16..23  expiry, seconds since 1970, big endian
 *  24..55  HMAC-SHA-256(key, boot id || expiry || MAC text || '|' || address text)
 * </pre>
 *
 * @param bootId the boot, burnt at the first enrolment
 * @param expiry the last second at which it may enrol
 * @param mac proof over boot id, expiry, hardware address and network address, 32 bytes
 */
public record BootNonce(UUID bootId, Instant expiry, byte[] mac) {

    private static final int LENGTH = 56;
    private static final int PROOF_LENGTH = 32;

    public BootNonce {
        mac = mac.clone();
    }

    /** Mints the nonce of one boot; the same arguments always give the same nonce. */
    public static BootNonce mint(byte[] key, UUID bootId, Instant expiry, MacAddress machine, String address) {
        return new BootNonce(bootId, expiry, proof(key, bootId, expiry, machine, address));
    }

    /**
     * Reads the text form; says nothing about whether it is genuine.
     *
     * @throws IllegalArgumentException when the text is no nonce; the message does not repeat the text
     */
    public static BootNonce parse(String text) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("a boot nonce is base64url text", e);
        }
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("a boot nonce has " + LENGTH + " bytes, not " + bytes.length);
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        UUID bootId = new UUID(buffer.getLong(), buffer.getLong());
        Instant expiry = Instant.ofEpochSecond(buffer.getLong());
        byte[] proof = new byte[PROOF_LENGTH];
        buffer.get(proof);
        return new BootNonce(bootId, expiry, proof);
    }

    /** Whether boots made it for this machine at this address; takes the same time for every wrong answer. */
    public boolean isGenuine(byte[] key, MacAddress machine, String address) {
        return MessageDigest.isEqual(mac, proof(key, bootId, expiry, machine, address));
    }

    public boolean isExpired(Instant now) {
        return now.isAfter(expiry);
    }

    /** The form of {@code kindling.nonce=}. */
    public String text() {
        ByteBuffer buffer = ByteBuffer.allocate(LENGTH);
        buffer.putLong(bootId.getMostSignificantBits()).putLong(bootId.getLeastSignificantBits());
        buffer.putLong(expiry.getEpochSecond()).put(mac);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(buffer.array());
    }

    @Override
    public byte[] mac() {
        return mac.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BootNonce that && text().equals(that.text());
    }

    @Override
    public int hashCode() {
        return text().hashCode();
    }

    /** Without the proof: a nonce is a credential until it is burnt. */
    @Override
    public String toString() {
        return "BootNonce[bootId=" + bootId + ", expiry=" + expiry + "]";
    }

    private static byte[] proof(byte[] key, UUID bootId, Instant expiry, MacAddress machine, String address) {
        try {
            Mac hmac = Mac.getInstance("HmacSHA256");
            hmac.init(new SecretKeySpec(key, "HmacSHA256"));
            ByteBuffer head = ByteBuffer.allocate(24);
            head.putLong(bootId.getMostSignificantBits()).putLong(bootId.getLeastSignificantBits());
            head.putLong(expiry.getEpochSecond());
            hmac.update(head.array());
            return hmac.doFinal((machine.text() + "|" + address).getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }
}
