package dev.kindling.tink.enrolment;

import dev.kindling.contract.MacAddress;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Boots that enrolled: the primary key lets each do so once, whichever replica it asks. */
@Component
class BurntBoots {

    private final JdbcClient jdbc;

    BurntBoots(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** An enrolment as it was first granted. */
    record Burnt(UUID bootId, MacAddress mac, String address, byte[] sessionSha256, Instant expiresAt) {}

    /** @return whether this call burnt it; waits for a transaction that is just doing so */
    boolean burn(Burnt boot, Instant now) {
        return jdbc.sql("""
                        insert into enrolment (boot_id, mac, address, session_sha256, enrolled_at, expires_at)
                        values (:boot, :mac, :address, :session, :now, :expires) on conflict do nothing""")
                        .param("boot", boot.bootId())
                        .param("mac", boot.mac().text())
                        .param("address", boot.address())
                        .param("session", boot.sessionSha256())
                        .param("now", Timestamp.from(now))
                        .param("expires", Timestamp.from(boot.expiresAt()))
                        .update()
                == 1;
    }

    Optional<Burnt> find(UUID bootId) {
        return jdbc.sql("select * from enrolment where boot_id = :boot")
                .param("boot", bootId)
                .query((row, _) -> new Burnt(
                        bootId,
                        new MacAddress(row.getString("mac")),
                        row.getString("address"),
                        row.getBytes("session_sha256"),
                        row.getTimestamp("expires_at").toInstant()))
                .optional();
    }
}
