package dev.kindling.agent.installed;

import dev.kindling.agent.disk.Disks;
import dev.kindling.agent.disk.Region;
import dev.kindling.agent.process.Exec;
import dev.kindling.agent.process.Mount;
import dev.kindling.agent.runtime.ActionContext;
import dev.kindling.agent.runtime.ActionFailure;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs commands in an installed system, in a mount namespace of their own: when they end, or are ended, or the agent dies,
 * nothing stays mounted.
 *
 * @param chroot whether the system is the commands' root; otherwise it lies where Tinkerbell's actions mount it, at /mountAction
 */
record Inside(Region region, String type, boolean chroot, ActionContext context) {

    private static final String EXPECTED = "/mountAction";

    /** Arguments: type, options, device, mount point, "chroot" or not, then the command. */
    private static final String SCRIPT = """
            type=$1 options=$2 device=$3 point=$4 mode=$5
            shift 5
            mount -t "$type" -o "$options" "$device" "$point" || exit 125
            if [ "$mode" = chroot ]; then
              for there in dev proc sys; do
                [ -d "$point/$there" ] || mkdir "$point/$there" || exit 125
              done
              mount --rbind /dev "$point/dev" && mount -t proc proc "$point/proc" \\
                && mount --rbind /sys "$point/sys" || exit 125
            fi
            code=0
            if [ "$mode" = chroot ]; then
              chroot "$point" "$@" || code=$?
            else
              "$@" || code=$?
            fi
            umount -R "$point" || [ "$code" -ne 0 ] || code=125
            exit "$code"
            """;

    static Inside of(ActionContext context, String disk, boolean chroot) throws ActionFailure, IOException {
        Region region = new Disks(context.root()).find(disk, context.require(disk));
        return new Inside(region, context.require("FS_TYPE"), chroot, context);
    }

    private Path point() throws IOException {
        Path own = context.root().runDirectory().resolve("installed");
        if (!chroot) {
            Path expected = context.root().resolve(EXPECTED);
            try {
                return Files.createDirectories(expected);
            } catch (FileSystemException e) {
                context.output().line("[" + EXPECTED + " cannot be made here; the system is at " + own + "]");
            }
        }
        return Files.createDirectories(own);
    }

    void run(List<List<String>> commands) throws ActionFailure, IOException, InterruptedException {
        for (List<String> command : commands) {
            runOne(command);
        }
    }

    private void runOne(List<String> words) throws ActionFailure, IOException, InterruptedException {
        Path point = point();
        List<String> command = new ArrayList<>(List.of("unshare", "--mount", "--propagation", "private"));
        command.addAll(List.of("/bin/sh", "-c", SCRIPT, "kindling"));
        command.addAll(List.of(type, Mount.options(region, "rw"), region.path().toString(), point.toString()));
        command.add(chroot ? "chroot" : "beside");
        command.addAll(words);
        Exec.run(command, context);
    }
}
