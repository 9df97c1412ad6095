package dev.kindling.agent.storage;

import dev.kindling.agent.action.ActionResult;
import dev.kindling.agent.disk.Disks;
import dev.kindling.agent.disk.Region;
import dev.kindling.agent.process.Mount;
import dev.kindling.agent.root.AgentRoot;
import dev.kindling.agent.runtime.ActionContext;
import dev.kindling.agent.runtime.ActionFailure;
import dev.kindling.agent.runtime.ActionRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code kindling/docker-scratch}: formats a partition and gives it to Docker in place of memory, for images that do not fit
 * there. Stays until the machine reboots; what is on the partition is lost each time.
 */
public final class DockerScratch implements ActionRuntime {

    private static final String DOCKER = "/var/lib/docker";
    private static final String PROCESS = "/run/docker.pid";

    @Override
    public ActionResult run(ActionContext context) throws ActionFailure, IOException, InterruptedException {
        Region region = new Disks(context.root()).find(context.require("DEST_DISK"));
        if (!region.blockDevice()) {
            throw new ActionFailure(
                    region.name() + " is no partition this kernel has a device for, and Docker needs one;"
                            + " make it with an earlier action, such as rootio");
        }
        if (dockerRuns(context.root())) {
            throw new ActionFailure("Docker runs already and holds " + DOCKER
                    + "; put docker-scratch before the first action that is a container");
        }
        Path point = context.root().resolve(DOCKER);
        // Memory, or the partition itself where an agent died before it could report: that could not be formatted.
        Mount.clear(region.name(), point);
        new Formatter(context.cancellation()).format(region, "ext4", List.of("-L", "docker-scratch"));
        Mount.of(region.name(), region.path(), "ext4", "noatime", point, context.cancellation());
        return new ActionResult.Succeeded(
                DOCKER + " is on " + region.name() + ", " + Region.mebibytes(region.size()) + ", until the next boot");
    }

    private static boolean dockerRuns(AgentRoot root) throws IOException {
        Path file = root.resolve(PROCESS);
        if (!Files.exists(file)) {
            return false;
        }
        String pid = Files.readString(file).strip();
        return pid.matches("\\d{1,9}") && ProcessHandle.of(Long.parseLong(pid)).isPresent();
    }
}
