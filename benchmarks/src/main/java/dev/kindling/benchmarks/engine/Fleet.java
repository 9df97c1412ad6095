package dev.kindling.benchmarks.engine;

import dev.kindling.contract.SessionSecret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.IntStream;

/** Declared machines with open sessions, made by SQL: neither declaring nor enrolling is what is measured. */
final class Fleet {

    private static final String HARDWARE = """
            insert into hardware (id, version, document, created_at, updated_at)
            select cast('00000000-0000-4000-8000-' || lpad(to_hex(i), 12, '0') as uuid), 0, jsonb_build_object(
              'id', '00000000-0000-4000-8000-' || lpad(to_hex(i), 12, '0'),
              'metadata', jsonb_build_object(
                'cluster', jsonb_build_object('name', 'k3s-rpi4', 'role', 'worker'),
                'instance', jsonb_build_object('hostname', 'node-' || i),
                'labels', jsonb_build_object('room', 'r' || (i %% 50), 'shelf', 's' || (i %% 7), 'port', 'p' || i)),
              'network', jsonb_build_object('interfaces', jsonb_build_array(jsonb_build_object(
                'dhcp', jsonb_build_object('mac', %1$s, 'hostname', 'node-' || i, 'arch', 'aarch64', 'lease_time', 86400,
                  'name_servers', jsonb_build_array('10.0.0.1'),
                  'ip', jsonb_build_object('address', %2$s, 'netmask', '255.0.0.0', 'gateway', '10.255.255.254')),
                'netboot', jsonb_build_object('allow_pxe', true, 'allow_workflow', true))))), now(), now()
            from generate_series(1, %3$d) i
            """;
    private static final String MACHINES = """
            insert into machine (mac, hardware_id, interface_index, address, session_sha256, session_boot_id,
              session_expires_at, first_seen_at, last_seen_at, revision, inventory)
            select %1$s, cast('00000000-0000-4000-8000-' || lpad(to_hex(i), 12, '0') as uuid), 0, %2$s,
              sha256(sha256(convert_to('node-' || i, 'UTF8'))), gen_random_uuid(), now() + interval '7 days', now(), now(), i,
              '{"model": "Raspberry Pi 4 Model B Rev 1.5", "cpus": 4, "memoryBytes": 8321499136}'
            from generate_series(1, %3$d) i
            """;
    private static final String MAC =
            "'02:00:' || regexp_replace(lpad(to_hex(i), 8, '0'), '(..)(..)(..)(..)', '\\1:\\2:\\3:\\4')";
    private static final String ADDRESS = "'10.' || (i / 65536) || '.' || (i / 256 % 256) || '.' || (i % 256)";

    private final int size;

    private Fleet(int size) {
        this.size = size;
    }

    static Fleet declare(BenchServer server, int size) {
        try (Connection database = server.database();
                Statement statement = database.createStatement()) {
            statement.execute(HARDWARE.formatted(MAC, ADDRESS, size));
            statement.execute(MACHINES.formatted(MAC, ADDRESS, size));
            statement.execute("update directory_state set revision = " + size);
            statement.execute("analyze");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return new Fleet(size);
    }

    /** One machine and the session of its agent. */
    record Member(String mac, SessionSecret session) {}

    List<Member> members() {
        return IntStream.rangeClosed(1, size).mapToObj(Fleet::member).toList();
    }

    private static Member member(int i) {
        String hex = "%08x".formatted(i);
        String mac = "02:00:" + hex.replaceAll("(..)(?=.)", "$1:");
        try {
            byte[] secret = MessageDigest.getInstance("SHA-256").digest(("node-" + i).getBytes(StandardCharsets.UTF_8));
            return new Member(mac, SessionSecret.of(secret));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
