package dev.kindling.boots.content;

import dev.kindling.boots.boot.BoardAddresses;
import dev.kindling.boots.boot.Boot;
import dev.kindling.boots.boot.BootFiles;
import dev.kindling.boots.content.ContentAnswer.Found;
import dev.kindling.boots.content.ContentAnswer.Missing;
import dev.kindling.boots.content.ContentAnswer.Reader;
import dev.kindling.boots.content.ContentAnswer.Reason;
import dev.kindling.boots.content.ContentAnswer.Refused;
import dev.kindling.boots.machine.MachineDirectory;
import dev.kindling.boots.machine.MachineProfile;
import dev.kindling.contract.MacAddress;
import java.io.IOException;
import java.net.Inet4Address;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * The virtual tree of every board: {@code <serial>/X}, {@code <mac-with-dashes>/X} and {@code X} are the same file.
 * {@code config.txt} and {@code cmdline.txt} are generated, everything else is shared firmware.
 *
 * <p>A board that is to boot its own disk finds an empty {@code start4.elf}, the files of an EEPROM update that is meant
 * for it, and nothing else: the boot loader of a Pi 4 then goes on to the disk at once, where a missing tree would make it
 * look for another one. A Pi 5 asks for {@code config.txt} first and goes on when it finds neither that nor a kernel; the
 * ROM of a Pi 3, which has tried its card before, asks for {@code bootcode.bin}, and must not be given an empty one to run.
 *
 * <p>A board is found by its source address first and by the prefix of the name second, because only few boards have
 * told their serial before they ask.
 */
public final class BoardTrees {

    static final String CONFIG = "config.txt";
    static final String COMMAND_LINE = "cmdline.txt";

    /** The first is what a Pi 4 starts, the second what every other one before the Pi 5 does. */
    static final Set<String> STARTERS = Set.of("start4.elf", "start.elf");

    /** What a Pi 5 and the ROM of a Pi 3 ask for first: by these being missing they are told to boot their own disk. */
    private static final Set<String> FIRST_ASKED = Set.of(CONFIG, "bootcode.bin");

    static final Set<String> EEPROM =
            Set.of("pieeprom.sig", "pieeprom.upd", "pieeprom.bin", "vl805.sig", "vl805.bin", "recovery.bin");

    private final MachineDirectory machines;
    private final BootFiles generated;
    private final FirmwareTree firmware;
    private final FirmwareChoice choice;
    private final IpxeFiles ipxe;
    private final BoardAddresses addresses;

    BoardTrees(
            MachineDirectory machines,
            BootFiles generated,
            FirmwareTree firmware,
            FirmwareChoice choice,
            IpxeFiles ipxe,
            BoardAddresses addresses) {
        this.addresses = addresses;
        this.machines = machines;
        this.generated = generated;
        this.firmware = firmware;
        this.choice = choice;
        this.ipxe = ipxe;
    }

    /** Answers a name from an address. Never waits for the network. */
    public ContentAnswer find(Inet4Address client, String name) throws IOException {
        Optional<String> rule = BootPath.violation(name);
        if (rule.isPresent()) {
            return new Refused(rule.get());
        }
        BootPath path = new BootPath(name);
        Optional<Found> strangers = ofStranger(path);
        if (strangers.isPresent()) {
            return strangers.get();
        }
        Optional<MachineProfile> machine =
                addresses.find(client).or(() -> path.prefix().flatMap(this::byPrefix));
        if (machine.isEmpty()) {
            return new Missing(Optional.empty(), Reason.UNKNOWN_CLIENT);
        }
        MachineProfile board = machine.get();
        boolean inItsTree =
                path.prefix().flatMap(this::byPrefix).filter(board::equals).isPresent();
        if (inItsTree && generated.awaitsItsAddress(board) && !addresses.isAnothers(board, client)) {
            generated.heardFrom(board, machines.settings(), client);
        }
        Reader reader = new Reader(board.mac(), generated.current(board).map(Boot::id));
        return find(board, reader, client, path.withoutPrefix());
    }

    /**
     * Whom boots told to boot as an auto-proxy: the name below which it asks for iPXE is its MAC address. That goes before
     * its address, which may have been another machine's.
     */
    private Optional<Found> ofStranger(BootPath path) throws IOException {
        Optional<MacAddress> mac = path.prefix()
                .filter(BootPath::isMac)
                .map(MacAddress::parse)
                .filter(named -> machines.findByMac(named).isEmpty());
        Optional<Path> program =
                mac.isPresent() ? ipxe.program(path.withoutPrefix().text()) : Optional.empty();
        return program.isPresent()
                ? Optional.of(
                        new Found(new Reader(mac.get(), Optional.empty(), false), new OpenFile(program.get()), false))
                : Optional.empty();
    }

    private ContentAnswer find(MachineProfile board, Reader reader, Inet4Address client, BootPath path)
            throws IOException {
        boolean ownDisk = board.bootsLocally() || !board.allowPxe();
        boolean updates = EEPROM.contains(path.text()) && board.allowPxe();
        return ownDisk && !updates ? toItsDisk(board, reader, client, path) : served(board, reader, client, path);
    }

    /** Who asks from elsewhere in the board's name gets the same, and nothing is concluded from it. */
    private ContentAnswer toItsDisk(MachineProfile board, Reader reader, Inet4Address client, BootPath path) {
        boolean starts = STARTERS.contains(path.text());
        boolean tells =
                board.bootsLocally() && (starts || FIRST_ASKED.contains(path.text())) && addresses.isAt(board, client);
        return starts
                ? new Found(reader, FileContent.of(new byte[0]), tells)
                : new Missing(Optional.of(reader), Reason.BOOTS_LOCALLY, tells);
    }

    private ContentAnswer served(MachineProfile board, Reader reader, Inet4Address client, BootPath path)
            throws IOException {
        return switch (path.text()) {
            case CONFIG -> new Found(reader, FileContent.of(generated.configTxt(board)), false);
            case COMMAND_LINE ->
                generated
                        .commandLine(board, client)
                        .<ContentAnswer>map(text -> new Found(reader, FileContent.of(text), false))
                        .orElseGet(() -> missing(reader, Reason.NOT_ITS_BOOT));
            default ->
                file(board, reader, client, path)
                        .<ContentAnswer>map(content -> new Found(reader, content, false))
                        .orElseGet(() -> missing(reader, Reason.NO_SUCH_FILE));
        };
    }

    /** A board updates its EEPROM by itself when it finds these files, so it finds them only when asked to. */
    private Optional<FileContent> file(MachineProfile board, Reader reader, Inet4Address client, BootPath path)
            throws IOException {
        if (EEPROM.contains(path.text())) {
            return firmware.open(choice.eeprom(reader.mac()), path);
        }
        Optional<FileContent> found = firmware.open(choice.tree(reader.mac(), reader.bootId()), path);
        return found.isPresent() ? found : ipxe.open(board, path, client);
    }

    private static Missing missing(Reader reader, Reason reason) {
        return new Missing(Optional.of(reader), reason);
    }

    private Optional<MachineProfile> byPrefix(String prefix) {
        return BootPath.isMac(prefix) ? machines.findByMac(MacAddress.parse(prefix)) : machines.findBySerial(prefix);
    }
}
