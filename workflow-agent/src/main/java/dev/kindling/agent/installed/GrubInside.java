package dev.kindling.agent.installed;

import dev.kindling.agent.action.ActionResult;
import dev.kindling.agent.disk.Disks;
import dev.kindling.agent.disk.Region;
import dev.kindling.agent.runtime.ActionContext;
import dev.kindling.agent.runtime.ActionFailure;
import dev.kindling.agent.runtime.ActionRuntime;
import java.io.IOException;
import java.util.List;

/**
 * {@code kindling/grub2disk}: the installed system's own GRUB, for BIOS, with the names of Tinkerbell's action
 * (tinkerbell/actions grub2disk). Of GRUB_DISK and GRUB_INSTALL_PATH the partition is where the system is, the other one
 * where GRUB goes; templates are found either way round. The system brings its grub-install: nothing is fetched.
 */
public final class GrubInside implements ActionRuntime {

    private static final String PARTITION = ".*(\\d|[a-z])p\\d+|/dev/[svh]d[a-z]+\\d+|/dev/xvd[a-z]+\\d+";

    @Override
    public ActionResult run(ActionContext context) throws ActionFailure, IOException, InterruptedException {
        boolean swapped = !context.require("GRUB_DISK").matches(PARTITION)
                && context.require("GRUB_INSTALL_PATH").matches(PARTITION);
        String system = swapped ? "GRUB_INSTALL_PATH" : "GRUB_DISK";
        String target = swapped ? "GRUB_DISK" : "GRUB_INSTALL_PATH";
        Region disk = new Disks(context.root()).find(target, context.require(target));
        Inside.of(context, system, true)
                .run(List.of(
                        List.of("grub-install", disk.path().toString()),
                        List.of("grub-mkconfig", "-o", "/boot/grub/grub.cfg")));
        return new ActionResult.Succeeded("GRUB of " + context.require(system) + " installed on " + disk.name());
    }
}
