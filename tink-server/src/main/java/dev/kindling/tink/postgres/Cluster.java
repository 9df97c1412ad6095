package dev.kindling.tink.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The files of one database cluster.
 *
 * <pre>
 * directory/cluster        PostgreSQL's own, owned by the server account
 * directory/password       of the one role, mode 0600
 * directory/postgres.log   what the server says
 * </pre>
 */
record Cluster(Path directory, PostgresBinaries binaries, ServerAccount account) {

    static final String ROLE = "kindling";
    private static final String UNFINISHED = "cluster.unfinished";

    Path files() {
        return directory.resolve("cluster");
    }

    Path log() {
        return directory.resolve("postgres.log");
    }

    private Path passwordFile() {
        return directory.resolve("password");
    }

    String password() {
        try {
            return Files.readString(passwordFile()).strip();
        } catch (IOException e) {
            throw new PostgresStartException("the database password cannot be read from " + passwordFile(), e);
        }
    }

    /** Makes the cluster unless it is there, and gives its files to the server account. */
    void prepare(Consumer<String> progress) {
        try {
            new FileTree(directory.resolve(UNFINISHED)).delete();
            if (isHalfWritten()) {
                progress.accept("Removing a half-written database cluster in " + files());
                new FileTree(files()).delete();
            }
            if (!Files.exists(files())) {
                progress.accept("Making the database cluster in " + files());
                create();
            }
            refuseOtherVersion();
            account.own(files());
        } catch (IOException e) {
            throw new PostgresStartException("the database cluster " + files() + " is not usable: " + e, e);
        }
    }

    /** A cluster gets its final name with its last file, so one without a version was cut off or emptied. */
    private boolean isHalfWritten() {
        return Files.exists(files()) && (!Files.exists(files().resolve("PG_VERSION")) || !Files.exists(passwordFile()));
    }

    private void refuseOtherVersion() throws IOException {
        String cluster = Files.readString(files().resolve("PG_VERSION")).strip();
        String control = Files.readString(binaries.directory().resolve("share/postgresql/postgres.bki"))
                .lines()
                .findFirst()
                .orElse("");
        String program = control.replace("# PostgreSQL", "").strip();
        if (!program.equals(cluster)) {
            throw new PostgresStartException("the database cluster in " + files() + " was made by PostgreSQL " + cluster
                    + ", this Kindling brings PostgreSQL " + program
                    + "; restore a backup into a new data directory");
        }
    }

    private void create() throws IOException {
        Path aside = directory.resolve(UNFINISHED);
        Path passwordForInitdb = directory.resolve("password.initdb");
        try {
            new FileTree(aside).make("rwx------");
            account.own(aside);
            writePassword();
            copyPassword(passwordForInitdb);
            run(initdb(aside, passwordForInitdb));
            Files.move(aside, files(), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(passwordForInitdb);
            new FileTree(aside).delete();
        }
    }

    private void writePassword() throws IOException {
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        Path file = passwordFile();
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, HexFormat.of().formatHex(random) + "\n");
    }

    /** The server account may not read our file, and initdb reads none from a pipe of another user. */
    private void copyPassword(Path copy) throws IOException {
        Files.deleteIfExists(copy);
        Files.createFile(copy, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(copy, password() + "\n");
        account.own(copy);
    }

    private List<String> initdb(Path target, Path passwordForInitdb) {
        List<String> command = new ArrayList<>(account.prefix());
        command.addAll(List.of(binaries.program("initdb").toString(), "--pgdata=" + target));
        command.addAll(List.of("--username=" + ROLE, "--pwfile=" + passwordForInitdb, "--auth=scram-sha-256"));
        command.addAll(List.of("--encoding=UTF8", "--locale=C", "--no-instructions"));
        return command;
    }

    private void run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .directory(Path.of("/").toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new PostgresStartException("initdb failed: " + lastLines(output));
            }
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new PostgresStartException("initdb was interrupted", e);
        }
    }

    /** The end of what the server said, for a message. */
    String lastWords() {
        try (Stream<String> lines = Files.lines(log(), StandardCharsets.ISO_8859_1)) {
            return lastLines(String.join("\n", lines.toList()));
        } catch (IOException e) {
            return "(no log: " + e.getMessage() + ")";
        }
    }

    private static String lastLines(String output) {
        List<String> lines = output.strip().lines().toList();
        return String.join(" | ", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
    }
}
