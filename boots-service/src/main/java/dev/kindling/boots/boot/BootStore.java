package dev.kindling.boots.boot;

import dev.kindling.contract.MacAddress;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.net.Inet4Address;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One small file per board, replaced as a whole. Survives the death of the process; a power cut may take the last one,
 * which costs the board one more boot.
 */
final class BootStore {

    private static final Logger log = LoggerFactory.getLogger(BootStore.class);
    private static final String SUFFIX = ".boot";
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private final Path directory;

    BootStore(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory);
    }

    void save(Boot boot) throws IOException {
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
                required(saved, "cmdline.txt"));
    }

    private static String required(Properties saved, String name) {
        String value = saved.getProperty(name);
        if (value == null) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return value;
    }
}
