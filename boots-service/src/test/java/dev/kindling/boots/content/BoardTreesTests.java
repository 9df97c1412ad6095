package dev.kindling.boots.content;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.boots.boot.BootRegistry;
import dev.kindling.boots.boot.ClassicProperties;
import dev.kindling.boots.content.ContentAnswer.Found;
import dev.kindling.boots.content.ContentAnswer.Missing;
import dev.kindling.boots.content.ContentAnswer.Reason;
import dev.kindling.boots.content.ContentAnswer.Refused;
import dev.kindling.boots.machine.MachineProfile;
import dev.kindling.boots.machine.MachineProfile.BootMode;
import dev.kindling.boots.report.BootEvent;
import dev.kindling.contract.BootNonce;
import dev.kindling.contract.MacAddress;
import java.io.IOException;
import java.net.Inet4Address;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BoardTreesTests {

    private static final Inet4Address STRANGER = Inet4Address.ofLiteral("127.9.9.9");

    @TempDir
    Path data;

    private TestBoots boots;
    private BoardTrees trees;

    @BeforeEach
    void start() throws IOException {
        boots = new TestBoots(data);
        trees = boots.trees();
        boots.firmware("start4.elf", "firmware".getBytes(StandardCharsets.UTF_8));
        boots.firmware("overlays/overlay_map.dtb", "map".getBytes(StandardCharsets.UTF_8));
    }

    @AfterEach
    void stop() {
        boots.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"start4.elf", "1000000b/start4.elf", "1000000B/start4.elf", "dc-a6-32-42-00-0b/start4.elf"})
    void everyNameOfAFileInABoardsTreeIsTheSameFile(String name) throws IOException {
        boots.declare(TestBoots.ADDRESS, BootMode.NETBOOT, true);
        assertThat(text(trees.find(TestBoots.ADDRESS, name))).isEqualTo("firmware");
    }

    /** Behind another DHCP server and a relay its first TFTP request may be all that tells a board's address. */
    @Test
    void addressIsLearnedFromTheFirstRequestInItsOwnTreeAndFromNoLaterOne() throws Exception {
        Inet4Address declared = Inet4Address.ofLiteral("10.9.0.11");
        Inet4Address leased = Inet4Address.ofLiteral("10.9.0.101");
        Inet4Address stranger = Inet4Address.ofLiteral("10.9.0.66");
        MachineProfile board = boots.declare(declared, BootMode.NETBOOT, true);
        boots.bean(BootRegistry.class).ofProxied(board, new BootRegistry.Exchange(77, false));
        assertThat(boots.nextEvent().facts()).doesNotContainKey("address");

        assertThat(text(trees.find(leased, TestBoots.SERIAL + "/start4.elf"))).isEqualTo("firmware");
        BootEvent learned = boots.nextEvent();
        assertThat(learned.kind()).isEqualTo("boot.address");
        assertThat(learned.source()).isEqualTo(BootEvent.Source.TFTP);
        assertThat(learned.facts()).containsEntry("address", "10.9.0.101").doesNotContainKey("before");

        String line = text(trees.find(leased, TestBoots.SERIAL + "/cmdline.txt"));
        String nonce = line.replaceAll("(?s).*kindling.nonce=(\\S+).*", "$1");
        assertThat(BootNonce.parse(nonce).isGenuine(new byte[32], TestBoots.MAC, "10.9.0.101"))
                .as("good for the learned address")
                .isTrue();

        // Whoever asks later in the board's name gets files, and neither its address nor its nonce.
        assertThat(text(trees.find(stranger, TestBoots.SERIAL + "/start4.elf"))).isEqualTo("firmware");
        assertThat(trees.find(stranger, TestBoots.SERIAL + "/cmdline.txt")).isInstanceOf(ContentAnswer.Missing.class);
        assertThat(boots.eventKinds()).isEmpty();
        assertThat(boots.machines().findByAddress(leased)).contains(board);
    }

    /** A Pi 3 sends no REQUEST, and the first files it asks for are not below its serial: the link tells who asks. */
    @Test
    void aPi3BehindAnotherServerIsKnownByItsLink() throws Exception {
        Inet4Address leased = Inet4Address.ofLiteral("10.9.0.101");
        boots.firmware("bootcode.bin", "loader".getBytes(StandardCharsets.UTF_8));
        boots.onTheLink(leased, TestBoots.MAC);
        MachineProfile board = boots.declare(Inet4Address.ofLiteral("10.9.0.11"), BootMode.NETBOOT, true);
        assertThat(reason(trees.find(leased, "bootcode.bin")))
                .as("no boot of it is going on")
                .isEqualTo(Reason.UNKNOWN_CLIENT);

        boots.bean(BootRegistry.class).ofProxied(board, new BootRegistry.Exchange(77, false));
        boots.nextEvent();
        assertThat(reason(trees.find(Inet4Address.ofLiteral("10.9.0.66"), "bootcode.bin")))
                .isEqualTo(Reason.UNKNOWN_CLIENT);

        assertThat(text(trees.find(leased, "bootcode.bin"))).isEqualTo("loader");
        assertThat(boots.nextEvent().kind()).isEqualTo("boot.address");
        assertThat(boots.machines().findByAddress(leased)).contains(board);
        assertThat(text(trees.find(leased, TestBoots.SERIAL + "/cmdline.txt"))).contains("kindling.nonce=");
    }

    /** Else whoever asks in its name between its DISCOVER and its REQUEST would be given its nonce. */
    @Test
    void anotherHostOfTheLinkIsNotTakenForABoardWhoseAddressIsAwaited() throws Exception {
        Inet4Address stranger = Inet4Address.ofLiteral("10.9.0.66");
        boots.onTheLink(stranger, new MacAddress("02:00:00:00:00:66"));
        MachineProfile board = boots.declare(Inet4Address.ofLiteral("10.9.0.11"), BootMode.NETBOOT, true);
        boots.bean(BootRegistry.class).ofProxied(board, new BootRegistry.Exchange(77, false));
        boots.nextEvent();

        assertThat(trees.find(stranger, TestBoots.SERIAL + "/cmdline.txt")).isInstanceOf(Missing.class);
        assertThat(boots.eventKinds()).isEmpty();
    }

    @Test
    void aBoardGetsTheVersionChosenForItAndKeepsItForTheWholeBoot() throws Exception {
        MachineProfile board = boots.declare(TestBoots.ADDRESS, BootMode.NETBOOT, true);
        boots.firmware("../1.20250401/start4.elf", "april".getBytes(StandardCharsets.UTF_8));
        boots.firmware("../1.20240529/start4.elf", "may".getBytes(StandardCharsets.UTF_8));
        Path firmware = data.resolve("firmware");
        boots.boot(board);
        assertThat(text(trees.find(TestBoots.ADDRESS, "start4.elf"))).isEqualTo("firmware");
        Files.createSymbolicLink(firmware.resolve("current"), Path.of("1.20250401"));
        assertThat(text(trees.find(TestBoots.ADDRESS, "start4.elf"))).isEqualTo("firmware");
        boots.boot(board);
        assertThat(text(trees.find(TestBoots.ADDRESS, "start4.elf"))).isEqualTo("april");
        Files.createSymbolicLink(firmware.resolve("machine-" + TestBoots.MAC), Path.of("1.20240529"));
        boots.boot(board);
        assertThat(text(trees.find(TestBoots.ADDRESS, "start4.elf"))).isEqualTo("may");
        assertThat(trees.find(TestBoots.ADDRESS, "overlays/overlay_map.dtb")).isInstanceOf(Missing.class);
    }

    @Test
    void filesOfAnEepromUpdateAreThereOnlyForTheBoardThatIsAsked() throws IOException {
        boots.declare(TestBoots.ADDRESS, BootMode.NETBOOT, true);
        boots.firmware("pieeprom.sig", "everybody".getBytes(StandardCharsets.UTF_8));
        assertThat(trees.find(TestBoots.ADDRESS, "1000000b/pieeprom.sig")).isInstanceOf(Missing.class);
        boots.firmware("../eeprom-" + TestBoots.MAC + "/pieeprom.sig", "mine".getBytes(StandardCharsets.UTF_8));
        assertThat(text(trees.find(TestBoots.ADDRESS, "1000000b/pieeprom.sig"))).isEqualTo("mine");
    }

    @Test
    void iPxeAndItsFirstScriptAreInEveryTree() throws IOException {
        boots.declare(TestBoots.ADDRESS, BootMode.NETBOOT, true);
        Files.createDirectories(data.resolve("ipxe"));
        Files.writeString(data.resolve("ipxe/undionly.kpxe"), "ipxe");
        assertThat(text(trees.find(TestBoots.ADDRESS, "undionly.kpxe"))).isEqualTo("ipxe");
        assertThat(text(trees.find(TestBoots.ADDRESS, "some/autoexec.ipxe")))
                .startsWith("#!ipxe\n")
                .contains("chain --autofree http://127.0.0.1:7171/ipxe/${netX/mac}/auto.ipxe");
        assertThat(trees.find(TestBoots.ADDRESS, "ipxe.efi")).isInstanceOf(Missing.class);

        assertThat(trees.find(STRANGER, "52-54-00-00-00-01/undionly.kpxe"))
                .as("as the auto-proxy told it")
                .isInstanceOfSatisfying(
                        Found.class,
                        found -> assertThat(found.reader().isDeclared()).isFalse())
                .satisfies(found -> assertThat(text(found)).isEqualTo("ipxe"));
        assertThat(trees.find(TestBoots.ADDRESS, "52-54-00-00-00-01/undionly.kpxe"))
                .as("at an address that was another machine's")
                .isInstanceOfSatisfying(
                        Found.class,
                        found -> assertThat(found.reader().isDeclared()).isFalse());
        for (String other :
                List.of("undionly.kpxe", "52-54-00-00-00-01/autoexec.ipxe", "52-54-00-00-00-01/start4.elf")) {
            assertThat(reason(trees.find(STRANGER, other))).as(other).isEqualTo(Reason.UNKNOWN_CLIENT);
        }
    }

    @Test
    void aCommandLineCarriesTheClassicWordsWhereTheyAreAskedForAndThePasswordWhereItIsSet() throws Exception {
        Path other = Files.createDirectories(data.resolve("classic"));
        ClassicProperties classic = new ClassicProperties(
                true, "10.0.0.1", "10.0.0.1:42123", "http://10.0.0.1:42124/cert", "", "admin", "s3cret", "", "");
        try (TestBoots classics = new TestBoots(other, classic)) {
            classics.boot(classics.declare(TestBoots.ADDRESS, BootMode.NETBOOT, true));
            assertThat(text(classics.trees().find(TestBoots.ADDRESS, "cmdline.txt")))
                    .contains(" docker_registry=10.0.0.1 grpc_authority=10.0.0.1:42123 "
                            + "grpc_cert_url=http://10.0.0.1:42124/cert registry_username=admin "
                            + "registry_password=s3cret worker_id=hardware ")
                    .contains(" kindling.nonce=");
        }
        assertThat(classic.toString()).doesNotContain("s3cret");
        boots.boot(boots.declare(TestBoots.ADDRESS, BootMode.NETBOOT, true));
        assertThat(text(trees.find(TestBoots.ADDRESS, "cmdline.txt"))).doesNotContain("docker_registry");
    }

    @Test
    void aFileInADirectoryIsFound() throws IOException {
        boots.declare(TestBoots.ADDRESS, BootMode.NETBOOT, true);
        assertThat(text(trees.find(TestBoots.ADDRESS, "overlays/overlay_map.dtb")))
                .isEqualTo("map");
        assertThat(trees.find(TestBoots.ADDRESS, "overlays")).isInstanceOf(Missing.class);
    }

    @Test
    void aBoardAtAnUnknownAddressIsFoundByItsPrefixButGetsNoCommandLine() throws Exception {
        boots.boot(boots.declare(TestBoots.ADDRESS, BootMode.NETBOOT, true));
        assertThat(text(trees.find(STRANGER, "1000000b/start4.elf"))).isEqualTo("firmware");
        assertThat(text(trees.find(STRANGER, "dc-a6-32-42-00-0b/start4.elf"))).isEqualTo("firmware");
        assertThat(trees.find(STRANGER, "1000000b/cmdline.txt"))
                .extracting(answer -> ((Missing) answer).reason())
                .isEqualTo(Reason.NOT_ITS_BOOT);
        assertThat(trees.find(STRANGER, "start4.elf"))
                .extracting(answer -> ((Missing) answer).reason())
                .isEqualTo(Reason.UNKNOWN_CLIENT);
    }

    @Test
    void theCommandLineIsTheSameForTheWholeBootAndNamesTheBoard() throws Exception {
        MachineProfile board = boots.declare(TestBoots.ADDRESS, BootMode.NETBOOT, true);
        assertThat(trees.find(TestBoots.ADDRESS, "cmdline.txt")).isInstanceOf(Missing.class);
        boots.boot(board);
        String first = text(trees.find(TestBoots.ADDRESS, "1000000b/cmdline.txt"));
        assertThat(first).contains("kindling.mac=dc:a6:32:42:00:0b");
        assertThat(text(trees.find(TestBoots.ADDRESS, "cmdline.txt"))).isEqualTo(first);
        assertThat(text(trees.find(TestBoots.ADDRESS, "config.txt"))).contains("cmdline=cmdline.txt");
    }

    @Test
    void aBoardThatBootsItsOwnDiskFindsEmptyStartersAndNothingElse() throws IOException {
        boots.declare(TestBoots.ADDRESS, BootMode.LOCAL, true);
        for (String name : new String[] {"1000000b/start4.elf", "start4.elf", "start.elf"}) {
            Found found = (Found) trees.find(TestBoots.ADDRESS, name);
            assertThat(found.content().size()).isZero();
            assertThat(found.bootsLocally()).isTrue();
        }
        for (String name : new String[] {"config.txt", "1000000b/cmdline.txt", "overlays/overlay_map.dtb"}) {
            assertThat(reason(trees.find(TestBoots.ADDRESS, name))).isEqualTo(Reason.BOOTS_LOCALLY);
        }
    }

    /** config.txt is the first file of a Pi 5, bootcode.bin that of a Pi 3. */
    @ParameterizedTest
    @ValueSource(strings = {"1000000b/config.txt", "config.txt", "bootcode.bin"})
    void aBoardIsToldToBootItsOwnDiskByItsFirstFile(String first) throws IOException {
        boots.firmware("bootcode.bin", "loader".getBytes(StandardCharsets.UTF_8));
        boots.declare(TestBoots.ADDRESS, BootMode.LOCAL, true);
        assertThat(trees.find(TestBoots.ADDRESS, first))
                .isInstanceOfSatisfying(
                        Missing.class,
                        missing -> assertThat(missing.bootsLocally()).isTrue());
        assertThat(trees.find(TestBoots.ADDRESS, "1000000b/kernel_2712.img"))
                .isInstanceOfSatisfying(
                        Missing.class,
                        missing -> assertThat(missing.bootsLocally()).isFalse());

        boots.declare(TestBoots.ADDRESS, BootMode.NETBOOT, false);
        assertThat(trees.find(TestBoots.ADDRESS, first))
                .isInstanceOfSatisfying(
                        Missing.class,
                        missing -> assertThat(missing.bootsLocally()).isFalse());
    }

    @Test
    void nobodyElseTellsThatABoardBootsItsOwnDisk() throws Exception {
        boots.declare(TestBoots.ADDRESS, BootMode.LOCAL, true);
        assertThat(((Found) trees.find(STRANGER, "1000000b/start4.elf")).bootsLocally())
                .isFalse();
        assertThat(((Missing) trees.find(STRANGER, "1000000b/config.txt")).bootsLocally())
                .isFalse();

        boots.onTheLink(STRANGER, TestBoots.MAC);
        assertThat(((Found) trees.find(STRANGER, "1000000b/start4.elf")).bootsLocally())
                .as("the board itself, at an address nobody gave it here")
                .isTrue();
    }

    @Test
    void behindAnotherServerTheDeclaredAddressTellsNothingOnceAnotherOneIsLearned() throws Exception {
        Inet4Address leased = Inet4Address.ofLiteral("10.9.0.101");
        MachineProfile board = boots.declare(TestBoots.ADDRESS, BootMode.LOCAL, true);
        BootRegistry registry = boots.bean(BootRegistry.class);
        registry.ofProxied(board, new BootRegistry.Exchange(77, false));
        registry.locate(board, boots.machines().settings().orElseThrow(), leased, BootEvent.Source.DHCP);

        assertThat(((Found) trees.find(TestBoots.ADDRESS, "1000000b/start4.elf")).bootsLocally())
                .isFalse();
        assertThat(((Found) trees.find(leased, "1000000b/start4.elf")).bootsLocally())
                .isTrue();
    }

    @Test
    void aBoardThatBootsItsOwnDiskStillFindsTheEepromUpdateThatIsMeantForIt() throws IOException {
        boots.declare(TestBoots.ADDRESS, BootMode.LOCAL, true);
        assertThat(reason(trees.find(TestBoots.ADDRESS, "1000000b/pieeprom.sig")))
                .isEqualTo(Reason.NO_SUCH_FILE);
        for (String name : new String[] {"pieeprom.sig", "pieeprom.upd"}) {
            boots.firmware("../eeprom-" + TestBoots.MAC + "/" + name, name.getBytes(StandardCharsets.UTF_8));
            assertThat(text(trees.find(TestBoots.ADDRESS, "1000000b/" + name))).isEqualTo(name);
        }

        boots.declare(TestBoots.ADDRESS, BootMode.LOCAL, false);
        assertThat(reason(trees.find(TestBoots.ADDRESS, "1000000b/pieeprom.sig")))
                .as("it may not be sent boot files")
                .isEqualTo(Reason.BOOTS_LOCALLY);
    }

    @Test
    void aBoardThatMayNotNetbootIsSentToItsDiskWithoutBeingReportedThere() throws IOException {
        boots.declare(TestBoots.ADDRESS, BootMode.NETBOOT, false);
        Found found = (Found) trees.find(TestBoots.ADDRESS, "start4.elf");
        assertThat(found.content().size()).isZero();
        assertThat(found.bootsLocally()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "../secret, a name has no segment '..'",
        "1000000b/../../secret, a name has no segment '..'",
        "overlays/.., a name has no segment '..'",
        "./start4.elf, a name has no segment '.'",
        "/etc/passwd, a name is not absolute",
        "overlays\\overlay_map.dtb, a name has no backslash",
        "....//start4.elf, a name has no empty segment",
        "1000000b/, a name has no empty segment",
        "'', a name has 1 to 255 characters"
    })
    void aNameThatBreaksARuleIsRefusedBeforeAnyoneIsLookedUp(String name, String rule) throws IOException {
        assertThat(trees.find(STRANGER, name)).isEqualTo(new Refused(rule));
    }

    @Test
    void controlCharactersAndNamesBeyondAsciiAreRefused() throws IOException {
        for (String name : new String[] {"start\0.elf", "start\n.elf", "st\u00e4rt.elf"}) {
            assertThat(trees.find(STRANGER, name)).isEqualTo(new Refused("a name is printable ASCII"));
        }
        assertThat(trees.find(STRANGER, "x".repeat(256))).isInstanceOf(Refused.class);
    }

    @Test
    void aLinkOutOfTheTreeIsNoFile() throws IOException {
        boots.declare(TestBoots.ADDRESS, BootMode.NETBOOT, true);
        Path outside = Files.writeString(data.resolve("outside"), "secret");
        Files.createSymbolicLink(data.resolve("firmware/default/link"), outside);
        Files.createSymbolicLink(data.resolve("firmware/default/inside"), Path.of("start4.elf"));
        assertThat(trees.find(TestBoots.ADDRESS, "link")).isInstanceOf(Missing.class);
        assertThat(text(trees.find(TestBoots.ADDRESS, "inside"))).isEqualTo("firmware");
    }

    @Test
    void aFileReplacedOnDiskIsServedAnewAndOneBeingReadStaysAsItWas() throws IOException {
        boots.declare(TestBoots.ADDRESS, BootMode.NETBOOT, true);
        Found before = (Found) trees.find(TestBoots.ADDRESS, "start4.elf");
        Path fresh = Files.writeString(data.resolve("fresh"), "newer!!!");
        Files.move(
                fresh, data.resolve("firmware/default/start4.elf"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThat(text(trees.find(TestBoots.ADDRESS, "start4.elf"))).isEqualTo("newer!!!");
        assertThat(text(before)).isEqualTo("firmware");
    }

    @Test
    void aFileTooLargeToKeepIsReadFromDisk() throws IOException {
        boots.declare(TestBoots.ADDRESS, BootMode.NETBOOT, true);
        byte[] large = new byte[300 * 1024];
        large[299 * 1024] = 42;
        boots.firmware("kernel8.img", large);
        try (FileContent content = ((Found) trees.find(TestBoots.ADDRESS, "kernel8.img")).content()) {
            ByteBuffer block = ByteBuffer.allocate(2048);
            content.read(299 * 1024, block);
            assertThat(content.size()).isEqualTo(large.length);
            assertThat(block.position()).isEqualTo(1024);
            assertThat(block.get(0)).isEqualTo((byte) 42);
        }
    }

    private static Reason reason(ContentAnswer answer) {
        assertThat(answer).isInstanceOf(Missing.class);
        return ((Missing) answer).reason();
    }

    private static String text(ContentAnswer answer) throws IOException {
        assertThat(answer).isInstanceOf(Found.class);
        FileContent content = ((Found) answer).content();
        ByteBuffer all = ByteBuffer.allocate((int) content.size());
        content.read(0, all);
        return new String(all.array(), StandardCharsets.UTF_8);
    }
}
