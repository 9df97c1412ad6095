package dev.kindling.agent.installed;

import dev.kindling.agent.action.ActionResult;
import dev.kindling.agent.disk.Disks;
import dev.kindling.agent.disk.Region;
import dev.kindling.agent.process.Mount;
import dev.kindling.agent.process.Tool;
import dev.kindling.agent.runtime.ActionContext;
import dev.kindling.agent.runtime.ActionFailure;
import dev.kindling.agent.runtime.ActionRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code kindling/kexec}: loads the kernel of the system on BLOCK_DEVICE and, once the server knows, starts it, with the names
 * of Tinkerbell's action (tinkerbell/actions kexec). Without KERNEL_PATH the first entry of the system's grub.cfg is taken.
 *
 * @param program kexec(8)
 */
public record KernelStart(String program) implements ActionRuntime {

    @Override
    public ActionResult run(ActionContext context) throws ActionFailure, IOException, InterruptedException {
        Region region = new Disks(context.root()).find("BLOCK_DEVICE", context.require("BLOCK_DEVICE"));
        Path point = context.root().runDirectory().resolve("kexec");
        try (Mount mount = Mount.of(
                region.name(),
                region.path(),
                context.require("FS_TYPE"),
                Mount.options(region, "ro"),
                point,
                context.cancellation())) {
            load(entry(context, mount.point()), mount.point(), context);
            mount.unmount();
        }
        return new ActionResult.Rebooting();
    }

    private static GrubEntry entry(ActionContext context, Path system) throws ActionFailure, IOException {
        Optional<String> kernel = context.optional("KERNEL_PATH");
        if (kernel.isPresent()) {
            return new GrubEntry(
                    kernel.get(),
                    context.optional("INITRD_PATH"),
                    context.optional("CMD_LINE").orElse(""));
        }
        for (String place : List.of("boot/grub/grub.cfg", "boot/grub2/grub.cfg", "grub/grub.cfg")) {
            if (Files.exists(system.resolve(place))) {
                GrubEntry found = GrubEntry.first(Files.readString(system.resolve(place)));
                return new GrubEntry(
                        found.kernel(),
                        context.optional("INITRD_PATH").or(found::initrd),
                        context.optional("CMD_LINE").orElse(found.arguments()));
            }
        }
        throw new ActionFailure("KERNEL_PATH is not set, and " + context.require("BLOCK_DEVICE")
                + " has no boot/grub/grub.cfg to find a kernel by; set KERNEL_PATH");
    }

    private void load(GrubEntry entry, Path system, ActionContext context)
            throws ActionFailure, IOException, InterruptedException {
        List<String> arguments =
                new ArrayList<>(List.of("-l", file(entry.kernel(), system), "--command-line=" + entry.arguments()));
        if (entry.initrd().isPresent()) {
            arguments.add("--initrd=" + file(entry.initrd().get(), system));
        }
        new Tool(program, "kexec-tools", Map.of("LC_ALL", "C"), context.cancellation())
                .must(arguments, "the kernel " + entry.kernel() + " cannot be loaded");
        context.output().line("loaded " + entry.kernel() + " with '" + entry.arguments() + "'");
    }

    /** Links like /vmlinuz are followed, but not out of the system. */
    private static String file(String path, Path system) throws ActionFailure, IOException {
        Path file = system.resolve(path.replaceFirst("^/+", "")).normalize();
        for (int n = 0; n < 20 && file.startsWith(system) && Files.isSymbolicLink(file); n++) {
            Path target = Files.readSymbolicLink(file);
            file = (target.isAbsolute() ? system.resolve(target.toString().substring(1)) : file.resolveSibling(target))
                    .normalize();
        }
        if (!file.startsWith(system) || !Files.isRegularFile(file)) {
            throw new ActionFailure("there is no file " + path + " in the installed system");
        }
        return file.toString();
    }
}
