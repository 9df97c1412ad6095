package dev.kindling.agent.storage;

import dev.kindling.agent.action.ActionResult;
import dev.kindling.agent.disk.Disks;
import dev.kindling.agent.disk.Region;
import dev.kindling.agent.process.Tool;
import dev.kindling.agent.runtime.ActionContext;
import dev.kindling.agent.runtime.ActionFailure;
import dev.kindling.agent.runtime.ActionRuntime;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;

/**
 * {@code kindling/syslinux}: boot code to DEST_DISK and SYSLINUX to the FAT file system of DEST_PARTITION, with the names of
 * Tinkerbell's action (tinkerbell/actions syslinux). Debian's version is installed, whatever SYSLINUX_VERSION says.
 */
public final class Syslinux implements ActionRuntime {

    private static final Path BOOT_CODE = Path.of("/usr/lib/syslinux/mbr/mbr.bin");
    /** Behind it come the disk's signature and the partition table. */
    private static final int MOST = 440;

    @Override
    public ActionResult run(ActionContext context) throws ActionFailure, IOException, InterruptedException {
        Disks disks = new Disks(context.root());
        Region disk = disks.find(context.require("DEST_DISK"));
        Region partition = disks.find("DEST_PARTITION", context.require("DEST_PARTITION"));
        if (!Files.exists(BOOT_CODE)) {
            throw new ActionFailure(BOOT_CODE + " is missing: install the Debian package syslinux-common"
                    + " in the root file system the agent runs in");
        }
        List<String> arguments = partition.blockDevice()
                ? List.of("--install", partition.path().toString())
                : List.of(
                        "--offset",
                        Long.toString(partition.offset()),
                        "--install",
                        partition.path().toString());
        new Tool("syslinux", "syslinux", Map.of("LC_ALL", "C", "MTOOLS_SKIP_CHECK", "1"), context.cancellation())
                .must(arguments, "SYSLINUX cannot be installed on " + partition.name());
        byte[] code = Files.readAllBytes(BOOT_CODE);
        try (FileChannel channel = FileChannel.open(disk.path(), StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(code, 0, Math.min(MOST, code.length)), disk.offset());
            channel.force(true);
        }
        return new ActionResult.Succeeded("SYSLINUX installed on " + partition.name());
    }
}
