package dev.kindling.tink.directory;

import dev.kindling.tink.sealing.MasterKey;
import java.security.SecureRandom;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The key by which boots proves a boot nonce: one for all servers of a database, made at the first start. */
@Component
public class NonceKey {

    private static final String PURPOSE = "nonce-key";
    private static final int LENGTH = 32;

    private final byte[] key;

    NonceKey(JdbcClient jdbc, MasterKey masterKey) {
        this.key = masterKey.open(PURPOSE, load(jdbc).orElseGet(() -> create(jdbc, masterKey)));
    }

    /** 32 bytes, for {@code BootNonce}. */
    public byte[] bytes() {
        return key.clone();
    }

    @Override
    public String toString() {
        return "NonceKey[hidden]";
    }

    private static Optional<byte[]> load(JdbcClient jdbc) {
        return jdbc.sql("select sealed_nonce_key from directory_state where sealed_nonce_key is not null")
                .query((row, _) -> row.getBytes(1))
                .optional();
    }

    private static byte[] create(JdbcClient jdbc, MasterKey masterKey) {
        byte[] fresh = new byte[LENGTH];
        new SecureRandom().nextBytes(fresh);
        jdbc.sql("update directory_state set sealed_nonce_key = :key where sealed_nonce_key is null")
                .param("key", masterKey.seal(PURPOSE, fresh))
                .update();
        return load(jdbc).orElseThrow();
    }
}
