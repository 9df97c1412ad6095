package dev.kindling.simulator.boot;

import dev.kindling.simulator.board.BoardSpec;
import dev.kindling.simulator.wire.TftpResult;
import java.util.Optional;
import java.util.function.Function;

/** The boot loader's own requests, up to fixup4.dat. */
final class EepromStage {

    private static final String ELF = "\u007fELF";

    /** Boards up to revision 1.3 have an EEPROM of their own for the USB controller. */
    private static final int LAST_WITH_VL805_EEPROM = 3;

    private final BoardSpec board;
    private final Function<String, BootFiles> filesBelow;

    /**
     * Makes the stage.
     *
     * @param filesBelow the files below a prefix
     */
    EepromStage(BoardSpec board, Function<String, BootFiles> filesBelow) {
        this.board = board;
        this.filesBelow = filesBelow;
    }

    /** The prefix that the rest of this boot uses, or empty if the firmware is the empty file. */
    Optional<String> run() throws BootFailedException, InterruptedException {
        String prefix = prefix();
        BootFiles files = filesBelow.apply(prefix);
        files.read("config.txt");
        if ((board.revision() & 0xf) <= LAST_WITH_VL805_EEPROM) {
            files.read("vl805.sig");
        }
        if (files.read("pieeprom.sig").isPresent()) {
            files.read("pieeprom.upd");
        }
        files.read("recover4.elf");
        files.read("recovery.elf");
        Optional<TftpResult.Received> firmware = files.read("start4.elf");
        if (firmware.isEmpty()) {
            firmware = files.read("start.elf");
        }
        TftpResult.Received found = firmware.orElseThrow(() -> new BootFailedException("firmware not found"));
        if (found.size() == 0) {
            return Optional.empty();
        }
        if (!found.head().startsWith(ELF)) {
            throw new BootFailedException("start4.elf is no ELF file");
        }
        files.need("fixup4.dat");
        return Optional.of(prefix);
    }

    /** The serial, if firmware is below it; else none for the whole boot, not file by file. */
    private String prefix() throws BootFailedException, InterruptedException {
        String serial = board.serial() + "/";
        BootFiles files = filesBelow.apply(serial);
        return files.probe("start4.elf") || files.probe("start.elf") ? serial : "";
    }
}
