package dev.kindling.tink.identity;

import dev.kindling.tink.failure.Failure;
import dev.kindling.tink.failure.Violation;
import dev.kindling.tink.listing.Page;
import dev.kindling.tink.site.DataDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The bearer tokens of people and scripts; only their SHA-256 is kept. */
@Service
public class Tokens {

    private static final String PREFIX = "kdl_";
    private static final String ADMIN_FILE = "admin-token";
    private static final String COLUMNS = "id, name, role, created_at, expires_at";

    private final SecureRandom random = new SecureRandom();
    private final JdbcClient jdbc;
    private final Audit audit;
    private final Clock clock;
    private final DataDirectory data;

    Tokens(JdbcClient jdbc, Audit audit, Clock clock, DataDirectory data) {
        this.jdbc = jdbc;
        this.audit = audit;
        this.clock = clock;
        this.data = data;
    }

    /** What is known of a token. */
    public record Token(UUID id, String name, Role role, Instant createdAt, Optional<Instant> expiresAt) {}

    /** A fresh token with its text, which is shown this once. */
    public record Issued(Token token, String text) {

        @Override
        public String toString() {
            return "Issued[token=" + token + "]";
        }
    }

    /** The caller behind a bearer text; empty when it is unknown or has ended. */
    public Optional<Caller> authenticate(String bearer) {
        return jdbc.sql(
                        "select name, role from token where sha256 = :sha256 and (expires_at is null or expires_at > :now)")
                .param("sha256", sha256(bearer))
                .param("now", now())
                .query((row, _) -> new Caller(row.getString("name"), Role.valueOf(row.getString("role"))))
                .optional();
    }

    @Transactional
    public Issued issue(String name, Role role, Optional<Instant> expiresAt) {
        if (expiresAt.filter(end -> !end.isAfter(clock.instant())).isPresent()) {
            throw new Failure.Invalid(
                    "token", List.of(new Violation("/expiresAt", expiresAt.get().toString(), "is in the past")));
        }
        String text = PREFIX + randomText();
        Token token = insert(name, role, expiresAt, text);
        audit.record("token.create", "token/" + token.id(), Map.of(), facts(token));
        return new Issued(token, text);
    }

    public List<Token> list() {
        return list(Optional.empty(), Integer.MAX_VALUE);
    }

    /** @param after the last one of the page before */
    @Transactional(readOnly = true)
    public List<Token> list(Optional<UUID> after, int limit) {
        List<Token> page = jdbc.sql("select " + COLUMNS + """
                         from token
                        where cast(:after as uuid) is null or (created_at, id) > (
                          select created_at, id from token where id = cast(:after as uuid))
                        order by created_at, id limit :limit""")
                .param("after", after.map(UUID::toString).orElse(null))
                .param("limit", limit)
                .query((row, _) -> token(row))
                .list();
        if (page.isEmpty() && after.isPresent() && isGone(after.get())) {
            throw Page.noneBehind(after.get(), "token");
        }
        return page;
    }

    private boolean isGone(UUID id) {
        return jdbc.sql("select 1 from token where id = :id")
                .param("id", id)
                .query()
                .listOfRows()
                .isEmpty();
    }

    private static Token token(ResultSet row) throws SQLException {
        return new Token(
                row.getObject("id", UUID.class),
                row.getString("name"),
                Role.valueOf(row.getString("role")),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                Optional.ofNullable(row.getObject("expires_at", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant));
    }

    /** Ends a token at once; the last administrator cannot lock everybody out. */
    @Transactional
    public void delete(UUID id) {
        lock();
        Token token = list().stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new Failure.NotFound("token", id));
        boolean otherAdmin = list().stream()
                .anyMatch(each -> each.role() == Role.ADMIN
                        && !each.id().equals(id)
                        && each.expiresAt().isEmpty());
        if (token.role() == Role.ADMIN && !otherAdmin) {
            throw new Failure.Conflict(
                    "token '" + token.name() + "' is the last admin token that does not expire; make another first");
        }
        jdbc.sql("delete from token where id = :id").param("id", id).update();
        audit.record("token.delete", "token/" + id, facts(token), Map.of());
    }

    /**
     * Makes the first admin token when the database holds no token at all, and writes it to {@code <data>/admin-token}.
     *
     * <p>The file is written before the commit: after a crash between the two, the next start takes the file's token.
     */
    @Transactional
    public void ensureAdmin() {
        lock();
        if (!list().isEmpty()) {
            return;
        }
        String text = readAdminFile().orElseGet(() -> PREFIX + randomText());
        data.writePrivately(ADMIN_FILE, (text + "\n").getBytes(StandardCharsets.US_ASCII));
        Token token = insert("admin", Role.ADMIN, Optional.empty(), text);
        audit.record("token.create", "token/" + token.id(), Map.of(), facts(token));
    }

    private static Map<String, String> facts(Token token) {
        return Map.of(
                "name",
                token.name(),
                "role",
                token.role().name(),
                "expiresAt",
                token.expiresAt().map(Instant::toString).orElse("never"));
    }

    private Token insert(String name, Role role, Optional<Instant> expiresAt, String text) {
        Token token = new Token(UUID.randomUUID(), name, role, clock.instant(), expiresAt);
        jdbc.sql("""
                insert into token (id, name, role, sha256, created_at, expires_at)
                values (:id, :name, :role, :sha256, :created, :expires)
                """)
                .param("id", token.id())
                .param("name", name)
                .param("role", role.name())
                .param("sha256", sha256(text))
                .param("created", now())
                .param(
                        "expires",
                        expiresAt.map(end -> end.atOffset(ZoneOffset.UTC)).orElse(null))
                .update();
        return token;
    }

    /** Two servers at their first start, or two deletions, must not both believe they are alone. */
    private void lock() {
        jdbc.sql("lock table token in share row exclusive mode").update();
    }

    private Optional<String> readAdminFile() {
        Path file = data.resolve(ADMIN_FILE);
        try {
            return Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("admin token " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }

    private String randomText() {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
