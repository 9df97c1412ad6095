package dev.kindling.tink.machine;

import dev.kindling.contract.MacAddress;
import dev.kindling.tink.directory.DirectoryRevision;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Where boots is a proxy: the addresses boards were heard to use. */
@Repository
@Transactional(propagation = Propagation.MANDATORY)
public class LearnedAddresses {

    /** Far longer than a nonce lives. */
    private static final Duration KEPT = Duration.ofDays(1);

    private final JdbcClient jdbc;
    private final DirectoryRevision revision;

    LearnedAddresses(JdbcClient jdbc, DirectoryRevision revision) {
        this.jdbc = jdbc;
        this.revision = revision;
    }

    /** The board has this address now; whoever had it before has none. */
    public void learn(MacAddress mac, UUID bootId, String address, Instant at) {
        revision.lock();
        jdbc.sql("delete from boot_address where seen_at < :before")
                .param("before", at.minus(KEPT).atOffset(ZoneOffset.UTC))
                .update();
        jdbc.sql("""
                insert into boot_address (boot_id, mac, address, seen_at) values (:boot, :mac, :address, :at)
                on conflict (boot_id, address) do update set seen_at = excluded.seen_at
                """)
                .param("boot", bootId)
                .param("mac", mac.text())
                .param("address", address)
                .param("at", at.atOffset(ZoneOffset.UTC))
                .update();
        forgetWhere("seen_address = :value and mac <> '" + mac.text() + "'", address);
        jdbc.sql("""
                update machine set seen_address = :address, revision = :revision
                where mac = :mac and hardware_id is not null and seen_address is distinct from :address
                """)
                .param("address", address)
                .param("revision", revision.bump())
                .param("mac", mac.text())
                .update();
    }

    /** A boot begins: until the board is heard again, the address it had is nobody's. */
    public void forget(MacAddress mac) {
        forgetWhere("mac = :value and seen_address is not null", mac.text());
    }

    /** Every address the board was heard to use in this boot. */
    @Transactional(readOnly = true)
    public List<String> ofBoot(UUID bootId, MacAddress mac) {
        return jdbc.sql("select address from boot_address where boot_id = :boot and mac = :mac")
                .param("boot", bootId)
                .param("mac", mac.text())
                .query(String.class)
                .list();
    }

    /** @param condition of ours; what came from outside is the parameter */
    private void forgetWhere(String condition, String value) {
        boolean any = jdbc.sql("select exists (select 1 from machine where " + condition + ")")
                .param("value", value)
                .query(Boolean.class)
                .single();
        if (any) {
            jdbc.sql("update machine set seen_address = null, revision = :revision where " + condition)
                    .param("revision", revision.bump())
                    .param("value", value)
                    .update();
        }
    }
}
