package dev.kindling.boots.nfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kindling.boots.nfs.TestNfsClient.Attributes;
import dev.kindling.boots.nfs.TestNfsClient.Data;
import dev.kindling.boots.nfs.TestNfsClient.Entry;
import dev.kindling.boots.nfs.TestNfsClient.Found;
import dev.kindling.boots.nfs.TestNfsClient.Page;
import dev.kindling.boots.nfs.xdr.XdrReader;
import dev.kindling.boots.report.BootEvent;
import java.io.IOException;
import java.net.Inet4Address;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 1813 on real sockets. */
class NfsServerTests {

    private static final int NOT_FOUND = 2;
    private static final int ACCESS_DENIED = 13;
    private static final int READ_ONLY = 30;
    private static final int STALE = 70;
    private static final int BAD_HANDLE = 10_001;
    private static final int BAD_COOKIE = 10_003;
    private static final int TOO_SMALL = 10_005;

    @TempDir
    private Path data;

    private TestNfs nfs;
    private TestNfsClient client;
    private Path tree;

    @BeforeEach
    void start() throws IOException {
        tree = Files.createDirectories(data.resolve("roots/first"));
        nfs = new TestNfs(data);
        client = new TestNfsClient(nfs.port());
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        nfs.close();
    }

    @Test
    void machineOfTheInventoryMountsAndTheTimelineSaysWhat() throws Exception {
        Found root = client.mount("/kindling/root");

        assertThat(root.status()).isZero();
        assertThat(root.handle()).hasSizeLessThanOrEqualTo(64);
        BootEvent event = nfs.nextEvent();
        assertThat(event.kind()).isEqualTo("nfs.mounted");
        assertThat(event.mac()).contains(TestNfs.MAC);
        assertThat(event.facts()).containsEntry("tree", "first").containsEntry("address", "127.0.0.1");
    }

    @Test
    void everybodyElseIsRefusedAndTheTimelineSaysSoOnce() throws Exception {
        nfs.machines().remove(TestNfs.MAC);

        assertThat(client.mount("/kindling/root").status()).isEqualTo(ACCESS_DENIED);
        assertThat(client.mount("/kindling/root").status()).isEqualTo(ACCESS_DENIED);

        BootEvent event = nfs.nextEvent();
        assertThat(event.kind()).isEqualTo("nfs.refused");
        assertThat(event.severity()).isEqualTo(BootEvent.Severity.WARNING);
        assertThat(event.facts()).containsEntry("address", "127.0.0.1");
        assertThat(nfs.hasEvent()).isFalse();
    }

