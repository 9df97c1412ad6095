package dev.kindling.boots.boot;

import dev.kindling.contract.MacAddress;
import java.io.Closeable;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.net.Inet4Address;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.SequencedMap;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One small file per board, replaced as a whole. A thread of its own writes them, because a disk that stalls must not stall
 * an answer to a board: a boot is on disk moments after it began, seconds before its board reads what belongs to it. Who is
 * killed in between, or loses the power, costs the board one more boot.
 */
final class BootStore implements Closeable {

    private static final Logger log = LoggerFactory.getLogger(BootStore.class);
    private static final String SUFFIX = ".boot";
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private static final Duration LAST_WRITES = Duration.ofSeconds(5);

    private final Path directory;
    private final Thread writer;

    /** What is to be written, one of each board, oldest first. Guards {@link #closed} too. */
    private final SequencedMap<MacAddress, Boot> waiting = new LinkedHashMap<>();

    private boolean closed;

    BootStore(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.writer = Thread.ofPlatform().daemon().name("boots-store").start(this::write);
    }

    /** Returns at once; a later boot of the same board takes the place of one that is not written yet. */
    void save(Boot boot) {
        synchronized (waiting) {
            waiting.put(boot.mac(), boot);
            waiting.notifyAll();
        }
    }

    /** Writes what is left, for as long as a stop may take. */
    @Override
    public void close() {
        synchronized (waiting) {
            closed = true;
            waiting.notifyAll();
        }
        try {
            if (!writer.join(LAST_WRITES)) {
                log.atError().addKeyValue("seconds", LAST_WRITES.toSeconds()).log("boot.disk-stalls");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write() {
        try {
            for (Optional<Boot> next = next(); next.isPresent(); next = next()) {
                keep(next.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Empty when there is no more to come. */
    private Optional<Boot> next() throws InterruptedException {
        synchronized (waiting) {
            while (waiting.isEmpty() && !closed) {
                waiting.wait();
            }
            return Optional.ofNullable(waiting.pollFirstEntry()).map(Map.Entry::getValue);
        }
    }

    /** A full disk costs the next start its memory, not this board its boot. */
    private void keep(Boot boot) {
        try {
            replace(boot);
        } catch (IOException e) {
            log.atError().addKeyValue("mac", boot.mac()).setCause(e).log("boot.not-saved");
        }
    }

    private void replace(Boot boot) throws IOException {
        Path target = directory.resolve(boot.mac().dashed() + SUFFIX);
        Path fresh = directory.resolve(boot.mac().dashed() + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        try (Writer out = Files.newBufferedWriter(fresh)) {
            properties(boot).store(out, null);
        }
        Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** What is readable; a file that is not is left alone and reported. */
    List<Boot> load() throws IOException {
        List<Boot> boots = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(SUFFIX)).toList()) {
                try (Reader in = Files.newBufferedReader(file)) {
                    Properties saved = new Properties();
                    saved.load(in);
                    boots.add(boot(saved));
                } catch (IOException | IllegalArgumentException e) {
                    log.atWarn()
                            .addKeyValue("file", file)
                            .addKeyValue("reason", e.getMessage())
                            .log("boot.unreadable");
                }
            }
        }
        return boots;
    }

    private static Properties properties(Boot boot) {
        Properties saved = new Properties();
        saved.setProperty("id", boot.id().toString());
        saved.setProperty("mac", boot.mac().text());
        saved.setProperty("xid", Long.toString(boot.xid()));
        saved.setProperty("address", boot.address().getHostAddress());
        saved.setProperty("learned", Boolean.toString(boot.learned()));
        saved.setProperty("ipxe", Boolean.toString(boot.byIpxe()));
        saved.setProperty("started", Long.toString(boot.started().getEpochSecond()));
        saved.setProperty("expiry", Long.toString(boot.expiry().getEpochSecond()));
        saved.setProperty("config.txt", boot.configTxt());
        saved.setProperty("cmdline.txt", boot.commandLine());
        saved.setProperty("handed-over", Boolean.toString(boot.handedOver()));
        return saved;
    }

    private static Boot boot(Properties saved) {
        return new Boot(
                UUID.fromString(required(saved, "id")),
                new MacAddress(required(saved, "mac")),
                Long.parseLong(required(saved, "xid")),
                Inet4Address.ofLiteral(required(saved, "address")),
                Boolean.parseBoolean(saved.getProperty("learned", "false")),
                Boolean.parseBoolean(saved.getProperty("ipxe", "false")),
                Instant.ofEpochSecond(Long.parseLong(required(saved, "started"))),
                Instant.ofEpochSecond(Long.parseLong(required(saved, "expiry"))),
                required(saved, "config.txt"),
                required(saved, "cmdline.txt"),
                Boolean.parseBoolean(saved.getProperty("handed-over", "false")));
    }

    private static String required(Properties saved, String name) {
        String value = saved.getProperty(name);
        if (value == null) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return value;
    }
}
