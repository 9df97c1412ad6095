package dev.kindling.agent.board;

import dev.kindling.agent.action.ActionResult;
import dev.kindling.agent.process.Tool;
import dev.kindling.agent.root.AgentRoot;
import dev.kindling.agent.runtime.ActionContext;
import dev.kindling.agent.runtime.ActionFailure;
import dev.kindling.agent.runtime.ActionRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * {@code kindling/eeprom-config}: sets the boot order of a Pi 4 to network first and then the target disk, so that it can be
 * installed again without a hand on it. The flash itself is read first: where it is right already, nothing is written, so the
 * action may run again after anything. What was written is read back. The new order counts from the next boot on.
 */
public final class EepromConfig implements ActionRuntime {

    private static final String DEVICE = "/dev/spidev0.0";
    private static final String FLASH = "linux_spi:dev=" + DEVICE + ",spispeed=16000";
    private static final String WAYS_OUT =
            "; there are two ways out: boot the 'Network Boot' bootloader card of Raspberry Pi"
                    + " Imager once by hand, or, where the network is in the order behind the disk, take away what makes the disk"
                    + " boot before the machine is wanted back";

    @Override
    public ActionResult run(ActionContext context) throws ActionFailure, IOException, InterruptedException {
        BootOrder wanted = BootOrder.forDisk(disk(context));
        pi4(context.root());
        Path scratch = context.root().runDirectory().resolve("eeprom");
        Files.createDirectories(scratch);
        Flash flash = new Flash(context, scratch);
        EepromImage image = flash.read("before");
        String before = image.configuration();
        if (BootOrder.of(before).equals(java.util.Optional.of(wanted))) {
            return new ActionResult.Succeeded("BOOT_ORDER is " + wanted + " already; nothing was written");
        }
        flash.write(image.with(wanted.in(before)));
        String after = flash.read("after").configuration();
        if (!BootOrder.of(after).equals(java.util.Optional.of(wanted))) {
            throw new ActionFailure("the EEPROM reads back BOOT_ORDER "
                    + BootOrder.of(after).map(BootOrder::toString).orElse("unset") + " after " + wanted
                    + " was written: is it write-protected?" + WAYS_OUT);
        }
        return new ActionResult.Succeeded("BOOT_ORDER was "
                + BootOrder.of(before).map(BootOrder::toString).orElse("unset") + ", is " + wanted
                + " and was read back; it counts from the next boot on");
    }

    private static String disk(ActionContext context) throws ActionFailure {
        return context.optional("BOOT_DISK").isPresent() ? context.require("BOOT_DISK") : context.require("DEST_DISK");
    }

    private static void pi4(AgentRoot root) throws ActionFailure, IOException {
        Path file = root.resolve("/proc/device-tree/model");
        String model =
                Files.exists(file) ? Files.readString(file).replace("\0", "").strip() : "no Raspberry Pi";
        if (!model.matches("Raspberry Pi (4|400|Compute Module 4).*")) {
            throw new ActionFailure(
                    "this machine is " + model + "; eeprom-config knows the EEPROM of the Pi 4 family only");
        }
        if (!Files.exists(root.resolve(DEVICE))) {
            throw new ActionFailure(
                    DEVICE + " is not there: the board's config.txt must put the EEPROM on the SPI bus; set"
                            + " kindling.boots.raspberry-pi.config-txt to"
                            + " dtparam=spi=on,dtoverlay=audremap,dtoverlay=spi-gpio40-45 and boot the board again");
        }
    }

    /**
     * The EEPROM through Debian's flashrom, below the machine's root where that has its own.
     *
     * @param scratch for images of it
     */
    private record Flash(ActionContext context, Path scratch) {

        EepromImage read(String name) throws ActionFailure, IOException, InterruptedException {
            Path file = scratch.resolve(name + ".bin");
            flashrom("-r", file, "the EEPROM cannot be read");
            byte[] bytes = Files.readAllBytes(file);
            if (bytes.length != EepromImage.SIZE) {
                throw new ActionFailure("flashrom read " + bytes.length + " bytes of the EEPROM, which has "
                        + EepromImage.SIZE + WAYS_OUT);
            }
            return new EepromImage(bytes);
        }

        /** flashrom erases and writes only blocks that differ, and compares what it wrote. */
        void write(EepromImage image) throws ActionFailure, IOException, InterruptedException {
            Path file = scratch.resolve("new.bin");
            Files.write(file, image.bytes());
            flashrom("-w", file, "the EEPROM cannot be written");
        }

        private void flashrom(String verb, Path file, String otherwise)
                throws ActionFailure, IOException, InterruptedException {
            Path own = context.root().resolve("/usr/sbin/flashrom");
            String program = Files.isExecutable(own) && !context.root().isMachine() ? own.toString() : "flashrom";
            new Tool(program, "flashrom", Map.of("LC_ALL", "C"), context.cancellation())
                    .must(List.of("-p", FLASH, verb, file.toString()), otherwise + WAYS_OUT);
        }
    }
}
