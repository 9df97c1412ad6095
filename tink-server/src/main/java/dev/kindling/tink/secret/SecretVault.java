package dev.kindling.tink.secret;

import dev.kindling.contract.MacAddress;
import dev.kindling.tink.failure.Failure;
import dev.kindling.tink.failure.Violation;
import dev.kindling.tink.identity.Audit;
import dev.kindling.tink.machine.MachineFacts;
import dev.kindling.tink.sealing.MasterKey;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Secrets under the master key. A value goes in, and comes out only for a machine of its scope. */
@Service
public class SecretVault {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final int LARGEST = 64 * 1024;

    private final JdbcClient jdbc;
    private final MasterKey masterKey;
    private final Audit audit;
    private final Clock clock;

    SecretVault(JdbcClient jdbc, MasterKey masterKey, Audit audit, Clock clock) {
        this.jdbc = jdbc;
        this.masterKey = masterKey;
        this.audit = audit;
        this.clock = clock;
    }

    /** A secret without its value. */
    public record Secret(String name, SecretScope scope, Instant updatedAt) {}

    /** Stores or replaces. */
    @Transactional
    public Secret put(String name, byte[] value, SecretScope scope) {
        check(name, value);
        Optional<Secret> before = find(name);
        Secret secret = new Secret(name, scope, clock.instant());
        jdbc.sql("""
                insert into secret (name, sealed, machines, cluster, updated_at)
                values (:name, :sealed, cast(:machines as text[]), :cluster, :now)
                on conflict (name) do update
                set sealed = excluded.sealed, machines = excluded.machines, cluster = excluded.cluster,
                    updated_at = excluded.updated_at
                """)
                .param("name", name)
                .param("sealed", masterKey.seal(purpose(name), value))
                .param("machines", machines(scope))
                .param("cluster", scope instanceof SecretScope.Cluster cluster ? cluster.name() : null)
                .param("now", secret.updatedAt().atOffset(ZoneOffset.UTC))
                .update();
        audit.record(
                "secret.put", "secret/" + name, before.map(SecretVault::facts).orElse(Map.of()), facts(secret));
        return secret;
    }

    @Transactional
    public void delete(String name) {
        Secret secret = get(name);
        jdbc.sql("delete from secret where name = :name").param("name", name).update();
        audit.record("secret.delete", "secret/" + name, facts(secret), Map.of());
    }

    public Secret get(String name) {
        return find(name).orElseThrow(() -> new Failure.NotFound("secret", name));
    }

    /** In the order of their names, after the given one. */
    public List<Secret> list(String after, int limit) {
        return jdbc.sql(
                        "select name, machines, cluster, updated_at from secret where name > :after order by name limit :limit")
                .param("after", after)
                .param("limit", limit)
                .query((row, _) -> read(row))
                .list();
    }

    /** The value, for a machine of the secret's scope. */
    @Transactional(readOnly = true)
    public byte[] read(String name, MachineFacts machine) {
        Secret secret = get(name);
        if (!secret.scope().covers(machine)) {
            throw new Failure.Denied("secret '" + name + "' does not belong to machine " + machine.mac());
        }
        byte[] sealed = jdbc.sql("select sealed from secret where name = :name")
                .param("name", name)
                .query((row, _) -> row.getBytes("sealed"))
                .single();
        return masterKey.open(purpose(name), sealed);
    }

    private Optional<Secret> find(String name) {
        return jdbc.sql("select name, machines, cluster, updated_at from secret where name = :name")
                .param("name", name)
                .query((row, _) -> read(row))
                .optional();
    }

    private static void check(String name, byte[] value) {
        if (!NAME.matcher(name).matches()) {
            throw new Failure.Invalid(
                    "secret",
                    List.of(new Violation(
                            "name", name, "is not a name: 1 to 100 letters, digits, dots, dashes and underscores")));
        }
        if (value.length == 0 || value.length > LARGEST) {
            throw new Failure.Invalid(
                    "secret '" + name + "'",
                    List.of(new Violation(
                            "/value", "(hidden)", "has " + value.length + " bytes; it must have 1 to " + LARGEST)));
        }
    }

    private static String machines(SecretScope scope) {
        return switch (scope) {
            case SecretScope.Machines machines ->
                "{"
                        + String.join(
                                ",",
                                machines.macs().stream().map(MacAddress::text).toList()) + "}";
            case SecretScope.Cluster _ -> null;
        };
    }

    private static Map<String, Object> facts(Secret secret) {
        return switch (secret.scope()) {
            case SecretScope.Machines machines ->
                Map.of(
                        "machines",
                        machines.macs().stream().map(MacAddress::text).toList());
            case SecretScope.Cluster cluster -> Map.of("cluster", cluster.name());
        };
    }

    private static String purpose(String name) {
        return "secret/" + name;
    }

    private static Secret read(ResultSet row) throws SQLException {
        Array machines = row.getArray("machines");
        SecretScope scope = machines == null
                ? new SecretScope.Cluster(row.getString("cluster"))
                : new SecretScope.Machines(Stream.of((String[]) machines.getArray())
                        .map(MacAddress::new)
                        .toList());
        Instant updatedAt = row.getObject("updated_at", OffsetDateTime.class).toInstant();
        return new Secret(row.getString("name"), scope, updatedAt);
    }
}
