package dev.kindling.boots.content;

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
import java.util.Optional;
import java.util.Set;

/**
 * The virtual tree of every board: {@code <serial>/X}, {@code <mac-with-dashes>/X} and {@code X} are the same file.
 * {@code config.txt} and {@code cmdline.txt} are generated, everything else is shared firmware. A board that is to boot
 * its own disk finds an empty {@code start4.elf} and nothing else: its boot loader then goes on to the disk at once,
 * where a missing tree would make it look for another one.
 *
 * <p>A board is found by its source address first and by the prefix of the name second, because only few boards have
 * told their serial before they ask.
 */
public final class BoardTrees {

    static final String CONFIG = "config.txt";
    static final String COMMAND_LINE = "cmdline.txt";

    /** The first is what a Pi 4 starts, the second what every other one before the Pi 5 does. */
    static final Set<String> STARTERS = Set.of("start4.elf", "start.elf");

    static final Set<String> EEPROM =
            Set.of("pieeprom.sig", "pieeprom.upd", "pieeprom.bin", "vl805.sig", "vl805.bin", "recovery.bin");

    private final MachineDirectory machines;
    private final BootFiles generated;
    private final FirmwareTree firmware;
    private final FirmwareChoice choice;
    private final IpxeFiles ipxe;

    BoardTrees(
            MachineDirectory machines,
            BootFiles generated,
            FirmwareTree firmware,
            FirmwareChoice choice,
            IpxeFiles ipxe) {
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
        Optional<MachineProfile> machine =
                machines.findByAddress(client).or(() -> path.prefix().flatMap(this::byPrefix));
        if (machine.isEmpty()) {
            return new Missing(Optional.empty(), Reason.UNKNOWN_CLIENT);
        }
        MachineProfile board = machine.get();
        if (path.prefix().flatMap(this::byPrefix).filter(board::equals).isPresent()) {
            generated.heardFrom(board, machines.settings(), client);
        }
        Reader reader = new Reader(board.mac(), generated.current(board).map(Boot::id));
        return find(board, reader, client, path.withoutPrefix());
    }

    private ContentAnswer find(MachineProfile board, Reader reader, Inet4Address client, BootPath path)
            throws IOException {
        if (generated.bootsLocally(board) || !board.allowPxe()) {
            return STARTERS.contains(path.text())
                    ? new Found(reader, FileContent.of(new byte[0]), generated.bootsLocally(board))
                    : missing(reader, Reason.BOOTS_LOCALLY);
        }
        return switch (path.text()) {
            case CONFIG -> new Found(reader, FileContent.of(generated.configTxt(board)), false);
            case COMMAND_LINE ->
                generated
                        .commandLine(board, client)
                        .<ContentAnswer>map(text -> new Found(reader, FileContent.of(text), false))
                        .orElseGet(() -> missing(reader, Reason.NOT_ITS_BOOT));
            default ->
                file(reader, path)
                        .<ContentAnswer>map(content -> new Found(reader, content, false))
                        .orElseGet(() -> missing(reader, Reason.NO_SUCH_FILE));
        };
    }

    /** A board updates its EEPROM by itself when it finds these files, so it finds them only when asked to. */
    private Optional<FileContent> file(Reader reader, BootPath path) throws IOException {
        if (EEPROM.contains(path.text())) {
            return firmware.open(choice.eeprom(reader.mac()), path);
        }
        Optional<FileContent> found = firmware.open(choice.tree(reader.mac(), reader.bootId()), path);
        return found.isPresent() ? found : ipxe.open(path);
    }

    private static Missing missing(Reader reader, Reason reason) {
        return new Missing(Optional.of(reader), reason);
    }

    private Optional<MachineProfile> byPrefix(String prefix) {
        return BootPath.isMac(prefix) ? machines.findByMac(MacAddress.parse(prefix)) : machines.findBySerial(prefix);
    }
}
