package dev.kindling.agent.storage;

import dev.kindling.agent.action.ActionResult;
import dev.kindling.agent.disk.Disks;
import dev.kindling.agent.disk.MountTable;
import dev.kindling.agent.disk.Region;
import dev.kindling.agent.disk.TableLayout;
import dev.kindling.agent.disk.TableWriter;
import dev.kindling.agent.http.HttpClient;
import dev.kindling.agent.http.HttpResponse;
import dev.kindling.agent.image.PartitionReread;
import dev.kindling.agent.process.Mount;
import dev.kindling.agent.runtime.ActionContext;
import dev.kindling.agent.runtime.ActionFailure;
import dev.kindling.agent.runtime.ActionRuntime;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * {@code kindling/rootio}: partitions, formats or tries to mount the disks that the machine's metadata describes, by its
 * command, with the names of Tinkerbell's action (tinkerbell/actions rootio). STORAGE gives the document itself instead of
 * asking MIRROR_HOST for it. A failure is a failure, and not only logged.
 */
public final class RootIo implements ActionRuntime {

    private static final int LIMIT = 4 << 20;
    private static final int MOST_GPT = 128;
    private static final int MOST_MBR = 4;

    private final HttpClient http;

    public RootIo(HttpClient http) {
        this.http = http;
    }

    @Override
    public ActionResult run(ActionContext context) throws ActionFailure, IOException, InterruptedException {
        Plan plan = Plan.parse(document(context));
        List<String> command = context.assignment().command();
        String verb = command.isEmpty() ? "" : command.get(command.size() - 1);
        switch (verb) {
            case "partition" -> partition(plan, context);
            case "format" -> format(plan, context);
            case "mount" -> mount(plan, context);
            default -> throw new ActionFailure("rootio's command is '" + verb + "'; use partition, format or mount");
        }
        return new ActionResult.Succeeded(verb + ": " + plan.disks().size() + " disks, "
                + plan.formats().size() + " file systems in the machine's metadata");
    }

    private String document(ActionContext context) throws ActionFailure, IOException {
        if (context.optional("STORAGE").isPresent()) {
            return context.require("STORAGE");
        }
        String host = context.require("MIRROR_HOST");
        URI uri = URI.create("http://" + (host.contains(":") ? host : host + ":50061") + "/metadata");
        try (HttpResponse response = http.get(uri, Map.of("Accept", "application/json"), socket -> {})) {
            if (response.status() != 200) {
                throw new ActionFailure(uri + " answered " + response.status() + "; check MIRROR_HOST");
            }
            return new String(response.bytes(LIMIT), StandardCharsets.UTF_8);
        }
    }

    private static void partition(Plan plan, ActionContext context)
            throws ActionFailure, IOException, InterruptedException {
        boolean mbr = context.flag("MBR");
        for (Plan.DiskPlan each : plan.disks()) {
            Region disk = new Disks(context.root()).find("device", each.device());
            MountTable.mustNotHold(disk);
            List<TableLayout.Wanted> wanted = new ArrayList<>();
            for (Plan.PartitionPlan partition : each.partitions()) {
                wanted.add(new TableLayout.Wanted(
                        partition.number(),
                        partition.label(),
                        TableLayout.Use.of(partition.label()),
                        partition.sectors()));
            }
            TableLayout layout = TableLayout.of(wanted, disk.size() / 512, mbr ? MOST_MBR : MOST_GPT);
            if (mbr) {
                layout.mustFitMbr(disk.name());
            }
            TableWriter writer = new TableWriter(UUID::randomUUID);
            if (each.wipe()) {
                dev.kindling.agent.disk.Wipe.edges(disk);
            }
            if (mbr) {
                writer.mbr(disk, layout);
            } else {
                writer.gpt(disk, layout);
            }
            context.output()
                    .line("partitioned " + disk.name() + ": "
                            + layout.partitions().size() + " partitions, " + (mbr ? "MBR" : "GPT"));
            new PartitionReread(context.root()).announce(disk, context.output());
        }
    }

    private static void format(Plan plan, ActionContext context)
            throws ActionFailure, IOException, InterruptedException {
        for (Plan.FormatPlan each : plan.formats()) {
            Region region = new Disks(context.root()).find("device", each.device());
            new Formatter(context.cancellation()).format(region, each.format(), each.options());
            context.output().line("formatted " + region.name() + " as " + each.format());
        }
    }

    /** Only tried: what a later action needs it mounts itself, and leaves nothing behind. */
    private static void mount(Plan plan, ActionContext context)
            throws ActionFailure, IOException, InterruptedException {
        for (Plan.FormatPlan each : plan.formats()) {
            if (each.format().equals("swap")) {
                continue;
            }
            Region region = new Disks(context.root()).find("device", each.device());
            try (Mount mount = Mount.of(
                    region.name(),
                    region.path(),
                    each.format(),
                    Mount.options(region, "ro"),
                    context.root().runDirectory().resolve("rootio"),
                    context.cancellation())) {
                mount.unmount();
                context.output().line("mounted " + region.name() + " as " + each.format() + " and let go of it");
            }
        }
    }
}
