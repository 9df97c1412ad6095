package dev.kindling.tink.authority;

import dev.kindling.tink.sealing.MasterKey;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Kindling's certificate authority: one for all servers of a database, made at the first start. */
@Component
public class CertificateAuthority {

    private static final String PURPOSE = "authority";
    private static final Duration LEAF_LIFE = Duration.ofDays(3650);

    private final CertificateFoundry foundry = new CertificateFoundry();
    private final JdbcClient jdbc;
    private final MasterKey masterKey;
    private final Clock clock;
    private final Issued authority;

    CertificateAuthority(JdbcClient jdbc, MasterKey masterKey, Clock clock) {
        this.jdbc = jdbc;
        this.masterKey = masterKey;
        this.clock = clock;
        this.authority = load().orElseGet(this::create);
    }

    /** The authority's certificate as PEM text. */
    public String pem() {
        return Pem.of(authority.certificate());
    }

    /** What boards are told of it: "sha256:" and the SHA-256 of its SubjectPublicKeyInfo in hex (RFC 7469 section 2.4). */
    public String pin() {
        try {
            byte[] spki = authority.certificate().getPublicKey().getEncoded();
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(spki));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    Issued authority() {
        return authority;
    }

    Issued issue(String commonName, List<String> names) {
        Instant notAfter = clock.instant().plus(LEAF_LIFE);
        return foundry.leaf(authority, commonName, names, notAfter);
    }

    private Optional<Issued> load() {
        return jdbc.sql("select certificate, sealed_key from authority where id = 1")
                .query((row, _) -> open(row.getString("certificate"), row.getBytes("sealed_key")))
                .optional();
    }

    /** Of several servers at their first start one wins, and all read what it wrote. */
    private Issued create() {
        Issued fresh = foundry.authority();
        jdbc.sql(
                        "insert into authority (id, certificate, sealed_key) values (1, :certificate, :key) on conflict do nothing")
                .param("certificate", Pem.of(fresh.certificate()))
                .param("key", masterKey.seal(PURPOSE, fresh.key().getEncoded()))
                .update();
        return load().orElseThrow();
    }

    private Issued open(String certificate, byte[] sealedKey) {
        try {
            PrivateKey key = KeyFactory.getInstance("EC")
                    .generatePrivate(new PKCS8EncodedKeySpec(masterKey.open(PURPOSE, sealedKey)));
            return new Issued(Pem.certificate(certificate), key);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the stored certificate authority is damaged", e);
        }
    }
}
