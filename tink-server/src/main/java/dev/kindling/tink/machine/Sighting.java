package dev.kindling.tink.machine;

import dev.kindling.contract.MacAddress;
import dev.kindling.tink.directory.DirectoryRevision;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Writes down one sighting; the caller holds the directory's lock. */
final class Sighting {

    private final JdbcClient jdbc;
    private final MachineRows rows;
    private final DirectoryRevision revision;

    Sighting(JdbcClient jdbc, MachineRows rows, DirectoryRevision revision) {
        this.jdbc = jdbc;
        this.rows = rows;
        this.revision = revision;
    }

    boolean record(MacAddress mac, Instant at, Optional<SeenBoard> board) {
        OffsetDateTime time = at.atOffset(ZoneOffset.UTC);
        boolean fresh = jdbc.sql("""
                insert into machine (mac, first_seen_at, last_seen_at) values (:mac, :at, :at)
                on conflict (mac) do nothing
                """).param("mac", mac.text()).param("at", time).update() == 1;
        jdbc.sql("""
                update machine set first_seen_at = coalesce(first_seen_at, :at), last_seen_at = greatest(last_seen_at, :at)
                where mac = :mac
                """).param("mac", mac.text()).param("at", time).update();
        board.ifPresent(told -> learn(mac, told));
        return fresh;
    }

    /** Boots serves by serial, so what a declared machine's board turned out to be goes to the replicas. */
    private void learn(MacAddress mac, SeenBoard told) {
        MachineRow row = rows.select("machine.mac = :value", mac.text()).orElseThrow();
        if (!row.board().learns(told)) {
            return;
        }
        SeenBoard board = row.board().with(told);
        jdbc.sql("""
                update machine
                set board_model = :model, board_revision = :board, board_serial = :serial,
                    client_architecture = :architecture, vendor_class = :vendor, revision = :revision
                where mac = :mac
                """)
                .param("model", board.model())
                .param("board", board.revision())
                .param("serial", board.serial())
                .param("architecture", board.clientArchitecture())
                .param("vendor", board.vendorClass())
                .param("revision", row.hardware().isPresent() ? revision.bump() : row.revision())
                .param("mac", mac.text())
                .update();
    }
}
