package dev.kindling.agent.file;

import dev.kindling.agent.action.ActionResult;
import dev.kindling.agent.disk.Disks;
import dev.kindling.agent.disk.Region;
import dev.kindling.agent.runtime.ActionContext;
import dev.kindling.agent.runtime.ActionFailure;
import dev.kindling.agent.runtime.ActionRuntime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * {@code kindling/writefile}: CONTENTS to DEST_PATH in the file system on DEST_DISK, with the names of Tinkerbell's action
 * (tinkerbell/actions writefile).
 */
public final class WriteFile implements ActionRuntime {

    @Override
    public ActionResult run(ActionContext context) throws ActionFailure, IOException, InterruptedException {
        Region region = new Disks(context.root()).find(context.require("DEST_DISK"));
        String content = Expansion.of(context).apply(context.environment().getOrDefault("CONTENTS", ""));
        FileOrder order = FileOrder.of(context, content.getBytes(StandardCharsets.UTF_8));
        Partition.of(region, context.require("FS_TYPE")).files(context).write(order);
        return new ActionResult.Succeeded(
                "wrote " + order.content().length + " bytes to " + order.path() + " on " + region.name());
    }
}
