package dev.kindling.agent.image;

import dev.kindling.agent.action.ActionResult;
import dev.kindling.agent.disk.Disks;
import dev.kindling.agent.disk.MountTable;
import dev.kindling.agent.disk.Region;
import dev.kindling.agent.http.HttpClient;
import dev.kindling.agent.process.Tool;
import dev.kindling.agent.runtime.ActionContext;
import dev.kindling.agent.runtime.ActionFailure;
import dev.kindling.agent.runtime.ActionRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * {@code kindling/qemuimg2disk}: a qcow2, vmdk or other image of a virtual machine to DEST_DISK by qemu-img, with the names
 * of Tinkerbell's action (tinkerbell/actions qemuimg2disk). Such an image is read here and there, so it is fetched as a whole
 * and checked before the disk is touched.
 */
public final class QemuImageToDisk implements ActionRuntime {

    private final HttpClient http;
    private final Download.Pause pause;

    public QemuImageToDisk(HttpClient http, Download.Pause pause) {
        this.http = http;
        this.pause = pause;
    }

    @Override
    public ActionResult run(ActionContext context) throws ActionFailure, IOException, InterruptedException {
        Region disk = new Disks(context.root()).find(context.require("DEST_DISK"));
        MountTable.mustNotHold(disk);
        Path scratch = context.root().runDirectory().resolve("qemu-image");
        Files.createDirectories(scratch.getParent());
        try {
            fetch(Order.of(context, "IMG_URL"), scratch, context);
            convert(scratch, disk, context);
        } finally {
            Files.deleteIfExists(scratch);
        }
        new PartitionReread(context.root()).announce(disk, context.output());
        return new ActionResult.Succeeded(
                "converted " + Order.of(context, "IMG_URL").text() + " to " + disk.name());
    }

    private void fetch(Order order, Path scratch, ActionContext context)
            throws ActionFailure, IOException, InterruptedException {
        try (Download download = Download.open(order, http, pause, context)) {
            long room = Files.getFileStore(scratch.getParent()).getUsableSpace();
            if (download.length().orElse(0) > room) {
                throw new ActionFailure(order.text() + " has "
                        + Region.mebibytes(download.length().orElse(0)) + ", and this machine has "
                        + Region.mebibytes(room)
                        + " of memory for it; convert it to a raw image, pack it with zstd, and use image2disk");
            }
            Files.copy(download.unpacked(), scratch, StandardCopyOption.REPLACE_EXISTING);
            download.check("the disk was not touched");
        }
    }

    private static void convert(Path image, Region disk, ActionContext context)
            throws ActionFailure, IOException, InterruptedException {
        if (disk.offset() != 0) {
            throw new ActionFailure("qemuimg2disk writes whole disks, and " + disk.name() + " is a part of one");
        }
        // -n: the target is there. A device is no file for qemu, whatever FORMAT the template names.
        String format = disk.blockDevice() ? context.optional("FORMAT").orElse("host_device") : "raw";
        List<String> arguments = new ArrayList<>(List.of("convert", "-n", "-O", format));
        for (String extra : context.optional("EXTRA_ARGS").orElse("").strip().split("\\s+")) {
            if (!extra.isEmpty()) {
                arguments.add(extra);
            }
        }
        arguments.addAll(List.of(image.toString(), disk.path().toString()));
        new Tool("qemu-img", "qemu-utils", Map.of("LC_ALL", "C"), context.cancellation())
                .must(arguments, "the image cannot be converted to " + disk.name());
    }
}
