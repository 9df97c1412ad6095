package dev.kindling.tink.machine;

import dev.kindling.contract.MacAddress;
import dev.kindling.tink.directory.DirectoryRevision;
import dev.kindling.tink.failure.Failure;
import dev.kindling.tink.hardware.document.HardwareDocument.NetworkInterface;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * The machine rows. Plain SQL rather than an aggregate: DHCP, enrolment, the workflow engine and people write different
 * columns of one row at the same time, and none of them may undo another's.
 */
@Repository
@Transactional(propagation = Propagation.MANDATORY)
public class MachineStore implements Machines {

    private final JdbcClient jdbc;
    private final MachineRows rows;
    private final DirectoryRevision revision;

    MachineStore(JdbcClient jdbc, MachineRows rows, DirectoryRevision revision) {
        this.jdbc = jdbc;
        this.rows = rows;
        this.revision = revision;
    }

    @Override
    @Transactional(readOnly = true)
    public Optional<MachineFacts> find(MacAddress mac) {
        return rows.select("machine.mac = :value", mac.text()).flatMap(MachineRow::facts);
    }

    @Override
    @Transactional(readOnly = true)
    public Optional<MachineFacts> findByAddress(String address) {
        return rows.select("machine.address = :value", address).flatMap(MachineRow::facts);
    }

    /** One statement that needs no transaction around it: every stream asks with every look. */
    @Override
    @Transactional(propagation = Propagation.SUPPORTS, readOnly = true)
    public Optional<MachineFacts> findBySession(byte[] sessionSha256, Instant now) {
        return rows.select("machine.session_sha256 = :value", sessionSha256)
                .filter(row -> row.session()
                        .filter(session -> session.expiresAt().isAfter(now))
                        .isPresent())
                .flatMap(MachineRow::facts);
    }

    /** One statement that needs no transaction around it: agents ask with every call. */
    @Override
    @Transactional(propagation = Propagation.SUPPORTS, readOnly = true)
    public Optional<SessionOwner> ownerOf(byte[] sessionSha256, Instant now) {
        return jdbc.sql("""
                        select mac, session_boot_id from machine
                        where session_sha256 = :session and session_expires_at > :now and hardware_id is not null""")
                .param("session", sessionSha256)
                .param("now", now.atOffset(ZoneOffset.UTC))
                .query((row, _) -> new SessionOwner(new MacAddress(row.getString(1)), row.getObject(2, UUID.class)))
                .optional();
    }

    @Override
    public long setBootMode(MacAddress mac, BootMode mode) {
        long change = revision.bump();
        int changed = jdbc.sql(
                        "update machine set boot_mode = :mode, revision = :revision where mac = :mac and hardware_id is not null")
                .param("mode", mode.name())
                .param("revision", change)
                .param("mac", mac.text())
                .update();
        requireOne(changed, mac);
        return change;
    }

    @Override
    public void openSession(MacAddress mac, UUID bootId, byte[] sessionSha256, Instant expiresAt) {
        int changed = jdbc.sql("""
                update machine
                set session_sha256 = :sha256, session_boot_id = :boot, session_expires_at = :expires, revision = :revision
                where mac = :mac and hardware_id is not null
                """)
                .param("revision", revision.bump())
                .param("sha256", sessionSha256)
                .param("boot", bootId)
                .param("expires", expiresAt.atOffset(ZoneOffset.UTC))
                .param("mac", mac.text())
                .update();
        requireOne(changed, mac);
    }

    @Override
    public void recordInventory(MacAddress mac, String inventoryJson) {
        revision.lock();
        int changed = jdbc.sql("update machine set inventory = cast(:inventory as jsonb) where mac = :mac")
                .param("inventory", inventoryJson)
                .param("mac", mac.text())
                .update();
        requireOne(changed, mac);
    }

    @Override
    public boolean recordSeen(MacAddress mac, Instant at, Optional<SeenBoard> board) {
        if (rows.saw(mac, at, board)) {
            return false;
        }
        revision.lock();
        return new Sighting(jdbc, rows, revision).record(mac, at, board);
    }

    /**
     * Makes these interfaces the machines of a hardware document, and lets go of those it had before.
     *
     * @throws org.springframework.dao.DuplicateKeyException when another document has one of the addresses
     */
    public void declare(UUID hardware, List<NetworkInterface> interfaces) {
        long change = revision.bump();
        release(hardware, change, macs(interfaces));
        for (int i = 0; i < interfaces.size(); i++) {
            NetworkInterface each = interfaces.get(i);
            String address = each.address().address();
            jdbc.sql("""
                    insert into machine (mac, hardware_id, interface_index, address, revision)
                    values (:mac, :hardware, :index, :address, :revision)
                    on conflict (mac) do update
                    set hardware_id = excluded.hardware_id, interface_index = excluded.interface_index,
                        address = excluded.address, revision = excluded.revision
                    """)
                    .param("mac", each.mac().text())
                    .param("hardware", hardware)
                    .param("index", i)
                    .param("address", address.isEmpty() ? null : address)
                    .param("revision", change)
                    .update();
        }
    }

    /** The document is gone: its machines are no longer in the directory, their sessions end. */
    public void withdraw(UUID hardware) {
        release(hardware, revision.bump(), List.of(""));
    }

    /**
     * A machine of another document.
     *
     * @param address empty: none
     */
    public record Owned(MacAddress mac, UUID hardware, String address) {}

    /** Machines of other documents that have one of these MACs or addresses. */
    public List<Owned> othersWith(UUID hardware, List<NetworkInterface> interfaces) {
        return jdbc.sql("""
                        select mac, hardware_id, coalesce(address, '') as address from machine
                        where hardware_id <> :hardware and (mac in (:macs) or address in (:addresses))""")
                .param("hardware", hardware)
                .param("macs", macs(interfaces))
                .param(
                        "addresses",
                        interfaces.stream()
                                .map(each -> each.address().address())
                                .toList())
                .query((row, _) -> new Owned(
                        new MacAddress(row.getString("mac")),
                        row.getObject("hardware_id", UUID.class),
                        row.getString("address")))
                .list();
    }

    /**
     * Gives up what a document that is about to be declared anew no longer has, and all its addresses: another document, declared before
     * it, may take them.
     */
    public void letGo(UUID hardware, List<NetworkInterface> kept) {
        release(hardware, revision.bump(), macs(kept));
    }

    private static List<String> macs(List<NetworkInterface> interfaces) {
        return interfaces.stream().map(each -> each.mac().text()).toList();
    }

    /** Addresses are let go first, so that two interfaces can swap theirs. */
    private void release(UUID hardware, long change, List<String> kept) {
        jdbc.sql("update machine set address = null where hardware_id = :hardware")
                .param("hardware", hardware)
                .update();
        jdbc.sql("""
                update machine
                set hardware_id = null, interface_index = null, boot_mode = 'NETBOOT', revision = :revision,
                    session_sha256 = null, session_boot_id = null, session_expires_at = null
                where hardware_id = :hardware and mac not in (:kept)
                """)
                .param("revision", change)
                .param("hardware", hardware)
                .param("kept", kept)
                .update();
    }

    private static void requireOne(int changed, MacAddress mac) {
        if (changed == 0) {
            throw new Failure.NotFound("machine", mac);
        }
    }
}
