package dev.kindling.tink.sealing;

import dev.kindling.tink.site.DataDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.stereotype.Component;

/**
 * Seals what must not be readable in the database: AES-256-GCM under {@code <data>/master.key}.
 *
 * <pre>
 * sealed: 12 bytes nonce | cipher text | 16 bytes tag
 * </pre>
 *
 * <p>The purpose ("authority", "secret/NAME") is authenticated too, so that a sealed value cannot be moved to another row.
 */
@Component
public class MasterKey {

    private static final String FILE = "master.key";
    private static final int KEY_LENGTH = 32;
    private static final int NONCE_LENGTH = 12;
    private static final int TAG_BITS = 128;

    private final SecureRandom random = new SecureRandom();
    private final Path file;
    private final SecretKeySpec key;

    MasterKey(DataDirectory data) {
        this.file = data.resolve(FILE);
        if (Files.notExists(file)) {
            data.writePrivately(FILE, randomBytes(KEY_LENGTH));
        }
        this.key = new SecretKeySpec(read(file), "AES");
    }

    public byte[] seal(String purpose, byte[] plain) {
        byte[] nonce = randomBytes(NONCE_LENGTH);
        byte[] sealed = crypt(Cipher.ENCRYPT_MODE, purpose, nonce, plain);
        return ByteBuffer.allocate(nonce.length + sealed.length)
                .put(nonce)
                .put(sealed)
                .array();
    }

    /**
     * Opens what {@link #seal} made for the same purpose.
     *
     * @throws WrongKeyException when another key sealed it, or it was changed
     */
    public byte[] open(String purpose, byte[] sealed) {
        byte[] nonce = Arrays.copyOf(sealed, NONCE_LENGTH);
        return crypt(Cipher.DECRYPT_MODE, purpose, nonce, Arrays.copyOfRange(sealed, NONCE_LENGTH, sealed.length));
    }

    private byte[] crypt(int mode, String purpose, byte[] nonce, byte[] bytes) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(purpose.getBytes(StandardCharsets.UTF_8));
            return cipher.doFinal(bytes);
        } catch (GeneralSecurityException e) {
            throw new WrongKeyException(purpose, file, e);
        }
    }

    private byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] read(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            if (bytes.length != KEY_LENGTH) {
                throw new IllegalStateException(
                        "master key " + file + " has " + bytes.length + " bytes; it must have " + KEY_LENGTH);
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException("master key " + file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