    @Test
    void handleIsOfNoUseToSomebodyElse() throws Exception {
        byte[] root = client.mount("/kindling/root").handle();
        nfs.machines().remove(TestNfs.MAC);
        nfs.machines().put(TestNfs.machine(TestNfs.MAC, Inet4Address.ofLiteral("127.0.0.9")));

        assertThat(client.statusOfGetattr(root)).isEqualTo(ACCESS_DENIED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/kindling/root", "/kindling/root/", "/kindling/roots/first"})
    void allNamesOfTheRootLeadToIt(String path) throws Exception {
        assertThat(client.mount(path)).usingRecursiveComparison().isEqualTo(client.mount("/kindling/root"));
    }

    @ParameterizedTest
    @CsvSource({
        "/srv, 2",
        "/kindling, 2",
        "/kindling/roots, 2",
        "/kindling/roots/second, 2",
        "/kindling/roots/.., 2",
        "/kindling/root/missing, 2",
        "/kindling/root/file, 20",
        "/kindling/root/link, 20"
    })
    void whatIsNoTreeIsNotMounted(String path, int status) throws Exception {
        Files.writeString(tree.resolve("file"), "x");
        Files.createSymbolicLink(tree.resolve("link"), Path.of("/etc"));

        assertThat(client.mount(path).status()).isEqualTo(status);
        assertThat(nfs.nextEvent().kind()).isEqualTo("nfs.refused");
    }

    @Test
    void parentOfTheRootIsTheRoot() throws Exception {
        byte[] root = client.mount("/kindling/root").handle();

        assertThat(client.lookup(root, "..").handle()).isEqualTo(root);
        assertThat(client.mount("/kindling/root/../../etc").status()).isEqualTo(NOT_FOUND);
        assertThat(client.lookup(root, "../first").status()).isEqualTo(ACCESS_DENIED);
    }

    @Test
    void machineIsPointedAtAnotherTreeAndBack() throws Exception {
        Files.createDirectories(nfs.roots().resolve("second"));
        Path current = nfs.roots().resolve("current");
        byte[] first = client.mount("/kindling/roots/first").handle();
        byte[] second = client.mount("/kindling/roots/second").handle();

        assertThat(client.mount("/kindling/root").status()).as("which of two?").isEqualTo(NOT_FOUND);
        Files.createSymbolicLink(current, Path.of("first"));
        assertThat(client.mount("/kindling/root").handle()).isEqualTo(first);
        Files.createSymbolicLink(nfs.roots().resolve("machine-" + TestNfs.MAC), Path.of("second"));
        assertThat(client.mount("/kindling/root").handle()).isEqualTo(second);
        Files.delete(nfs.roots().resolve("machine-" + TestNfs.MAC));
        assertThat(client.mount("/kindling/root").handle()).isEqualTo(first);
        assertThat(client.statusOfGetattr(second))
                .as("who runs from it goes on")
                .isZero();
    }

    @Test
    void ownersModesLinksTimesDevicesAndHolesAreThoseOfTheDisk() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root makes devices and gives files away");
        Path file = Files.write(tree.resolve("setuid"), new byte[5]);
        run("chown", "1000:1001", file.toString());
        run("chmod", "6751", file.toString());
        Files.createLink(tree.resolve("again"), file);
        run("mknod", tree.resolve("console").toString(), "c", "5", "1");
        run("mknod", tree.resolve("loop").toString(), "b", "7", "259");
        run("mknod", tree.resolve("pipe").toString(), "p");
        try (FileChannel sparse =
                FileChannel.open(tree.resolve("holes"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            sparse.write(ByteBuffer.wrap(new byte[] {1}), 64L * 1024 * 1024 * 1024);
        }
        byte[] root = client.mount("").handle();

        Attributes setuid = client.getattr(client.walk(root, "setuid"));
        assertThat(setuid).isEqualTo(new Attributes(1, 06751, 2, 1000, 1001, 5, setuid.used(), "0:0", (long)
                Files.getAttribute(file, "unix:ino")));
        assertThat(client.walk(root, "again")).isEqualTo(client.walk(root, "setuid"));
        assertThat(client.getattr(client.walk(root, "console")))
                .returns(4, Attributes::type)
                .returns("5:1", Attributes::device);
        assertThat(client.getattr(client.walk(root, "loop")))
                .returns(3, Attributes::type)
                .returns("7:259", Attributes::device);
        assertThat(client.getattr(client.walk(root, "pipe")).type()).isEqualTo(7);
        assertThat(client.read(client.walk(root, "pipe"), 0, 1).status())
                .as("reading no file")
                .isEqualTo(22);
        Attributes holes = client.getattr(client.walk(root, "holes"));
        assertThat(holes.size()).isEqualTo(64L * 1024 * 1024 * 1024 + 1);
        assertThat(holes.used()).isLessThan(1024 * 1024);
        Data last = client.read(client.walk(root, "holes"), holes.size() - 3, 100);
        assertThat(last.bytes()).containsExactly(0, 0, 1);
        assertThat(last.end()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 100, 100, false",
        "0, 300000, 300000, true",
        "0, 2000000, 300000, true",
        "299999, 10, 1, true",
        "300000, 10, 0, true",
        "4611686018427387904, 10, 0, true",
        "-1, 10, 0, true",
        "100000, 131072, 131072, false",
        "5, 0, 0, false"
    })
    void readGivesTheBytesOfThePlace(long offset, int count, int bytes, boolean end) throws Exception {
        byte[] content = new byte[300_000];
        new Random(1).nextBytes(content);
        Files.write(tree.resolve("file"), content);
        byte[] file = client.walk(client.mount("").handle(), "file");

        Data data = client.read(file, offset, count);

        int from = (int) Math.max(0, Math.min(offset, content.length));
        byte[] expected = Arrays.copyOfRange(content, bytes == 0 ? 0 : from, bytes == 0 ? 0 : from + bytes);
        assertThat(data.bytes()).isEqualTo(expected);
        assertThat(data.end()).isEqualTo(end);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 7, 8, 9, 10, 11, 12, 13, 14, 15, 21})
    void nothingIsEverWritten(int procedure) throws Exception {
        byte[] root = client.mount("").handle();

        XdrReader reply = client.nfs(
                procedure,
                out -> out.opaque(root)
                        .opaque(root)
                        .opaque(root)
                        .hyper(0)
                        .hyper(0)
                        .hyper(0));

        assertThat(reply.integer()).isEqualTo(READ_ONLY);
        while (reply.remaining() > 0) {
            assertThat(reply.integer()).isZero();
        }
    }

    @Test
    void accessFollowsTheModeAndNobodyMayWrite() throws Exception {
        Path secret = Files.writeString(tree.resolve("shadow"), "x");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r-----"));
        Path closed = Files.createDirectory(tree.resolve("closed"));
        Files.writeString(closed.resolve("inside"), "x");
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
        byte[] root = client.mount("").handle();
        byte[] handle = client.walk(root, "shadow");
        byte[] directory = client.walk(root, "closed");

        assertThat(client.access(handle, 0x3f)).isEqualTo(1);
        assertThat(client.access(directory, 0x3f)).isEqualTo(3);
        client.as(4_711, 4_711);
        assertThat(client.access(handle, 0x3f)).isZero();
        assertThat(client.read(handle, 0, 1).status()).isEqualTo(ACCESS_DENIED);
        assertThat(client.lookup(directory, "inside").status()).isEqualTo(ACCESS_DENIED);
        assertThat(client.readdir(directory, 0, 0, 4096).status()).isEqualTo(ACCESS_DENIED);
    }

    @Test
    void handlesSurviveARestartOfTheServer() throws Exception {
        Files.createDirectories(tree.resolve("usr/lib/deep"));
        Files.writeString(tree.resolve("usr/lib/deep/file"), "still here");
        byte[] root = client.mount("").handle();
        byte[] file = client.walk(root, "usr/lib/deep/file");

        nfs.restart();
        try (TestNfsClient after = new TestNfsClient(nfs.port())) {
            assertThat(after.read(file, 0, 100).bytes()).asString().isEqualTo("still here");
            assertThat(after.mount("").handle()).isEqualTo(root);
            assertThat(after.walk(root, "usr/lib/deep/file")).isEqualTo(file);
        }
    }

    @Test
    void handleNamesNoOtherFileAfterTheTreeWasMadeAnew() throws Exception {
        Set<Long> inodes = new HashSet<>();
        List<byte[]> handles = new ArrayList<>();
        byte[] root = client.mount("").handle();
        for (int i = 0; i < 20; i++) {
            Files.writeString(tree.resolve("old" + i), "old");
            handles.add(client.walk(root, "old" + i));
            inodes.add((long) Files.getAttribute(tree.resolve("old" + i), "unix:ino"));
        }
        run("rm", "-rf", tree.toString());
        Files.createDirectory(tree);
        boolean reused = false;
        for (int i = 0; i < 20; i++) {
            Files.writeString(tree.resolve("new" + i), "new");
            reused |= inodes.contains((long) Files.getAttribute(tree.resolve("new" + i), "unix:ino"));
        }
        byte[] fresh = client.mount("").handle();
        for (int i = 0; i < 20; i++) {
            client.walk(fresh, "new" + i);
        }

        for (byte[] handle : handles) {
            assertThat(client.read(handle, 0, 10).status())
                    .as("inodes reused: " + reused)
                    .isEqualTo(STALE);
        }
        assertThat(client.statusOfGetattr(root)).isEqualTo(STALE);
    }

    @Test
    void fileThatTookThePlaceOfAnotherIsAnother() throws Exception {
        Files.writeString(tree.resolve("file"), "one");
        byte[] root = client.mount("").handle();
        byte[] one = client.walk(root, "file");
        Files.writeString(tree.resolve("aside"), "two");
        Files.move(tree.resolve("aside"), tree.resolve("file"), StandardCopyOption.ATOMIC_MOVE);

        assertThat(client.read(one, 0, 10).status()).isEqualTo(STALE);
        assertThat(client.read(client.walk(root, "file"), 0, 10).bytes())
                .asString()
                .isEqualTo("two");
    }

    @Test
    void movedFileKeepsItsHandle() throws Exception {
        Files.createDirectories(tree.resolve("a"));
        Files.createDirectories(tree.resolve("b"));
        Files.writeString(tree.resolve("a/file"), "content");
        byte[] file = client.walk(client.mount("").handle(), "a/file");
        Files.move(tree.resolve("a/file"), tree.resolve("b/other"));

        assertThat(client.read(file, 0, 10).bytes()).asString().isEqualTo("content");
    }

    @Test
    void handleCannotBeMadeUp() throws Exception {
        byte[] root = client.mount("").handle();
        for (int i = 0; i < root.length; i++) {
            byte[] forged = root.clone();
            forged[i] ^= 1;
            assertThat(client.statusOfGetattr(forged)).isEqualTo(BAD_HANDLE);
        }
        assertThat(client.statusOfGetattr(new byte[0])).isEqualTo(BAD_HANDLE);
    }

    @Test
    void directoryIsReadWholeInSmallPieces() throws Exception {
        Set<String> names = new TreeSet<>(Set.of(".", ".."));
        for (int i = 0; i < 1_000; i++) {
            Files.createFile(tree.resolve("entry-" + i));
            names.add("entry-" + i);
        }
        byte[] root = client.mount("").handle();

        assertThat(new TreeSet<>(all(root, false, 512))).isEqualTo(names);
        assertThat(new TreeSet<>(all(root, true, 1_024))).isEqualTo(names);
        assertThat(client.readdir(root, 0, 0, 64 * 1024).end()).isTrue();
        assertThat(client.readdir(root, 0, 0, 100).status()).isEqualTo(TOO_SMALL);
    }

    private List<String> all(byte[] directory, boolean plus, int count) throws Exception {
        List<String> names = new ArrayList<>();
        long cookie = 0;
        long verifier = 0;
        while (true) {
            Page page = plus
                    ? client.readdirplus(directory, cookie, verifier, count)
                    : client.readdir(directory, cookie, verifier, count);
            assertThat(page.status()).isZero();
            page.entries().forEach(entry -> names.add(entry.name()));
            if (page.end()) {
                assertThat(names).doesNotHaveDuplicates();
                return names;
            }
            cookie = page.entries().getLast().cookie();
            verifier = page.verifier();
        }
    }

    @Test
    void directoryThatChangesLosesAndRepeatsNothingThatStays() throws Exception {
        for (int i = 0; i < 300; i++) {
            Files.createFile(tree.resolve("stays-" + i));
            Files.createFile(tree.resolve("goes-" + i));
        }
        byte[] root = client.mount("").handle();
        List<String> seen = new ArrayList<>();
        Page page = client.readdir(root, 0, 0, 1_024);
        int change = 0;
        while (true) {
            page.entries().stream()
                    .map(Entry::name)
                    .filter(name -> name.startsWith("stays"))
                    .forEach(seen::add);
            if (page.end()) {
                break;
            }
            Files.deleteIfExists(tree.resolve("goes-" + change));
            Files.createFile(tree.resolve("comes-" + change++));
            if (change == 5) {
                nfs.restart();
                client.close();
                client = new TestNfsClient(nfs.port());
            }
            page = client.readdir(root, page.entries().getLast().cookie(), page.verifier(), 1_024);
            assertThat(page.status()).isZero();
        }
        assertThat(change).isGreaterThan(5);
        assertThat(seen).hasSize(300).doesNotHaveDuplicates();
    }

    @Test
    void cookieOfAnotherDirectoryIsRefused() throws Exception {
        Files.createDirectories(tree.resolve("other"));
        byte[] root = client.mount("").handle();
        Page page = client.readdir(root, 0, 0, 4_096);

        Page other = client.readdir(client.walk(root, "other"), 1, page.verifier(), 4_096);

        assertThat(other.status()).isEqualTo(BAD_COOKIE);
    }

    @Test
    void nameOfAnyBytesIsServedWhateverTheLocaleIs() throws Exception {
        run("sh", "-c", "printf content >\"$0\"/$(printf 'F\\305\\221tan\\372')", tree.toString());
        byte[] root = client.mount("").handle();
        Page page = client.readdir(root, 0, 0, 4_096);
        assertThat(page.entries()).hasSize(3);
        byte[] name = {'F', (byte) 0305, (byte) 0221, 't', 'a', 'n', (byte) 0372};

        XdrReader reply = client.nfs(3, out -> out.opaque(root).opaque(name));

        assertThat(reply.integer()).isZero();
        assertThat(client.read(reply.opaque(64), 0, 100).bytes()).asString().isEqualTo("content");
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as(String.join(" ", command) + ": " + output)
                .isZero();
    }
}
